/** What is read first: what an open document imports, and what stands near it. */

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ModuleLayouts } from "../../src/repo/moduleLayouts.ts";
import { nearestFirst } from "../../src/repo/nearFiles.ts";
import { RepoIndex } from "../../src/repo/repoIndex.ts";
import { scanAll, scanNear } from "../../src/repo/repoScan.ts";
import { RepoTexts } from "../../src/repo/repoTexts.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { grammars, makeFolder } from "./repoFolders.ts";

describe("the order", () => {
  const check = (name: string, text: string, path: string, expected: readonly string[]) =>
    it(name, async () => {
      const all = [
        "/r/a/one.ts",
        "/r/a/b/two.ts",
        "/r/lib/shelf.ts",
        "/r/lib/deep/books/index.ts",
        "/r/py/store/rows.py",
        "/r/z.ts",
      ];
      const ordered = await nearestFirst(all, path === "" ? [] : [{ path, text }], [], async () => true);
      expect([...ordered].sort()).toEqual([...all].sort());
      expect(ordered.slice(0, expected.length)).toEqual(expected);
    });

  check("as they come, when nothing is open", "", "", ["/r/a/one.ts", "/r/a/b/two.ts"]);
  check("by folders between", "const a = 1;", "/r/a/b/main.ts", ["/r/a/b/two.ts", "/r/a/one.ts", "/r/z.ts"]);
  check(
    "imports before what is nearer",
    'import { Shelf } from "../../lib/shelf";\nimport { Book } from "../../lib/deep/books";',
    "/r/a/b/main.ts",
    ["/r/lib/shelf.ts", "/r/lib/deep/books/index.ts", "/r/a/b/two.ts"],
  );
  check("imports by their whole name", "from store.rows import Row", "/r/a/main.py", ["/r/py/store/rows.py"]);

  it("is given up when it is not wanted", async () => {
    const paths = Array.from({ length: 5000 }, (_, number) => `/r/f${number}.ts`);
    let breaths = 0;
    const breathe = async () => {
      breaths += 1;
      return breaths < 3;
    };
    expect(await nearestFirst(paths, [], [], breathe)).toEqual([]);
    expect(breaths).toBe(3);
  });
});

describe("a large folder", () => {
  const text = 'import { Shelf } from "../../lib/store/shelf";\nimport { Row } from "shop/table/row";\n';
  const build = (more: Record<string, string> = {}) => {
    const many = Array.from({ length: 400 }, (_, number) => [`m${number}/f.ts`, `export const f${number} = 1;\n`]);
    const root = makeFolder({
      ...Object.fromEntries(many),
      "app/main/main.ts": text,
      "app/main/near.ts": "export const near = 1;\n",
      "app/above.ts": "export const above = 1;\n",
      "lib/store/shelf.ts": "export class Shelf {}\n",
      "lib/store/other.ts": "export class Other {}\n",
      "shop/table/row.ts": "export class Row {}\n",
      ...more,
    });
    const index = new RepoIndex();
    let left = Number.POSITIVE_INFINITY;
    const breathe = async () => {
      left -= 1;
      return left > 0;
    };
    const options = {
      index,
      texts: new RepoTexts(),
      definitions: new DefinitionReader(grammars),
      modules: new ModuleLayouts(),
      roots: [root],
      globs: [],
      breathe,
    };
    const known = () =>
      index
        .paths()
        .map((path) => path.slice(root.length + 1))
        .sort();
    return {
      open: { path: join(root, "app/main/main.ts"), text },
      options,
      known,
      stopAfter: (breaths: number) => (left = breaths),
    };
  };
  const NEAR = ["app/above.ts", "app/main/main.ts", "app/main/near.ts", "lib/store/shelf.ts"];

  it("has what the document needs before it is walked", async () => {
    const { open, options, known } = build();
    await scanNear(open, options);
    expect(known()).toEqual(NEAR);
  });

  it("has what is in the folders beside before it is walked, where few files are in its own", async () => {
    const beside = Array.from({ length: 300 }, (_, number) => [`app/g${number}/deep/f.ts`, "export const f = 1;\n"]);
    const few = build(Object.fromEntries(beside));
    await scanNear(few.open, few.options);
    // Of what is below the folder above at most two hundred.
    expect(few.known()).toEqual(expect.arrayContaining(NEAR));
    expect(few.known().filter((path) => path.startsWith("app/")).length).toBe(200);
    expect(few.known().filter((path) => /^m\d/.test(path))).toEqual([]);
    const own = Array.from({ length: 20 }, (_, number) => [`app/main/o${number}.ts`, "export const o = 1;\n"]);
    const many = build(Object.fromEntries([...beside, ...own]));
    await scanNear(many.open, many.options);
    expect(many.known()).toEqual([...NEAR, ...own.map(([path]) => path)].sort());
  });

  it("has what it names by a module's whole name right after the walk", async () => {
    const { open, options, known, stopAfter } = build();
    await scanNear(open, options);
    // All files are walked past, and twenty are read.
    stopAfter(406 + 20);
    await scanAll(options, [open]);
    expect(known()).toEqual(expect.arrayContaining([...NEAR, "shop/table/row.ts"]));
    expect(known().length).toBeLessThan(30);
  });
});
