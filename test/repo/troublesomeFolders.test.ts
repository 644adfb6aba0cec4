/** Folders that would make trouble: links, sizes, files that come and go. */

import { chmodSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { grammars, indexed, makeFolder, PLACE, paths, SHELF } from "./repoFolders.ts";

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
