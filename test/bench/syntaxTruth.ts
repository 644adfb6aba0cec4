/** How often the oracle refuses what is right: beginnings of right texts, token by token, as decoding would ask. */

import type { Grammar } from "../../src/syntax/grammar.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import type { Random } from "../random.ts";
import { newCount } from "./syntaxCounts.ts";
import { parsesSoFar } from "./syntaxParses.ts";

/** Tokens judged one after another from each cut, as a short suggestion. */
const TOKENS_PER_CUT = 8;
const CUTS_PER_FILE = 8;

export interface Refusal {
  readonly path: string;
  readonly prefix: string;
  readonly verdict: "dead" | "unproved";
}

export class TruthBench {
  readonly #grammar: Grammar;
  readonly tokens = newCount();
  /** Cuts at any character. */
  readonly characters = newCount();
  /** Tokens in files that the grammar cannot parse, where it may refuse there. */
  readonly broken = newCount();
  /** Cuts in such files: wrong where nothing may be refused. */
  readonly advised = newCount();
  readonly refusals: Refusal[] = [];
  readonly firstTimes: number[] = [];
  /** In texts that the grammar can parse. */
  cuts = 0;
  #parses = 0;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  get parsesPerToken(): number {
    return this.#parses / Math.max(1, this.tokens.right + this.tokens.wrong);
  }

  judgeRight(path: string, pieces: readonly string[], random: Random): void {
    const text = pieces.join("");
    this.cuts += CUTS_PER_FILE;
    this.#withOracle((oracle) => {
      for (let cut = 0; cut < CUTS_PER_FILE; cut += 1) {
        const from = random.below(pieces.length);
        const prefix = pieces.slice(0, from).join("");
        const startedAt = performance.now();
        oracle.judge(prefix);
        this.firstTimes.push(performance.now() - startedAt);
        this.#judgeTokens(prefix, pieces.slice(from, from + TOKENS_PER_CUT), (one) => {
          const before = parsesSoFar();
          this.#count(this.tokens, { path, prefix: one, verdict: oracle.judge(one) });
          this.#parses += parsesSoFar() - before;
        });
        const anywhere = text.slice(0, random.below(text.length + 1));
        this.#count(this.characters, { path, prefix: anywhere, verdict: oracle.judge(anywhere) });
      }
    });
  }

  /** A text that is right although the grammar cannot parse it as a whole: where it may refuse, it must be right all the same. */
  judgeUnparsed(path: string, pieces: readonly string[], random: Random): void {
    this.#withOracle((oracle) => {
      for (let cut = 0; cut < CUTS_PER_FILE / 2; cut += 1) {
        const from = random.below(pieces.length);
        const prefix = pieces.slice(0, from).join("");
        const start = oracle.findStart(prefix);
        this.advised[start === undefined ? "wrong" : "right"] += 1;
        if (start === undefined) continue;
        this.#judgeTokens(prefix, pieces.slice(from, from + TOKENS_PER_CUT), (one) =>
          this.#count(this.broken, { path, prefix: one, verdict: oracle.judgeFrom(start, one) }),
        );
      }
    });
  }

  #judgeTokens(prefix: string, pieces: readonly string[], judge: (prefix: string) => void): void {
    let text = prefix;
    for (const piece of pieces) {
      text += piece;
      judge(text);
    }
  }

  #count(count: { right: number; wrong: number }, judged: { path: string; prefix: string; verdict: string }): void {
    const { verdict } = judged;
    count[verdict === "viable" ? "right" : "wrong"] += 1;
    if (verdict === "dead" || verdict === "unproved") this.refusals.push({ ...judged, verdict });
  }

  #withOracle(use: (oracle: PrefixOracle) => void): void {
    const oracle = new PrefixOracle(this.#grammar);
    try {
      use(oracle);
    } finally {
      oracle.close();
    }
  }
}
