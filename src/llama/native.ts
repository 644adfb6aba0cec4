/** The one place that reaches into node-llama-cpp: its internals as typed calls, checked at start. */

import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import { BugError } from "../core/bug.ts";
import { EngineFailure } from "../core/cache/engine.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";

/** Internals change without notice, so exactly this version is used; package.json pins it too (a test compares). */
export const PINNED_VERSION = "3.22.1";

/** A token and its raw logit. */
export interface TokenLogit {
  readonly token: TokenId;
  readonly logit: number;
}

export interface LogitReading {
  /** The largest logit of the whole vocabulary. */
  readonly largest: TokenLogit;
  /** Natural logarithm of the sum over the vocabulary of exp(logit - largest logit). */
  readonly logWeight: number;
  /** The logits asked for: the largest first where those were asked for. */
  readonly logits: readonly TokenLogit[];
}

/** node-llama-cpp's native context, as far as it is used. */
interface AddonContext {
  initBatch(size: number): void;
  addToBatch(sequence: number, firstPosition: number, tokens: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  removeTokenCellsFromSequence(sequence: number, from: number, to: number): boolean;
  shiftSequenceTokenCells(sequence: number, from: number, to: number, delta: number): void;
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
  getSequenceKvCacheMaxPosition(sequence: number): number;
  saveSequenceStateToFile(path: string, sequence: number, tokens: Uint32Array): Promise<number>;
  loadSequenceStateFromFile(path: string, sequence: number, mostTokens: number): Promise<Uint32Array>;
  sampleToken(
    logitIndex: number,
    sampler: AddonSampler,
    probabilities: false,
    confidence: false,
    logits: readonly [tokens: readonly TokenId[], largest: false, smallest: false, selected: true, top: number],
    totalWeight: true,
  ): Promise<readonly [TokenId, unknown, unknown, readonly number[] | undefined, number | undefined]>;
  getContextSize(): number;
  getThreads(): number;
  setThreads(threads: number): void;
}

interface AddonSampler {
  applyConfig(options: { temperature: number }): void;
  dispose(): void;
}

const CONTEXT_METHODS = [
  "initBatch",
  "addToBatch",
  "decodeBatch",
  "removeTokenCellsFromSequence",
  "shiftSequenceTokenCells",
  "copySequenceStateFromOtherSequence",
  "getSequenceKvCacheMaxPosition",
  "saveSequenceStateToFile",
  "loadSequenceStateFromFile",
  "sampleToken",
  "getContextSize",
  "getThreads",
  "setThreads",
] as const satisfies readonly (keyof AddonContext)[];

/** Decoding is allowed on this sequence only; other numbers are aliases over the same cells. */
const SEQUENCE = 0;

/**
 * The cells and logits of a context made with `sequences: 1`. Goes round the library's queue: the caller owns the
 * context alone and calls one method at a time.
 */
export class NativeCache {
  readonly #context: AddonContext;
  readonly #sampler: AddonSampler;

  /** Throws `EngineFailure` when the installed library is not the one this file was written for. */
  constructor(context: LlamaContext, model: LlamaModel, installedVersion: string) {
    const problem = findInternalsProblem(context, model, installedVersion);
    if (problem !== undefined) throw new EngineFailure(problem);
    this.#context = Reflect.get(context, "_ctx") as AddonContext;
    this.#sampler = makeSampler(model);
    // Temperature 0 selects the largest logit without sorting the vocabulary.
    this.#sampler.applyConfig({ temperature: 0 });
  }

  /** Allocated positions. */
  get size(): number {
    return this.#context.getContextSize();
  }

  get threads(): number {
    return this.#context.getThreads();
  }

  set threads(count: number) {
    this.#context.setThreads(count);
  }

  /** One after the last cached position. */
  get end(): number {
    return this.#context.getSequenceKvCacheMaxPosition(SEQUENCE) + 1;
  }

  /** Evaluates at most one batch of tokens at `from`. Answers, per token of `logitsOf`, the place to read its logits. */
  async evaluate(tokens: readonly TokenId[], from: number, logitsOf: readonly number[]): Promise<readonly number[]> {
    this.#context.initBatch(tokens.length);
    const places = this.#context.addToBatch(SEQUENCE, from, Uint32Array.from(tokens), Uint32Array.from(logitsOf));
    await this.#context.decodeBatch();
    return Array.from(places);
  }

  /** Frees the cells in [from, to) (-1: to the end) of a name. False: this kind of memory cannot do that. */
  remove(from: number, to: number, name = SEQUENCE): boolean {
    return this.#context.removeTokenCellsFromSequence(name, from, to);
  }

