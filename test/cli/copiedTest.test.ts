/** What the panel copies as a test is a session that `turnkey replay` plays, whatever document it is from. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toCopiedTest } from "../../src/core/panel/copiedTest.ts";
import { runCli } from "./fakeHost.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-copied-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ["typescript", "file:///home/me/my%20notes/first.ts", "// sums\nexport const sum = (a: number) => ▮\n"],
  ["python", "file:///c%3A/größe/größe.py", "def area(width, height):\n    return wid▮th\n"],
  ["go", "untitled:Untitled-1", "package main\r\n\r\nfunc main() {\r\n\t▮\r\n}\r\n"],
  ["markdown", "vscode-notebook-cell:/home/me/book.ipynb#W0", "\uFEFF# Plan\n\nFirst 🌱 we ▮"],
  ["shellscript", "file:///home/me/Makefile", "▮"],
  ["json", "file:///home/me/a.b.json", '{ "name": "x", ▮ }'],
])("%s, %s", async (languageId, uri, marked) => {
  const source = { languageId, text: marked.replace("▮", ""), offset: marked.indexOf("▮") };
  const path = join(folder, "copied.jsonl");
  await writeFile(path, toCopiedTest(12, uri, source, 5));
  const engine = { continuation: () => "value;\n", logprob: -0.001 };
  const { code, out, err } = await runCli(["replay", path], { engine });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const printed = JSON.parse(out) as { readonly id: string; readonly step: number; readonly outcome: string };
  expect(printed).toMatchObject({ id: "request-12", step: 1 });
  expect(printed.outcome).not.toBe("failed");
});
