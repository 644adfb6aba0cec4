/** Owns the loaded model: loads it when it is first needed, gives it back after idle time, loads again when settings change. */

import type { OnBug } from "../core/bug.ts";
import type { Engine } from "../core/cache/engine.ts";
import type { Clock } from "../core/clock.ts";
import type { Outcome } from "../core/request/outcome.ts";
import type { SettingsInForce } from "../core/settings/currentSettings.ts";
import { asksForAnotherModel, type Settings } from "../core/settings/settings.ts";
import type { EngineStatus } from "../protocol.ts";
import { loadedStatus, NO_MODEL } from "./engineStatus.ts";
import { IdleWatch } from "./idleWatch.ts";
import { brokeTheEngine, endOfLoad, giveBack, isOneOf, tryLoad, withGoodModel } from "./modelLoad.ts";
import { type Say, sayOnce } from "./sayOnce.ts";

export interface HostedEngine extends Engine {
  /** Threads that evaluate tokens now; they may change while it runs. */
  readonly threads: number;
  /** For people; left out where it is not known. */
  readonly health?: { readonly modelBytes: number; readonly backend: string } | undefined;
}

export type LoadResult =
  | {
      readonly engine: HostedEngine;
      /**
       * One more cache on the same model, which stays as long as one of them does. Rejects with `EngineFailure`. Left out:
       * the model has one cache only.
       */
      readonly another?: () => Promise<HostedEngine>;
    }
  /** What is wrong and what to do about it, for the user. */
  | { readonly failed: string };

/**
 * Loads the model that the settings name. `onProgress` takes the share done, 0 to 1. What can be foreseen (a missing
 * or broken file, too little memory) is a result; an aborted load may end in any way.
 */
export type LoadEngine = (
  settings: Settings,
  signal: AbortSignal,
  onProgress: (share: number) => void,
) => Promise<LoadResult>;

export interface EngineHostOptions {
  readonly load: LoadEngine;
  readonly clock: Clock;
  readonly settings: SettingsInForce;
  /** Model files that broke the engine process too often. */
  readonly badModels: readonly string[];
  /** Hands an engine over, or takes it away with the reason. */
  readonly setEngine: (engine: Engine | undefined, reason: string) => void;
  /** Resolves when nothing works on an engine that was taken away. */
  readonly settle: () => Promise<void>;
  readonly onStatus: (status: EngineStatus) => void;
  readonly onMessage: Say;
  readonly onBug: OnBug;
}

type Phase =
  | { readonly kind: "off"; readonly message: string }
  | { readonly kind: "loading"; readonly stop: AbortController; readonly message: string }
  | { readonly kind: "loaded"; readonly stop: AbortController; readonly engine: HostedEngine }
  | { readonly kind: "error"; readonly message: string };

/** A request that is answered sooner shows no sign of work. */
const THINKING_AFTER_MS = 30;
/** So many requests in a row must fail before the model is loaded afresh. */
const FAILURES_BEFORE_RELOAD = 3;

