/** A model in memory and its caches: each is one context of llama.cpp's, and the model goes with the last of them. */

import type { Llama, LlamaContext, LlamaContextOptions, LlamaModel } from "node-llama-cpp";
import type { CacheMode, CacheType } from "../core/settings/settings.ts";
import { toEngineFailure } from "./loadFailure.ts";
import type { ModelFile } from "./modelFile.ts";
import { NativeCache } from "./native.ts";
import type { ThreadChoice } from "./threads.ts";

export interface Loaded {
  /** How many caches there are on the model: it goes with the last one. */
  readonly caches: { count: number };
  readonly llama: Llama;
  readonly libraryVersion: string;
  readonly file: ModelFile;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly contextSize: number;
  readonly cache: NativeCache;
  readonly threads: ThreadChoice;
  /** Tokens that llama.cpp evaluates in one go at most. */
  readonly batchSize: number;
  readonly cacheMode: CacheMode;
  readonly cacheType: CacheType;
}

export type CacheSize = Pick<Loaded, "contextSize" | "batchSize">;

/** llama.cpp reads quantised values only with flash attention. */
const CACHE_TYPE_OPTIONS = {
  f16: {},
  q8_0: { experimentalKvCacheKeyType: "Q8_0", experimentalKvCacheValueType: "Q8_0", flashAttention: true },
} as const satisfies Record<CacheType, LlamaContextOptions>;

export async function createCache(
  { model, threads, batchSize, cacheType, libraryVersion }: Omit<Loaded, "context" | "contextSize" | "cache">,
  contextSize: number,
): Promise<Pick<Loaded, "context" | "contextSize" | "cache">> {
  const context = await model.createContext({
    sequences: 1,
    contextSize,
    batchSize: Math.min(batchSize, contextSize),
    threads: threads.threads,
    // With the full cache, cells behind a sliding window stay and a prefix can be used again.
    swaFullCache: true,
    ...CACHE_TYPE_OPTIONS[cacheType],
  });
  try {
    const cache = new NativeCache(context, model, libraryVersion);
    // The library has its own limit for threads.
    cache.threads = threads.threads;
    return { context, contextSize, cache };
  } catch (error) {
    await context.dispose();
    throw error;
  }
}

/** The same model with one more cache. Throws `EngineFailure`. */
export async function withAnotherCache(loaded: Loaded, size: CacheSize): Promise<Loaded> {
  const { caches, file } = loaded;
  caches.count += 1;
  try {
    return { ...loaded, ...size, ...(await createCache({ ...loaded, ...size }, size.contextSize)) };
  } catch (error) {
    await leaveModel(loaded);
    throw toEngineFailure(error, file.path);
  }
}

/** Frees what `loadNative` took, the model with its last cache; llama.cpp itself stays for the next model. */
export async function unload(loaded: Loaded): Promise<void> {
  loaded.cache.dispose();
  await loaded.context.dispose();
  await leaveModel(loaded);
}

async function leaveModel({ caches, model }: Loaded): Promise<void> {
  caches.count -= 1;
  if (caches.count === 0) await model.dispose();
}
