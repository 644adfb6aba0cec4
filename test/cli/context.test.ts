/** `turnkey context` on a small repository. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "./fakeHost.ts";

const root = mkdtempSync(join(tmpdir(), "turnkey-context-"));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "lib"));
const books = Array.from({ length: 9 }, (_, index) => `    def count_books_${index}(self): return len(self.books)`);
writeFileSync(join(root, "lib/shelf.py"), `class Shelf:\n${books.join("\n")}\n`);
writeFileSync(join(root, "main.py"), "from lib.shelf import Shelf\n\nshelf = Shelf()\nprint(shelf.)\n");
writeFileSync(join(root, "places.txt"), "main.py:4:13\n\n");

describe("turnkey context", () => {
  const run = async (...words: readonly string[]) => {
    const { code, out, err } = await runCli(["context", ...words]);
    return { code, lines: out.trim().split("\n").filter(Boolean), err };
  };

  it("says what would be read beside a place", async () => {
    const { code, lines } = await run(root, "main.py:4:13", "--chars", "2000");
    expect(code).toBe(0);
    const { place, chunks } = JSON.parse(lines[0]!);
    expect(place).toBe("main.py:4:13");
    expect(chunks).toMatchObject([{ path: "lib/shelf.py", startLine: 1, endLine: 10 }]);
    expect(chunks[0].text).toContain("count_books_8");
    expect(chunks[0]).toMatchObject({ used: true, value: expect.any(Number) });
    expect(chunks[0].reason).toContain("defines a name near the cursor");
  });

  it("places from a file, one line of output each", async () => {
    expect((await run(root, "main.py:1:1", "--at", join(root, "places.txt"))).lines.length).toBe(2);
  });

  it("what is likeliest even where nothing is used: among imports", async () => {
    const { lines } = await run(root, "main.py:2:1", "--chars", "2000");
    expect(JSON.parse(lines[0]!).chunks).toMatchObject([{ path: "lib/shelf.py", used: false }]);
  });

  it("no more than there is room for", async () => {
    const { lines } = await run(root, "main.py:4:13", "--chars", "20");
    expect(JSON.parse(lines[0]!).chunks).toEqual([]);
  });

  const refused = (name: string, words: readonly string[], expected: RegExp) =>
    it(name, async () => {
      const { code, err } = await run(...words);
      expect(code).toBe(2);
      expect(err).toMatch(expected);
    });

  refused("no folder", [], /context needs a ROOT/);
  refused("no place", [root], /context needs a FILE:LINE:COL/);
  refused("a folder that is not there", [join(root, "none"), "main.py:1:1"], /there is no such folder/);
  refused("a line that is not there", [root, "main.py:99:1"], /has lines 1 to/);
  refused("a wrong number", [root, "main.py:1:1", "--chars", "many"], /--chars is "many"/);
});
