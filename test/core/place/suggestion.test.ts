import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPlace } from "../../../src/core/place/place.ts";
import { type GeneratedEdit, toSuggestion } from "../../../src/core/place/suggestion.ts";
import { anyText } from "../anyText.ts";
import { cursorMark } from "./marks.ts";

/** `f([)→a, b)]` replaces ")" by "a, b)"; without an arrow the text is put in. */
function mark(text: string, { start, end, text: inserted }: GeneratedEdit<"near">): string {
  const change = start === end ? inserted : `${text.slice(start, end)}→${inserted}`;
  return `${text.slice(0, start)}[${change}]${text.slice(end)}`;
}

function suggest(marked: string, generated: string, languageId = "typescript"): string {
  const { text, cursor } = cursorMark(marked);
  const result = toSuggestion({ generated, text, cursor, place: findPlace(text, cursor, languageId) });
  return result.kind === "ok" ? mark(text, result.edit) : result.kind;
}

const check = (marked: string, generated: string, expected: string, languageId?: string) =>
  test(`${JSON.stringify(marked)} ${JSON.stringify(generated)}`, () => {
    expect(suggest(marked, generated, languageId)).toBe(expected);
  });

describe("at the end of a line", () => {
  check("retur▮", "n a;", "retur[n a;]");
  check("a = ▮", "1;  ", "a = [1;]");
  check("a = ▮", "", "empty");
  check("a = ▮", " \n ", "empty");
  check("f() {▮\n}", "\n  a();\n", "f() {[\n  a();]\n}");
  check("a = ▮", "'caf\uFFFD", "a = ['caf]");
  check("a = ▮", "'\uFFFDx", "notShowable");
  check("a = ▮", "1;\r", "a = [1;]");
});

describe("in front of what the editor closed", () => {
  check("f(▮)", "a, b", "f([a, b])");
  check("f(▮)", "a, b)", "f([a, b])");
  check("f(▮)", "a, b);", "f([)→a, b);]");
  check("f(▮);", "a, b);", "f([a, b]);");
  check("f(▮)", "g()", "f([g()])");
  check("f(▮)", "g())", "f([g()])");
  check("f(▮)", "g());", "f([)→g());]");
  check("a[▮]", "0].b", "a[[]→0].b]");
  check('f("▮")', "hello", 'f("[hello]")');
  check('f("▮")', 'hello"', 'f("[hello]")');
  check('f("▮")', 'hello")', 'f("[hello]")');
  check('f("▮")', 'hello", x)', 'f("[")→hello", x)]');
  check('f("▮")', 'hello", x);', 'f("[")→hello", x);]');
  check("f('▮'); // why", "a', 1);", "f('[');→a', 1);] // why");
  check("a = ▮;", "1;", "a = [1];");
  check("a = ▮;", "1", "a = [1];");
  check("a = {▮}", " b: 1 }", "a = {[ b: 1 ]}");
  check("f(a, ▮)", ")", "repeats");
  check("f(▮)", ")", "repeats");
});

describe("a closer above one like it", () => {
  check("{\n  {\n  ▮\n  }\n}", "}", "{\n  {\n  [}]\n  }\n}");
});

describe("in front of code", () => {
  check("a = ▮ + c;", "b + c;", "a = [b] + c;");
  check("a = ▮ + c;", "b * 2", "a = [b * 2] + c;");
  check("f(▮, b)", "a", "f([a], b)");
  check("f(▮, b)", "a, b)", "f([a], b)");
  check("f(▮, b)", "a, c, b);", "f([, b)→a, c, b);]");
  check("▮foo();", "await ", "[await ]foo();");
  check("▮foo();", "await", "notShowable");
  check("    ▮return a;", "b();", "notShowable");
  check("if (▮) {", "a", "if ([a]) {");
  check("if (▮) {", "a) {", "if ([a]) {");
  check("get▮s()", "User", "notShowable");
  check("get▮s()", "Users()", "get[User]s()");
  check("a▮b", "b", "repeats");
});

