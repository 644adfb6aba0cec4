/** One model for all sessions of a process: loaded for the first that needs it, with a cache of its own for each. */

import type { OnBug } from "../core/bug.ts";
import { EngineFailure } from "../core/cache/engine.ts";
import { TurnedEngine } from "../core/cache/turnedEngine.ts";
import { type Taker, Turns } from "../core/cache/turns.ts";
import type { Clock } from "../core/clock.ts";
import { reloadingValuesOf, type Settings } from "../core/settings/settings.ts";
import type { HostedEngine, LoadEngine, LoadResult } from "./engineHost.ts";
import { endOfLoad } from "./modelLoad.ts";

/** A session, as the model sees it. */
export interface Member extends Taker {
  /** Its client has gone: another one, or the same, may come soon. */
  readonly hasLeft: boolean;
}

export interface SharedModelOptions {
  /** An engine whose model has no other. */
  readonly load: LoadEngine;
  readonly clock: Clock;
  /** How long the model stays in memory when the last session has left; 0: not at all. */
  readonly keepMs: number;
  readonly onBug: OnBug;
}

export class SharedModel {
  readonly #options: SharedModelOptions;
  readonly #turns = new Turns();
  readonly #used = new Set<HostedEngine>();
  /** Of the last session that has left; waits for the next one. */
  #kept: { readonly engine: HostedEngine; readonly taken: AbortController } | undefined;
  /** The model in memory: what it was loaded with, and how it gets another cache. */
  #model: { readonly values: string; readonly another: (() => Promise<HostedEngine>) | undefined } | undefined;
  /** Loading and giving back, one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SharedModelOptions) {
    this.#options = options;
  }

  /** A model is in memory. */
  get isLoaded(): boolean {
    return this.#used.size > 0 || this.#kept !== undefined;
  }

  /** Loads the model for one session, or gives it a cache of its own where the model is there already. */
  loaderFor(member: Member): LoadEngine {
    return async (settings, signal, onProgress) => {
      const loading = this.#last.then(async (): Promise<LoadResult> => {
        const result = await this.#get(settings, signal, onProgress);
        if ("engine" in result) this.#used.add(result.engine);
        return result;
      });
      // A load that hangs and was given up does not hold up those behind it.
      this.#last = endOfLoad(loading, signal, this.#options.clock).catch(() => {});
      const result = await loading;
      if ("failed" in result) return result;
      const { engine } = result;
      return { engine: new MemberEngine(engine, this.#turns, member, () => this.#release(engine, member)) };
    };
  }

  async #get(settings: Settings, signal: AbortSignal, onProgress: (share: number) => void): Promise<LoadResult> {
    signal.throwIfAborted();
    const values = JSON.stringify(reloadingValuesOf(settings));
    const isSame = values === this.#model?.values;
    const kept = this.#takeKept();
    if (kept !== undefined && isSame) return { engine: kept };
    await kept?.dispose();
    if (this.#used.size === 0) {
      const result = await this.#options.load(settings, signal, onProgress);
      if ("engine" in result) this.#model = { values, another: result.another };
      return result;
    }
    if (!isSame) return { failed: "Another window uses this engine with other settings. Restart the engine." };
    return this.#addCache();
  }

  async #addCache(): Promise<LoadResult> {
    const another = this.#model?.another;
    if (another === undefined) return { failed: "This model serves one window only. Restart the engine." };
    try {
      return { engine: await another() };
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      return { failed: error.message };
    }
  }

  #takeKept(): HostedEngine | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    kept?.taken.abort();
    return kept?.engine;
  }

  #release(engine: HostedEngine, { hasLeft }: Member): Promise<void> {
    const released = this.#last.then(async () => {
      this.#used.delete(engine);
      if (hasLeft && this.#used.size === 0 && this.#options.keepMs > 0) await this.#keep(engine);
      else await engine.dispose();
    });
    this.#last = released.catch(() => {});
    return released;
  }

  async #keep(engine: HostedEngine): Promise<void> {
    try {
      await engine.reset();
      await engine.near?.reset();
    } catch {
      // It cannot even forget: nobody wants it.
      await engine.dispose();
      return;
    }
    const taken = new AbortController();
    this.#kept = { engine, taken };
    const { clock, keepMs, onBug } = this.#options;
    const kept = clock.sleep(keepMs, taken.signal).then(async () => {
      if (!taken.signal.aborted) await this.#takeKept()?.dispose();
    });
    kept.catch(onBug);
  }
}

/** One session's cache on the model that all share. */
class MemberEngine extends TurnedEngine<HostedEngine> implements HostedEngine {
  readonly #release: () => Promise<void>;
  #released: Promise<void> | undefined;

  constructor(inner: HostedEngine, turns: Turns, taker: Taker, release: () => Promise<void>) {
    super(inner, turns, taker);
    this.#release = release;
  }

  get threads(): number {
    return this.inner.threads;
  }

  get health(): HostedEngine["health"] {
    return this.inner.health;
  }

  override dispose(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }
}
