/** Gets llama.cpp, a model and its context into memory, and turns what the library throws into sentences for people. */

import { dirname, join, resolve } from "node:path";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { EngineFailure } from "../core/cache/engine.ts";
import { OWN_MODEL_MISSING } from "../core/models/modelDesk.ts";
import type { CacheMode, CacheType, Settings } from "../core/settings/settings.ts";
import { chooseContextSize, LEAST_CONTEXT_SIZE } from "./contextSize.ts";
import { forgetErrors, messageOf, noteError, toEngineFailure } from "./loadFailure.ts";
import { type Machine, readMachine } from "./machine.ts";
import { createCache, type Loaded } from "./modelCaches.ts";
import { checkModelFile, findMachineProblem, type ModelFile } from "./modelFile.ts";
import { ModelFileFailure } from "./modelProblem.ts";
import { findEmbeddedModel, resolveModelPath } from "./models.ts";
import { isArchitectureKnown, restoreLogger } from "./native.ts";
import { describeStartFailure, readStartMachine } from "./startFailure.ts";
import { chooseThreads } from "./threads.ts";
import { tryModel } from "./trial.ts";
import { findTuning, type TunedCase } from "./tunings.ts";

export interface EngineOptions {
  /** As in `turnkey.model.path`: a GGUF file, or "" for the embedded model. */
  readonly modelPath: string;
  /** The folder that has `models/` in it. */
  readonly packageRoot: string;
  /** Where the embedded model is where the package came without it; undefined: nowhere. */
  readonly modelFolder?: string | undefined;
  /** 0: as many as the process may really use. */
  readonly threads: number;
  readonly gpu: "auto" | "off";
  /** Cache positions; 0: chosen from the model and the memory. */
  readonly contextSize: number;
  /** Positions are then so few that a re-rotation, as measured at load, takes at most so long; no limit where it is left out. */
  readonly maxRotateMs?: number | undefined;
  /** Positions are then no more than what is read with these settings needs at the rates measured at load. */
  readonly readsFor?: Pick<Settings, "latencyTargetMs" | "contextMode"> | undefined;
  /** With a small cache beside the other, where a position takes so little that it may have one. */
  readonly nearFirst?: boolean | undefined;
  /** As in `turnkey.cache.mode`; "edit" where it is left out. */
  readonly cacheMode?: CacheMode | undefined;
  /** As in `turnkey.cache.type`; "f16" where it is left out. */
  readonly cacheType?: CacheType | undefined;
  /** Where to remember verified checksums, and what was found out of the machine; undefined: nowhere. */
  readonly storageFolder?: string | undefined;
  /** As if the machine had never been tried; see `tune.ts`. */
  readonly isUntuned?: boolean | undefined;
  /** Layers on the graphics card; undefined: as tuned, or as the library finds room for. */
  readonly gpuLayers?: number | undefined;
  /** llama.cpp's own warnings and errors, line by line. */
  readonly log?: ((line: string) => void) | undefined;
  /** Told in a sentence what was done otherwise than asked for. */
  readonly note?: ((sentence: string) => void) | undefined;
  /** The program that tries a model before it is loaded here (`trialProgram.ts`); undefined: none is tried. */
  readonly trialProgram?: string | undefined;
  /** Ends the loading, which then rejects in any way; nothing stays in memory. */
  readonly signal?: AbortSignal | undefined;
}

/** Against 16 bits per number; a block of q8_0 is 32 numbers in 34 bytes. */
const CACHE_TYPE_SIZES: Record<CacheType, number> = { f16: 1, q8_0: 34 / 64 };

type Library = typeof import("node-llama-cpp");

/** Where no other is found to be as fast. */
const BATCH_SIZE = 512;

/** Throws `EngineFailure`, of a bad file `ModelFileFailure`. On failure nothing stays in memory. */
export async function loadNative(options: EngineOptions): Promise<Loaded> {
  const { cacheMode = "edit", cacheType = "f16", signal } = options;
  const starting = startLibrary(options);
  // Whatever is wrong with the file itself is said before anything is loaded for it.
  const file = await checkFile(options);
  signal?.throwIfAborted();
  const { library, llama } = await starting;
  const machine = readMachine();
  const freeMemory = machine.freeMemory + (llama.gpu === false ? 0 : (await llama.getVramState()).free);
  checkMachine(file, llama, freeMemory);
  const libraryVersion = await library.getModuleVersion();
  signal?.throwIfAborted();
  await tryModel(file, options, libraryVersion);
  const tuning = options.isUntuned
    ? undefined
    : await findTuning(options.storageFolder, tunedCaseOf({ file, libraryVersion, llama }, machine));
  const threads = chooseThreads(machine, {
    setting: options.threads,
    environment: process.env.TURNKEY_THREADS,
    mathCores: llama.cpuMathCores,
    tuned: tuning?.threads,
  });
  if (threads.warning !== undefined) options.note?.(threads.warning);
  const batchSize = tuning?.batchSize ?? BATCH_SIZE;
  const contextSize = chooseContextSize({
    setting: options.contextSize,
    tuned: tuning?.contextSize,
    trained: file.trainedContext,
    freeMemory: freeMemory - file.size,
    bytesPerPosition: file.cacheBytesPerPosition * CACHE_TYPE_SIZES[cacheType],
  });
  let model: LlamaModel | undefined;
  try {
    forgetErrors();
    const gpuLayers = llama.gpu === false ? undefined : (options.gpuLayers ?? tuning?.gpuLayers);
    model = await llama.loadModel({
      ...{ modelPath: file.path, useMmap: true },
      ...(gpuLayers === undefined ? {} : { gpuLayers }),
      ...(signal && { loadSignal: signal }),
    });
    signal?.throwIfAborted();
    const kept = { caches: { count: 1 }, llama, libraryVersion, file, model };
    const parts = { ...kept, threads, batchSize, cacheMode, cacheType };
    return { ...parts, ...(await createCache(parts, contextSize)) };
  } catch (error) {
    await model?.dispose();
    signal?.throwIfAborted();
    throw toEngineFailure(error, file.path);
  }
}

