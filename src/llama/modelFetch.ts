/** Gets a model: asks, looks for space, fetches with node-llama-cpp's downloader, checks, and only then gives it its place. */

import { readFile, statfs, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import {
  describeBytes,
  describeStop,
  type FetchOutcome,
  type FetchProblem,
  type FetchProgress,
} from "../core/models/fetchOutcome.ts";
import type { ModelAddress } from "../core/models/modelAddress.ts";
import { shorten } from "../core/shortText.ts";
import type { Fetch } from "../network/networkAccess.ts";
import { takeLock } from "../system/fileLock.ts";
import { computeChecksum } from "./checksums.ts";
import { LEAST_CONTEXT_SIZE } from "./contextSize.ts";
import { download } from "./download.ts";
import { checkModelFile } from "./modelFile.ts";
import { fileNamesOf, findStored, ModelPlace } from "./modelFolder.ts";
import { type AskOptions, askForModel, type RemoteFile } from "./modelRemote.ts";
import { readRemoteHead } from "./remoteHead.ts";

export interface ModelSource {
  /** Of its files in the folder. */
  readonly name: string;
  readonly address: ModelAddress;
  /** By file name, where they are known beforehand. */
  readonly checksums?: ReadonlyMap<string, string>;
}

export interface FetchOptions {
  readonly folder: string;
  readonly fetch: Fetch;
  readonly hub: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** After so long without a byte it is given up, and what came is kept. */
  readonly stallMs?: number;
  /** Bytes of memory that this machine has in all, where not asked of it. */
  readonly memory?: number;
}

const STALL_MS = 60_000;
/** What else a disk needs to be usable. */
const SPARE_BYTES = 64 * 2 ** 20;

/**
 * Never rejects for a reason that lies in the network, the server, the disk or the file. A cancelled one leaves nothing; one
 * that was killed or stalled goes on where it was.
 */
export async function fetchModel(source: ModelSource, options: FetchOptions): Promise<FetchOutcome> {
  const place = new ModelPlace(options.folder, source.name);
  const stored = await findStored(options.folder, source.name);
  if (stored !== undefined) return { kind: "present", path: stored.path };
  const obstacle = await place.prepare();
  if (obstacle !== undefined) return { kind: "notWritable", message: obstacle };
  let release: (() => Promise<void>) | undefined;
  try {
    release = await takeLock(place.lockFile, { signal: options.signal, onWait: () => report(options, "waiting") });
    const outcome = await fetchAlone(source, place, options);
    if (outcome.kind === "cancelled") await place.discard();
    return outcome;
  } catch (error) {
    return describeDiskError(error, options);
  } finally {
    await release?.();
  }
}

async function fetchAlone(source: ModelSource, place: ModelPlace, options: FetchOptions): Promise<FetchOutcome> {
  // Another process may have got it while we waited.
  const stored = await findStored(options.folder, source.name);
  if (stored !== undefined) return { kind: "present", path: stored.path };
  report(options, "asking");
  const remote = await askForModel(source.address, options as AskOptions);
  if (remote.kind !== "remote") return remote;
  const names = fileNamesOf(source.name, remote.files.length);
  const files = remote.files.map((file, index) => ({
    ...file,
    sha256: source.checksums?.get(names[index]!) ?? file.sha256,
  }));
  const goesOn = await dropOthers(place, files);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const lacking = await findLackOfSpace(place, total);
  if (lacking !== undefined) return lacking;
  const unfit = goesOn ? undefined : await findUnfit(source, files, options);
  if (unfit?.kind === "unusable") await place.discard();
  if (unfit !== undefined) return unfit;
  const fetched = await download({
    url: files[0]!.url,
    folder: place.workFolder,
    fileName: `${source.name}.gguf`,
    takesRanges: files.every(({ takesRanges }) => takesRanges),
    fetch: options.fetch,
    signal: options.signal,
    stallMs: options.stallMs ?? STALL_MS,
    onProgress: ({ done, bytesPerSecond }) => report(options, "fetching", { done, total, bytesPerSecond }),
  }).catch(async (error: unknown) => {
    // The downloader notes a piece as whole before it is written: which pieces the disk has not taken is not known.
    await place.discard();
    throw error;
  });
  if (fetched !== undefined) return fetched;
  await place.dropNotes(
    names,
    files.map(({ size }) => size),
  );
  report(options, "checking", { done: total, total, bytesPerSecond: 0 });
  const wrong = await findDamage(place, names, files);
  if (options.signal?.aborted) return describeStop(options.signal);
  if (wrong === undefined) return { kind: "fetched", path: await place.settle(names) };
  await place.discard();
  return wrong;
}

/** What lies there from another time is of use only if it is the beginning of the same files: then it answers true. */
async function dropOthers(place: ModelPlace, files: readonly RemoteFile[]): Promise<boolean> {
  const source = JSON.stringify(files.map(({ size, sha256, version }) => [size, sha256 ?? version ?? ""]));
  const before = await readFile(place.sourceNote, "utf8").catch(() => "");
  const isSame = before === source && files.every(({ takesRanges }) => takesRanges);
  if (!isSame) await place.discard();
  await writeFile(place.sourceNote, source);
  return isSame;
}

async function findLackOfSpace(place: ModelPlace, total: number): Promise<FetchProblem | undefined> {
  const { bavail, bsize } = await statfs(place.workFolder);
  const needed = total - (await place.unfinishedSize()) + SPARE_BYTES;
  if (total === 0 || needed <= bavail * bsize) return undefined;
  return {
    kind: "noSpace",
    message: `The model needs ${describeBytes(needed)} of disk space, and ${describeBytes(bavail * bsize)} are free in ${shorten(place.folder, 200)}. Make room, or choose another folder in turnkey.model.folder.`,
  };
}

/** Before the first byte of it: that a model cannot be used here is known from its head. What we chose ourselves can be. */
async function findUnfit(
  { name, checksums }: ModelSource,
  files: readonly RemoteFile[],
  { fetch, signal, stallMs = STALL_MS, memory = totalmem() }: FetchOptions,
): Promise<FetchProblem | undefined> {
  const [first] = files;
  if (checksums !== undefined || !first!.takesRanges) return undefined;
  const head = await readRemoteHead({ url: first!.url, name, fetch, signal, maxMs: stallMs });
  if (signal?.aborted) return describeStop(signal);
  if (head === undefined) return undefined;
  if (head.problem !== undefined) return { kind: "unusable", message: head.problem };
  const needed = files.reduce((sum, { size }) => sum + size, 0) + head.besideWeights;
  if (needed <= memory) return undefined;
  return {
    kind: "unusable",
    message: `${name} needs ${describeBytes(needed)} of memory, and this machine has ${describeBytes(memory)}. Choose a smaller model.`,
  };
}

/** Compares what came with what was announced, and reads it as it is read before it is loaded. */
async function findDamage(
  place: ModelPlace,
  names: readonly string[],
  files: readonly RemoteFile[],
): Promise<FetchProblem | undefined> {
  for (const [index, { sha256 }] of files.entries()) {
    if (sha256 === undefined || (await computeChecksum(join(place.workFolder, names[index]!))) === sha256) continue;
    return {
      kind: "damaged",
      message: `What came is not ${names[index]}: its checksum is another one. Nothing of it was kept. Try again; if that does not help, choose another model.`,
    };
  }
  const checked = await checkModelFile(join(place.workFolder, names[0]!), {
    freeMemory: undefined,
    leastContextSize: LEAST_CONTEXT_SIZE,
  });
  if (checked.kind === "good") return undefined;
  const isDamaged = ["truncated", "corrupt", "missing", "noShard", "notGguf"].includes(checked.kind);
  return { kind: isDamaged ? "damaged" : "unusable", message: `${checked.message} Nothing of it was kept.` };
}

function describeDiskError(error: unknown, { signal, folder }: FetchOptions): FetchProblem {
  if (signal?.aborted) return describeStop(signal);
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  if (code === "ENOSPC" || code === "EDQUOT")
    return {
      kind: "noSpace",
      message: `The disk of ${shorten(folder, 200)} is full. Make room and try again; nothing of the model was kept.`,
    };
  return {
    kind: "notWritable",
    message: `The folder ${shorten(folder, 200)} cannot be used (${code}). Choose another one in turnkey.model.folder.`,
  };
}

function report(
  { onProgress }: FetchOptions,
  phase: FetchProgress["phase"],
  counts: Omit<FetchProgress, "phase"> = { done: 0, total: 0, bytesPerSecond: 0 },
): void {
  onProgress?.({ phase, ...counts });
}
