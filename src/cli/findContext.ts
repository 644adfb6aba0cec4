/** `turnkey context`: what of a repository is likeliest to help at places in it, and which of it would be put in front of the model. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { RepoDesk } from "../repo/repoDesk.ts";
import { offsetOfPlace, readTextFile } from "../system/textFile.ts";
import { UsageError } from "../system/usageError.ts";
import type { Host } from "./host.ts";

/** A place as it is written on the command line; counted from 1. */
export interface NamedPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface ContextCommand {
  readonly kind: "context";
  readonly root: string;
  readonly places: readonly NamedPlace[];
  /** A file with more places, one a line. */
  readonly at: string | undefined;
  /** UTF-16 units of all chunks of a place. */
  readonly chars: number;
}

const BEFORE_CHARS = 4000;
const AFTER_CHARS = 1500;

/** One line of output per place; the index is built once. Lines of chunks count from 1, the last one included. Throws `UsageError`. */
export async function findContext(
  { root, places, at, chars }: ContextCommand,
  parse: (place: string) => NamedPlace,
  host: Host,
): Promise<boolean> {
  const more = at === undefined ? [] : (await readTextFile(at)).split(/\r?\n/).filter((line) => line.trim() !== "");
  const all = [...places, ...more.map((line) => parse(line.trim()))];
  if (!existsSync(root)) throw new UsageError(`cannot read ${root}: there is no such folder`);
  const desk = new RepoDesk(host.grammarFolder);
  const startedAt = host.clock.now();
  await desk.configure({ roots: [resolve(root)], globs: [] });
  const { files, units } = desk.state;
  host.note(`turnkey: ${files} files in ${units} units after ${Math.round(host.clock.now() - startedAt)} ms`);
  for (const { path, line, column } of all) {
    if (host.signal.aborted) return false;
    const file = existsSync(path) ? resolve(path) : resolve(root, path);
    const text = await readTextFile(file);
    const offset = offsetOfPlace(text, { path, line, column });
    const from = text.lastIndexOf("\n", Math.max(0, offset - BEFORE_CHARS)) + 1;
    const before = text.slice(offset <= BEFORE_CHARS ? 0 : from, offset);
    const question = { path: file, before, after: text.slice(offset, offset + AFTER_CHARS), chars };
    const used = new Set(desk.find(question).map(({ id }) => id));
    const shown = desk.fill(question).map(({ id, path, startLine, endLine, text, reason, value }) => ({
      path,
      startLine: startLine + 1,
      endLine,
      text,
      reason,
      value: Number(value.toFixed(3)),
      used: used.has(id),
    }));
    host.write(`${JSON.stringify({ place: `${path}:${line}:${column}`, chunks: shown })}\n`);
  }
  return true;
}
