/** Reads the head of a model on a server, before gigabytes are fetched for nothing: whether it can complete, and what memory it takes. */

import type { GgufFileInfo } from "node-llama-cpp";
import { shorten } from "../core/shortText.ts";
import type { Fetch } from "../network/networkAccess.ts";
import { findArchitectureProblem } from "./architectures.ts";
import { LEAST_CONTEXT_SIZE } from "./contextSize.ts";
import type { GgufHeader } from "./gguf.ts";
import { withGlobalFetch } from "./watchedFetch.ts";

export interface RemoteHeadOptions {
  /** Of its first part. */
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly fetch: Fetch;
  readonly signal?: AbortSignal | undefined;
  /** What is not there by then is not waited for. */
  readonly maxMs: number;
}

export interface RemoteHead {
  /** Why it cannot complete text, and what a person can do; undefined: nothing speaks against it. */
  readonly problem: string | undefined;
  /** Bytes of memory beside the weights, with the smallest useful cache. */
  readonly besideWeights: number;
}

/** With a vocabulary of 250,000 tokens it has 12 MB. */
const MOST_BYTES = 64 * 2 ** 20;

/** Undefined where nothing can be read: what is fetched is looked at once more before it is used. */
export async function readRemoteHead({
  url,
  name,
  fetch,
  signal,
  maxMs,
}: RemoteHeadOptions): Promise<RemoteHead | undefined> {
  const late = AbortSignal.timeout(maxMs);
  const ends = signal === undefined ? late : AbortSignal.any([signal, late]);
  let bytes = 0;
  const bounded: Fetch = async (input, init) => {
    const response = await fetch(input, init);
    bytes += Number(response.headers.get("content-length") ?? 0);
    if (bytes <= MOST_BYTES && response.status === 206) return response;
    await response.body?.cancel();
    throw new Error(`${response.status}, ${bytes} bytes`);
  };
  try {
    const { readGgufFileInfo, GgufInsights } = await import("node-llama-cpp");
    const options = { sourceType: "network", logWarnings: false, spliceSplitFiles: false, signal: ends } as const;
    const info = await withGlobalFetch(bounded, () =>
      readGgufFileInfo(url, { ...options, fetchRetryOptions: { retries: 0 } }),
    );
    const metadata = flatten(info.metadata);
    const problem = findArchitectureProblem(shorten(name, 80), metadata, undefined)?.message;
    if (problem !== undefined) return { problem, besideWeights: 0 };
    const insights = await GgufInsights.from(info);
    const cache = { contextSize: LEAST_CONTEXT_SIZE, modelGpuLayers: 0, sequences: 1 };
    return { problem, besideWeights: insights.estimateContextResourceRequirements(cache).cpuRam };
  } catch {
    return undefined;
  }
}

/** `{ general: { architecture } }` → `general.architecture`, as the file itself has it. */
function flatten(metadata: GgufFileInfo["metadata"]): GgufHeader["metadata"] {
  const entries = (value: unknown, path: string): [string, unknown][] => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, value]];
    const below = Object.entries(value);
    return below.flatMap(([name, inner]) => entries(inner, path === "" ? name : `${path}.${name}`));
  };
  return new Map(entries(metadata, "")) as GgufHeader["metadata"];
}
