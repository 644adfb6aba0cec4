/** Places where drafts are tried: those of sessions, and lines in the middle of files that repeat themselves. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { Random } from "../random.ts";

export interface DraftPlace {
  readonly id: string;
  readonly kind: "sessions" | "tests" | "data";
  readonly languageId: string;
  readonly text: string;
  readonly cursor: number;
  /** What was taken out behind the cursor. */
  readonly truth?: string;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ ts: "typescript", tsx: "typescriptreact", js: "javascript", py: "python", go: "go", rs: "rust" },
  ...{ json: "json", yml: "yaml", yaml: "yaml", toml: "toml", md: "markdown" },
};
const DATA = /\.(json|ya?ml|toml)$/;
const TESTS = /(^|[/._])(tests?|spec)([/._]|$)/;
/** Lines that are taken out behind the cursor: what is to be written. */
const CUT_LINES = 8;

/** Where each session asks last. */
export function sessionPlaces(sessions: readonly Session[]): readonly DraftPlace[] {
  return sessions.flatMap(({ id, trace }): DraftPlace[] => {
    const last = trace.findLastIndex(({ kind }) => kind === "complete");
    const asked = trace[last];
    const opened = trace.find(({ kind }) => kind === "open");
    if (asked?.kind !== "complete" || opened?.kind !== "open") return [];
    const documents = documentsAfter(trace.slice(0, last));
    const { languageId } = opened;
    return [{ id, kind: "sessions", languageId, text: documents.textOf(documents.current), cursor: asked.offset }];
  });
}

/** Lines of tests, tables and data files of source trees, in the middle of each; the same each time. */
export function repetitivePlaces(folder: string, most: number): readonly DraftPlace[] {
  const random = new Random("repetitive");
  const files = new Map<string, { readonly path: string; readonly text: string }>();
  for (const name of readdirSync(folder)) {
    const { blobs, trees } = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as {
      readonly blobs: Record<string, string>;
      readonly trees: Record<string, Record<string, string>>;
    };
    for (const tree of Object.values(trees))
      for (const [path, hash] of Object.entries(tree))
        if (kindOf(path) !== undefined && isOfUse(blobs[hash]!)) files.set(path, { path, text: blobs[hash]! });
  }
  const shuffled = [...files.values()].map((file) => ({ file, at: random.next() })).sort((a, b) => a.at - b.at);
  const all = shuffled.map(({ file }) => placeIn(file, random));
  const [tests, data] = (["tests", "data"] as const).map((wanted) => all.filter(({ kind }) => kind === wanted));
  return [...tests!.slice(0, most), ...data!.slice(0, most)];
}

function kindOf(path: string): "tests" | "data" | undefined {
  if (!((path.split(".").at(-1) ?? "") in LANGUAGES)) return undefined;
  return DATA.test(path) ? "data" : TESTS.test(path) ? "tests" : undefined;
}

function isOfUse(text: string): boolean {
  return text.length > 1500 && text.length < 40_000 && !text.includes("\r");
}

function placeIn({ path, text }: { readonly path: string; readonly text: string }, random: Random): DraftPlace {
  const lines = text.split("\n");
  const at = Math.floor(lines.length * (0.35 + 0.4 * random.next()));
  const indent = /^\s*/.exec(lines[at] ?? "")![0];
  const before = `${lines.slice(0, at).join("\n")}\n${indent}`;
  const behind = `\n${lines.slice(at + CUT_LINES).join("\n")}`;
  const languageId = LANGUAGES[path.split(".").at(-1)!]!;
  const truth = lines
    .slice(at, at + CUT_LINES)
    .join("\n")
    .slice(indent.length);
  return { id: path, kind: kindOf(path)!, languageId, text: before + behind, cursor: before.length, truth };
}
