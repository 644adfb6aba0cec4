/** The port to a loaded model and its KV cache. `llama/` implements it; test/fakes has one without a model. */

import type { FimLayout } from "../tokens/fim.ts";
import type { TokenId, Tokenizer } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import type { CacheStep } from "./cells.ts";

export interface Candidate {
  readonly token: TokenId;
  /** Natural logarithm of the probability, ≤ 0. */
  readonly logprob: number;
}

/** What the model thinks of a token at its place. */
export interface TokenScore {
  /** Natural logarithm of its probability, ≤ 0. */
  readonly logprob: number;
  /** The most probable token there. */
  readonly best: TokenId;
}

/** Measured at load and kept up to date; tokens per second. */
export interface Rates {
  readonly prefill: number;
  readonly decode: number;
}

export interface ModelFacts {
  /** For people: "turnkey-embedded-0.5b". */
  readonly name: string;
  readonly path: string;
  readonly architecture: string;
  /** Positions that the cache can hold. */
  readonly contextSize: number;
  /** The token order for fill-in-the-middle; undefined: prefix-only. */
  readonly fim: FimLayout | undefined;
  /** Goes before every prompt, where the model wants one. */
  readonly beginToken: TokenId | undefined;
  /** Generation ends at these: end of generation, fill-in-the-middle and file separators. */
  readonly endTokens: ReadonlySet<TokenId>;
  /** Why cached keys of this model may not be moved, as a sentence; undefined: they may. */
  readonly immovable: string | undefined;
  /** A key that was re-rotated more often is too far off; left out: that of keys of 16 bits. */
  readonly maxRotations?: number;
}

/** The cells of an engine as files, for engines to come. */
export interface CellFiles {
  /** Of all that makes the same tokens other cells: the model, the numbers that cells are kept as, the library. */
  readonly fingerprint: string;
  /**
   * Writes the live cells over a file. No key may wait for its re-rotation: the last step but drops was an evaluation.
   * Rejects with `EngineFailure`.
   */
  write(path: string): Promise<void>;
  /**
   * A file that `write` has written becomes the live cells of an empty cache, and holds `ids`. The native side trusts it:
   * who calls has compared its checksum. Rejects with `EngineFailure`: the cells must be `reset` then.
   */
  read(path: string, ids: readonly TokenId[]): Promise<void>;
}

/** Measured: one evaluation of so many tokens, what the model says behind each left to be read. */
export interface BatchCost {
  readonly tokens: number;
  readonly ms: number;
}

/** Several tokens evaluated at once, of which it is not known yet whether they are what comes next. */
export interface Verifying {
  /** By the number of tokens, from one on; kept up to date. */
  readonly costs: readonly BatchCost[];
  /**
   * As a step that evaluates a run behind the last live cell, in one go; at most as many tokens as the largest of `costs`.
   * `Engine.best` reads behind the first of them, until `readBehind` names another. How many stand is its caller's to
   * say: what is written need not be what is most probable. Rejects with `EngineFailure`, and has left no cells then.
   */
  verify(run: TokenRun): Promise<void>;
  /** `Engine.best` reads behind the token at `index` of the latest `verify` from now on, until cells change. */
  readBehind(index: number): void;
}

export interface Engine {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly rates: Rates;

  /**
   * A small cache of its own on the same model, for what must be read quickly; undefined: there is none. It has the same
   * facts but for its size, and goes with this engine.
   */
  readonly near?: Engine | undefined;

  /** Undefined: its cells cannot be kept. */
  readonly cellFiles?: CellFiles | undefined;

  /** Undefined: tokens are evaluated one by one. */
  readonly verifying?: Verifying | undefined;

  /** Duration of one re-rotation of the whole cache, measured at load; 0 where keys may not be moved. */
  readonly rotateMs: number;

  /**
   * Carries out one step; the cells' new state is real when the promise resolves. An `evaluate` step must start right
   * after the last live position and leaves the logits of its last token to be read. Rejects with `EngineFailure` when
   * the native side refuses: an `evaluate` step has then left no cells; after another step the cells must be `reset`.
   */
  apply(step: CacheStep): Promise<void>;

  /** Frees all cells. */
  reset(): Promise<void>;

  /** One after the last live position, as the native side has it. */
  readonly end: number;

  /**
   * The `count` most probable next tokens after the last evaluated token, best first (count ≥ 1), and those of `also` that
   * are not among them, in their places.
   */
  best(count: number, also?: readonly TokenId[]): Promise<readonly Candidate[]>;

  /**
   * Natural logarithm of the probability that the text ends after the last evaluated token: of all `facts.endTokens`
   * together, as the latest `best` has read it. Undefined where that is not known.
   */
  readonly endLogprob: number | undefined;

  /** What the model thinks of `tokens` one after the other after the last evaluated token (teacher-forced). Leaves the cache as it was, the logits not. */
  score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]>;

  /** Frees the model and its cache. Safe to call twice. */
  dispose(): Promise<void>;
}

/** What tokens are chosen by: an engine, or what only says what could come next. */
export interface Proposing extends Pick<Engine, "tokenizer" | "best" | "endLogprob" | "verifying"> {
  readonly facts: Pick<ModelFacts, "endTokens" | "immovable">;
}

/** The native side failed. The message says what a person can do. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
}
