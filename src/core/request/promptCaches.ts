/** The caches of an engine: the whole window's, and a small one that answers while that is still being read. */

import { type BringOptions, type BringResult, Cache, type CacheOptions } from "../cache/cache.ts";
import type { Engine } from "../cache/engine.ts";
import type { Budget } from "../prompt/budget.ts";
import { affordableTokens, chooseReading, type NearBudget, planNear } from "../prompt/nearWindow.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { Prompts } from "./prompter.ts";

/** A prompt, the cache that is to hold it, and the engine that writes behind it. */
export interface ChosenCache {
  readonly prompt: Prompt;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly isNear: boolean;
}

export interface PromptCachesOptions extends Omit<CacheOptions, "reserve"> {
  readonly budget: () => Budget;
  readonly latencyTargetMs: () => number;
  /** A place that is not in the cache may be answered from a few lines, where the engine has a cache for them. */
  readonly nearFirst: boolean;
}

export interface AheadOptions {
  readonly shouldStop: () => boolean;
  readonly refreshFor: (prompt: Prompt) => NonNullable<BringOptions["refresh"]>;
}

export class PromptCaches {
  readonly whole: Cache;
  readonly #options: PromptCachesOptions;
  readonly #near: { readonly cache: Cache; readonly engine: Engine } | undefined;
  #owesWhole = false;

  constructor(options: PromptCachesOptions) {
    this.#options = options;
    const { engine, nearFirst } = options;
    const reserve = (): number => options.budget().maxGenerated;
    this.whole = new Cache({ ...options, reserve });
    const near = nearFirst ? engine.near : undefined;
    this.#near = near && { engine: near, cache: new Cache({ ...options, engine: near, reserve }) };
  }

  /** The whole was not there in time, and has not been read since. */
  get owesWhole(): boolean {
    return this.#owesWhole;
  }

  /** How much is read first; undefined: all at once. */
  get near(): NearBudget | undefined {
    if (this.#near === undefined) return undefined;
    const { engine, budget } = this.#options;
    const { contextSize } = this.#near.engine.facts;
    return planNear({ rates: engine.rates, budget: budget(), contextSize });
  }

  /** For a request: to be asked when the caches are free, as what they hold by then decides. */
  choose(prompts: Prompts): ChosenCache {
    const { engine } = this.#options;
    const prompt = this.#readFirst(prompts);
    this.#owesWhole = prompt !== undefined;
    if (prompt !== undefined) return { ...this.#near!, prompt, isNear: true };
    return { prompt: prompts.whole, cache: this.whole, engine, isNear: false };
  }

  /**
   * Reads what a request at a place nobody has asked about yet would be answered from, where that is not the whole: who types
   * before the whole is there need not wait for it. Undefined where hardly anything of it is missing.
   */
  async readAhead(prompts: Prompts, options: AheadOptions): Promise<BringResult | undefined> {
    const prompt = this.#readFirst(prompts);
    if (prompt === undefined) return undefined;
    const { cache } = this.#near!;
    const maxTokensPerStep = this.#options.budget().foldTokens;
    if (cache.missing(prompt.run) <= maxTokensPerStep) return undefined;
    const { shouldStop, refreshFor } = options;
    return cache.bring(prompt.run, { maxTokensPerStep, shouldStop, refresh: refreshFor(prompt) });
  }

  /** The few lines, where they are read before the whole. */
  #readFirst({ whole, near }: Prompts): Prompt | undefined {
    const prompt = this.#near && near?.();
    return prompt !== undefined && this.#isReadNear(whole, prompt) ? prompt : undefined;
  }

  /** Most of the time it is clear without a plan that the whole is there. */
  #isReadNear(whole: Prompt, near: Prompt): boolean {
    const { engine, latencyTargetMs } = this.#options;
    const affordable = affordableTokens(engine.rates, latencyTargetMs());
    const missing = {
      whole: this.whole.missing(whole.run, affordable),
      near: () => this.#near!.cache.missing(near.run),
    };
    return chooseReading({ missing, affordable }) === "near";
  }

  /** The whole has been read. Whether a request waits for that. */
  readWhole(): boolean {
    const isOwed = this.#owesWhole;
    this.#owesWhole = false;
    return isOwed;
  }
}
