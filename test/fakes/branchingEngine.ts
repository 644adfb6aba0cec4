/** An engine whose next tokens depend on all that was written; like a real one it forgets them when cells go. */

import { BugError } from "../../src/core/bug.ts";
import type { CacheStep } from "../../src/core/cache/cells.ts";
import type { Candidate } from "../../src/core/cache/engine.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { bestOf, FakeEngine, type FakeEngineOptions } from "./engine.ts";
import { CONTROL } from "./tokenizer.ts";

/** Texts of one token each ("" is the model's end) with their probabilities. */
export type Branches = Readonly<Record<string, number>>;

export interface BranchingOptions extends Omit<FakeEngineOptions, "continuation"> {
  /** What may come next behind what was written. */
  readonly branches: (written: string) => Branches;
}

export class BranchingEngine extends FakeEngine {
  readonly #branching: BranchingOptions;
  #isReadable = false;

  constructor(options: BranchingOptions) {
    super({ ...options, continuation: () => "" });
    this.#branching = options;
  }

  override async apply(step: CacheStep): Promise<void> {
    this.#isReadable = false;
    await super.apply(step);
    this.#isReadable = step.kind === "evaluate";
  }

  override async best(count: number, also: readonly TokenId[] = []): Promise<readonly Candidate[]> {
    if (!this.#isReadable) throw new BugError("there are no logits to read");
    await Promise.resolve();
    const branches = Object.entries(this.#branching.branches(this.written));
    const candidates = branches.map(([text, probability]) => ({
      token: this.#one(text),
      logprob: Math.log(probability),
    }));
    return bestOf(
      candidates.sort((a, b) => b.logprob - a.logprob),
      count,
      also,
    );
  }

  get written(): string {
    return this.tokenizer.detokenize(this.read.slice(this.read.indexOf(CONTROL.fimMiddle) + 1));
  }

  #one(text: string): number {
    if (text === "") return CONTROL.endOfText;
    const [token, another] = this.tokenizer.tokenize(text);
    if (token === undefined || another !== undefined) throw new Error(`not one token: ${JSON.stringify(text)}`);
    return token;
  }
}
