import { describe, expect, test } from "vitest";
import { Lessons } from "../../../src/core/grammar/lessons.ts";

/** What is seen of a document: its fault, or none, and the row of the cursor. */
interface Seen {
  readonly uri?: string;
  readonly row: number;
  /** Of the fault on row 5; "" for none. */
  readonly line?: string;
  readonly rule?: string;
  /** The fault's line is not in the text any more. */
  readonly isMended?: boolean;
}

const LINE = "var a = b?.c();";
const OTHER = "d?.e();";

/** The rules that prove nothing in `uri` after all that was seen; each time the document has another version. */
function learnt(refused: readonly string[], seen: readonly Seen[], uri = "a"): readonly string[] {
  const lessons = new Lessons();
  for (const line of refused) lessons.refused({ uri: "a", languageId: "java" }, line);
  for (const [version, { uri: of = "a", row, line = LINE, rule = "1 .", isMended = false }] of seen.entries()) {
    const text = isMended ? "x\n" : `x\n${LINE}\n${OTHER}\ny\n`;
    const fault = { rules: [rule, `${rule} behind ?`], line, firstRow: 5, lastRow: 5 };
    const faults = line === "" || isMended ? [] : [fault];
    lessons.observe({ uri: of, languageId: "java", version, text, row }, faults);
  }
  return lessons.knownAt(uri, "java");
}

function check(name: string, given: Parameters<typeof learnt>, expected: readonly string[]): void {
  test(name, () => expect(learnt(...given)).toEqual(expected));
}

const BOTH = ["1 .", "1 . behind ?"];
const BEFORE: Seen = { row: 1, line: "" };

describe("a rule proves nothing in a document", () => {
  check("where a fault was there before, once the user goes on elsewhere", [[], [{ row: 1 }, { row: 1 }]], BOTH);
  check("not at the first look", [[], [{ row: 1 }]], []);
  check("not while the user is in its line", [[], [{ row: 5 }, { row: 5 }]], []);
  check("where what was refused is written all the same", [["  var a = b?."], [BEFORE, { row: 6 }, { row: 7 }]], BOTH);
  check("not where something else was refused", [["var a = c"], [BEFORE, { row: 6 }, { row: 7 }]], []);
  check(
    "where any other stands while three lines are written",
    [[], [BEFORE, ...[6, 7, 8, 9].map((row) => ({ row }))]],
    BOTH,
  );
  check("not for one line written long", [[], [BEFORE, ...[6, 7, 7, 7, 7, 7].map((row) => ({ row }))]], []);
  check("not once it was mended", [[], [{ row: 1 }, { row: 1 }, { row: 1, isMended: true }]], []);
});

describe("a rule proves nothing in another document", () => {
  check("behind the very same word", [[], [{ row: 1 }, { row: 1 }], "b"], ["1 . behind ?"]);
  const second: readonly Seen[] = [
    { uri: "c", row: 1 },
    { uri: "c", row: 1 },
  ];
  check("when two have taught it", [[], [{ row: 1 }, { row: 1 }, ...second], "b"], BOTH);
  check(
    "not when one has, twice",
    [[], [{ row: 1 }, { row: 1 }, { row: 1, line: OTHER }, { row: 2, line: OTHER }], "b"],
    ["1 . behind ?"],
  );
});

test("what is new is said once", () => {
  const lessons = new Lessons();
  const look = (uri: string, version: number) =>
    lessons.observe({ uri, languageId: "java", version, text: LINE, row: 1 }, [
      { rules: ["1 ."], line: LINE, firstRow: 5, lastRow: 5 },
    ]);
  const said = ["a", "b"].flatMap((uri) => [0, 1, 2].map((version) => look(uri, version)));
  const lesson = (scope: string) => [{ languageId: "java", rule: "1 .", scope }];
  expect(said).toEqual([[], lesson("document"), [], [], lesson("everywhere"), []]);
});

test("a closed document is forgotten, languages do not mix, and there is an end to what is kept", () => {
  const lessons = new Lessons();
  const look = (uri: string, rule: string, version: number) =>
    lessons.observe({ uri, languageId: "java", version, text: rule, row: 1 }, [
      { rules: [rule, `${rule} behind x`], line: rule, firstRow: 5, lastRow: 5 },
    ]);
  for (const version of [0, 1]) look("a", "1 .", version);
  expect(lessons.knownAt("a", "java")).toContain("1 .");
  expect(lessons.knownAt("b", "go")).toEqual([]);
  lessons.forget("a");
  expect(lessons.knownAt("a", "java")).not.toContain("1 .");
  for (let count = 0; count < 1000; count += 1) for (const version of [0, 1]) look(`${count}`, `${count} ;`, version);
  expect(lessons.knownAt("b", "java").length).toBeLessThan(1000);
});