export class EngineHost {
  readonly #options: EngineHostOptions;
  #phase: Phase = { kind: "off", message: "" };
  #requests = 0;
  #thinking = 0;
  #failures = 0;
  #reloadedAfterFailures = false;
  /** Loading and giving back, one after the other: two models never share the memory. */
  #work: Promise<void> = Promise.resolve();
  #working = 0;
  readonly #idleWatch: IdleWatch;
  #lastStatus = "";
  readonly #sayOnce: Say;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#sayOnce = sayOnce(options.onMessage);
    options.settings.onChange((before) => this.#follow(withGoodModel(before, options.badModels)));
    this.#complainOfModel();
    this.#idleWatch = new IdleWatch({
      clock: options.clock,
      minutes: () => this.#settings.idleUnloadMinutes,
      isBusy: () => this.#requests > 0,
      onIdle: (minutes) =>
        this.#takeAway(`The model was unloaded after ${minutes} minutes without use; typing loads it again.`),
      onBug: options.onBug,
    });
  }

  status(): EngineStatus {
    const phase = this.#phase;
    if (phase.kind !== "loaded") return { ...NO_MODEL, state: phase.kind, message: phase.message };
    return loadedStatus(phase.engine, this.#settings, this.#thinking > 0);
  }

  /** The model is wanted now: it is loaded unless it is there, and the idle time starts anew. */
  need(): void {
    this.#idleWatch.used();
    if (this.#phase.kind === "off") this.#startLoading();
  }

  /** Follows new settings; a model that they do not change stays. */
  #follow(before: Settings): void {
    this.#complainOfModel();
    if (asksForAnotherModel(before, this.#settings)) {
      this.#reloadedAfterFailures = false;
      if (this.#phase.kind === "off") return;
      this.#takeAway("");
      this.#startLoading();
    } else if (this.#phase.kind === "loaded") this.#idleWatch.start();
  }

  /** Runs one request's work; the status says that the engine thinks while it lasts. */
  async during(work: () => Promise<Outcome>): Promise<Outcome> {
    const ended = new AbortController();
    this.#requests += 1;
    this.#showThinking(ended.signal).catch(this.#options.onBug);
    try {
      const outcome = await work();
      this.#learnFrom(outcome);
      return outcome;
    } catch (error) {
      // It may come from what the cache holds by now.
      this.#learnFrom({ kind: "failed", message: "Turnkey has a bug here; its log says more." });
      throw error;
    } finally {
      this.#requests -= 1;
      this.#idleWatch.used();
      ended.abort();
    }
  }

  /** A model is in memory or on its way: native work may be under way. */
  get hasModel(): boolean {
    return this.#working > 0 || this.#phase.kind === "loaded";
  }

  /** Resolves when the model is given back. */
  async dispose(): Promise<void> {
    this.#takeAway("");
    await this.#work;
  }

  #startLoading(): void {
    const stop = new AbortController();
    this.#enter({ kind: "loading", stop, message: LOADING });
    this.#options.setEngine(undefined, LOADING);
    this.#enqueue(() => this.#load(stop));
  }

  async #load(stop: AbortController): Promise<void> {
    if (stop.signal.aborted) return;
    const onProgress = (share: number): void => {
      if (!stop.signal.aborted && this.#phase.kind === "loading")
        this.#enter({ kind: "loading", stop, message: `${LOADING}: ${Math.floor(share * 100)} %` });
    };
    const loading = tryLoad(() => this.#options.load(this.#settings, stop.signal, onProgress));
    const result = await endOfLoad(loading, stop.signal, this.#options.clock);
    // Nobody waits for it any more, but it is native work under way.
    if (result === undefined) void this.#count(loading.then(giveBack));
    else if (stop.signal.aborted) await giveBack(result);
    else if ("failed" in result) this.#fail(result.failed);
    else {
      this.#enter({ kind: "loaded", stop, engine: result.engine });
      this.#failures = 0;
      this.#options.setEngine(result.engine, "");
      this.#idleWatch.start();
    }
  }

  #fail(message: string): void {
    this.#enter({ kind: "error", message });
    this.#options.setEngine(undefined, message);
    this.#sayOnce("error", message);
  }

  /** Ends what there is; the memory is free when `#work` resolves. */
  #takeAway(reason: string): void {
    const phase = this.#phase;
    this.#idleWatch.stop();
    this.#enter({ kind: "off", message: reason });
    if (phase.kind === "loading" || phase.kind === "loaded") phase.stop.abort();
    this.#options.setEngine(undefined, reason === "" ? "The model is not loaded." : reason);
    if (phase.kind !== "loaded") return;
    this.#enqueue(async () => {
      await this.#options.settle();
      await phase.engine.dispose();
    });
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#count(this.#work.then(work));
  }

  async #count(work: Promise<void>): Promise<void> {
    this.#working += 1;
    try {
      await work;
    } catch (error) {
      this.#options.onBug(error);
    } finally {
      this.#working -= 1;
    }
  }

  async #showThinking(ended: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(THINKING_AFTER_MS, ended);
    if (ended.aborted) return;
    this.#thinking += 1;
    this.#publish();
    ended.addEventListener("abort", () => {
      this.#thinking -= 1;
      this.#publish();
    });
  }

  #learnFrom(outcome: Outcome): void {
    if (outcome.kind !== "failed") {
      if (outcome.kind === "shown") {
        this.#failures = 0;
        this.#reloadedAfterFailures = false;
      }
      return;
    }
    this.#failures += 1;
    if (this.#failures < FAILURES_BEFORE_RELOAD || this.#phase.kind !== "loaded") return;
    this.#takeAway("");
    if (this.#reloadedAfterFailures) {
      this.#fail(outcome.message);
      return;
    }
    this.#reloadedAfterFailures = true;
    this.#startLoading();
  }

  /** Those in force, but never with a model that breaks the engine. */
  get #settings(): Settings {
    return withGoodModel(this.#options.settings.now, this.#options.badModels);
  }

  #complainOfModel(): void {
    const { modelPath } = this.#options.settings.now;
    if (isOneOf(this.#options.badModels, modelPath)) this.#sayOnce("error", brokeTheEngine(modelPath));
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#publish();
  }

  #publish(): void {
    const status = this.status();
    const key = JSON.stringify([status.state, status.message, status.model]);
    if (key === this.#lastStatus) return;
    this.#lastStatus = key;
    this.#options.onStatus(status);
  }
}

const LOADING = "The model is being loaded";
