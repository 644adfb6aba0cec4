/** Checks a model file before native code sees it; each thing that can be wrong has a kind and says what to do. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { describeUnknownArchitecture, findArchitectureProblem } from "./architectures.ts";
import { parseChecksums, VerifiedFiles } from "./checksums.ts";
import type { ModelFileProblem } from "./modelProblem.ts";
import { findShapeProblem, TOKEN_LIST } from "./modelShape.ts";
import { Refusal, readShards, refuse, type Shard } from "./modelShards.ts";

export interface ModelFile {
  readonly kind: "good";
  /** What to load: of a split model the first shard. */
  readonly path: string;
  readonly architecture: string;
  /** All shards together, bytes. */
  readonly size: number;
  /** Positions that the model was trained for; undefined: it does not say. */
  readonly trainedContext: number | undefined;
  /** Bytes of keys and values per position, 16 bits each. */
  readonly cacheBytesPerPosition: number;
  /** All files of the model, in order. */
  readonly shards: readonly Pick<Shard, "path" | "headSize">[];
}

export interface ModelFileOptions {
  /** Bytes that the model and its cache may take; undefined: not checked. */
  readonly freeMemory: number | undefined;
  /** Positions that the cache will have at least. */
  readonly leastContextSize: number;
  /** Asked for the architecture's name; undefined: not checked. */
  readonly isArchitectureKnown?: (architecture: string) => boolean;
  /** The list of checksums that belongs to the file, and where to remember verified ones; undefined: not checked. */
  readonly checksums?: { readonly listPath: string; readonly storageFolder: string | undefined };
}

/** What speaks against a good file on this machine, as far as `options` say what that can do; undefined: nothing. */
export function findMachineProblem(
  file: ModelFile,
  { freeMemory, leastContextSize, isArchitectureKnown }: Omit<ModelFileOptions, "checksums">,
): ModelFileProblem | undefined {
  if (isArchitectureKnown?.(file.architecture) === false)
    return describeUnknownArchitecture(basename(file.path), file.architecture);
  return freeMemory === undefined ? undefined : findMemoryProblem(file, freeMemory, leastContextSize);
}

/** Never rejects for a reason that lies in the file. */
export async function checkModelFile(path: string, options: ModelFileOptions): Promise<ModelFile | ModelFileProblem> {
  try {
    // What was shipped with a checksum needs no closer look.
    const distinct = options.checksums === undefined ? TOKEN_LIST : undefined;
    const shards = await readShards(path, { distinct });
    const first = shards[0]!;
    const name = basename(path);
    refuse(findArchitectureProblem(name, first.header.metadata, options.isArchitectureKnown));
    if (shards.every(({ header }) => header.tensorCount === 0))
      refuse({ kind: "corrupt", message: `${name} holds a vocabulary but no weights. Choose the whole model.` });
    refuse(findShapeProblem(name, first.header));
    const file = describe(shards);
    refuse(findMachineProblem(file, options));
    if (options.checksums !== undefined) refuse(await findChecksumProblem(shards, options.checksums));
    return file;
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

function describe(shards: readonly Shard[]): ModelFile {
  const { path, header } = shards[0]!;
  const architecture = String(header.metadata.get("general.architecture"));
  const number = (key: string): number | undefined => {
    const value = header.metadata.get(`${architecture}.${key}`);
    return typeof value === "number" ? value : Array.isArray(value) ? Math.max(...value) : undefined;
  };
  const layers = number("block_count") ?? 0;
  const heads = number("attention.head_count") ?? 1;
  const keyHeads = number("attention.head_count_kv") ?? heads;
  // Models without attention have no heads, and no cache that grows.
  const width = heads === 0 ? 0 : (number("embedding_length") ?? 0) / heads;
  const perHead = (number("attention.key_length") ?? width) + (number("attention.value_length") ?? width);
  return {
    kind: "good",
    path,
    architecture,
    size: shards.reduce((sum, shard) => sum + shard.size, 0),
    trainedContext: number("context_length"),
    cacheBytesPerPosition: Math.ceil(layers * keyHeads * perHead * 2),
    shards: shards.map(({ path, headSize }) => ({ path, headSize })),
  };
}

function findMemoryProblem(
  file: ModelFile,
  freeMemory: number,
  leastContextSize: number,
): ModelFileProblem | undefined {
  const needed = file.size + file.cacheBytesPerPosition * leastContextSize;
  if (needed <= freeMemory) return undefined;
  return {
    kind: "tooLargeForMemory",
    message:
      `${basename(file.path)} needs ${toGigabytes(needed)} of memory, and ${toGigabytes(freeMemory)} are free. ` +
      "Close other programs, or choose a smaller model in turnkey.model.path.",
  };
}

function toGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 2 : 1)} GB`;
}

async function findChecksumProblem(
  shards: readonly Shard[],
  { listPath, storageFolder }: NonNullable<ModelFileOptions["checksums"]>,
): Promise<ModelFileProblem | undefined> {
  let list: ReadonlyMap<string, string>;
  try {
    list = parseChecksums(await readFile(listPath, "utf8"));
  } catch {
    return {
      kind: "checksumMismatch",
      message: `The list of checksums ${listPath} cannot be read. Put it back.`,
    };
  }
  const verified = new VerifiedFiles(storageFolder);
  for (const { path } of shards) {
    const expected = list.get(basename(path));
    if (expected === undefined || !(await verified.hasChecksum(path, expected)))
      return {
        kind: "checksumMismatch",
        message: `${basename(path)} is damaged: its checksum is not the one it was shipped with. Download it again.`,
      };
  }
  return undefined;
}
