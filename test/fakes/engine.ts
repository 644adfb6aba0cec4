/** An engine without a model: continues texts by a function, checks every step, and can be slow or broken on purpose. */

import { must } from "../../src/core/bug.ts";
import { type CacheStep, Cells } from "../../src/core/cache/cells.ts";
import {
  type BatchCost,
  type Candidate,
  type CellFiles,
  type Engine,
  EngineFailure,
  type ModelFacts,
  type TokenScore,
  type Verifying,
} from "../../src/core/cache/engine.ts";
import type { InstanceId, TokenId } from "../../src/core/tokens/tokenizer.ts";
import { CONTROL, createFakeTokenizer, type FakeTokenizer } from "./tokenizer.ts";

/** What the fake model wants to write between two texts. */
export type Continuation = (prefix: string, suffix: string) => string;

export interface FakeEngineOptions {
  readonly continuation: Continuation;
  /** Log-probability of each token that the continuation asks for. */
  readonly logprob?: number | ((written: string) => number);
  /** What else it could write, with half of the probability that is left for each token. */
  readonly others?: string;
  /** Awaited before every step; the place for delays, cancellations and failures. */
  readonly onStep?: (step: CacheStep) => void | Promise<void>;
  /** See `Engine.endLogprob`: how probable the end is behind what was written so far. */
  readonly endLogprob?: (written: string) => number | undefined;
  readonly contextSize?: number;
  readonly tokenizer?: FakeTokenizer;
  readonly immovable?: string;
  /** Positions of its small cache; left out: it has none. */
  readonly nearContextSize?: number;
  /** Its cells can be kept there, by the names of files; left out: they cannot be kept. */
  readonly disk?: Map<string, readonly TokenId[]>;
  /** What evaluating several tokens at once costs; left out: they are evaluated one by one. */
  readonly costs?: readonly BatchCost[];
  /** Awaited before cells are written or read; see `onStep`. */
  readonly onFile?: (what: "write" | "read") => void | Promise<void>;
}

const LAYOUT = {
  family: "fake",
  prefix: [CONTROL.fimPrefix],
  suffix: [CONTROL.fimSuffix],
  middle: [CONTROL.fimMiddle],
  order: "psm",
  fileSeparator: undefined,
  repository: undefined,
  needsHealing: false,
} as const;

export class FakeEngine implements Engine {
  readonly facts: ModelFacts;
  readonly near: FakeEngine | undefined;
  readonly tokenizer: FakeTokenizer;
  rates = { prefill: 1000, decode: 100 };
  rotateMs = 0;
  readonly counts = { evaluated: 0, batches: 0, dropped: 0 };
  readonly #options: FakeEngineOptions;
  #cells = new Cells();
  #failure: string | undefined;
  #forgotten = 0;
  /** Live cells that follow the one behind which is read. */
  #unread = 0;
  #verified = 0;

  constructor(options: FakeEngineOptions) {
    this.#options = options;
    this.tokenizer = options.tokenizer ?? createFakeTokenizer();
    this.facts = {
      name: "fake",
      path: "fake.gguf",
      architecture: "fake",
      contextSize: options.contextSize ?? 4096,
      fim: LAYOUT,
      beginToken: undefined,
      endTokens: new Set(Object.values(CONTROL)),
      immovable: options.immovable,
    };
    const { nearContextSize: contextSize, disk: _, ...same } = options;
    this.near =
      contextSize === undefined ? undefined : new FakeEngine({ ...same, contextSize, tokenizer: this.tokenizer });
  }

  /** All cells, set aside ones too; identities are as the steps gave them. */
  get allCells(): Cells {
    return this.#cells;
  }

  /** The live cells' tokens, by position. */
  get cells(): readonly TokenId[] {
    return this.#cells.live.ids;
  }

  get end(): number {
    return this.#cells.live.ids.length - this.#forgotten;
  }

