/** Places of real commits: what stood around the lines that were written there, and the tree as it was before. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Session } from "../../src/replay/session.ts";
import { SessionDocuments } from "../../src/replay/sessionDocuments.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { loadSessions, repositoryOf } from "./sessions.ts";
import { takeInTurns } from "./turns.ts";

export interface BenchPlace {
  readonly id: string;
  readonly repository: string;
  readonly path: string;
  /** All of the file. */
  readonly before: string;
  readonly after: string;
  /** What was written, whole lines but for the first one's indentation. */
  readonly block: string;
  /** Texts by path, this file's older state among them. */
  readonly files: ReadonlyMap<string, string>;
}

/** What the model sees of the document. */
export const BEFORE_CHARS = 1200;
export const AFTER_CHARS = 400;
/** A block is looked at as far. */
const MOST_LINES = 8;
const MOST_CHARS = 480;
const LEAST_CHARS = 4;

/** In turns of repositories. A commit has one place for each of its hunks, the last ones first, at most `mostOfCommit`. */
export async function readPlaces(folder: string, sessionFile: string, mostOfCommit: number): Promise<BenchPlace[]> {
  const sessions = await loadSessions(sessionFile);
  const blocks = readBlocks(sessionFile);
  const trees = readTrees(folder);
  const found = sessions.flatMap((session) => {
    const files = trees.get(session.id);
    return files === undefined ? [] : [toPlaces(session, blocks.get(session.id) ?? "", files)];
  });
  // The last hunks of all commits first: what is measured first is the fairest sample.
  return takeInTurns(found.map((places) => places.slice(0, mostOfCommit)));
}

/** Names of a line that nothing seen holds, but other files of the tree. */
export function novelNames(line: string, seen: string, { files, path }: BenchPlace): string[] {
  const near = new Set(namesIn(seen));
  const wanted = [...new Set(namesIn(line))].filter((name) => !near.has(name));
  return wanted.filter((name) => [...files].some(([other, text]) => other !== path && text.includes(name)));
}

function readTrees(folder: string): Map<string, ReadonlyMap<string, string>> {
  const trees = new Map<string, ReadonlyMap<string, string>>();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".json.gz"))) {
    const read = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as {
      readonly blobs: Record<string, string>;
      readonly trees: Record<string, Record<string, string>>;
    };
    for (const [id, files] of Object.entries(read.trees))
      trees.set(id, new Map(Object.entries(files).map(([path, hash]) => [path, read.blobs[hash]!])));
  }
  return trees;
}

/** The rest of the last hunk, which sessions do without. */
function readBlocks(sessionFile: string): Map<string, string> {
  const blocks = new Map<string, string>();
  for (const line of gunzipSync(readFileSync(sessionFile)).toString().split("\n")) {
    if (line.trim() === "") continue;
    const { id, trace } = JSON.parse(line) as { id: string; trace: { complete?: { truthBlock?: string } }[] };
    blocks.set(id, trace.at(-1)?.complete?.truthBlock ?? "");
  }
  return blocks;
}

function toPlaces({ id, trace }: Session, block: string, files: ReadonlyMap<string, string>): BenchPlace[] {
  const documents = new SessionDocuments();
  const places: BenchPlace[] = [];
  const add = (offset: number, deleted: number, written: string) => {
    const text = documents.textOf(documents.current);
    const indent = /^\s*/.exec(written)![0];
    const start = {
      before: text.slice(0, offset) + indent,
      after: (written.endsWith("\n") ? "\n" : "") + text.slice(offset + deleted),
    };
    const own = shorten(written.slice(indent.length));
    if (own.trim().length < LEAST_CHARS) return;
    const repository = repositoryOf({ id });
    places.push({ id: `${id}#${places.length}`, repository, path: documents.current, ...start, block: own, files });
  };
  for (const step of trace) {
    if (step.kind === "open") documents.open(step.path, step.languageId, step.text);
    else if (step.kind === "edit") {
      for (const { offset, deleted, inserted } of step.changes.slice(0, 1)) add(offset, deleted, inserted);
      documents.edit(step.changes, step.path);
    } else if (step.kind === "complete" && step.truth !== undefined) add(step.offset, 0, block || step.truth);
  }
  return places.reverse();
}

function shorten(block: string): string {
  const lines = block.split("\n").slice(0, MOST_LINES);
  while (lines.length > 1 && lines.join("\n").length > MOST_CHARS) lines.pop();
  return lines.join("\n").trimEnd();
}
