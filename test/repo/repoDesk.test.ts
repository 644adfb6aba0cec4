/** The index of folders on disk, and what is found in it. */

import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { makeSecretLines } from "../secretLines.ts";
import { base, grammars, indexed, makeFolder, PLACE, paths, SHELF, write } from "./repoFolders.ts";

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

  it("nothing where nothing is likely to help", async () => {
    const files = { "src/shelf.ts": SHELF, "src/main.ts": "" };
    const desk = await indexed([makeFolder(files)]);
    const place = {
      before: "let wall = paint(book, wall);\nwall = paint(wall, book);\nwall = dry(wall);\nwall = dry(",
      after: "\n",
      chars: 3000,
    };
    expect(desk.find({ path: join(base, "src/main.ts"), ...place })).toEqual([]);
  });

  it("prose only for prose", async () => {
    const root = makeFolder({ "docs/shelf.md": SHELF, "src/main.ts": PLACE.before, "src/main.md": PLACE.before });
    const desk = await indexed([root]);
    const likeIn = (path: string) => desk.similar(join(root, path), SHELF).map((chunk) => chunk.path);
    expect(likeIn("src/main.ts")).toEqual([]);
    expect(likeIn("src/main.md")).toContain("docs/shelf.md");
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
    expect(paths(desk, a)).toEqual([`${basename(b)}/lib/shelf.ts`]);
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
  it("two hundred of them are in no chunk, in nothing that is found, and not on disk", async () => {
    const secrets = makeSecretLines(12);
    const shelfOf = (index: number, line: string) =>
      SHELF.replace("  readonly", `  ${line}\n  readonly`).replaceAll("Books", `Books${index}`);
    const root = makeFolder(
      Object.fromEntries(secrets.map(({ line }, index) => [`src/shelf${index}.ts`, shelfOf(index, line)])),
    );
    const savedIn = join(base, "saved", "secrets.index");
    const desk = await indexed([root], [], savedIn);
    const saved = readFileSync(savedIn, "latin1");
    const main = join(root, "src/main.ts");
    for (const [index, { secret, line }] of secrets.entries()) {
      const before = `${PLACE.before}countBooks${index}("me");\n  shelf.countBooks${index}`;
      const chunks = [
        ...desk.find({ path: main, before, after: "\n", chars: 100_000 }),
        ...desk.similar(main, shelfOf(index, "")),
      ];
      expect(chunks.map(({ path }) => path)).toContain(`src/shelf${index}.ts`);
      expect(JSON.stringify(chunks), line).not.toContain(secret);
      expect(saved, line).not.toContain(secret);
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

  it("new rules of what to ignore, for an open document", async () => {
    const root = makeFolder({ "a.ts": "export const a = 1;\n" });
    const desk = await indexed([root]);
    await desk.open(join(root, "lib/shelf.ts"), SHELF);
    for (const [rules, expected] of [
      ["", ["lib/shelf.ts"]],
      ["/lib\n", []],
      ["", ["lib/shelf.ts"]],
    ] as const) {
      write(join(root, ".gitignore"), rules);
      await desk.changed([join(root, ".gitignore")]);
      expect(paths(desk, root)).toEqual(expected);
    }
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

describe("the index on disk", () => {
  it("is read again, and only what is new is read from the folder", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF, "src/old.ts": "export const shelfOld = 1;\n" });
    const savedIn = join(base, "saved", "again.index");
    await indexed([root], [], savedIn);
    expect(readdirSync(dirname(savedIn)).filter((name) => name.startsWith("again"))).toEqual(["again.index"]);
    rmSync(join(root, "src/old.ts"));
    write(join(root, "src/new.ts"), SHELF.replaceAll("Shelf", "Shelves"));
    const desk = await indexed([root], [], savedIn);
    const like = desk.similar(join(root, "src/main.ts"), SHELF).map(({ path }) => path);
    expect(like.sort()).toEqual(["src/new.ts", "src/shelf.ts"]);
  });

  it("does not help another's damage", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    const savedIn = join(base, "saved", "damaged.index");
    write(savedIn, "no index at all");
    expect(paths(await indexed([root], [], savedIn), root)).toEqual(["src/shelf.ts"]);
  });
});

describe("while somebody waits for a suggestion", () => {
  it("nothing is read, also when it was begun before", async () => {
    const files = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`f${index}.ts`, SHELF]));
    const root = makeFolder(files);
    const desk = new RepoDesk(grammars);
    let isDone = false;
    const done = desk.configure({ roots: [root], globs: [] }).then(() => (isDone = true));
    while (desk.state.files < 20) await new Promise((resolve) => setImmediate(resolve));
    desk.setBusy(true);
    // As long as others read 200 files, and again until nothing moves any more.
    for (let before = -1; before !== desk.state.files; ) {
      before = desk.state.files;
      for (const path of Object.keys(files).slice(0, 200)) await readFile(join(root, path));
    }
    expect(isDone).toBe(false);
    expect(desk.state.files).toBeLessThan(600);
    desk.setBusy(false);
    await done;
    expect(desk.state.files).toBe(600);
  });
});