  get cellFiles(): CellFiles | undefined {
    const { disk, onFile } = this.#options;
    if (disk === undefined) return undefined;
    return {
      fingerprint: "fake",
      write: async (path) => {
        await onFile?.("write");
        disk.set(path, this.#cells.live.ids);
      },
      read: async (path, ids) => {
        must(this.#cells.count === 0, "cells are read over others");
        await onFile?.("read");
        const kept = disk.get(path);
        must(kept !== undefined && kept.join() === ids.join(), `${path} holds other cells`);
        const instances = kept.map((): InstanceId => 0 as InstanceId);
        this.#cells.applyStep({ kind: "evaluate", from: 0, run: { ids: kept, instances } });
      },
    };
  }

  get verifying(): Verifying | undefined {
    const { costs } = this.#options;
    if (costs === undefined) return undefined;
    return {
      costs,
      verify: async (run) => {
        must(run.ids.length <= costs.at(-1)!.tokens, `${run.ids.length} tokens at once`);
        await this.apply({ kind: "evaluate", from: this.cells.length, run });
        this.#verified = run.ids.length;
        this.#unread = this.#verified - 1;
      },
      readBehind: (index) => {
        must(index >= 0 && index < this.#verified, `reading behind ${index} of ${this.#verified}`);
        this.#unread = this.#verified - 1 - index;
      },
    };
  }

  /** The live cells up to the one behind which is read. */
  protected get read(): readonly TokenId[] {
    return this.cells.slice(0, this.cells.length - this.#unread);
  }

  /** Fails the next step as the native side would. */
  failNext(message: string): void {
    this.#failure = message;
  }

  /** Says from now on that so many cells are gone, as a cache would that lost them. */
  forget(cells: number): void {
    this.#forgotten = cells;
  }

  async apply(step: CacheStep): Promise<void> {
    await this.#options.onStep?.(step);
    if (this.#failure !== undefined) {
      const message = this.#failure;
      this.#failure = undefined;
      throw new EngineFailure(message);
    }
    this.#unread = this.#verified = 0;
    if (step.kind === "drop") this.counts.dropped += step.to - step.from;
    this.#cells.applyStep(step);
    must(this.#cells.count <= this.facts.contextSize, "more tokens than the context holds");
    if (step.kind !== "evaluate") return;
    this.counts.evaluated += step.run.ids.length;
    this.counts.batches += 1;
  }

  async reset(): Promise<void> {
    this.#cells = new Cells();
    this.#forgotten = 0;
  }

  async best(count: number, also: readonly TokenId[] = []): Promise<readonly Candidate[]> {
    await Promise.resolve();
    const logprob = this.#logprob;
    const best: Candidate = { token: this.#next(), logprob };
    const other = Math.log((1 - Math.exp(logprob)) / 2);
    const rest = this.tokenizer
      .tokenize(this.#options.others ?? "other more")
      .map((token): Candidate => ({ token, logprob: other }));
    return bestOf([best, ...rest.filter(({ token }) => token !== best.token)], count, also);
  }

  get endLogprob(): number | undefined {
    return this.#options.endLogprob?.(this.#written);
  }

  async score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    return tokens.map((token) => ({ logprob: this.#logprob, best: token }));
  }

  async dispose(): Promise<void> {}

  get #written(): string {
    const { read: cells, tokenizer } = this;
    return tokenizer.detokenize(cells.slice(cells.indexOf(CONTROL.fimMiddle) + 1));
  }

  get #logprob(): number {
    const { logprob = Math.log(0.9) } = this.#options;
    return typeof logprob === "number" ? logprob : logprob(this.#written);
  }

  #next(): TokenId {
    const { read: cells, tokenizer } = this;
    const suffixAt = cells.indexOf(CONTROL.fimSuffix);
    const middleAt = cells.indexOf(CONTROL.fimMiddle);
    must(cells[0] === CONTROL.fimPrefix && suffixAt > 0 && middleAt > suffixAt, `not a prompt: ${cells.slice(0, 20)}`);
    const prefix = tokenizer.detokenize(cells.slice(1, suffixAt));
    const suffix = tokenizer.detokenize(cells.slice(suffixAt + 1, middleAt));
    const written = cells.slice(middleAt + 1);
    const wanted = tokenizer.tokenize(this.#options.continuation(prefix, suffix));
    const agrees = written.every((token, index) => token === wanted[index]);
    return agrees ? (wanted[written.length] ?? CONTROL.endOfText) : CONTROL.endOfText;
  }
}

export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  return new FakeEngine(options);
}

/** Of what a fake model knows nothing it thinks little. */
const UNHEARD_OF = Math.log(1e-6);

/** What `Engine.best` answers where these are all that the model would write, in their order. */
export function bestOf(all: readonly Candidate[], count: number, also: readonly TokenId[]): readonly Candidate[] {
  const best = all.slice(0, count);
  const missing = also.filter((token) => !best.some((candidate) => candidate.token === token));
  const known = missing.map((token) => all.find((candidate) => candidate.token === token));
  const more = known.map((candidate, at) => candidate ?? { token: missing[at]!, logprob: UNHEARD_OF });
  return more.length === 0 ? best : [...best, ...more].sort((a, b) => b.logprob - a.logprob);
}
