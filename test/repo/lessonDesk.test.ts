/** Lines are written in documents over an index: it learns what helps, and what it keeps holds neither names nor paths. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Notebook } from "../../src/llama/notebook.ts";
import type { RepoDesk } from "../../src/repo/repoDesk.ts";
import { RankBook } from "../../src/server/rankBook.ts";
import { indexed, makeFolder } from "./repoFolders.ts";

const storage = mkdtempSync(join(tmpdir(), "turnkey-lessons-"));
afterAll(() => rmSync(storage, { recursive: true, force: true }));

const PLANTED = Array.from({ length: 8 }, (_, at) => `zebra${"abcdefgh"[at]}Quokka`);
const SHELF = `export class OkapiShelf {\n${PLANTED.map((name) => `  ${name}(wombat: number): number {\n    return wombat;\n  }\n`).join("\n")}}\n`;

const rootWith = () =>
  makeFolder({
    "okapi/shelf.ts": SHELF,
    "okapi/other.ts": SHELF.replaceAll(/zebra|Okapi/g, "lemur"),
    "okapi/main.ts": "",
  });

/** Writes so many files of eight lines, each of which needs a method from elsewhere. */
async function write(desk: RepoDesk, root: string, files: number): Promise<void> {
  for (let file = 0; file < files; file += 1) {
    const path = join(root, `okapi/main${file}.ts`);
    let text = 'import { OkapiShelf } from "./shelf";\nconst okapi = new OkapiShelf();\n';
    for (const [at, name] of PLANTED.entries()) {
      desk.find({ path, before: `${text}okapi.`, after: "\n", chars: 3000 });
      text += at === PLANTED.length - 1 ? "okapi." : `okapi.${name}(wombatOf(${at}));\n`;
    }
    await desk.open(path, text);
  }
}

it("keeps numbers and hashes only", async () => {
  const [root, book] = [rootWith(), new RankBook(new Notebook(storage, "ranks.json"), () => {})];
  const desk = await indexed([root]);
  desk.learn({ workspace: "1x2y3z", known: await book.known(), tell: (key, rank) => book.learnt(key, rank) });
  await write(desk, root, 8);
  await book.save();
  const kept = readFileSync(join(storage, "ranks.json"), "utf8");
  expect(kept).toContain("typescript@1x2y3z");
  const rest = kept.replaceAll(/\\?"(typescript(@1x2y3z)?|ranker|delta|squares|lines|gain)\\?"/g, "");
  expect(rest).toMatch(/^[\s\d{}[\]":,.e\\-]*$/);
  for (const word of ["zebra", "quokka", "okapi", "wombat", "shelf"]) expect(kept.toLowerCase()).not.toContain(word);
});

it("what is learnt moves the chances of what is found, and back when it is not to be used", async () => {
  const root = rootWith();
  const desk = await indexed([root]);
  const place = {
    path: join(root, "okapi/main.ts"),
    before: "const okapi = new OkapiShelf();\nokapi.",
    after: "\n",
    chars: 3000,
  };
  const values = () => desk.find(place).map(({ value }) => value);
  const before = values();
  expect(before.length).toBeGreaterThan(0);
  desk.learn({ workspace: "w", known: new Map(), tell: () => {} });
  expect(values()).toEqual(before);
  await write(desk, root, 8);
  for (let file = 0; file < 8; file += 1) desk.close(join(root, `okapi/main${file}.ts`));
  expect(values()[0]).toBeGreaterThan(before[0]!);
  desk.learn(undefined);
  expect(values()).toEqual(before);
});

it("while it is off, nothing is told", async () => {
  const root = rootWith();
  const desk = await indexed([root]);
  const told: string[] = [];
  desk.learn({ workspace: "w", known: new Map(), tell: (key) => void told.push(key) });
  desk.learn(undefined);
  await write(desk, root, 8);
  expect(told).toEqual([]);
});
