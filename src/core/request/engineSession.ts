/** One loaded engine in use: its cache, its prompts, and the order in which work gets at it. */

import type { OnBug } from "../bug.ts";
import type { BringResult } from "../cache/cache.ts";
import type { Planner } from "../cache/cachePlan.ts";
import type { Engine, TokenScore } from "../cache/engine.ts";
import { Healer, type HealingOptions } from "../cache/healer.ts";
import { PLANNERS } from "../cache/planners.ts";
import type { Clock } from "../clock.ts";
import type { Budget } from "../prompt/budget.ts";
import type { Context } from "../prompt/context.ts";
import { CurrentBudget } from "../prompt/currentBudget.ts";
import type { Document } from "../prompt/document.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import { InstanceSource } from "../tokens/tokenizer.ts";
import { Generation, type PromptSource } from "../writing/generation.ts";
import { WrittenBefore } from "../writing/guesses.ts";
import type { PrecedentKeeper } from "../writing/precedents.ts";
import type { Target, Writer, Writing, WritingPlace, WritingTask } from "../writing/writer.ts";
import { type GuessingWith, type KnownBefore, knownAt } from "./alongAt.ts";
import { CellKeeper, type CellKeeperPorts, type KeepingOptions } from "./cellKeeper.ts";
import { ChunkHolder, type ChunkHolderOptions } from "./chunkHolder.ts";
import { Folder } from "./folder.ts";
import { PromptCaches } from "./promptCaches.ts";
import { Prompter, type Prompts } from "./prompter.ts";
import type { CacheInUse, TraceSink } from "./trace.ts";

/** What a token of a prompt takes in memory, as UTF-16 units. */
const UNITS_PER_TOKEN = 8;

export interface EngineSessionOptions {
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly planner: Planner;
  readonly settings: Pick<SettingsInForce, "now">;
  readonly healing?: Partial<HealingOptions>;
  /** Left out: only the document itself is read. */
  readonly context?: Context;
  /** Left out: the model alone decides what is written. */
  readonly precedents?: PrecedentKeeper;
  /** Left out: a place that is not in the cache is answered from a few lines, where the engine has a cache for them. */
  readonly nearFirst?: boolean;
  /** Nothing is read beyond those lines where that can be helped. */
  readonly nearOnly?: () => boolean;
  /** All that is wanted of a document has been read, behind a request that was answered from a few lines. */
  readonly onWhole?: (document: Document) => void;
  /** Left out: where the engine can evaluate several tokens at once, those likely to come next are. A function: for benches. */
  readonly guessing?: false | GuessingWith;
  /** Left out, or with an engine that cannot: nothing that was read outlives the engine. */
  readonly keeping?: KeepingOptions | undefined;
  /** Left out: what the engine, the planner and the settings allow. */
  readonly budget?: Pick<CurrentBudget, "now">;
  readonly onBug: OnBug;
}

export class EngineSession implements Writer {
  readonly engine: Engine;
  #isWatched = true;
  readonly #options: EngineSessionOptions;
  readonly #caches: PromptCaches;
  readonly #instances = new InstanceSource();
  readonly #prompter: Prompter;
  readonly #budget: Pick<CurrentBudget, "now">;
  /** The end of the last piece of work that was admitted: work is done one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  /** Generations that want the engine; folding makes way for them. */
  #wanting = 0;
  readonly #folder: Folder<Target>;
  readonly #closing = new AbortController();
  readonly #healer: Healer;
  readonly #before = new WrittenBefore();
  readonly #chunks: ChunkHolder | undefined;
  readonly #keeper: CellKeeper | undefined;

