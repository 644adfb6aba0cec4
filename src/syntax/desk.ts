/** Answers questions about syntax, one language after another: what the worker does, without the thread. */

import { type Choice, chooseInsertion } from "./choice.ts";
import { focusOf, type Gap, type Insertion } from "./gap.ts";
import { Grammars } from "./grammar.ts";
import { JoinCheck } from "./join.ts";
import { type LanguageTable, languageOf } from "./languages.ts";
import { PrefixOracle, type Verdict } from "./oracle.ts";
import { findProgressStop, type ProgressStop } from "./progress.ts";
import { type Where, whereIs } from "./structure.ts";

/** What can be asked. `load` answers when the others can be answered in no time. */
export interface SyntaxQuestions {
  readonly load: { readonly asks: { readonly language: string }; readonly answers: true };
  readonly judge: { readonly asks: { readonly language: string; readonly text: string }; readonly answers: Verdict };
  /** What the cursor stands in. */
  readonly where: { readonly asks: { readonly language: string; readonly gap: Gap }; readonly answers: Where };
  /** Whether a text that is being generated has come to its end. */
  readonly progress: {
    readonly asks: {
      readonly language: string;
      readonly gap: Gap;
      readonly text: string;
      readonly endsWithItem: boolean;
    };
    readonly answers: ProgressStop | undefined;
  };
  /** Which of several texts may be shown. */
  readonly choose: {
    readonly asks: { readonly language: string; readonly gap: Gap; readonly insertions: readonly Insertion[] };
    readonly answers: Choice;
  };
}

/** A question as it crosses the thread. */
export type SyntaxRequest = {
  [Name in keyof SyntaxQuestions]: {
    readonly id: number;
    readonly name: Name;
    readonly asks: SyntaxQuestions[Name]["asks"];
  };
}[keyof SyntaxQuestions];

export interface SyntaxResponse {
  readonly id: number;
  readonly answer?: unknown;
  /** The grammar cannot be had; the message is for people. */
  readonly failed?: string;
}

interface Judges {
  readonly oracle: PrefixOracle;
  readonly join: JoinCheck;
  readonly table: LanguageTable;
}

export class SyntaxDesk {
  readonly #grammars: Grammars;
  readonly #judges = new Map<string, Judges>();

  /** `grammarFolder` has the .wasm files. */
  constructor(grammarFolder: string) {
    this.#grammars = new Grammars(grammarFolder);
  }

  async answer(request: SyntaxRequest): Promise<SyntaxResponse> {
    try {
      const judges = await this.#judgesOf(request.asks.language);
      return { id: request.id, answer: answerBy(judges, request) };
    } catch (error) {
      return { id: request.id, failed: error instanceof Error ? error.message : String(error) };
    }
  }

  async #judgesOf(language: string): Promise<Judges> {
    const table = languageOf(language);
    if (table === undefined) throw new Error(`there is no grammar for ${language}`);
    const known = this.#judges.get(table.name);
    if (known !== undefined) return known;
    const grammar = await this.#grammars.load(table);
    const judges = { oracle: new PrefixOracle(grammar), join: new JoinCheck(grammar), table };
    this.#judges.set(table.name, judges);
    return judges;
  }
}

function answerBy(judges: Judges, request: SyntaxRequest): unknown {
  const { oracle, join, table } = judges;
  switch (request.name) {
    case "load":
      return true;
    case "judge":
      return oracle.judge(request.asks.text);
    case "where": {
      const gap = focusOf(request.asks.gap, table);
      return gap === undefined ? "unknown" : whereIs(join.rootOf(gap), gap);
    }
    case "progress": {
      const gap = focusOf(request.asks.gap, table);
      return gap && findProgressStop(join, gap, request.asks);
    }
    case "choose":
      return chooseInsertion(judges, request.asks.gap, request.asks.insertions);
    default:
      return request satisfies never;
  }
}
