/** The index of folders on disk, and what is found in it. */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RepoDesk } from "../../src/repo/repoDesk.ts";

const base = mkdtempSync(join(tmpdir(), "turnkey-repo-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const grammars = join(import.meta.dirname, "../../grammars");

const SHELF = `export class Shelf {
  readonly books: Book[] = [];

  /** Puts a book where its author's name belongs. */
  placeBook(book: Book, row: number): void {
    const index = this.books.findIndex((other) => other.author > book.author);
    this.books.splice(index < 0 ? this.books.length : index, 0, { ...book, row });
  }

  countBooks(author: string): number {
    return this.books.filter((book) => book.author === author).length;
  }
}
`;
const PLACE = {
  before: 'import { Shelf } from "./shelf";\n\nconst shelf = new Shelf();\nfor (const book of books)\n  shelf.',
  after: "\n",
  chars: 3000,
};

let count = 0;
function makeFolder(files: Record<string, string | Buffer>): string {
  count += 1;
  const root = join(base, `r${count}`);
  for (const [path, text] of Object.entries(files)) write(join(root, path), text);
  return root;
}

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function indexed(roots: readonly string[], globs: readonly string[] = [], savedIn?: string): Promise<RepoDesk> {
  const desk = new RepoDesk(grammars);
  await desk.configure({ roots, globs, ...(savedIn === undefined ? {} : { savedIn }) });
  return desk;
}

function paths(desk: RepoDesk, root: string, place = PLACE): string[] {
  return desk.find({ path: join(root, "src/main.ts"), ...place }).map(({ path }) => path);
}

describe("what is found", () => {
  it("the class whose object is used, with what it has", async () => {
    const root = makeFolder({
      "src/shelf.ts": SHELF,
      "src/main.ts": PLACE.before,
      "src/other.ts": "export const sky = 'blue';\n".repeat(12),
    });
    const desk = await indexed([root]);
    const [first] = desk.find({ path: join(root, "src/main.ts"), ...PLACE });
    expect(first).toMatchObject({ path: "src/shelf.ts", startLine: 0 });
    expect(first!.text).toContain("placeBook(book: Book, row: number)");
    expect(first!.reason).toContain("defines a name near the cursor");
    expect(desk.state).toMatchObject({ files: 3, isComplete: true });
  });

  it("prose only for prose", async () => {
    const root = makeFolder({ "docs/shelf.md": SHELF, "src/main.ts": PLACE.before, "src/main.md": PLACE.before });
    const desk = await indexed([root]);
    expect(paths(desk, root)).toEqual([]);
    const inProse = desk.find({ path: join(root, "src/main.md"), ...PLACE });
    expect(inProse.map(({ path }) => path)).toContain("docs/shelf.md");
  });

  it("nothing in an empty folder, nor in one that is not there", async () => {
    expect(paths(await indexed([makeFolder({ "a.txt": "shelf" })]), base)).toEqual([]);
    expect(paths(await indexed([join(base, "nowhere")]), base)).toEqual([]);
  });

  it("what stands around the cursor already is not shown again", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    const desk = await indexed([root]);
    expect(paths(desk, root, { ...PLACE, before: `${SHELF}const shelf = new Shelf();\nshelf.` })).toEqual([]);
  });

  it("the text of an open document, and the file's when it is closed", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    const desk = await indexed([root]);
    const texts = () =>
      desk
        .find({ path: join(root, "src/main.ts"), ...PLACE })
        .map(({ text }) => text)
        .join();
    await desk.open(join(root, "src/shelf.ts"), SHELF.replaceAll("placeBook", "insertBook"));
    expect(texts()).toContain("insertBook");
    expect(texts()).not.toContain("placeBook");
    desk.close(join(root, "src/shelf.ts"));
    expect(texts()).toContain("placeBook");
  });

  it("several folders, each by its name", async () => {
    const [a, b] = [makeFolder({ "src/main.ts": "" }), makeFolder({ "lib/shelf.ts": SHELF })];
    const desk = await indexed([a, b]);
    expect(paths(desk, a)).toEqual([`r${count}/lib/shelf.ts`]);
  });
});

describe("what is similar", () => {
  it("copies too, and none of the file itself", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF, "src/copy.ts": SHELF, "src/other.ts": "export const sky = 1;\n" });
    const desk = await indexed([root]);
    const found = desk.similar(join(root, "src/shelf.ts"), SHELF);
    expect(found.map(({ path }) => path)).toContain("src/copy.ts");
    expect(found.map(({ path }) => path)).not.toContain("src/shelf.ts");
    expect(found[0]).toMatchObject({ value: 1, uri: `file://${root}/src/copy.ts` });
  });
});

