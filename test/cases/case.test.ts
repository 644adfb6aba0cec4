/** Reading cases from files, and that the runner tells right from wrong. */

import { describe, expect, test } from "vitest";
import { CaseError, parseCase, readCases } from "./case.ts";
import { CaseRunner } from "./runCase.ts";

const GOOD = { id: "a", file: "a.py", text: "x = ‸\n", writes: "1", want: "x = 1\n" };

describe("a line", () => {
  const check = (name: string, line: string, expected: string | object) =>
    test(name, () => {
      if (typeof expected === "string") expect(() => parseCase(line, "f:1")).toThrow(new CaseError(expected));
      else expect(parseCase(line, "f:1")).toMatchObject(expected);
    });
  const change = (fields: object) => JSON.stringify({ ...GOOD, ...fields });

  check("of a file whose name says its language", change({}), {
    languageId: "python",
    text: "x = \n",
    cursor: 4,
    wants: ["x = 1\n"],
  });
  check("with a language", change({ lang: "ruby" }), { languageId: "ruby" });
  check("with other good texts", change({ want: null, also: ["x = 1\n"] }), { wants: [null, "x = 1\n"] });
  check("that is no JSON", "{", "f:1: not JSON");
  check("that is no object", "[]", "f:1: not an object");
  check("without a field", change({ writes: undefined }), 'f:1: "writes" must be a text, not missing');
  check("with a wrong field", change({ want: 1 }), 'f:1: "want" must be a text or null, not 1');
  check("with two cursors", change({ text: "‸‸" }), "f:1: the text must have one ‸");
});

test("a file that cannot be read", () => {
  expect(() => readCases("no/such.jsonl")).toThrow(CaseError);
});

test("what comes out is held against what is wanted", async () => {
  const runner = new CaseRunner();
  const run = (fields: object) => runner.run(parseCase(JSON.stringify({ ...GOOD, ...fields }), "f:1"));
  expect(await run({})).toEqual({ id: "a", outcome: "shown", after: "x = 1\n", ok: true });
  expect(await run({ want: "x = 2\n" })).toMatchObject({ after: "x = 1\n", ok: false });
  expect(await run({ want: null })).toMatchObject({ after: "x = 1\n", ok: false });
  expect(await run({ writes: "", want: null })).toEqual({ id: "a", outcome: "empty", after: null, ok: true });
});
