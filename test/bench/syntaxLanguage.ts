/** One language under the prefix bench: its texts one after another, until there are enough of each measure. */

import type { Grammar } from "../../src/syntax/grammar.ts";
import { isNoJudge, type Judge, NOT_JUDGED, type NoJudge } from "../judges/judge.ts";
import { Random } from "../random.ts";
import { Anatomist } from "./syntaxAnatomy.ts";
import { MistakeBench } from "./syntaxMistakes.ts";
import { SIZES, TimeBench } from "./syntaxTimes.ts";
import type { Cutter } from "./syntaxTokens.ts";
import { TruthBench } from "./syntaxTruth.ts";

/** Texts of each size that are timed. */
const TIMED_TEXTS = 4;
/** Texts that mistakes are put into: judges that are started for each text take their time. */
const MISTAKEN_TEXTS = 24;
/** Shorter texts make bad longer ones. */
const TIMED_LINES = 15;

export interface LanguageLimits {
  readonly cuts: number;
  readonly maxMs: number;
}

export class LanguageBench {
  readonly grammar: Grammar;
  readonly judge: Judge | NoJudge;
  readonly truth: TruthBench;
  readonly mistakes: MistakeBench;
  readonly times: TimeBench;
  readonly loadMs: number;
  readonly #cut: Cutter;
  readonly #random: Random;
  readonly #parsed: { readonly path: string; readonly pieces: readonly string[] }[] = [];
  /** Right texts that the grammar parses, right ones that it does not, and wrong ones, which are left out. */
  readonly files = { parsed: 0, unparsed: 0, wrong: 0 };

  constructor(grammar: Grammar, { judge, cut, loadMs }: { judge: Judge | NoJudge; cut: Cutter; loadMs: number }) {
    this.grammar = grammar;
    this.judge = judge;
    this.loadMs = loadMs;
    this.#cut = cut;
    this.#random = new Random(grammar.table.name);
    this.truth = new TruthBench(grammar);
    this.mistakes = new MistakeBench(grammar, judge);
    this.times = new TimeBench(grammar, cut);
  }

  get judgeName(): string {
    return isNoJudge(this.judge) ? `${NOT_JUDGED}: ${this.judge.notJudged}` : this.judge.name;
  }

  /** Until `cuts` cuts are judged or the time is over. Where there are few texts, each is cut again. */
  async run(
    texts: () => Iterable<{ readonly path: string; readonly text: string }>,
    { cuts, maxMs }: LanguageLimits,
  ): Promise<void> {
    const endAt = performance.now() + maxMs;
    const anatomist = new Anatomist(this.grammar);
    const isOver = () => this.truth.cuts >= cuts || performance.now() > endAt;
    try {
      for (const text of texts()) {
        if (isOver()) return;
        await this.#measure(text, anatomist);
      }
      while (!isOver() && this.#parsed.length > 0)
        for (const { path, pieces } of this.#parsed) {
          if (isOver()) return;
          this.truth.judgeRight(path, pieces, this.#random);
        }
    } finally {
      anatomist.close();
    }
  }

  async #measure(
    { path, text }: { readonly path: string; readonly text: string },
    anatomist: Anatomist,
  ): Promise<void> {
    if (!(await this.#isRight(text))) {
      this.files.wrong += 1;
      return;
    }
    const pieces = this.#cut(text);
    const anatomy = anatomist.anatomyOf(text);
    if (anatomy === undefined) {
      this.files.unparsed += 1;
      this.truth.judgeUnparsed(path, pieces, this.#random);
      return;
    }
    this.files.parsed += 1;
    this.#parsed.push({ path, pieces });
    this.truth.judgeRight(path, pieces, this.#random);
    if (this.files.parsed <= MISTAKEN_TEXTS) await this.mistakes.judge(path, text, anatomy, this.#random);
    this.#time(text, anatomist);
  }

  async #isRight(text: string): Promise<boolean> {
    return isNoJudge(this.judge) || (await this.judge.judge(text)).kind === "right";
  }

  #time(text: string, anatomist: Anatomist): void {
    if (text.split("\n").length < TIMED_LINES) return;
    for (const size of SIZES) {
      if (this.times.textsOf(size) >= TIMED_TEXTS) continue;
      const grown = anatomist.grow(text, size);
      if (grown !== undefined) this.times.run(grown, size, this.#random);
    }
  }
}