  constructor(engine: Engine, options: EngineSessionOptions) {
    this.engine = engine;
    this.#options = options;
    const { settings, context, nearFirst = true } = options;
    const budget = () => this.budget;
    this.#caches = new PromptCaches({
      ...{ engine, planner: options.planner, clock: options.clock, budget, nearFirst },
      latencyTargetMs: () => (options.nearOnly?.() === true ? 0 : settings.now.latencyTargetMs),
      onMismatch: (report) => options.trace.emit({ stage: "note", message: report }),
    });
    announce(options.trace, { engine, cache: this.#caches.whole, closing: this.#closing.signal });
    const near = () => this.#caches.near;
    this.#prompter = new Prompter({ engine, instances: this.#instances, budget, near });
    const background = {
      alone: <Result>(work: () => Promise<Result>) => this.#exclusive(work),
      onFailure: (message: string) => options.trace.emit({ stage: "note", message }),
      onBug: options.onBug,
      closing: this.#closing.signal,
    };
    this.#healer = new Healer({
      ...background,
      cache: this.#caches.whole,
      engine,
      clock: options.clock,
      healing: options.healing,
      isBusy: () => this.#isBusy(),
      onHealed: (result) => report(result, options.trace),
    });
    this.#folder = new Folder({
      ...background,
      bring: (target, shouldStop) => this.#fold(target, shouldStop),
      isWanted: () => this.#wanting > 0,
      onEnd: () => this.#healer.wake(),
    });
    const movable = engine.facts.immovable === undefined && options.planner !== PLANNERS.prefix;
    this.#budget =
      options.budget ?? new CurrentBudget({ engine, settings, movable, hasContext: context !== undefined });
    this.#chunks = createChunks(options, {
      ...{ isMovable: movable, tokenizer: engine.tokenizer, instances: this.#instances },
      maxTokens: () => this.budget.headerTokens,
      closing: this.#closing.signal,
    });
    this.#keeper = createKeeper(options, {
      ...{ engine, cache: this.#caches.whole, instances: this.#instances },
      alone: (work) => this.#exclusive(work),
    });
  }

  get budget(): Budget {
    return this.#budget.now;
  }

  watched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    if (isWatched) this.#healer.wake();
  }

  promptFor(target: Target, header = this.#chunks?.header): Prompt {
    return this.#prompter.at(target, header).whole;
  }

  at(target: Target): WritingPlace {
    const prompts = this.#prompter.at(target, this.#chunks?.header);
    const { heal, run } = prompts.whole;
    const known = this.#knownAt(target, heal);
    const source = () => this.#choose(target, prompts);
    return { size: UNITS_PER_TOKEN * run.ids.length, begin: (task) => this.#begin(source, known, task) };
  }

  #knownAt(target: Target, heal: string): KnownBefore {
    const { tokenizer, verifying } = this.engine;
    const { guessing } = this.#options;
    const before = verifying === undefined || guessing === false ? undefined : this.#before;
    const guessWith = guessing === false ? undefined : guessing;
    return knownAt(target, heal, { ...this.#options, tokenizer, instances: this.#instances, before, guessWith });
  }

  /** Which cache a request is answered from, when the caches are free. */
  async #choose({ document }: Target, prompts: Prompts): Promise<PromptSource> {
    await this.#keeper?.recall(document, prompts.whole.run);
    const chosen = this.#caches.choose(prompts);
    if (!chosen.isNear) await this.#keeper?.enter(document);
    return { ...chosen, refresh: this.#healer.refreshFor(chosen.prompt) };
  }

  #begin(source: () => Promise<PromptSource>, known: KnownBefore, task: WritingTask): Writing {
    const { maxGenerated, timeLimitMs, askTokens } = this.budget;
    const limits = { maxTokens: maxGenerated, timeLimitMs, maxTokensPerStep: askTokens };
    const alone = <Result>(work: () => Promise<Result>) => this.#aloneBeforeFolding(work);
    const ports = { clock: this.#options.clock, instances: this.#instances, alone };
    return new Generation({ ...task, ...known, source, limits }, ports);
  }

  async #aloneBeforeFolding<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#wanting += 1;
    tellBusy(this.#options, true);
    try {
      return await this.#exclusive(work);
    } finally {
      this.#wanting -= 1;
      if (this.#wanting === 0) tellBusy(this.#options, false);
    }
  }

  /** The work is not counted. */
  async score(target: Target, text: string): Promise<readonly TokenScore[]> {
    const prompt = this.promptFor(target);
    return this.#exclusive(async () => {
      const { whole } = this.#caches;
      await whole.bring(prompt.run, {
        maxTokensPerStep: this.budget.askTokens,
        shouldStop: () => false,
        refresh: this.#healer.refreshFor(prompt),
      });
      return whole.score(this.engine.tokenizer.tokenize(prompt.heal + text));
    });
  }

  /** Folds a document's state into the cache; makes way for what is asked for. See `Folder.fold`. */
  follow(target: () => Target | undefined): void {
    this.#healer.touch();
    this.#folder.fold(target);
    this.#chunks?.touch(target, () => this.#folder.fold(target));
  }

  readOn(place: () => Target | undefined): void {
    if (this.#caches.owesWhole) this.#folder.fold(place);
  }

  heal(tokens: number): Promise<void> {
    return this.#healer.heal(tokens, this.budget.foldTokens);
  }

  close(): void {
    this.#closing.abort();
    this.#keeper?.end().catch(this.#options.onBug);
  }

  async idle(): Promise<void> {
    await this.#chunks?.idle();
    await this.#folder.ended();
    await this.#last;
  }

  async #fold(target: Target, isOver: () => boolean): Promise<void> {
    const { version } = target.document;
    await this.#chunks?.prepare(target);
    if (target.document.version !== version) return; // Of a text that is no more; what took its place has its own turn.
    const header = this.#chunks?.coming;
    const prompts = this.#prompter.at(target, header);
    const wanted = prompts.whole;
    await this.#keeper?.recall(target.document, wanted.run);
    // Whoever looks again is followed again.
    const shouldStop = () => isOver() || !this.#isWatched;
    const refreshFor = (prompt: Prompt) => this.#healer.refreshFor(prompt);
    const ahead = await this.#caches.readAhead(prompts, { shouldStop, refreshFor });
    if (ahead !== undefined) report(ahead, this.#options.trace, true);
    if (ahead?.complete === false) return;
    await this.#keeper?.enter(target.document);
    const { foldTokens: maxTokensPerStep } = this.budget;
    const refresh = refreshFor(wanted);
    const result = await this.#caches.whole.bring(wanted.run, { maxTokensPerStep, shouldStop, refresh });
    this.#healer.cursor = wanted.cursor;
    const isOwed = result.complete && this.#caches.readWhole();
    if (result.complete && header !== undefined) this.#chunks?.take(header);
    // A request need not tokenize so much then; the place is gone where the text has changed meanwhile.
    if (target.document.version === version) this.#knownAt(target, "");
    report(result, this.#options.trace);
    if (isOwed) this.#options.onWhole?.(target.document);
  }

  #isBusy(): boolean {
    return this.#wanting > 0 || this.#folder.isBusy || !this.#isWatched || this.#closing.signal.aborted;
  }

  #exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

function createChunks(
  { context, clock, trace }: EngineSessionOptions,
  parts: Pick<ChunkHolderOptions, "isMovable" | "tokenizer" | "instances" | "maxTokens" | "closing">,
): ChunkHolder | undefined {
  return context && new ChunkHolder({ ...{ context, clock, trace }, ...parts });
}

function createKeeper(
  { clock, trace, settings, keeping, onBug }: EngineSessionOptions,
  parts: Pick<CellKeeperPorts, "engine" | "cache" | "instances" | "alone">,
): CellKeeper | undefined {
  const { cellFiles, facts } = parts.engine;
  if (keeping === undefined || cellFiles === undefined || facts.immovable !== undefined) return undefined;
  return new CellKeeper({
    ...{ ...keeping, ...parts, cellFiles, clock, onBug },
    globs: () => settings.now.exclude,
    onNote: (message) => trace.emit({ stage: "note", message }),
  });
}

function tellBusy({ context, precedents }: EngineSessionOptions, isBusy: boolean): void {
  context?.setBusy(isBusy);
  precedents?.setBusy(isBusy);
}

function announce(trace: TraceSink, inUse: CacheInUse): void {
  trace.emit({ stage: "opened", request: undefined, ...inUse });
}

/** Work that no request asked for. */
function report({ plan, stale, evaluated, healed, ms }: BringResult, trace: TraceSink, isNear = false): void {
  trace.emit({ stage: "plan", request: undefined, cost: plan, stale, isNear });
  trace.emit({ stage: "evaluated", request: undefined, tokens: evaluated, healed, ms });
}
