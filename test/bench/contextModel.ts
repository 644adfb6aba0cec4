/**
 * `npm run bench -- context --with-model --trees DIR [--minutes N]`: what the model thinks of the first lines of real commits,
 * with text of other files in front and without. The trees are as they were before the commits; results resume.
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { throwBug } from "../../src/core/bug.ts";
import type { Context, ContextChunk } from "../../src/core/prompt/context.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { findPackageRoot } from "../../src/places.ts";
import { firstLine } from "../../src/replay/firstLine.ts";
import type { Session } from "../../src/replay/session.ts";
import { SessionDocuments } from "../../src/replay/sessionDocuments.ts";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { namesIn } from "../../src/repo/terms.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { loadSessions } from "./sessions.ts";
import type { WorkTimedEngine } from "./workClock.ts";

const ARMS = ["alone", "ours", "another repository's"] as const;
type Arm = (typeof ARMS)[number];

interface ModelResult {
  readonly id: string;
  readonly arm: Arm;
  /** The line needs a name that only other files have. */
  readonly isNeedy: boolean;
  /** All its new names stand in the chunks. */
  readonly found: number;
  readonly bitsPerChar: number;
}

/** A line of a commit, and the tree before it. */
interface CommitLine {
  readonly id: string;
  readonly path: string;
  readonly languageId: string;
  readonly before: string;
  readonly after: string;
  readonly truth: string;
  readonly files: ReadonlyMap<string, string>;
}

const BEFORE_CHARS = 1800;
const AFTER_CHARS = 600;
const HEADER_CHARS = 2000;

const { values } = parseArgs({ strict: false, options: { trees: { type: "string" } } });
const options = readOptions({ quickMinutes: 9, minutes: 30 }, { trees: { type: "string" } });
const results = openResults<ModelResult>("context", options, ({ id, arm }) => `${arm} ${id}`);
await main(String(values.trees));

async function main(trees: string): Promise<void> {
  const lines = await readLines(trees);
  const deadline = new Deadline(options.minutes);
  const engine = await loadEngine(options, results);
  let others: readonly ContextChunk[] = [];
  try {
    for (const line of lines) {
      const chunks = await findChunks(line);
      const arms: Record<Arm, readonly ContextChunk[]> = { alone: [], ours: chunks, "another repository's": others };
      for (const arm of ARMS) {
        if (deadline.isOver) return;
        if (results.has(`${arm} ${line.id}`)) continue;
        const bitsPerChar = await score(line, arms[arm], engine);
        const novel = novelNames(line);
        const names = new Set(namesIn(arms[arm].map(({ text }) => text).join("\n")));
        const found = novel.filter((name) => names.has(name)).length / Math.max(1, novel.length);
        results.add({ id: line.id, arm, isNeedy: novel.length > 0, found, bitsPerChar });
        report(
          `${line.id} ${arm}: ${bitsPerChar.toFixed(3)} (${novel.length} new names, ${(100 * found).toFixed(0)} % there)`,
        );
      }
      // Of the line before, which is of another repository: sessions come in turns.
      if (chunks.length > 0) others = chunks;
    }
  } finally {
    await engine.dispose();
    process.stdout.write(toTable());
  }
}

async function readLines(folder: string): Promise<CommitLine[]> {
  const sessions = await loadSessions(options.sessionFile);
  const trees = new Map<string, ReadonlyMap<string, string>>();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".json.gz"))) {
    const read = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as {
      readonly blobs: Record<string, string>;
      readonly trees: Record<string, Record<string, string>>;
    };
    for (const [id, files] of Object.entries(read.trees))
      trees.set(id, new Map(Object.entries(files).map(([path, hash]) => [path, read.blobs[hash]!])));
  }
  return sessions.flatMap((session) => toLine(session, trees.get(session.id)) ?? []);
}

function toLine({ id, trace }: Session, files: ReadonlyMap<string, string> | undefined): CommitLine | undefined {
  if (files === undefined) return undefined;
  const documents = new SessionDocuments();
  let languageId = "";
  let line: CommitLine | undefined;
  for (const step of trace) {
    if (step.kind === "open") {
      documents.open(step.path, step.languageId, step.text);
      languageId = step.languageId;
    } else if (step.kind === "edit") documents.edit(step.changes, step.path);
    else if (step.kind === "complete" && step.truth !== undefined) {
      const text = documents.textOf(documents.current);
      const before = text.slice(0, step.offset).slice(-BEFORE_CHARS);
      const after = text.slice(step.offset, step.offset + AFTER_CHARS);
      line = { id, path: documents.current, languageId, before, after, truth: firstLine(step.truth), files };
    }
  }
  return line === undefined || line.truth.trim().length < 4 ? undefined : line;
}

function novelNames({ before, after, truth, files, path }: CommitLine): string[] {
  const near = new Set(namesIn(`${before}\n${after}`));
  const wanted = [...new Set(namesIn(truth))].filter((name) => !near.has(name));
  return wanted.filter((name) => [...files].some(([other, text]) => other !== path && text.includes(name)));
}

async function findChunks({ path, before, after, files }: CommitLine): Promise<readonly ContextChunk[]> {
  const root = mkdtempSync(join(tmpdir(), "turnkey-bench-"));
  try {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const desk = new RepoDesk(join(findPackageRoot(), "grammars"));
    await desk.configure({ roots: [root], globs: [] });
    return desk.find({ path: join(root, path), before, after, chars: HEADER_CHARS });
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function score(line: CommitLine, chunks: readonly ContextChunk[], engine: WorkTimedEngine): Promise<number> {
  const context: Context = { find: async () => chunks, changed: () => {}, closed: () => {}, setBusy: () => {} };
  const pipeline = new Pipeline({
    clock: systemClock,
    trace: { emit: () => {} },
    settings: { now: DEFAULT_SETTINGS },
    onBug: throwBug,
    context,
  });
  try {
    await engine.clear();
    pipeline.setEngine(engine, "");
    const uri = pathToFileURL(join("/bench", line.path)).href;
    pipeline.open({ uri, languageId: line.languageId, version: 1, text: line.before + line.after });
    pipeline.cursor(uri, line.before.length, true);
    await pipeline.settle();
    const scores = await pipeline.score(uri, line.before.length, line.truth);
    const logprob = scores!.reduce((sum, { logprob }) => sum + logprob, 0);
    return -logprob / Math.LN2 / line.truth.length;
  } finally {
    await pipeline.settle();
    pipeline.dispose();
  }
}

function toTable(): string {
  const rows = [true, false].flatMap((isNeedy) =>
    ARMS.map((arm) => {
      const mine = results.results.filter((result) => result.arm === arm && result.isNeedy === isNeedy);
      const mean = (value: (result: ModelResult) => number) =>
        mine.reduce((sum, result) => sum + value(result), 0) / Math.max(1, mine.length);
      const kind = isNeedy ? "need a name from elsewhere" : "need none";
      return `| ${kind} (${mine.length}) | ${arm} | ${mean(({ bitsPerChar }) => bitsPerChar).toFixed(3)} | ${(100 * mean(({ found }) => found)).toFixed(0)} % |`;
    }),
  );
  return `| lines | text of other files | bits per character | names there |\n|---|---|---:|---:|\n${rows.join("\n")}\n`;
}
