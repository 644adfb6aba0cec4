/** An engine whose native cache is compared with a mirror of its own after every step. */

import { type CacheStep, Cells } from "../../src/core/cache/cells.ts";
import type { Candidate, Engine, TokenScore, Verifying } from "../../src/core/cache/engine.ts";
import { WrappedEngine } from "../../src/core/cache/wrappedEngine.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { type EngineOptions, loadNative } from "../../src/llama/load.ts";

/** A model, measured as an engine measures itself at load. Rejects with `EngineFailure`. */
export async function loadMeasured(options: EngineOptions): Promise<LlamaEngine> {
  const engine = new LlamaEngine(await loadNative(options));
  await engine.learnMoving();
  await engine.measure();
  return engine;
}

export async function loadWatched(options: EngineOptions): Promise<WatchedEngine> {
  const engine = await loadMeasured(options);
  const native: unknown = Reflect.get(engine.loaded.context, "_ctx");
  const ask = (name: string, alias: number): number => {
    const method: unknown = Reflect.get(Object(native), name);
    if (typeof method !== "function") throw new Error(`node-llama-cpp's native context has no ${name}`);
    return Number(method.call(native, alias));
  };
  return new WatchedEngine(engine, (alias) => [
    ask("getSequenceKvCacheMinPosition", alias),
    ask("getSequenceKvCacheMaxPosition", alias),
  ]);
}

/** First and last position of the cells under a name, as the native side has them; both -1 where there are none. */
type ReadExtent = (alias: number) => readonly [first: number, last: number];

/** A text in the cache, and what the model thinks of a text behind it. */
export interface Scored {
  readonly context: readonly TokenId[];
  readonly tokens: readonly TokenId[];
  readonly scores: readonly TokenScore[];
}

export class WatchedEngine extends WrappedEngine {
  lastScored: Scored | undefined;
  /** Steps that were compared, and those of them that moved keys. */
  steps = 0;
  moves = 0;
  /** Told of all live tokens whenever the next one is asked for. */
  onRead: (ids: readonly TokenId[]) => void = () => {};
  /** What is told of the next token in place of what the model says. */
  reviseBest: (best: readonly Candidate[], ids: readonly TokenId[]) => readonly Candidate[] = (best) => best;
  /** Told of each step. */
  onStep: (step: CacheStep) => void = () => {};
  readonly #readExtent: ReadExtent;
  #cells = new Cells();

  constructor(inner: Engine, readExtent: ReadExtent) {
    super(inner);
    this.#readExtent = readExtent;
  }

  /** Moving always pays: it is what is watched. */
  override get rotateMs(): number {
    return 0;
  }

  /** Rejects when the native cells are not those of the mirror. */
  override async apply(step: CacheStep): Promise<void> {
    await super.apply(step);
    this.#done(step);
  }

  override get verifying(): Verifying | undefined {
    const { verifying } = this.inner;
    return (
      verifying && {
        costs: verifying.costs,
        verify: async (run) => {
          await verifying.verify(run);
          this.#done({ kind: "evaluate", from: this.#cells.live.ids.length, run });
        },
        readBehind: (index) => verifying.readBehind(index),
      }
    );
  }

  #done(step: CacheStep): void {
    this.#cells.applyStep(step);
    this.#verify(step);
    this.steps += 1;
    if (step.kind === "move") this.moves += 1;
    this.onStep(step);
  }

  override async reset(): Promise<void> {
    await super.reset();
    this.#cells = new Cells();
  }

  override async best(count: number, also?: readonly TokenId[]): Promise<readonly Candidate[]> {
    this.onRead(this.#cells.live.ids);
    return this.reviseBest(await super.best(count, also), this.#cells.live.ids);
  }

  override async score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    const context = [...this.#cells.live.ids];
    const scores = await super.score(tokens);
    this.lastScored = { context, tokens, scores };
    return scores;
  }

  #verify(step: CacheStep): void {
    for (const [alias, { from, ids }] of [[0, this.#cells.live] as const, ...this.#cells.parked]) {
      const expected = ids.length === 0 ? [-1, -1] : [from, from + ids.length - 1];
      const found = this.#readExtent(alias);
      if (found[0] !== expected[0] || found[1] !== expected[1])
        throw new Error(`cells ${found} under ${alias}, but the mirror has ${expected} after ${describe(step)}`);
    }
  }
}

function describe(step: CacheStep): string {
  return JSON.stringify(step.kind === "evaluate" ? { ...step, run: step.run.ids.length } : step);
}
