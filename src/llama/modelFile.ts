/** Checks a model file before native code sees it; each thing that can be wrong has a kind and says what to do. */

import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { findArchitectureProblem } from "./architectures.ts";
import { parseChecksums, VerifiedFiles } from "./checksums.ts";
import { type GgufHeader, GgufProblem, readGgufHeader } from "./gguf.ts";
import type { ModelFileProblem } from "./modelProblem.ts";

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

/** Never rejects for a reason that lies in the file. */
export async function checkModelFile(path: string, options: ModelFileOptions): Promise<ModelFile | ModelFileProblem> {
  try {
    const shards = await readShards(resolve(path));
    const first = shards[0]!;
    refuse(findArchitectureProblem(basename(path), first.header.metadata, options.isArchitectureKnown));
    if (shards.every(({ header }) => header.tensorCount === 0))
      refuse({
        kind: "corrupt",
        message: `${basename(path)} holds a vocabulary but no weights. Choose the whole model.`,
      });
    const file = describe(shards);
    refuse(findMemoryProblem(file, options));
    if (options.checksums !== undefined) refuse(await findChecksumProblem(shards, options.checksums));
    return file;
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

/** Carries a problem out of the helpers of this file. */
class Refusal extends Error {
  readonly problem: ModelFileProblem;

  constructor(problem: ModelFileProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

function refuse(problem: ModelFileProblem | undefined): void {
  if (problem !== undefined) throw new Refusal(problem);
}

interface Shard {
  readonly path: string;
  readonly size: number;
  readonly header: GgufHeader;
}

/** The file and, of a split model, all the others, in order. */
async function readShards(path: string): Promise<readonly Shard[]> {
  const given = await readShard(path);
  const count = given.header.metadata.get("split.count");
  if (typeof count !== "number" || count <= 1) return [given];
  const [, start, , total] = /^(.*-)(\d{5})-of-(\d{5})\.gguf$/i.exec(basename(path)) ?? [];
  if (start === undefined || Number(total) !== count)
    throw new Refusal({
      kind: "noShard",
      message:
        `${basename(path)} is one of ${count} parts of a model, but its name does not say which. Give all parts their ` +
        `original names (…-00001-of-${String(count).padStart(5, "0")}.gguf) again.`,
    });
  const shards: Shard[] = [];
  for (let number = 1; number <= count; number += 1) {
    const name = `${start}${String(number).padStart(5, "0")}-of-${total}.gguf`;
    const shard = name === basename(path) ? given : await readSibling(join(dirname(path), name), basename(path), count);
    if (shard.header.metadata.get("split.no") !== number - 1)
      throw new Refusal({
        kind: "noShard",
        message: `${name} is not part ${number} of its model, whatever its name says. Download the parts again.`,
      });
    shards.push(shard);
  }
  return shards;
}

async function readSibling(path: string, givenName: string, count: number): Promise<Shard> {
  try {
    return await readShard(path);
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.kind !== "missing") throw error;
    throw new Refusal({
      kind: "noShard",
      message: `${givenName} is one of ${count} parts of a model, and ${basename(path)} is not beside it. Put all parts into one folder.`,
    });
  }
}

const REMEDIES: Record<GgufProblem["kind"], string> = {
  notGguf: "Choose a .gguf file in turnkey.model.path.",
  truncated: "Download it again.",
  corrupt: "Download it again, or choose another model.",
  tooNew: "Update Turnkey, or choose another model.",
  tooOld: "Choose a newer conversion of the model.",
};

async function readShard(path: string): Promise<Shard> {
  const name = basename(path);
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const source = {
      size,
      read: async (target: Uint8Array, offset: number) =>
        (await file.read(target, 0, target.byteLength, offset)).bytesRead,
    };
    const header = await readGgufHeader(source);
    if (header.expectedSize > size) throw new GgufProblem("truncated", `has ${size} bytes of ${header.expectedSize}`);
    return { path, size, header };
  } catch (error) {
    if (error instanceof GgufProblem)
      throw new Refusal({ kind: error.kind, message: `${name} ${error.message}. ${REMEDIES[error.kind]}` });
    throw toRefusal(path, error);
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isDirectory())
      throw new Refusal({ kind: "directory", message: `${path} is a folder. Choose the .gguf file in it.` });
    return await open(path, "r");
  } catch (error) {
    throw toRefusal(path, error);
  }
}

/** What the file system says, in words. */
function toRefusal(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  return code === "ENOENT" || code === "ENOTDIR"
    ? new Refusal({
        kind: "missing",
        message: `There is no file ${path}. Choose one that exists in turnkey.model.path.`,
      })
    : new Refusal({
        kind: "notReadable",
        message: `${path} cannot be read (${code}). Check its permissions and its disk.`,
      });
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
  const width = (number("embedding_length") ?? 0) / heads;
  const perHead = (number("attention.key_length") ?? width) + (number("attention.value_length") ?? width);
  return {
    kind: "good",
    path,
    architecture,
    size: shards.reduce((sum, shard) => sum + shard.size, 0),
    trainedContext: number("context_length"),
    cacheBytesPerPosition: Math.ceil(layers * keyHeads * perHead * 2),
  };
}

function findMemoryProblem(file: ModelFile, options: ModelFileOptions): ModelFileProblem | undefined {
  if (options.freeMemory === undefined) return undefined;
  const needed = file.size + file.cacheBytesPerPosition * options.leastContextSize;
  if (needed <= options.freeMemory) return undefined;
  return {
    kind: "tooLargeForMemory",
    message:
      `${basename(file.path)} needs ${toGigabytes(needed)} of memory, and ${toGigabytes(options.freeMemory)} are free. ` +
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
