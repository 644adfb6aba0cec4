/** Opens a model file and, of a split model, all its parts, and reads their headers; what cannot be read is refused in words. */

import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { entryOf } from "../core/entryOf.ts";
import { shorten } from "../core/shortText.ts";
import { type GgufHeader, GgufProblem, type GgufReadOptions, readGgufHeader } from "./gguf.ts";
import type { ModelFileProblem } from "./modelProblem.ts";

/** Characters of a path that a message repeats. */
const MAX_PATH = 300;

/** Carries a problem out of helpers. */
export class Refusal extends Error {
  readonly problem: ModelFileProblem;

  constructor(problem: ModelFileProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function refuse(problem: ModelFileProblem | undefined): void {
  if (problem !== undefined) throw new Refusal(problem);
}

export interface Shard {
  readonly path: string;
  readonly size: number;
  readonly header: GgufHeader;
  /** Bytes in front of the weights. */
  readonly headSize: number;
}

/** The file and, of a split model, all the others, in order. Throws `Refusal` for whatever lies in the files. */
export async function readShards(givenPath: string, options: GgufReadOptions): Promise<readonly Shard[]> {
  const path = toAbsolute(givenPath);
  const given = await readShard(path, options);
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
    const others = { options, givenName: basename(path), count };
    const shard = name === basename(path) ? given : await readSibling(join(dirname(path), name), others);
    if (shard.header.metadata.get("split.no") !== number - 1)
      throw new Refusal({
        kind: "noShard",
        message: `${name} is not part ${number} of its model, whatever its name says. Download the parts again.`,
      });
    shards.push(shard);
  }
  return shards;
}

/** A relative path means nothing in a folder that was deleted. */
function toAbsolute(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    throw toRefusal(path, error);
  }
}

async function readSibling(
  path: string,
  {
    options,
    givenName,
    count,
  }: { readonly options: GgufReadOptions; readonly givenName: string; readonly count: number },
): Promise<Shard> {
  try {
    return await readShard(path, options);
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

async function readShard(path: string, options: GgufReadOptions): Promise<Shard> {
  const name = basename(path);
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const source = {
      size,
      read: async (target: Uint8Array, offset: number) =>
        (await file.read(target, 0, target.byteLength, offset)).bytesRead,
    };
    const header = await readGgufHeader(source, options);
    if (header.expectedSize > size) throw new GgufProblem("truncated", `has ${size} bytes of ${header.expectedSize}`);
    return { path, size, header, headSize: Math.min(size, header.dataStart) };
  } catch (error) {
    if (error instanceof GgufProblem)
      throw new Refusal({ kind: error.kind, message: `${name} ${error.message}. ${REMEDIES[error.kind]}` });
    throw toRefusal(path, error);
  } finally {
    await file.close();
  }
}

/** Waits for nobody: a pipe without a writer would hold a thread for good, and a device may never end. */
async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    refuse(findKindProblem(path, await stat(path)));
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    // It may have been replaced in between.
    refuse(findKindProblem(path, await file.stat()));
    return file;
  } catch (error) {
    await file?.close();
    throw toRefusal(path, error);
  }
}

function findKindProblem(path: string, stats: Stats): ModelFileProblem | undefined {
  if (stats.isFile()) return undefined;
  const shown = shorten(path, MAX_PATH);
  if (stats.isDirectory()) return { kind: "directory", message: `${shown} is a folder. Choose the .gguf file in it.` };
  const what = stats.isFIFO() ? "a pipe" : stats.isSocket() ? "a socket" : "a device";
  return { kind: "notFile", message: `${shown} is ${what}, not a file. Choose a .gguf file in turnkey.model.path.` };
}

/** What the file system says, in words. */
function toRefusal(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  const shown = shorten(path, MAX_PATH);
  return code === "ENOENT" || code === "ENOTDIR"
    ? new Refusal({
        kind: "missing",
        message: `There is no file ${shown}. Choose one that exists: turnkey.model.path, or --model on the command line.`,
      })
    : new Refusal({
        kind: "notReadable",
        message: `${shown} cannot be read (${code}). ${entryOf(REASONS, code) ?? "Check its permissions and its disk"}.`,
      });
}

const REASONS: Readonly<Record<string, string>> = {
  EMFILE: "Too many files are open in this process: raise its limit (ulimit -n) and start again",
  ENFILE: "Too many files are open on this machine: close other programs",
  ENAMETOOLONG: "Choose a shorter path",
  ERR_INVALID_ARG_VALUE: "Choose a path without characters that no file name may have",
};
