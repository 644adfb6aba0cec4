/** The port to the grammars. `syntax/` implements it in a thread of its own; test/fakes has one without a parser. */

/**
 * viable: some continuation makes the text valid, as far as the grammar knows.
 * dead: no continuation does; proved.
 * unproved: none was found, but the end of the text may still become something else.
 */
export type Verdict = "viable" | "dead" | "unproved";

/** What grammars are good for in a language: refusing tokens, judging how a suggestion joins what follows, or nothing. */
export type SyntaxSupport = "enforced" | "join" | "none";

/** A place in a document where something could be inserted. */
export interface Gap {
  readonly prefix: string;
  readonly suffix: string;
}

/** A place that is asked about, and what is known of grammars there. */
export interface Spot extends Gap {
  /** Names of rules that prove nothing here; none where left out. See `Lessons`. */
  readonly learnt?: readonly string[];
}

/** A place in a text that the grammar cannot follow, though it can follow what stands around. */
export interface StandingFault {
  /** What the grammar goes by, as it names it; the name of a rule and what stands in front, too. Never empty. */
  readonly rules: readonly string[];
  /** The lines where it stopped, as they stand in the text. */
  readonly line: string;
  /** Their numbers, counted from 0. */
  readonly firstRow: number;
  readonly lastRow: number;
}

/** A text in place of the first `replaced` UTF-16 units behind the cursor. */
export interface Insertion {
  readonly text: string;
  readonly replaced: number;
  /** Taken only where it adds no error: that it may still become right does not do. */
  readonly mustFit?: boolean;
}

/**
 * text: inside a string or a comment. topLevel: on an empty line between the items of a file. body: on an empty line
 * among statements, members or elements. opensBody: right behind what opens a body. expression: anywhere else.
 */
export type Where = "text" | "topLevel" | "body" | "opensBody" | "expression";

/** Where a text that goes on should have ended. */
export interface ProgressStop {
  /** How many UTF-16 units of the text are wanted. */
  readonly keep: number;
  readonly reason: "followingText" | "blockEnd" | "repetition";
}

export interface Choice {
  /**
   * clean: the file has no syntax error at the cursor. unfinished: it has one there, and what stands in front may still
   * become right. broken: the grammar cannot follow what stands around the cursor, or the file is too large.
   */
  readonly footing: "clean" | "unfinished" | "broken";
  /** The index of the text to take; undefined when each of them does harm. */
  readonly chosen: number | undefined;
  /** The grammar alone would not have let it stand; see `Spot.learnt`. */
  readonly isLearnt?: boolean;
}

/** What can be asked about a place. Each has its answer in syntax/desk.ts. */
export interface PlaceQuestions {
  /** May prefix + inserted still become a program? Undefined where the grammar cannot follow the file: refuse nothing. */
  readonly judge: { readonly asks: { readonly inserted: string }; readonly answers: Verdict | undefined };
  /** Those of `ends`, offsets in `inserted`, where it may stop without adding a syntax error to the document. */
  readonly legalEnds: {
    readonly asks: { readonly inserted: string; readonly ends: readonly number[] };
    readonly answers: readonly number[];
  };
  /** The end of the last statement that is complete in `inserted`. */
  readonly lastStatementEnd: { readonly asks: { readonly inserted: string }; readonly answers: number | undefined };
  /** What the cursor stands in. Undefined where the file is too large. */
  readonly where: { readonly asks: Record<never, never>; readonly answers: Where | undefined };
  /** Whether a text that is being generated has come to its end. `endsWithItem`: one item is wanted. */
  readonly progress: {
    readonly asks: { readonly inserted: string; readonly endsWithItem: boolean };
    readonly answers: ProgressStop | undefined;
  };
  /** Faults around the place, for `Lessons`. */
  readonly faults: { readonly asks: Record<never, never>; readonly answers: readonly StandingFault[] };
  /** Which of several texts may be shown; the first one that does no harm is taken. */
  readonly choose: { readonly asks: { readonly insertions: readonly Insertion[] }; readonly answers: Choice };
}

/** One place; its long texts cross to the grammars once, not with each question. */
export interface SyntaxPlace {
  /** Never rejects. Undefined: no answer, for whatever reason; go on as if there were no grammar. */
  ask<Name extends keyof PlaceQuestions>(
    name: Name,
    asks: PlaceQuestions[Name]["asks"],
  ): Promise<{ readonly answer: PlaceQuestions[Name]["answers"] } | undefined>;
}

export interface Syntax {
  /** By language id. */
  supportOf(languageId: string): SyntaxSupport;
  /** Returns at once, and starts getting ready for questions. Nothing needs to be closed. */
  open(languageId: string, spot: Spot): SyntaxPlace;
}
