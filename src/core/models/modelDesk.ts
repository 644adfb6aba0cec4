/** The port to the models of a machine: which there are, and how others are got. Its answers are plain data, and go through pipes. */

import type { FetchOutcome, FetchProgress } from "./fetchOutcome.ts";
import type { Fit } from "./fit.ts";

/** The name that the embedded model is got and removed by. */
export const EMBEDDED_NAME = "embedded";

/** What the engine says where the package came without its model, and it was not got yet. */
export const OWN_MODEL_MISSING =
  "Turnkey's own model is not on this machine yet. Get it with Turnkey: Choose Model…, or with: turnkey models get embedded";

export interface ListedModel {
  /** What it is got, used and removed by; of a found file its path. */
  readonly name: string;
  readonly title: string;
  /** Where it is; undefined: not here yet. */
  readonly path: string | undefined;
  /** Bytes; of what is not here an estimate. */
  readonly bytes: number;
  readonly fit: Fit;
  /** Parts of a sentence that one should know: licence, what it costs, whose file it is. */
  readonly remarks: readonly string[];
}

export interface ModelList {
  /** Where models are kept; undefined: the machine has no place for them. */
  readonly folder: string | undefined;
  /** Whether the embedded model is here. */
  readonly embedded: boolean;
  /** Got earlier. */
  readonly stored: readonly ListedModel[];
  /** Files of other programs. */
  readonly found: readonly ListedModel[];
  /** Recommended, and not here. */
  readonly offered: readonly ListedModel[];
}

export interface AddressCheck {
  readonly name: string;
  readonly address: string;
  /** Undefined: it answers, with a model. */
  readonly problem: string | undefined;
  /** 0: the server does not say. */
  readonly bytes: number;
  readonly hasChecksum: boolean;
  /** Undefined: it is not known how large the model is. */
  readonly fit: Fit | undefined;
}

export interface GetOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: FetchProgress) => void;
}

export interface ModelDesk {
  list(): Promise<ModelList>;
  /** `wanted`: a name of the list, `embedded`, or an address. */
  get(wanted: string, options?: GetOptions): Promise<FetchOutcome>;
  /** Bytes that are free again; undefined: there is none of that name. */
  remove(name: string): Promise<number | undefined>;
  /** Tries all addresses; `onCheck` is told one by one. */
  check(onCheck: (check: AddressCheck) => void, signal?: AbortSignal): Promise<void>;
}
