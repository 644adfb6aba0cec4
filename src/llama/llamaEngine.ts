/** The engine port on node-llama-cpp: one model, one sequence, one call at a time. */

import { must } from "../core/bug.ts";
import { type CacheStep, LIVE } from "../core/cache/cells.ts";
import {
  type Candidate,
  type CellFiles,
  type Engine,
  EngineFailure,
  type ModelFacts,
  type Rates,
  type TokenScore,
  type Verifying,
} from "../core/cache/engine.ts";
import type { TokenId, Tokenizer } from "../core/tokens/tokenizer.ts";
import { createCellFiles } from "./cellFiles.ts";
import { fingerprintOf } from "./cellFingerprint.ts";
import { Evaluation } from "./evaluation.ts";
import { describeHealth, type EngineHealth } from "./health.ts";
import { createTokenizer } from "./llamaTokenizer.ts";
import { largestOf, sumLogprobs, toCandidate, withAlso } from "./logprobs.ts";
import { measureSpeed } from "./measureSpeed.ts";
import { type CacheSize, type Loaded, unload, withAnotherCache } from "./modelCaches.ts";
import { describeModel } from "./models.ts";
import { checkMoving } from "./moveCheck.ts";
import { scoreTokens } from "./scoreTokens.ts";
import { Sequence } from "./sequence.ts";
import { Turnstile } from "./turnstile.ts";
import { createVerifying } from "./verification.ts";

export class LlamaEngine implements Engine {
  facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly loaded: Loaded;
  readonly #evaluation: Evaluation;
  readonly #turnstile = new Turnstile();
  readonly #sequence: Sequence;
  #rotateMs = 0;
  #near: LlamaEngine | undefined;
  #endLogprob: number | undefined;
  #cellFiles: CellFiles | undefined;
  readonly #verifying: Verifying;
  #disposing: Promise<void> | undefined;

  /** `known`: one on the same model, which has been measured and tried. */
  constructor(loaded: Loaded, known?: LlamaEngine) {
    this.loaded = loaded;
    this.#sequence = new Sequence(loaded.cache);
    const contextSize = Math.min(loaded.contextSize, loaded.cache.size);
    this.#evaluation = new Evaluation({
      ...{ cache: loaded.cache, sequence: this.#sequence },
      ...{ threads: loaded.threads.threads, batchSize: loaded.batchSize, contextSize },
      ...(known && {
        rates: known.rates,
        governor: known.#evaluation.governor,
        batchCosts: known.#evaluation.batchCosts,
      }),
    });
    // A re-rotation walks all positions.
    this.#rotateMs = known === undefined ? 0 : (known.rotateMs * contextSize) / known.facts.contextSize;
    this.facts = known
      ? { ...known.facts, contextSize }
      : describeModel(loaded.model, loaded.file.path, contextSize, loaded);
    this.tokenizer = createTokenizer(loaded.model);
    const parts = { evaluation: this.#evaluation, sequence: this.#sequence };
    this.#verifying = createVerifying(parts, (work) => this.#alone(work));
  }

  get rates(): Rates {
    return this.#evaluation.rates;
  }

  /** Threads that evaluate tokens now. */
  get threads(): number {
    return this.#evaluation.governor.threads;
  }

  /** What `turnkey doctor` tells about it. */
  get health(): EngineHealth {
    return describeHealth(this.loaded);
  }

  get rotateMs(): number {
    return this.#rotateMs;
  }

  get near(): LlamaEngine | undefined {
    return this.#near;
  }

  get cellFiles(): CellFiles | undefined {
    return this.#cellFiles;
  }

  /** Undefined where taking back what was wrong means reading all again. */
  get verifying(): Verifying | undefined {
    return this.facts.immovable === undefined ? this.#verifying : undefined;
  }

  get end(): number {
    return this.loaded.cache.end;
  }

