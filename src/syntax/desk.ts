/** Answers questions about places, one after another: what the worker does, without the thread. */

import type { Gap, PlaceQuestions } from "../core/syntax.ts";
import { Grammars } from "./grammar.ts";
import { JoinCheck } from "./join.ts";
import { languageOf } from "./languages.ts";
import { PrefixOracle } from "./oracle.ts";

/** What can be asked: to get ready, and what the port can be asked about a place. */
export interface SyntaxQuestions extends PlaceQuestions {
  /** Answered when the grammar is there. */
  readonly load: { readonly asks: Record<never, never>; readonly answers: true };
  /** Answered when the place is known and the others can be answered in no time. */
  readonly open: { readonly asks: Gap; readonly answers: true };
}

/** A question as it crosses the thread. */
export type SyntaxRequest = {
  [Name in keyof SyntaxQuestions]: {
    readonly id: number;
    readonly language: string;
    /** Number of the place. */
    readonly place: number;
    readonly name: Name;
    readonly asks: SyntaxQuestions[Name]["asks"];
  };
}[keyof SyntaxQuestions];

export interface SyntaxResponse {
  readonly id: number;
  readonly answer?: unknown;
  /** The place must be opened again: others were, since. */
  readonly isForgotten?: true;
  /** The grammar cannot be had; the message is for people. */
  readonly failed?: string;
}

interface Judges {
  readonly oracle: PrefixOracle;
  readonly join: JoinCheck;
}

/** A place that questions can be asked about. */
interface OpenPlace extends Judges {
  readonly gap: Gap;
  /** See `PrefixOracle.findStart`. */
  readonly start: number | undefined;
}

type Answers = {
  [Name in keyof PlaceQuestions]: (
    place: OpenPlace,
    asks: PlaceQuestions[Name]["asks"],
  ) => PlaceQuestions[Name]["answers"];
};

const ANSWERS: Answers = {
  judge: ({ oracle, gap, start }, { inserted }) =>
    start === undefined ? undefined : oracle.judgeFrom(start, gap.prefix + inserted),
  legalEnds: ({ join, gap }, { inserted, ends }) => join.findLegalEnds(gap, inserted, ends),
  lastStatementEnd: ({ join, gap }, { inserted }) => join.findLastStatementEnd(gap, inserted),
};

/** Places remembered at once: alternatives and the join of one suggestion while the next is being made. */
const MAX_PLACES = 8;

export class SyntaxDesk {
  readonly #grammars: Grammars;
  readonly #judges = new Map<string, Judges>();
  /** The oldest first. */
  readonly #places = new Map<number, OpenPlace>();

  /** `grammarFolder` has the .wasm files. */
  constructor(grammarFolder: string) {
    this.#grammars = new Grammars(grammarFolder);
  }

  async answer(request: SyntaxRequest): Promise<SyntaxResponse> {
    const { id } = request;
    try {
      const judges = await this.#judgesOf(request.language);
      if (request.name === "load") return { id, answer: true };
      if (request.name === "open") {
        this.#open(request.place, {
          ...judges,
          gap: request.asks,
          start: judges.oracle.findStart(request.asks.prefix),
        });
        return { id, answer: true };
      }
      const place = this.#places.get(request.place);
      return place === undefined ? { id, isForgotten: true } : { id, answer: answerFrom(place, request) };
    } catch (error) {
      return { id, failed: error instanceof Error ? error.message : String(error) };
    }
  }

  #open(number: number, place: OpenPlace): void {
    this.#places.set(number, place);
    for (const oldest of this.#places.keys()) if (this.#places.size > MAX_PLACES) this.#places.delete(oldest);
  }

  async #judgesOf(language: string): Promise<Judges> {
    const table = languageOf(language);
    if (table === undefined) throw new Error(`there is no grammar for ${language}`);
    const known = this.#judges.get(table.name);
    if (known !== undefined) return known;
    const grammar = await this.#grammars.load(table);
    const judges = { oracle: new PrefixOracle(grammar), join: new JoinCheck(grammar) };
    this.#judges.set(table.name, judges);
    return judges;
  }
}

function answerFrom<Name extends keyof PlaceQuestions>(
  place: OpenPlace,
  { name, asks }: { readonly name: Name; readonly asks: PlaceQuestions[Name]["asks"] },
): unknown {
  return ANSWERS[name](place, asks);
}
