/** Answers questions about places, one after another: what the worker does, without the thread. */

import { Allowance } from "../core/allowance.ts";
import type { PlaceQuestions, Spot } from "../core/grammar/syntax.ts";
import { chooseInsertion } from "./choice.ts";
import { focusOf } from "./gap.ts";
import { Grammars } from "./grammar.ts";
import { type LanguageTable, languageOf } from "./grammarTables.ts";
import { JoinCheck } from "./join.ts";
import { PrefixOracle } from "./oracle.ts";
import { type Ground, isPardoned, judgePardoned } from "./pardon.ts";
import { findProgressStop } from "./progress.ts";
import { FaultFinder } from "./standingFaults.ts";
import { whereIs } from "./whereIs.ts";

/** What can be asked: to get ready, and what the port can be asked about a place. */
export interface SyntaxQuestions extends PlaceQuestions {
  /** Answered when the grammar is there. */
  readonly load: { readonly asks: Record<never, never>; readonly answers: true };
  /** Answered when the place is known and the others can be answered in no time. */
  readonly open: { readonly asks: Spot; readonly answers: true };
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
  readonly table: LanguageTable;
  readonly finder: FaultFinder;
}

/** A place that questions can be asked about. */
interface OpenPlace extends Judges, Ground {}

type Answers = {
  [Name in keyof PlaceQuestions]: (
    place: OpenPlace,
    asks: PlaceQuestions[Name]["asks"],
  ) => PlaceQuestions[Name]["answers"];
};

const ANSWERS: Answers = {
  judge: ({ oracle, gap, start, learnt }, { inserted }) =>
    start === undefined ? undefined : judgePardoned(oracle, start, gap.prefix + inserted, learnt),
  legalEnds: (place, { inserted, ends }) => findEnds(place, inserted, ends),
  lastStatementEnd: ({ join, focus }, { inserted }) => focus && join.findLastStatementEnd(focus, inserted),
  where: ({ join, focus }) => focus && whereIs(join.rootOf(focus), focus),
  progress: ({ join, focus }, asks) => focus && findProgressStop(join, focus, asks),
  faults: (place) => place.finder.find(place),
  choose: (place, { insertions }) => chooseInsertion(place, insertions),
};

/** Places remembered at once: alternatives and the join of one suggestion while the next is being made. */
const MAX_PLACES = 8;
/** UTF-16 units of all their texts. */
const MAX_KEPT = 4_000_000;

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
        this.#open(request.place, toOpenPlace(judges, request.asks));
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
    const kept = new Allowance(MAX_KEPT);
    const newestFirst = [...this.#places].reverse();
    for (const [index, [old, { gap }]] of newestFirst.entries())
      if (!kept.allows(gap.prefix.length + gap.suffix.length) || index >= MAX_PLACES) this.#places.delete(old);
  }

  async #judgesOf(language: string): Promise<Judges> {
    const table = languageOf(language);
    if (table === undefined) throw new Error(`there is no grammar for ${language}`);
    const known = this.#judges.get(table.name);
    if (known !== undefined) return known;
    const grammar = await this.#grammars.load(table);
    const judges = {
      oracle: new PrefixOracle(grammar),
      join: new JoinCheck(grammar),
      table,
      finder: new FaultFinder(),
    };
    this.#judges.set(table.name, judges);
    return judges;
  }
}

function findEnds(place: OpenPlace, inserted: string, ends: readonly number[]): readonly number[] {
  const { join, focus } = place;
  if (focus === undefined) return ends;
  const legal = new Set(join.findLegalEnds(focus, inserted, ends));
  return ends.filter((end) => legal.has(end) || isPardoned(place, { text: inserted.slice(0, end), replaced: 0 }));
}

function toOpenPlace(judges: Judges, { learnt = [], ...gap }: Spot): OpenPlace {
  const focus = focusOf(gap, judges.table);
  // Its tree is made while nobody waits for it.
  if (focus !== undefined) judges.join.rootOf(focus);
  return { ...judges, gap, focus, start: judges.oracle.findStart(gap.prefix), learnt: new Set(learnt) };
}

function answerFrom<Name extends keyof PlaceQuestions>(
  place: OpenPlace,
  { name, asks }: { readonly name: Name; readonly asks: PlaceQuestions[Name]["asks"] },
): unknown {
  return ANSWERS[name](place, asks);
}
