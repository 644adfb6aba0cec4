/** Reading files that a person named, and finding places in them. */

import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { entryOf } from "../core/entryOf.ts";
import { UsageError } from "./usageError.ts";

/** The file's text without its byte order mark; `.gz` is unpacked. Throws `UsageError`. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${path} is not UTF-8 text`);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
  if (!path.endsWith(".gz")) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new UsageError(`cannot unpack ${path}: ${reasonOf(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "no permission",
  ENOTDIR: "a part of the path is not a folder",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return entryOf(REASONS, code ?? "") ?? message ?? String(error);
}

/** A 1-based place → the UTF-16 offset. `path` is for the `UsageError` of a place that is not there. */
export function offsetOfPlace(text: string, place: { path: string; line: number; column: number }): number {
  const lineEnd = /\r\n|\n|\r|$/g;
  let start = 0;
  for (let line = 1; ; line += 1) {
    lineEnd.lastIndex = start;
    const end = lineEnd.exec(text)!;
    if (line === place.line) {
      const columns = end.index - start + 1;
      if (place.column <= columns) return start + place.column - 1;
      throw new UsageError(`${place.path}: line ${line} has columns 1 to ${columns}, not ${place.column}`);
    }
    if (end[0] === "") throw new UsageError(`${place.path} has lines 1 to ${line}, not ${place.line}`);
    start = end.index + end[0].length;
  }
}