describe("what is left out", () => {
  const check = (
    name: string,
    files: Record<string, string | Buffer>,
    globs: readonly string[],
    expected: readonly string[],
  ) =>
    it(name, async () => {
      const root = makeFolder(files);
      expect(paths(await indexed([root], globs), root)).toEqual(expected);
    });

  check("ignored files", { ".gitignore": "/out\n*.gen.ts\n", "out/shelf.ts": SHELF, "a.gen.ts": SHELF }, [], []);
  check(
    "ignored in a folder, but for one",
    { "src/.gitignore": "*\n!shelf.ts\n", "src/shelf.ts": SHELF, "src/b.ts": SHELF },
    [],
    ["src/shelf.ts"],
  );
  check("ours to ignore", { ".turnkeyignore": "private/\n", "private/shelf.ts": SHELF }, [], []);
  check("the user's globs", { "private/shelf.ts": SHELF, "shelf.ts": SHELF }, ["private/**"], ["shelf.ts"]);
  check("packages", { "node_modules/a/shelf.ts": SHELF, "vendor/shelf.ts": SHELF, ".git/shelf.ts": SHELF }, [], []);
  check("generated files", { "shelf.ts": `// Code generated by x. DO NOT EDIT.\n${SHELF}` }, [], []);
  check("minified files", { "shelf.ts": SHELF.replaceAll("\n", " ").repeat(3) }, [], []);
  check("binary files", { "shelf.ts": `${SHELF}\u0000` }, [], []);
  check("long files", { "shelf.ts": SHELF + "// shelf book author\n".repeat(12_000) }, [], []);
  check("keys, whatever they are called", { "shelf.ts": `-----BEGIN PRIVATE KEY-----\n${SHELF}` }, [], []);
  check("files of secrets", { ".env": SHELF, id_rsa: SHELF }, [], []);
  check(
    "not broken characters",
    { "shelf.ts": Buffer.concat([Buffer.from(SHELF), Buffer.from([0xff, 0xfe, 0x0a])]) },
    [],
    ["shelf.ts"],
  );
});

describe("secrets in programs", () => {
  it("are in no chunk, and not on disk", async () => {
    const secrets = Array.from(
      { length: 40 },
      (_, index) => `ghp_${String(index).padStart(2, "0")}${"aB3xY9".repeat(6)}`,
    );
    const files = Object.fromEntries(
      secrets.map((secret, index) => [
        `src/shelf${index}.ts`,
        SHELF.replace("  readonly", `  readonly token = "${secret}";\n  readonly`),
      ]),
    );
    const savedIn = join(base, "saved", "secrets.index");
    const root = makeFolder(files);
    const desk = await indexed([root], [], savedIn);
    const chunks = desk.find({ path: join(root, "src/main.ts"), ...PLACE, chars: 100_000 });
    expect(chunks.length).toBeGreaterThan(10);
    for (const secret of secrets) {
      expect(JSON.stringify(chunks)).not.toContain(secret);
      expect(readFileSync(savedIn, "latin1")).not.toContain(secret);
    }
  });
});

describe("what happens to files", () => {
  it("changes, deletions, new files and renamed folders are followed", async () => {
    const root = makeFolder({ "lib/shelf.ts": SHELF, "lib/a.ts": "export const a = 1;\n" });
    const desk = await indexed([root]);
    expect(paths(desk, root)).toEqual(["lib/shelf.ts"]);
    write(join(root, "lib/shelf.ts"), "export const sky = 'blue and wide';\n");
    await desk.changed([join(root, "lib/shelf.ts")]);
    expect(paths(desk, root)).toEqual([]);
    write(join(root, "lib/shelf.ts"), SHELF);
    await desk.changed([join(root, "lib/shelf.ts")]);
    expect(paths(desk, root)).toEqual(["lib/shelf.ts"]);
    renameSync(join(root, "lib"), join(root, "core"));
    await desk.changed([join(root, "lib"), join(root, "core")]);
    expect(paths(desk, root)).toEqual(["core/shelf.ts"]);
    rmSync(join(root, "core"), { recursive: true });
    await desk.changed([join(root, "core")]);
    expect(paths(desk, root)).toEqual([]);
    expect(desk.state.files).toBe(0);
  });

  it("a file that was changed behind our back is not shown as it was", async () => {
    const root = makeFolder({ "shelf.ts": SHELF });
    const desk = await indexed([root]);
    write(join(root, "shelf.ts"), SHELF.replaceAll("Book", "Tome"));
    expect(paths(desk, root)).toEqual([]);
  });

  it("new rules of what to ignore", async () => {
    const root = makeFolder({ "shelf.ts": SHELF, "lib/shelf.ts": SHELF });
    const desk = await indexed([root]);
    write(join(root, ".gitignore"), "/lib\n");
    await desk.changed([join(root, ".gitignore")]);
    expect(paths(desk, root)).toEqual(["shelf.ts"]);
  });

  it("thousands at once", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1500 }, (_, index) => [`f${index}.ts`, `export const f${index} = 1;\n`]),
    );
    const root = makeFolder(files);
    const desk = await indexed([root]);
    for (const path of Object.keys(files)) rmSync(join(root, path));
    write(join(root, "shelf.ts"), SHELF);
    await desk.changed([...Object.keys(files), "shelf.ts"].map((path) => join(root, path)));
    expect(paths(desk, root)).toEqual(["shelf.ts"]);
    expect(desk.state.files).toBe(1);
  });
});