describe("a body in front of its closer", () => {
  check("f() {▮}", "\n  a();", "f() {[\n  a();\n]}");
  check("f() {▮}", "\n  a();\n", "f() {[\n  a();\n]}");
  check("f() {▮}", "\n  a();\n}", "f() {[\n  a();\n]}");
  check("  run(() => {▮});", "\n    a();", "  run(() => {[\n    a();\n  ]});");
  check("  run(() => {▮});", "\n    a();\n  });", "  run(() => {[\n    a();\n  ]});");
  check("  run(() => {▮})", "\n    a();\n  });", "  run(() => {[})→\n    a();\n  });]");
  check("f() { ▮ }", "a(); }", "f() { [a();] }");
  check("f(▮)", "\n  a,\n  b,\n)", "f([\n  a,\n  b,\n])");
  check("  f() {▮", "    a();\n  }", "  f() {[\n    a();\n  }]");
  check("  f() {▮", "  a();", "  f() {[ a();]");
  check("f(▮)", "function (error) {\n  throw error;\n}", "f([function (error) {\n  throw error;\n}])");
  check("f() {▮}", " a();\n  b();", "f() {[ a();\n  b();\n]}");
  check("f() {▮}", " return 1; ", "f() {[ return 1; ]}");
});

describe("indentation", () => {
  check("def f():\n    ▮", " return a", "def f():\n    [return a]", "python");
  check("def f():\n    ▮", "    return a", "def f():\n    [return a]", "python");
  check("def f():\n▮", "  return a", "def f():\n[  return a]", "python");
  check("def f():\n▮", "    return a", "def f():\n[    return a]", "python");
  check("  if a:\n  ▮", "  return a", "  if a:\n  [  return a]", "python");
  check("func f() {\n\ta()\n\t▮\n}", "if b {\n\t\tc()\n\t}", "func f() {\n\ta()\n\t[if b {\n\t\tc()\n\t}]\n}", "go");
  check(
    "func f() {\n\ta()\n\t▮\n}",
    "if b {\n        c()\n    }",
    "func f() {\n\ta()\n\t[if b {\n\t\tc()\n\t}]\n}",
    "go",
  );
  check("func f() {\n\ta()\n}\n\nfunc g() {▮\n}", "\n    b()", "func f() {\n\ta()\n}\n\nfunc g() {[\n\tb()]\n}", "go");
  check("f() {\n  a();\n}\n\ng() {▮\n}", "\n\tb();", "f() {\n  a();\n}\n\ng() {[\n  b();]\n}");
});

describe("what stands there already", () => {
  check("  ▮\n  return value;", "return value;", "repeats");
  check("  retur▮\n  return value;", "n value;", "repeats");
  check("  ▮\n  return  value;", "return value;", "repeats");
  check("  const value = compute();\n  ▮", "const value = compute();", "repeats");
  check("  i++;\n  ▮", "i++;", "  i++;\n  [i++;]");
  check("f() {▮\n  a(first);\n  b(second);\n}", "\n  a(first);\n  b(second);", "repeats");
  check(
    "f() {\n  if (a) {\n    b();\n  }\n  ▮\n}",
    "if (b) {\n  }",
    "f() {\n  if (a) {\n    b();\n  }\n  [if (b) {\n  }]\n}",
  );
});

test("what begins a body says how far its head is indented", () => {
  const headIndent = (marked: string, generated: string) => {
    const { text, cursor } = cursorMark(marked);
    const result = toSuggestion({ generated, text, cursor, place: findPlace(text, cursor, "typescript") });
    return result.kind === "ok" ? result.edit.headIndent : result.kind;
  };
  expect(headIndent("  f() {▮\n  }", "\n    a();")).toBe("  ");
  expect(headIndent("  f();\n  ▮", "a();")).toBeUndefined();
  expect(headIndent("  const a = ▮", "1;")).toBeUndefined();
});

