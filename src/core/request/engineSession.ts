/** One loaded engine in use: its cache, its prompts, and the order in which work gets at it. */

import { type OnBug, throwBug } from "../bug.ts";
import { type BringResult, Cache } from "../cache/cache.ts";
import type { Planner } from "../cache/cachePlan.ts";
import type { Engine, TokenScore } from "../cache/engine.ts";
import { Healer, type HealingOptions } from "../cache/healer.ts";
import { PLANNERS } from "../cache/planners.ts";
import type { Clock } from "../clock.ts";
import { type Budget, planBudget } from "../prompt/budget.ts";
import type { Document } from "../prompt/document.ts";
import { buildPrompt, createMarkers, type Markers, type Prompt } from "../prompt/prompt.ts";
import { TextEdit } from "../text/textEdit.ts";
import { InstanceSource } from "../tokens/tokenizer.ts";
import { retokenize } from "../tokens/tokenText.ts";
import { Generation, type GenerationInput } from "../writing/generation.ts";
import { Folder } from "./folder.ts";
import type { TraceSink } from "./trace.ts";

/** Rates drift; a window that followed each drift would be evaluated again each time. */
const RATE_CHANGE = 1.3;

export interface EngineSessionOptions {
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly planner: Planner;
  readonly latencyTargetMs: number;
  /** Lines of a block at most. */
  readonly maxLines: number;
  readonly healing?: Partial<HealingOptions>;
  /** As much text behind the cursor as with movable keys, whatever the planner: for comparing them on the same prompts. */
  readonly longSuffix?: boolean;
  /** Left out: see `throwBug`. */
  readonly onBug?: OnBug;
}

/** A place to complete at: the document's cursor, or as if the suggest widget's item had been taken. */
export interface Target {
  readonly document: Document;
  /** In model text. */
  readonly cursor: number;
  /** In model text. */
  readonly selected?: { readonly start: number; readonly end: number; readonly text: string };
}

export class EngineSession {
  readonly engine: Engine;
  maxLines: number;
  /** Nobody looks: nothing is healed. */
  isUnwatched = false;
  readonly #options: EngineSessionOptions;
  readonly #cache: Cache;
  readonly #instances = new InstanceSource();
  readonly #markers: Markers;
  readonly #movable: boolean;
  #latencyTargetMs: number;
  #budget: Budget;
  #budgetRates: Engine["rates"];
  /** The end of the last piece of work that was admitted: work is done one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  /** Generations that want the engine; folding makes way for them. */
  #wanting = 0;
  readonly #folder: Folder<Target>;
  readonly #closing = new AbortController();
  readonly #healer: Healer;

