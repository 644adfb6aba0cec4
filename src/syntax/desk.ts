/** Answers questions about syntax, one language after another: what the worker does, without the thread. */

import { Grammars } from "./grammar.ts";
import { type Gap, JoinCheck } from "./join.ts";
import { languageOf } from "./languages.ts";
import { PrefixOracle, type Verdict } from "./oracle.ts";

/** What can be asked. `load` answers when the others can be answered in no time. */
export interface SyntaxQuestions {
  readonly load: { readonly asks: { readonly language: string }; readonly answers: true };
  readonly judge: { readonly asks: { readonly language: string; readonly text: string }; readonly answers: Verdict };
  readonly legalEnds: {
    readonly asks: {
      readonly language: string;
      readonly gap: Gap;
      readonly inserted: string;
      readonly ends: readonly number[];
    };
    readonly answers: readonly number[];
  };
  readonly lastStatementEnd: {
    readonly asks: { readonly language: string; readonly gap: Gap; readonly inserted: string };
    readonly answers: number | undefined;
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
    const judges = { oracle: new PrefixOracle(grammar), join: new JoinCheck(grammar) };
    this.#judges.set(table.name, judges);
    return judges;
  }
}

function answerBy({ oracle, join }: Judges, request: SyntaxRequest): unknown {
  switch (request.name) {
    case "load":
      return true;
    case "judge":
      return oracle.judge(request.asks.text);
    case "legalEnds":
      return join.findLegalEnds(request.asks.gap, request.asks.inserted, request.asks.ends);
    case "lastStatementEnd":
      return join.findLastStatementEnd(request.asks.gap, request.asks.inserted);
    default:
      return request satisfies never;
  }
}
