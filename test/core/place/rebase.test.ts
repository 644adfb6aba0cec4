import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agreesSoFar, tryRebase } from "../../../src/core/place/rebase.ts";
import type { GeneratedEdit } from "../../../src/core/place/suggestion.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";

/** "f([a, b])": at 2 "a, b" is put in; "f([)→a);]": ")" is replaced by "a);". */
function parse(marked: string): { text: string; edit: GeneratedEdit } {
  const match = /^(.*?)⟦(?:(.*?)→)?(.*?)⟧(.*)$/s.exec(marked);
  if (match === null) throw new Error(`no ⟦ ⟧ in ${marked}`);
  const [, before = "", replaced = "", inserted = "", after = ""] = match;
  const edit = { start: before.length, end: before.length + replaced.length, text: inserted, replaced };
  const isBody = /[{:]$/.test(before);
  return { text: before + replaced + after, edit: isBody ? { ...edit, headIndent: "" } : edit };
}

function mark(text: string, { start, end, text: inserted }: GeneratedEdit): string {
  const change = start === end ? inserted : `${text.slice(start, end)}→${inserted}`;
  return `${text.slice(0, start)}⟦${change}⟧${text.slice(end)}`;
}

/** The smallest single edit from one text to the other that starts no later than `start`. */
function editBetween(before: string, after: string, start: number): TextEdit<never> {
  let from = 0;
  while (from < start && from < after.length && before[from] === after[from]) from += 1;
  let behind = 0;
  while (behind < Math.min(before.length, after.length) - from && before.at(-1 - behind) === after.at(-1 - behind))
    behind += 1;
  return TextEdit.replace(from, before.length - behind, after.slice(from, after.length - behind));
}

/** `now` has the cursor; the expected suggestion is marked in it. */
const check = (suggestion: string, now: string, expected: string | undefined) =>
  test(`${JSON.stringify(suggestion)} then ${JSON.stringify(now)}`, () => {
    const { text, edit } = parse(suggestion);
    const cursor = now.indexOf("▮");
    const after = now.replace("▮", "");
    const rebased = tryRebase(edit, editBetween(text, after, edit.start), cursor);
    expect(rebased && mark(after, rebased)).toBe(expected);
  });

describe("typing what is suggested", () => {
  check("a = ⟦first⟧;", "a = ▮;", "a = ⟦first⟧;");
  check("a = ⟦first⟧;", "a = fi▮;", "a = fi⟦rst⟧;");
  check("a = ⟦first⟧;", "a = fo▮;", undefined);
  check("a = ⟦first⟧;", "a = first▮;", undefined);
  check("a = ⟦first⟧;", "a = first!▮;", undefined);
  check("⟦first⟧", "f▮", "f⟦irst⟧");
  check("f() {⟦\n  a();\n  b();⟧\n}", "f() {\n  ▮\n}", "f() {\n  ⟦a();\n  b();⟧\n}");
});

describe("Enter in a body, where the editor indents otherwise: the cursor's column counts", () => {
  check("f() {⟦\n    a();\n    b();\n⟧}", "f() {\n  ▮\n}", "f() {\n  ⟦a();\n  b();⟧\n}");
  check("f() {⟦\n    if (a) {\n        b();\n    }\n⟧}", "f() {\n  ▮\n}", "f() {\n  ⟦if (a) {\n    b();\n  }⟧\n}");
  check("def f():⟦\n        a()\n        b()⟧", "def f():\n    ▮", "def f():\n    ⟦a()\n    b()⟧");
  check("f() {⟦\n\t\ta();\n\t\tb();⟧", "f() {\n\t▮", "f() {\n\t⟦a();\n\tb();⟧");
  // The editor has not indented.
  check("f() {⟦\n    a();⟧", "f() {\n▮", "f() {\n⟦    a();⟧");
  // What is no body stays as it is.
  check("a⟦\n    .b()⟧", "a\n  ▮", "a\n  ⟦  .b()⟧");
});

describe("with brackets that the editor closes", () => {
  check("a = ⟦f(b);⟧", "a = f(▮)", "a = f(⟦)→b);⟧");
  check("a = ⟦f(b)⟧", "a = f(▮)", "a = f(⟦)→b)⟧");
  check('⟦f("a", b)⟧', 'f("▮")', 'f("⟦")→a", b)⟧');
  check("⟦f(b)⟧", "f[▮]", undefined);
  check("⟦f(b)⟧", "f(▮]", undefined);
  check("⟦f() {\n  a();\n}⟧", "f() {▮}", "f() {⟦}→\n  a();\n}⟧");
  check("⟦f() {\n  a();\n}⟧", "f() {\n  ▮\n}", "f() {\n  ⟦a();⟧\n}");
  check("⟦f() {\n  a();\n};⟧", "f() {\n  ▮\n}", undefined);
});

describe("in front of a replaced end", () => {
  check("f(⟦)→a, b);⟧", "f(▮)", "f(⟦)→a, b);⟧");
  check("f(⟦)→a, b);⟧", "f(a▮)", "f(a⟦)→, b);⟧");
  check("f(⟦)→a);⟧", "f(a)▮", "f(a)⟦;⟧");
  check("f(⟦)→a);⟧", "f(a▮", "f(a⟦);⟧");
  check("f(⟦)→g(b));⟧", "f(g(▮))", "f(g(⟦))→b));⟧");
});

describe("going elsewhere", () => {
  check("a = ⟦first⟧;", "a =▮;", undefined);
  check("a = ⟦first⟧;", "b▮ = ;", undefined);
  check("a = ⟦first⟧;", "a ▮= ;", undefined);
  test("two edits", () => {
    const edit = { start: 4, end: 4, text: "first", replaced: "" };
    const since = TextEdit.of([
      { start: 0, end: 0, text: "x" },
      { start: 4, end: 4, text: "f" },
    ]);
    expect(tryRebase(edit, since, 6)).toBeUndefined();
  });
});

test("any beginning typed leaves the rest, and taking it gives the same text", () => {
  const anyPart = fc.string({ unit: fc.constantFrom("a", "b", "(", ")", " "), maxLength: 8 });
  fc.assert(
    fc.property(anyPart, anyPart, anyPart, fc.nat(8), (before, inserted, after, count) => {
      fc.pre(count < inserted.length);
      const edit = { start: before.length, end: before.length, text: inserted, replaced: "" };
      const typed = TextEdit.replace(edit.start, edit.start, inserted.slice(0, count));
      const rebased = tryRebase(edit, typed, edit.start + count);
      const now = typed.apply(before + after);
      expect(rebased && now.slice(0, rebased.start) + rebased.text + now.slice(rebased.end)).toBe(
        before + inserted + after,
      );
    }),
  );
});

describe("while it is still generated", () => {
  const checkAgrees = (text: string, typed: string, expected: boolean) =>
    test(`${JSON.stringify(text)} and ${JSON.stringify(typed)}: ${expected}`, () => {
      expect(agreesSoFar(text, TextEdit.replace(3, 3, typed), 3)).toBe(expected);
    });

  checkAgrees("first", "", true);
  checkAgrees("first", "fi", true);
  checkAgrees("first", "first", true);
  checkAgrees("first", "first and more", true);
  checkAgrees("first", "fo", false);
  checkAgrees("", "anything", true);
  checkAgrees("f(a)", "f()", true);
  checkAgrees("f(", "f()", true);
  checkAgrees("f(a)", "f[]", false);
  checkAgrees("f() {\n  a", "f() {\n  \n}", true);
  checkAgrees("f(a", "f(b)", false);

  test.each([
    ["elsewhere", TextEdit.replace(0, 0, "f")],
    ["a deletion", TextEdit.replace(2, 3, "")],
    ["a replacement", TextEdit.replace(3, 4, "f")],
    [
      "two places",
      TextEdit.of([
        { start: 3, end: 3, text: "f" },
        { start: 9, end: 9, text: "x" },
      ]),
    ],
  ])("not after %s", (_, since) => {
    expect(agreesSoFar("first", since, 3)).toBe(false);
  });
});
