/** Places where the rest of a line and the lines behind it are known, each with the files of its repository as they were then. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { languageOfPath } from "../../src/core/languages/languages.ts";
import { firstLine } from "../../src/replay/firstLine.ts";
import type { Session } from "../../src/replay/session.ts";
import { SessionDocuments } from "../../src/replay/sessionDocuments.ts";
import { isIndexedText } from "../../src/repo/fileRules.ts";
import { walkFiles } from "../../src/repo/folderWalk.ts";
import { Random } from "../random.ts";
import { readText } from "./readText.ts";
import { repositoryOf } from "./sessions.ts";
import { takeInTurns } from "./turns.ts";

export interface AlongCase {
  readonly id: string;
  readonly source: "finished" | "commit";
  readonly repository: string;
  /** Of the document, as it is named in `files`. */
  readonly path: string;
  readonly languageId: string;
  /** The whole document before and behind the cursor; the truth is in neither. */
  readonly before: string;
  readonly after: string;
  /** The rest of the line and up to nine lines more. */
  readonly truth: string;
  /** By path; the document's own text is not looked at. */
  readonly files: ReadonlyMap<string, string>;
}

const MOST_LINES = 10;
const MOST_CHARS = 500;
const LEAST_CHARS = 6;
const CODE = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|cc|cpp|h|cs|rb|php|scala)$/;

/** Lines at random of the folders in `root`, each a repository; in turns, so that every beginning is a fair sample. */
export async function readFinished(root: string, most: number): Promise<AlongCase[]> {
  const all: AlongCase[][] = [];
  for (const name of readdirSync(root).sort()) {
    const files = new Map<string, string>();
    for await (const path of walkFiles(join(root, name), { globs: [], most: 200_000, shouldStop: () => false })) {
      const text = readText(join(root, name, path));
      if (text !== undefined && isIndexedText(path, text, [])) files.set(path, text.replaceAll("\r\n", "\n"));
    }
    all.push(sampleLines(name, files, most));
  }
  return takeInTurns(all);
}

function sampleLines(repository: string, files: ReadonlyMap<string, string>, most: number): AlongCase[] {
  const random = new Random(`along ${repository}`);
  const paths = [...files.keys()].filter((path) => CODE.test(path) && files.get(path)!.split("\n").length >= 30);
  const cases: AlongCase[] = [];
  for (let tries = 0; cases.length < most && tries < 100 * most; tries += 1) {
    const path = random.pick(paths);
    const text = files.get(path)!;
    const lines = text.split("\n");
    const line = random.below(lines.length);
    const start = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
    const cursor = start + placeIn(lines[line]!, random);
    const lineEnd = start + lines[line]!.length;
    if (text.slice(cursor, lineEnd).trim().length < LEAST_CHARS) continue;
    const truth = shortenTruth(text.slice(cursor));
    cases.push({
      ...{ id: `${repository}/${path}:${line + 1}:${cursor - start}`, source: "finished", repository, path, files },
      languageId: languageOfPath(path),
      before: text.slice(0, cursor),
      after: text.slice(cursor + truth.length),
      truth,
    });
  }
  return cases;
}

/** Behind the indentation, at the line's start, or behind a word of it. */
function placeIn(line: string, random: Random): number {
  const indent = line.length - line.trimStart().length;
  const kind = random.next();
  if (kind < 0.5) return indent;
  if (kind < 0.65) return 0;
  const ends = [...line.slice(indent).matchAll(/[\w$]+/g)].map((match) => indent + match.index + match[0].length);
  return ends.length < 2 ? indent : random.pick(ends.slice(0, -1));
}

/** Whole lines, their ends left out. */
function shortenTruth(text: string): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of text.split("\n").slice(0, MOST_LINES)) {
    if (kept.length > 0 && length + line.length > MOST_CHARS) break;
    kept.push(line);
    length += line.length + 1;
  }
  return kept.join("\n").trimEnd();
}

/** All hunks of the sessions that there are trees for: what each writes, with the document as it was then. */
export function readCommits(folder: string, sessions: readonly Session[]): AlongCase[] {
  const cases = readdirSync(folder)
    .filter((name) => name.endsWith(".json.gz"))
    .sort()
    .map((name) => {
      const trees = readTrees(join(folder, name));
      return sessions.flatMap((session) => {
        const files = trees.get(session.id);
        return files === undefined ? [] : toHunks(session, files);
      });
    });
  return takeInTurns(cases);
}

function readTrees(file: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const { blobs, trees } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
    readonly blobs: Record<string, string>;
    readonly trees: Record<string, Record<string, string>>;
  };
  const toFiles = (tree: Record<string, string>) =>
    new Map(
      Object.entries(tree)
        .map(([path, hash]) => [path, blobs[hash]!] as const)
        .filter(([path, text]) => isIndexedText(path, text, [])),
    );
  return new Map(Object.entries(trees).map(([id, tree]) => [id, toFiles(tree)]));
}

/** The last first: it is what the other measures of commits are made of. */
function toHunks(session: Session, files: ReadonlyMap<string, string>): AlongCase[] {
  const documents = new SessionDocuments();
  const cases: AlongCase[] = [];
  let languageId = "";
  const add = (before: string, after: string, written: string): void => {
    const truth = shortenTruth(written);
    if (firstLine(truth).trim().length < LEAST_CHARS) return;
    const { id } = session;
    cases.push({
      ...{ id: `${id}#${cases.length}`, source: "commit", repository: repositoryOf(session) },
      ...{ path: documents.current, languageId, before, after, truth, files },
    });
  };
  for (const step of session.trace) {
    if (step.kind === "open") {
      documents.open(step.path, step.languageId, step.text);
      languageId = step.languageId;
    } else if (step.kind === "edit") {
      const text = documents.textOf(documents.current);
      const [change, another] = step.changes;
      if (change !== undefined && another === undefined)
        add(text.slice(0, change.offset), text.slice(change.offset + change.deleted), change.inserted);
      documents.edit(step.changes, step.path);
    } else if (step.kind === "complete" && step.truth !== undefined) {
      const text = documents.textOf(documents.current);
      add(text.slice(0, step.offset), text.slice(step.offset), step.truth);
    }
  }
  return cases.reverse();
}