describe("folders that make trouble", () => {
  it("links that lead round in a circle, files that may not be read", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF, "src/closed.ts": SHELF });
    symlinkSync(root, join(root, "src", "again"));
    symlinkSync(join(root, "nowhere.ts"), join(root, "src", "broken.ts"));
    chmodSync(join(root, "src/closed.ts"), 0);
    const desk = await indexed([root]);
    expect(paths(desk, root)).toContain("src/shelf.ts");
    expect(desk.state.files).toBeLessThanOrEqual(2);
  });

  it("a file of 300 MB", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF, "src/large.ts": SHELF });
    truncateSync(join(root, "src/large.ts"), 300_000_000);
    expect(paths(await indexed([root]), root)).toEqual(["src/shelf.ts"]);
  });

  it("files that vanish while the folder is read", async () => {
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`f${index}.ts`, SHELF]));
    const root = makeFolder({ ...files, "src/shelf.ts": SHELF });
    const desk = new RepoDesk(grammars);
    const done = desk.configure({ roots: [root], globs: [] });
    for (const path of Object.keys(files)) {
      if (Number(path.slice(1, -3)) % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      rmSync(join(root, path));
    }
    await done;
    await desk.changed(Object.keys(files).map((path) => join(root, path)));
    expect(desk.state.files).toBe(1);
    expect(paths(desk, root)).toEqual(["src/shelf.ts"]);
  });

  it("very many files in one folder", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    for (let index = 0; index < 5000; index += 1) writeFileSync(join(root, "src", `f${index}.log`), "");
    const desk = new RepoDesk(grammars);
    await desk.open(join(root, "src/main.ts"), PLACE.before);
    await desk.configure({ roots: [root], globs: [] });
    expect(paths(desk, root)).toEqual(["src/shelf.ts"]);
  });

  it("folders that are changed while others are read", async () => {
    const [a, b] = [makeFolder({ "src/shelf.ts": SHELF }), makeFolder({ "src/main.ts": "", "lib/shelf.ts": SHELF })];
    const desk = new RepoDesk(grammars);
    void desk.configure({ roots: [a], globs: [] });
    await desk.configure({ roots: [b], globs: [] });
    expect(paths(desk, b)).toEqual(["lib/shelf.ts"]);
  });
});

describe("the index on disk", () => {
  it("is read again, and only what is new is read from the folder", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF, "src/old.ts": "export const shelfOld = 1;\n" });
    const savedIn = join(base, "saved", "again.index");
    await indexed([root], [], savedIn);
    expect(readdirSync(dirname(savedIn)).filter((name) => name.startsWith("again"))).toEqual(["again.index"]);
    rmSync(join(root, "src/old.ts"));
    write(join(root, "src/new.ts"), SHELF.replaceAll("Shelf", "Shelves"));
    const desk = await indexed([root], [], savedIn);
    expect(paths(desk, root).sort()).toEqual(["src/new.ts", "src/shelf.ts"]);
  });

  it("does not help another's damage", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    const savedIn = join(base, "saved", "damaged.index");
    write(savedIn, "no index at all");
    expect(paths(await indexed([root], [], savedIn), root)).toEqual(["src/shelf.ts"]);
  });
});

describe("while somebody waits for a suggestion", () => {
  it("nothing is read", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.ts`, SHELF]));
    const root = makeFolder(files);
    const desk = new RepoDesk(grammars);
    desk.setBusy(true);
    let isDone = false;
    const done = desk.configure({ roots: [root], globs: [] }).then(() => (isDone = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isDone).toBe(false);
    desk.setBusy(false);
    await done;
    expect(desk.state.files).toBe(300);
  });
});
