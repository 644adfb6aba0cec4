/** Folders that would make trouble: links, sizes, files that come and go. */

import { chmodSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { mustWalkAgain, toChangedPaths, walkFiles } from "../../src/repo/folderWalk.ts";
import { toIsInAny } from "../../src/repo/paths.ts";
import { PrecedentDesk } from "../../src/repo/precedentDesk.ts";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { createFakeTokenizer } from "../fakes/tokenizer.ts";
import { grammars, indexed, makeFolder, PLACE, paths, SHELF, write } from "./repoFolders.ts";

const MANY = 5000;
/** Starts of characters without their ends, ends without starts, half of a pair, and what no character has. */
const NO_TEXT = Buffer.from([0x61, 0xff, 0xfe, 0xc0, 0x0a, 0xed, 0xa0, 0x80, 0x0a, 0xe2, 0x82, 0x0a, 0xf4, 0x90, 0x80]);

describe("folders that make trouble", () => {
  it("links that lead round in a circle, files that may not be read", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF, "src/closed.ts": "export const closed = 1;\n" });
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

  it("very many files in one folder, a piece at a time", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    for (let index = 0; index < MANY; index += 1) writeFileSync(join(root, "src", `f${index}.ts`), "");
    let [atOnce, most, breaths] = [0, 0, 0];
    const paths: string[] = [];
    const breathe = async () => {
      breaths += 1;
      atOnce = 0;
    };
    for await (const path of walkFiles(root, { globs: [], most: MANY, shouldStop: () => false, breathe })) {
      // The list is made, and then put in order.
      if (paths.length === 0) expect(breaths).toBe(2);
      paths.push(path);
      atOnce += 1;
      most = Math.max(most, atOnce);
    }
    expect(paths.length).toBe(MANY);
    expect(paths).toEqual(paths.toSorted());
    expect(most).toBeLessThanOrEqual(200);
  });

  it("very many files in one folder that nobody wrote", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    for (let index = 0; index < 5000; index += 1) writeFileSync(join(root, "src", `f${index}.log`), "");
    const desk = new RepoDesk(grammars);
    await desk.open(join(root, "src/main.ts"), PLACE.before);
    await desk.configure({ roots: [root], globs: [] });
    expect(paths(desk, root)).toEqual(["src/shelf.ts"]);
  });

  it("bytes that are no text", async () => {
    const root = makeFolder({ "src/shelf.ts": Buffer.concat([Buffer.from(SHELF), NO_TEXT]), "src/other.ts": NO_TEXT });
    const desk = await indexed([root]);
    expect(paths(desk, root)).toContain("src/shelf.ts");
    expect(desk.state.files).toBe(2);
  });

  it("folders that are changed while others are read", async () => {
    const [a, b] = [makeFolder({ "src/shelf.ts": SHELF }), makeFolder({ "src/main.ts": "", "lib/shelf.ts": SHELF })];
    const desk = new RepoDesk(grammars);
    void desk.configure({ roots: [a], globs: [] });
    await desk.configure({ roots: [b], globs: [] });
    expect(paths(desk, b)).toEqual(["lib/shelf.ts"]);
  });
});

