/** Gets llama.cpp, a model and its context into memory, and turns what the library throws into sentences for people. */

import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import { EngineFailure } from "../core/engine.ts";
import { NativeCache } from "./native.ts";

export interface LoadOptions {
  /** The GGUF file; of a split model the first shard. */
  readonly modelPath: string;
  /** At least 1. */
  readonly threads: number;
  readonly gpu: "auto" | "off";
  /** Positions wanted; the model may have been trained for fewer. */
  readonly contextSize: number;
  /** Lines that llama.cpp writes, warnings and worse. */
  readonly log: (line: string) => void;
}

export interface Loaded {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly cache: NativeCache;
}

type Library = typeof import("node-llama-cpp");

/** Tokens that llama.cpp evaluates in one go at most. */
export const BATCH_SIZE = 512;

/** Throws `EngineFailure`. On failure nothing stays in memory. */
export async function loadNative(options: LoadOptions): Promise<Loaded> {
  const library = await importLibrary();
  const version = await library.getModuleVersion();
  const llama = await getSharedLlama(library, options);
  let model: LlamaModel | undefined;
  let context: LlamaContext | undefined;
  try {
    model = await llama.loadModel({
      modelPath: options.modelPath,
      useMmap: true,
      ...(options.gpu === "off" ? { gpuLayers: 0 } : {}),
    });
    context = await model.createContext({
      sequences: 1,
      contextSize: Math.min(options.contextSize, model.trainContextSize),
      batchSize: BATCH_SIZE,
      threads: options.threads,
      // With the full cache, cells behind a sliding window stay and a prefix can be used again.
      swaFullCache: true,
    });
    const cache = new NativeCache(context, model, version);
    // The library limits threads by its own idea of the machine.
    cache.threads = options.threads;
    return { llama, model, context, cache };
  } catch (error) {
    await context?.dispose();
    await model?.dispose();
    throw toEngineFailure(error, options.modelPath);
  }
}

async function importLibrary(): Promise<Library> {
  try {
    return await import("node-llama-cpp");
  } catch (error) {
    throw new EngineFailure(
      `node-llama-cpp could not be loaded (${messageOf(error)}). Reinstall Turnkey for this kind of machine.`,
    );
  }
}

/** llama.cpp's log target is one per process, so each kind of backend is started once and kept. */
const sharedLlamas = new Map<LoadOptions["gpu"], Promise<Llama>>();

let currentLog: (line: string) => void = () => {};

async function getSharedLlama(library: Library, options: LoadOptions): Promise<Llama> {
  currentLog = options.log;
  let starting = sharedLlamas.get(options.gpu);
  if (starting === undefined) {
    starting = startLlama(library, options.gpu);
    sharedLlamas.set(options.gpu, starting);
  }
  try {
    return await starting;
  } catch (error) {
    sharedLlamas.delete(options.gpu);
    throw new EngineFailure(
      `llama.cpp does not start on this machine (${messageOf(error)}). ` +
        (options.gpu === "auto"
          ? "Set turnkey.engine.gpu to off and restart the engine."
          : "Run `turnkey doctor` and report what it says."),
    );
  }
}

function startLlama(library: Library, gpu: LoadOptions["gpu"]): Promise<Llama> {
  return library.getLlama({
    gpu: gpu === "off" ? false : "auto",
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: library.LlamaLogLevel.warn,
    logger: (level, message) => currentLog(`${level}: ${message.trimEnd()}`),
  });
}

/** What the library threw, as a failure whose message says what a person can do. */
export function toEngineFailure(error: unknown, modelPath: string): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const message = messageOf(error);
  if (error instanceof Error && error.constructor.name === "InsufficientMemoryError")
    return new EngineFailure(
      `There is not enough free memory for ${modelPath} (${message}). Close other programs, lower ` +
        "turnkey.engine.contextSize or choose a smaller model.",
    );
  return new EngineFailure(
    `${modelPath} could not be loaded (${message}). Choose another model in turnkey.model.path.`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
