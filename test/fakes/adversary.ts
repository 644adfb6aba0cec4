/** A model that proposes what hurts: closers, openers, quotes, half words, line breaks, the text behind the cursor again. */

import type { Candidate } from "../../src/core/cache/engine.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { Random } from "../random.ts";
import { FakeEngine } from "./engine.ts";
import { CONTROL } from "./tokenizer.ts";

export interface AdversaryOptions {
  readonly seed: string;
  /** Texts that it likes to write, beside the usual ones. */
  readonly likes: readonly string[];
  /** Never ends by itself. */
  readonly isEndless: boolean;
}

const NASTY = [
  ..."()[]{}<>;:,.=+-*/\\|&!?@#%^~$_\"'`",
  ...["\n", "\n\n", "\n  ", "\n    ", "\n\t", "\n      ", " ", "  ", "\t"],
  ...["a", "x1", "0", "0x", "1.", '"a"', "'b'", "f(", "g()", "=>", "*/", "/*", "//", "...", "${", "\\u", "é", "😀"],
  ...["else", "default", "case", "return", "if", "for", "class", "def", "import", "in", "of", "await", "let", "const"],
  ...["}\n", ")\n", "]\n", "};\n", ");\n", '",\n', "):\n", "pass\n", "return 1\n", "x = 1\n", "true", "null", '"k":'],
];

export class Adversary extends FakeEngine {
  readonly #options: AdversaryOptions;
  readonly #pool: readonly string[];
  /** How often it was asked. */
  asked = 0;

  constructor(options: AdversaryOptions) {
    super({ continuation: () => "" });
    this.#options = options;
    this.#pool = [...NASTY, ...options.likes.flatMap((text) => Array.from({ length: 6 }, () => text))];
  }

  /** The same after the same text. Each candidate is half as likely as the one before. */
  override async best(count: number): Promise<readonly Candidate[]> {
    await Promise.resolve();
    this.asked += 1;
    const random = new Random(`${this.#options.seed} ${this.cells.slice(-40).join(" ")}`);
    const tokens = new Set<TokenId>();
    while (tokens.size < count && tokens.size < 60) {
      const isEnd = !this.#options.isEndless && random.chance(0.1);
      tokens.add(isEnd ? CONTROL.endOfText : this.tokenizer.tokenize(random.pick(this.#pool))[0]!);
    }
    return [...tokens].map((token, rank) => ({ token, logprob: -Math.LN2 * (rank + 1) }));
  }
}