describe("what the whole line says is compared", () => {
  check("  const value = compute();\n  con▮", "st value = compute();", "repeats");
  check("  i▮;\n  i++;", "++", "repeats");
  check("f(a,▮)", " )", "repeats");
  check("f(a▮)", " ", "empty");
});

describe("a line that says little is the one that follows", () => {
  check("  ▮\n  i++;", "i++;", "repeats");
  check("  ▮\n\n  i++;", "i++;", "repeats");
  // Only where it is all there is,
  check("  ▮\n  i++;", "i++;\n  j++;", "  [i++;\n  j++;]\n  i++;");
  // with a word or a number,
  check("  f(▮\n  );", "\n  )", "  f([\n  )]\n  );");
  // at the same depth,
  check("  if (a) {▮\n  i++;", "\n    i++;", "  if (a) {[\n    i++;]\n  i++;");
  check("  if (a)▮\n    i++;", "\n    i++;", "repeats");
  // and something follows.
  check("  ▮\n", "i++;", "  [i++;]\n");
  check("  i▮\n  i++;", "++;", "repeats");
});

describe("how far what stands there already is looked for", () => {
  const line = "const value = compute();";
  const near = (blank: number) => "\n".repeat(blank);
  check(`▮${near(1500)}${line}`, line, "repeats");
  check(`▮${near(2500)}${line}`, line, `[${line}]${near(2500)}${line}`);
  check(`${line}${near(1500)}▮`, line, "repeats");
  check(`${line}${near(2500)}▮`, line, `${line}${near(2500)}[${line}]`);
  check(`${line}\n▮\n${"other();\n".repeat(400)}`, line, "repeats");
  check("  ▮\n  return value;", "return value;\n  other(b);", "repeats");
  check("  ▮\n  i++;", "i++;", "repeats");
  // A closer says nothing: it may be another's.
  check("f() {\n  if (a) {\n    b();▮\n}", "\n  }", "f() {\n  if (a) {\n    b();[\n  }]\n}");
  // The first of them says little, all together they are the lines that follow.
  check("  if (a) {\n    b();▮\n  }\n  finish(all);\n}", "\n  }\n  finish(all);", "repeats");
  check(
    "f() {\n  a();▮\n}\nfinish(all);\n",
    "\n}\nfinish(others);",
    "f() {\n  a();[\n}\nfinish(others);]\n}\nfinish(all);\n",
  );
});

test("what is shown can be shown: one line is replaced, by a text that contains it", () => {
  const generatedPieces = fc.constantFrom(
    "a",
    "b, c",
    ")",
    "}",
    '"',
    "'",
    ";",
    " ",
    "\n",
    "  ",
    "f(",
    "{",
    "return x;",
    "\t",
    "é",
    "\uFFFD",
    "\r",
  );
  const anyGenerated = fc.array(generatedPieces, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(
      anyText,
      fc.nat(),
      anyGenerated,
      fc.constantFrom("typescript", "python"),
      (raw, at, generated, languageId) => {
        const text = raw.replaceAll("\r", "");
        const cursor = at % (text.length + 1);
        const result = toSuggestion({ generated, text, cursor, place: findPlace(text, cursor, languageId) });
        if (result.kind !== "ok") return;
        const { start, end, text: inserted, replaced } = result.edit;
        expect(start).toBe(cursor);
        expect(text.slice(start, end)).toBe(replaced);
        expect(replaced).not.toContain("\n");
        expect(inserted.trim()).not.toBe("");
        expect(inserted).not.toMatch(/[\uFFFD\r]/);
        expect(contains(inserted, replaced ?? "")).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

/** Whether the characters of `part` stand in `whole` in their order. */
function contains(whole: string, part: string): boolean {
  let rest = part;
  for (const character of whole.split("")) if (rest[0] === character) rest = rest.slice(1);
  return rest === "";
}
