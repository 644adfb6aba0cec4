/** The whole way: a real thread that indexes a folder, asked through the core's port. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { LearntRank, RankNotes } from "../../src/core/prompt/learntRanks.ts";
import { ThreadContext } from "../../src/repo/threadContext.ts";
import { systemClock } from "../../src/system/systemClock.ts";

const base = mkdtempSync(join(tmpdir(), "turnkey-thread-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const ROOT = join(import.meta.dirname, "../..");

const SHELF = `export class Shelf {
  readonly books: string[] = [];

  placeBook(book: string): void {
    this.books.push(book);
  }

  countBooks(): number {
    return this.books.length;
  }
}
`;

function create(name = "shop"): { context: ThreadContext; notes: string[] } {
  const notes: string[] = [];
  const context = new ThreadContext({
    workerFile: join(ROOT, "src/repo/repoWorker.ts"),
    grammarFolder: join(ROOT, "grammars"),
    indexFolder: join(base, "kept", name),
    clock: systemClock,
    note: (message) => void notes.push(message),
  });
  return { context, notes };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 30_000 && !(await condition()); waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Methods of a class, and lines that use them one after the other. */
const TOOLS = Array.from({ length: 9 }, (_, at) => `turn${"ABCDEFGHI"[at]}Wheel`);
const TOOLBOX = `export class Toolbox {\n${TOOLS.map((name) => `  ${name}(speed: number): number {\n    return speed * 2;\n  }\n`).join("\n")}}\n`;

describe("the repository behind its port", () => {
  it("learns of lines that are written, with notes, and begins anew when it is told to", async () => {
    const root = join(base, "tools");
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, "toolbox.ts"), TOOLBOX);
    const { context } = create("tools");
    const noted = new Map<string, LearntRank | undefined>();
    const notes: RankNotes = { known: async () => new Map(), learnt: (key, rank) => void noted.set(key, rank) };
    context.setFolders([pathToFileURL(root).href], []);
    context.learnWith(notes);
    await until(() => context.state?.isComplete === true);
    for (let file = 0; file < 7; file += 1) {
      const uri = pathToFileURL(join(root, `main${file}.ts`)).href;
      let before = 'import { Toolbox } from "./toolbox";\nconst toolbox = new Toolbox();\n';
      for (const [at, name] of TOOLS.entries()) {
        await context.find({ uri, languageId: "typescript", before: `${before}toolbox.`, after: "\n", chars: 2000 });
        before += at === TOOLS.length - 1 ? "toolbox." : `toolbox.${name}(speedOf(${at}));\n`;
      }
      const text = before;
      context.changed(uri, () => text);
    }
    await until(() => noted.size > 0);
    expect([...noted.keys()].map((key) => key.replace(/@.*/, "@"))).toEqual(["typescript", "typescript@"]);
    expect(noted.get("typescript")!.lines).toBeGreaterThanOrEqual(24);
    await context.dispose();
  });

  it("finds, follows files and documents, and keeps what it knows", async () => {
    const root = join(base, "shop");
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, "shelf.ts"), SHELF);
    const uriOf = (name: string) => pathToFileURL(join(root, name)).href;
    const { context, notes } = create();
    const place = {
      uri: uriOf("main.ts"),
      languageId: "typescript",
      before: "const shelf = new Shelf();\nshelf.",
      after: "\n",
      chars: 2000,
    };
    const texts = async () => ((await context.find(place)) ?? []).map(({ text }) => text).join();
    expect(await context.find(place)).toBeUndefined();
    context.setFolders([pathToFileURL(root).href, "vscode-vfs://github/a/b"], []);
    await until(() => context.state?.isComplete === true);
    expect(notes).toEqual(["The index is complete: 1 files, 1 units."]);
    // The thread may be late once.
    await until(async () => (await texts()).includes("placeBook"));
    expect(await texts()).toContain("placeBook");
    context.changed(uriOf("shelf.ts"), () => SHELF.replace("placeBook", "insertBook"));
    await until(async () => (await texts()).includes("insertBook"));
    expect(await texts()).not.toContain("placeBook");
    context.closed(uriOf("shelf.ts"));
    rmSync(join(root, "shelf.ts"));
    context.filesChanged([uriOf("shelf.ts")]);
    await until(async () => (await texts()) === "");
    expect(await texts()).toBe("");
    await context.dispose();
    expect(readdirSync(join(base, "kept", "shop")).length).toBe(1);
    expect(await context.find(place)).toBeUndefined();
  });
});
