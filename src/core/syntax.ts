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
  open(languageId: string, gap: Gap): SyntaxPlace;
}