  constructor(engine: Engine, options: EngineSessionOptions) {
    this.engine = engine;
    this.maxLines = options.maxLines;
    this.#options = options;
    this.#cache = new Cache({
      engine,
      planner: options.planner,
      clock: options.clock,
      reserve: () => this.budget.maxGenerated,
      onMismatch: (report) => options.trace.emit({ stage: "note", message: report }),
    });
    const background = {
      alone: <Result>(work: () => Promise<Result>) => this.#exclusive(work),
      onFailure: (message: string) => options.trace.emit({ stage: "note", message }),
      onBug: options.onBug ?? throwBug,
      closing: this.#closing.signal,
    };
    this.#healer = new Healer({
      ...background,
      cache: this.#cache,
      engine,
      clock: options.clock,
      healing: options.healing,
      isBusy: () => this.#isBusy(),
      onHealed: (result) => this.#report(result),
    });
    this.#folder = new Folder({
      ...background,
      bring: (target, shouldStop) => this.#fold(target, shouldStop),
      isWanted: () => this.#wanting > 0,
      onEnd: () => this.#healer.wake(),
    });
    this.#markers = createMarkers(this.#instances, engine.facts);
    const isMoving = engine.facts.immovable === undefined && options.planner !== PLANNERS.prefix;
    this.#movable = options.longSuffix ?? isMoving;
    this.#latencyTargetMs = options.latencyTargetMs;
    this.#budgetRates = engine.rates;
    this.#budget = this.#planBudget();
  }

  /** Follows the measured rates, in steps. */
  get budget(): Budget {
    const ratio = this.engine.rates.prefill / this.#budgetRates.prefill;
    if (ratio > RATE_CHANGE || ratio < 1 / RATE_CHANGE) this.#budget = this.#planBudget();
    return this.#budget;
  }

  setLatencyTarget(ms: number): void {
    if (ms === this.#latencyTargetMs) return;
    this.#latencyTargetMs = ms;
    this.#budget = this.#planBudget();
  }

  promptFor({ document, cursor, selected }: Target): Prompt {
    const budget = this.budget;
    const { tokenizer, facts } = this.engine;
    const view = document.view(cursor, budget, tokenizer, this.#instances);
    const tokens =
      selected === undefined
        ? view.tokens
        : retokenize(
            view.tokens,
            TextEdit.replace(selected.start - view.window.start, selected.end - view.window.start, selected.text),
            selected.start - view.window.start + selected.text.length,
            tokenizer,
            this.#instances,
          ).tokens;
    return buildPrompt({
      tokens,
      fim: facts.fim,
      beginToken: facts.beginToken,
      markers: this.#markers,
      budget,
      tokenizer,
    });
  }

  createGeneration(input: Omit<GenerationInput, "refresh" | "limits">): Generation {
    const { maxGenerated, timeLimitMs, foldTokens } = this.budget;
    const refresh = this.#healer.refreshFor(input.prompt);
    return new Generation(
      { ...input, refresh, limits: { maxTokens: maxGenerated, timeLimitMs, maxTokensPerStep: foldTokens } },
      { engine: this.engine, cache: this.#cache, clock: this.#options.clock, instances: this.#instances },
    );
  }

  /** Runs to the end after all work admitted before. Rejects with `EngineFailure`. */
  async run(generation: Generation): Promise<void> {
    this.#wanting += 1;
    try {
      await this.#exclusive(() => generation.run());
    } finally {
      this.#wanting -= 1;
    }
  }

  /** What the model thinks of the tokens of `text` behind the prompt; the work is not counted. Rejects with `EngineFailure`. */
  async score(target: Target, text: string): Promise<readonly TokenScore[]> {
    const prompt = this.promptFor(target);
    return this.#exclusive(async () => {
      await this.#cache.bring(prompt.run, {
        maxTokensPerStep: this.budget.foldTokens,
        shouldStop: () => false,
        refresh: this.#healer.refreshFor(prompt),
      });
      return this.#cache.score(this.engine.tokenizer.tokenize(prompt.heal + text));
    });
  }

  /** Folds a document's state into the cache; makes way for generations. See `Folder.fold`. */
  fold(target: () => Target | undefined): void {
    this.#healer.touch();
    this.#folder.fold(target);
  }

  /** What waits to be folded is not where the user is. */
  forgetFold(): void {
    this.#folder.forget();
  }

  /** Evaluates stale tokens again, at most so many; for replays, which say when they are idle. */
  heal(tokens: number): Promise<void> {
    return this.#healer.heal(tokens, this.budget.foldTokens);
  }

  /** Ends folding and admits no more; a running generation is its owner's to abort. */
  close(): void {
    this.#closing.abort();
    this.#folder.forget();
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await this.#folder.ended();
    await this.#last;
  }

  async #fold(target: Target, shouldStop: () => boolean): Promise<void> {
    const wanted = this.promptFor(target);
    const result = await this.#cache.bring(wanted.run, {
      maxTokensPerStep: this.budget.foldTokens,
      shouldStop,
      refresh: this.#healer.refreshFor(wanted),
    });
    this.#healer.cursor = wanted.cursor;
    this.#report(result);
  }

  #report({ plan, stale, evaluated, healed, ms }: BringResult): void {
    this.#options.trace.emit({ stage: "plan", request: undefined, cost: plan, stale });
    this.#options.trace.emit({ stage: "evaluated", request: undefined, tokens: evaluated, healed, ms });
  }

  #isBusy(): boolean {
    return this.#wanting > 0 || this.#folder.isBusy || this.isUnwatched || this.#closing.signal.aborted;
  }

  #exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  #planBudget(): Budget {
    this.#budgetRates = this.engine.rates;
    return planBudget({
      rates: this.engine.rates,
      latencyTargetMs: this.#latencyTargetMs,
      contextSize: this.engine.facts.contextSize,
      movable: this.#movable,
    });
  }
}