/** What a tuning of a loaded model holds for. */
export function tunedCaseOf(
  { file, libraryVersion, llama }: Pick<Loaded, "file" | "libraryVersion" | "llama">,
  machine: Machine,
): TunedCase {
  return { machine, model: file, libraryVersion, backend: llama.gpu === false ? "cpu" : llama.gpu };
}

async function checkFile({ modelPath, packageRoot, modelFolder, storageFolder }: EngineOptions): Promise<ModelFile> {
  // The file is ours: nobody can choose another one there.
  const ours = modelPath === "";
  const embedded = ours ? await findEmbeddedModel(packageRoot, modelFolder) : undefined;
  if (ours && embedded === undefined)
    throw new ModelFileFailure({
      kind: "missing",
      message: OWN_MODEL_MISSING,
    });
  const checked = await checkModelFile(embedded ?? resolveModelPath(modelPath, packageRoot), {
    freeMemory: undefined,
    leastContextSize: LEAST_CONTEXT_SIZE,
    ...(ours ? { checksums: { listPath: join(packageRoot, "models", "SHA256SUMS"), storageFolder } } : {}),
  });
  if (checked.kind === "good") return checked;
  const { kind, message } = checked;
  if (!ours) throw new ModelFileFailure({ kind, message });
  const wasGot = modelFolder !== undefined && dirname(embedded!) === resolve(modelFolder);
  const remedy = wasGot ? "Delete it and get it again: turnkey models remove embedded" : "Reinstall Turnkey";
  throw new ModelFileFailure({ kind, message: `The embedded model cannot be used. ${remedy}. (${message})` });
}

function checkMachine(file: ModelFile, llama: Llama, freeMemory: number): void {
  const problem = findMachineProblem(file, {
    freeMemory,
    leastContextSize: LEAST_CONTEXT_SIZE,
    isArchitectureKnown: (architecture) => isArchitectureKnown(llama, architecture),
  });
  if (problem !== undefined) throw new ModelFileFailure(problem);
}

/** The library first tries itself in a process of its own: the model's file can be checked meanwhile. */
function startLibrary(options: EngineOptions): Promise<{ library: Library; llama: Llama }> {
  const start = async () => {
    const library = await importLibrary();
    return { library, llama: await getSharedLlama(library, options) };
  };
  const starting = start();
  // Where the file is no good, nobody asks.
  starting.catch(() => {});
  return starting;
}

async function importLibrary(): Promise<Library> {
  try {
    return await import("node-llama-cpp");
  } catch (error) {
    const isShort = ["EMFILE", "ENFILE", "ENOMEM"].includes(String((error as NodeJS.ErrnoException).code));
    const remedy = isShort
      ? "Close other programs, or raise the limit (ulimit)"
      : "Reinstall Turnkey for this kind of machine";
    throw new EngineFailure(`node-llama-cpp could not be loaded (${messageOf(error)}). ${remedy}.`);
  }
}

/** llama.cpp's log target is one per process, so each kind of backend is started once and kept. */
const sharedLlamas = new Map<EngineOptions["gpu"], Promise<Llama>>();

let currentLog: (line: string) => void = () => {};

async function getSharedLlama(library: Library, { gpu, log }: EngineOptions): Promise<Llama> {
  currentLog = log ?? (() => {});
  const starting = sharedLlamas.get(gpu) ?? startLlama(library, gpu, sharedLlamas.size === 0);
  sharedLlamas.set(gpu, starting);
  try {
    return await starting;
  } catch (error) {
    sharedLlamas.delete(gpu);
    throw new EngineFailure(describeStartFailure(readStartMachine(), gpu, messageOf(error)));
  }
}

async function startLlama(library: Library, gpu: EngineOptions["gpu"], isFirst: boolean): Promise<Llama> {
  const llama = await library.getLlama({
    gpu: gpu === "off" ? false : "auto",
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: library.LlamaLogLevel.warn,
    // Without a logger of ours the library would write to stdout, which belongs to the protocol.
    logger: (level, message) => {
      if (level === library.LlamaLogLevel.error) noteError(message);
      currentLog(`${level}: ${message.trimEnd()}`);
    },
  });
  if (!isFirst) await restoreLogger(llama);
  return llama;
}