  /** All cells of `from` also stand under `to`: with one stream, no data is copied. */
  async alsoName(to: number, from: number): Promise<void> {
    await this.#context.copySequenceStateFromOtherSequence(to, from);
  }

  /** Changes all positions under a name; the keys are re-rotated before the next evaluation, all names at once. */
  shift(name: number, delta: number): void {
    this.#context.shiftSequenceTokenCells(name, 0, -1, delta);
  }

  /** Writes positions, keys and values of the live cells over a file; keys that wait to be re-rotated would be wrong there. */
  async save(path: string): Promise<void> {
    await this.#context.saveSequenceStateToFile(path, SEQUENCE, new Uint32Array());
  }

  /**
   * Reads them back in place of the live cells, of which the names of others are none. What stands behind them in the file
   * is left alone. A file that is not one of `save` may end the process.
   */
  async load(path: string): Promise<void> {
    await this.#context.loadSequenceStateFromFile(path, SEQUENCE, this.size);
  }

  /** Reads logits left by the last `evaluate`: those of `tokens`, and the `top` largest (0: none, which is faster). */
  async read(place: number, tokens: readonly TokenId[], top: number): Promise<LogitReading> {
    const answer = await this.#context.sampleToken(
      place,
      this.#sampler,
      false,
      false,
      [tokens, false, false, true, top],
      true,
    );
    const [selected, , , flat = [], weight = Number.NaN] = answer;
    const found = new Map<TokenId, number>();
    // The selected token may be listed twice.
    for (let i = 0; i + 1 < flat.length; i += 2) if (!found.has(flat[i]!)) found.set(flat[i]!, flat[i + 1]!);
    const logits = [...found].map(([token, logit]) => ({ token, logit }));
    const largest = logits.find(({ token }) => token === selected);
    if (largest === undefined) throw new BugError(`no logit came back for the selected token ${selected}`);
    return { largest, logWeight: Math.log(weight), logits };
  }

  /** To be called once, before the context and the model are disposed. */
  dispose(): void {
    this.#sampler.dispose();
  }
}

/** What is wrong with the installed library, as a sentence that says what to do; undefined: nothing. */
export function findInternalsProblem(
  context: LlamaContext,
  model: LlamaModel,
  installedVersion: string,
): string | undefined {
  const remedy = "Reinstall Turnkey, so that its own copy is used.";
  if (installedVersion !== PINNED_VERSION)
    return `node-llama-cpp ${installedVersion} is installed, but Turnkey needs exactly ${PINNED_VERSION}. ${remedy}`;
  const addon: unknown = Reflect.get(context, "_ctx");
  const missing = CONTEXT_METHODS.filter((name) => !hasMethod(addon, name));
  if (missing.length > 0)
    return `node-llama-cpp's native context has no ${missing.join(", ")}: its files do not fit together. ${remedy}`;
  if (typeof samplerConstructor(model) !== "function")
    return `node-llama-cpp's native part has no sampler: its files do not fit together. ${remedy}`;
  return undefined;
}

function makeSampler(model: LlamaModel): AddonSampler {
  const Sampler = samplerConstructor(model) as new (addonModel: unknown) => AddonSampler;
  return new Sampler(Reflect.get(model, "_model"));
}

function samplerConstructor(model: LlamaModel): unknown {
  return fromBindings(model.llama, "AddonSampler");
}

/** Whether llama.cpp has code for the architecture; true where it cannot be asked, and loading will tell. */
export function isArchitectureKnown(llama: Llama, architecture: string): boolean {
  const ask = fromBindings(llama, "getIsArchSupported");
  return typeof ask === "function" ? ask(architecture) === true : true;
}

/**
 * A second `getLlama` in one process takes the logger away again a moment later (the first one's finalizer clears the
 * flag that both share), and llama.cpp then writes to stdout. Waits for that moment and sets the logger once more.
 */
export async function restoreLogger(llama: Llama): Promise<void> {
  const setLogger = fromBindings(llama, "setLogger");
  const onLog: unknown = Reflect.get(llama, "_onAddonLog");
  if (typeof setLogger !== "function" || typeof onLog !== "function") return;
  await new Promise((resolve) => setTimeout(resolve, FINALIZER_MS));
  setLogger(onLog);
}

/** The finalizer runs in one of the next turns of the event loop. */
const FINALIZER_MS = 50;

function fromBindings(llama: Llama, name: string): unknown {
  const bindings: unknown = Reflect.get(llama, "_bindings");
  return typeof bindings === "object" && bindings !== null ? Reflect.get(bindings, name) : undefined;
}

function hasMethod(target: unknown, name: string): boolean {
  return typeof target === "object" && target !== null && typeof Reflect.get(target, name) === "function";
}