describe("on the engine's own thread", () => {
  /** Of a clock on which each look takes longer than a slice. */
  const start = (root: string) => {
    const notes: string[] = [];
    let [now, rests] = [0, 0];
    const clock = {
      now: () => (now += 5),
      sleep: () => {
        rests += 1;
        return new Promise<void>((resolve) => setImmediate(resolve));
      },
    };
    const desk = new PrecedentDesk({ clock, note: (message) => notes.push(message) });
    desk.useVocabulary({ name: "one", tokenizer: createFakeTokenizer() });
    desk.setFolders([pathToFileURL(root).href], []);
    return { desk, notes, rests: () => rests };
  };

  it("links, a file of 300 MB, bytes that are no text, and what may not be read", async () => {
    const root = makeFolder({ "a.ts": SHELF, "large.ts": SHELF, "closed.ts": SHELF, "bytes.ts": NO_TEXT });
    truncateSync(join(root, "large.ts"), 300_000_000);
    symlinkSync(root, join(root, "again"));
    symlinkSync(join(root, "a.ts"), join(root, "linked.ts"));
    symlinkSync(join(root, "nowhere.ts"), join(root, "broken.ts"));
    chmodSync(join(root, "closed.ts"), 0);
    const { desk, notes } = start(root);
    await desk.settle();
    const paths = ["again", "large.ts", "linked.ts", "broken.ts", "closed.ts"].map((path) => join(root, path));
    desk.filesChanged(paths.map((path) => pathToFileURL(path).href));
    await desk.settle();
    expect(notes).toEqual([]);
    expect([2, 3]).toContain(desk.state.files);
    desk.dispose();
  });

  it("a folder of thousands of files, some of which vanish: rests after each piece", async () => {
    const root = makeFolder({ "src/shelf.ts": SHELF });
    const all = Array.from({ length: 2000 }, (_, index) => join(root, "src", `f${index}.ts`));
    for (const path of all) writeFileSync(path, "");
    const { desk, notes, rests } = start(root);
    // The folder is listed before the first of its files is read.
    while (desk.state.files === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const [index, path] of all.entries()) {
      if (index % 200 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      if (index % 2 === 0) rmSync(path);
    }
    await desk.settle();
    expect(notes).toEqual([]);
    // It is walked past in pieces of 200; what is there still is read one by one.
    expect(rests()).toBeGreaterThan(2000 / 200 + 1000);
    desk.dispose();
  });
});

describe("very many changes at once", () => {
  const uris = Array.from({ length: 100_000 }, (_, index) => `file:///r/f${index}.ts`);

  it("are as many as say that all must be walked again", () => {
    let looks = 0;
    const toPath = (uri: string) => {
      looks += 1;
      return uri.endsWith("0.ts") ? undefined : uri.slice("file://".length);
    };
    const many = toChangedPaths(uris, toPath);
    expect(mustWalkAgain(many)).toBe(true);
    expect(looks).toBeLessThan(1200);
    const few = toChangedPaths(uris.slice(0, 1000), toPath);
    expect(few).toEqual(uris.slice(0, 1000).flatMap((uri) => toPath(uri) ?? []));
    expect(mustWalkAgain(few)).toBe(false);
  });

  it("are not looked at one by one on the engine's own thread", async () => {
    const root = makeFolder({ "a.ts": SHELF });
    const desk = new PrecedentDesk({ clock: systemClock, note: () => {} });
    desk.useVocabulary({ name: "one", tokenizer: createFakeTokenizer() });
    desk.setFolders([pathToFileURL(root).href], []);
    await desk.settle();
    write(join(root, "b.ts"), SHELF);
    const nameOf = vi.spyOn(desk, "nameOf");
    desk.filesChanged(uris);
    expect(nameOf.mock.calls.length).toBeLessThan(1200);
    await desk.settle();
    expect(desk.state.files).toBe(2);
    desk.dispose();
  });
});

describe("a walk", () => {
  const FILES = {
    ".gitignore": "*.out.ts\n/gone/\n",
    "a.ts": "",
    "lib/b.ts": "",
    "lib/.gitignore": "!kept.out.ts\n/hidden/\n",
    "lib/deep/c.ts": "",
    "lib/deep/kept.out.ts": "",
    "lib/deep/no.out.ts": "",
    "lib/hidden/d.ts": "",
    "lib/hidden/deep/e.ts": "",
    "gone/lib/f.ts": "",
    "gone/lib/.gitignore": "!f.ts\n",
    ".venv/lib/i.py": "",
    "node_modules/g/h.ts": "",
  };
  const walk = async (root: string, from = "") => {
    const found: string[] = [];
    for await (const path of walkFiles(root, { globs: [], most: 100, from, shouldStop: () => false })) found.push(path);
    return found;
  };

  it("that begins below finds what the whole one finds there", async () => {
    const root = makeFolder(FILES);
    symlinkSync(join(root, "lib"), join(root, "again"));
    const all = await walk(root);
    expect(all).toEqual(["a.ts", "lib/b.ts", "lib/deep/c.ts", "lib/deep/kept.out.ts"]);
    const folders =
      "lib lib/deep lib/hidden lib/hidden/deep gone gone/lib .venv .venv/lib node_modules node_modules/g again again/deep nowhere";
    for (const folder of folders.split(" "))
      expect(await walk(root, `${folder}/`), folder).toEqual(all.filter((path) => path.startsWith(`${folder}/`)));
  });
});

describe("paths in some of many folders", () => {
  it("are told by looking at each folder once", () => {
    let looks = 0;
    const folders = new (class extends Set<string> {
      override has(path: string): boolean {
        looks += 1;
        return super.has(path);
      }
    })(["/r/b", "/r/c/d"]);
    const isInAny = toIsInAny(folders);
    const all = ["a", "b", "b/x", "c", "c/d/e", "bb"].flatMap((folder) =>
      Array.from({ length: 1000 }, (_, index) => `/r/${folder}/f${index}.ts`),
    );
    const found = new Set(all.filter(isInAny).map((path) => path.replace(/\/[^/]*$/, "")));
    expect([...found]).toEqual(["/r/b", "/r/b/x", "/r/c/d/e"]);
    expect(isInAny("/r/b")).toBe(false);
    // The six folders, and those that they are in.
    expect(looks).toBeLessThanOrEqual(6 + 3);
  });
});