  async apply(step: CacheStep): Promise<void> {
    switch (step.kind) {
      case "park":
        return this.#alone(async () => {
          this.#evaluation.forgetLogits();
          if (!(await this.#sequence.park(step))) throw new EngineFailure(this.#cannot("set tokens aside"));
        });
      case "move":
        return this.#alone(async () => this.#sequence.move(step.alias, step.delta));
      case "attach":
        return this.#alone(async () => {
          this.#evaluation.forgetLogits();
          await this.#sequence.attach(step.alias);
        });
      case "drop":
        return this.#alone(() => this.#drop(step.from, step.to, step.source));
      case "evaluate":
        return this.#alone(() => this.#evaluation.evaluate(step.run.ids, step.from));
      default:
        return step satisfies never;
    }
  }

  reset(): Promise<void> {
    return this.#alone(async () => {
      this.#evaluation.forgetLogits();
      this.#sequence.clear();
    });
  }

  best(count: number, also: readonly TokenId[] = []): Promise<readonly Candidate[]> {
    must(Number.isInteger(count) && count >= 1, `best(${count})`);
    return this.#alone(async () => {
      const startedAt = performance.now();
      const asked = [...this.facts.endTokens, ...also];
      const reading = await this.#evaluation.readLast(asked, count === 1 ? 0 : count);
      const best = count === 1 ? [reading.largest] : largestOf(reading, count);
      this.#endLogprob = sumLogprobs(reading, this.facts.endTokens);
      this.#evaluation.countDecode(performance.now() - startedAt);
      return withAlso(best, also, reading).map((entry) => toCandidate(entry, reading));
    });
  }

  get endLogprob(): number | undefined {
    return this.#endLogprob;
  }

  score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    const free = (from: number) => this.#drop(from, this.#sequence.length);
    const { batchSize } = this.loaded;
    return this.#alone(() => scoreTokens(this.#evaluation, tokens, { start: this.#sequence.length, batchSize, free }));
  }

  dispose(): Promise<void> {
    this.#disposing ??= this.#turnstile.run(async () => {
      await this.#near?.dispose();
      await unload(this.loaded);
    });
    return this.#disposing;
  }

  /** One more cache on the same model, which stays until the last of them is disposed of. Rejects with `EngineFailure`. */
  async another({ contextSize, batchSize }: Partial<CacheSize> = {}): Promise<LlamaEngine> {
    const size = {
      contextSize: contextSize ?? this.loaded.contextSize,
      batchSize: batchSize ?? this.loaded.batchSize,
    };
    const engine = new LlamaEngine(await withAnotherCache(this.loaded, size), this);
    await engine.learnFingerprint();
    if (this.#near !== undefined) await engine.addNear(this.#near.loaded);
    return engine;
  }

  /** Gives it a small cache (see `Engine.near`); where there is no memory for one it does without. */
  async addNear({ contextSize, batchSize }: CacheSize): Promise<void> {
    try {
      this.#near = new LlamaEngine(await withAnotherCache(this.loaded, { contextSize, batchSize }), this);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
    }
  }

  /** Fills `rates`, and what several tokens cost at once, with a short measurement on the empty cache, and leaves it empty. */
  async measure(): Promise<void> {
    const { cache } = this.loaded;
    const parts = { engine: this, cache, evaluation: this.#evaluation, sequence: this.#sequence };
    await measureSpeed(
      parts,
      (work) => this.#alone(work),
      (from) => this.#drop(from, this.#sequence.length),
    );
  }

  /** Its cells can be kept from now on, unless its file is gone already or they may be more than keys and values. */
  async learnFingerprint(): Promise<void> {
    if (this.facts.immovable !== undefined) return;
    const fingerprint = await fingerprintOf(this.loaded).catch(() => undefined);
    const parts = { cache: this.loaded.cache, evaluation: this.#evaluation, sequence: this.#sequence };
    if (fingerprint !== undefined) this.#cellFiles = createCellFiles(fingerprint, parts, (work) => this.#alone(work));
  }

  /** Finds out whether keys may be moved, and what that costs. Leaves the cache empty. */
  async learnMoving(): Promise<void> {
    if (this.facts.immovable !== undefined) return;
    const { immovable, rotateMs } = await checkMoving(this);
    this.#rotateMs = rotateMs;
    this.facts = { ...this.facts, immovable };
  }

  /** One call at a time, none after `dispose`. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposing !== undefined) return Promise.reject(new EngineFailure("The model is not in memory any more."));
    return this.#turnstile.run(work);
  }

  async #drop(from: number, to: number, source = LIVE): Promise<void> {
    this.#evaluation.forgetLogits();
    const again = this.#sequence.drop(source, from, to);
    if (again === undefined) throw new EngineFailure(this.#cannot("forget tokens in the middle of a text"));
    if (again.length > 0) await this.#evaluation.evaluate(again, 0);
    this.#evaluation.forgetLogits();
  }

  #cannot(what: string): string {
    return `${this.facts.name} cannot ${what}; choose another model.`;
  }
}
