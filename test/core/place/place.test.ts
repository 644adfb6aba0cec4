import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { anyText } from "../anyText.ts";
import { cursorMark } from "./marks.ts";

/** "line", or "block" with the indentation its lines have at least; "opens" where they have more than that. */
function check(languageId: string, marked: string, expected: string) {
  test(`${languageId}: ${JSON.stringify(marked)}`, () => {
    const { text, cursor } = cursorMark(marked);
    const place = findPlace(text, cursor, languageId);
    const indent = place.indent.replaceAll("\t", "→");
    expect(place.mode === "line" ? "line" : `block${place.opens ? " opens" : ""} "${indent}"`).toBe(expected);
  });
}

describe("a head of several lines", () => {
  const head = (lines: number) => `def f(\n${"      a,\n".repeat(lines)}      b):▮`;
  check("python", head(30), 'block opens ""');
  check("python", head(38), 'block opens ""');
  // So many lines are not looked through.
  check("python", head(39), 'block opens "      "');
  check("rust", "  if a &&\nb {▮", 'block opens "  "');
  check("python", head(60), 'block opens "      "');
  check("typescript", "  if (a &&\n      b) {▮", 'block opens "  "');
  check("typescript", "  if (a) {\n    b();\n  } else {▮", 'block opens "  "');
});

describe("an item of a list", () => {
  check("yaml", "  - |▮", 'block opens "    "');
  check("yaml", "  a: |▮", 'block opens "  "');
});

describe("between lines far and near", () => {
  check("typescript", "  a();  \n   \n▮", "line");
  check("typescript", "  a();  \n   \n▮\n\n    b();", 'block "  "');
  check("typescript", "  a();\n▮\n\t\n  b();", 'block "  "');
  check("typescript", "  a();\n▮\n\nb();", "line");
  check("typescript", "\n\n▮\n\n", "line");
  check("typescript", "a();\n▮\n  b();", "line");
  check("typescript", "  a();\n▮)\n  b();", "line");
  check("python", "\nif a:\n▮", 'block opens ""');
  check("python", "if a:\n  if b:\n  ▮", 'block opens "  "');
  check("python", "if a:\n  if b:\n    ▮", 'block "    "');
  check("python", "x = 1 \nif a: \n▮\n  b", 'block opens ""');
});

describe("in a line", () => {
  check("typescript", "const a = ▮", "line");
  check("typescript", "const a = ▮;", "line");
  check("typescript", "foo(▮)", 'block opens ""');
  check("typescript", "foo(a, ▮)", "line");
  check("typescript", "foo(▮, b)", "line");
  check("typescript", "  a();▮", "line");
  check("typescript", "ret▮urn a;", "line");
  check("typescript", "▮return a;", "line");
  check("typescript", "    ▮return a;", "line");
  check("typescript", '  "▮"', "line");
  check("python", "x = ▮", "line");
  check("php", "  $this->▮", "line");
  check("python", "import os▮\nimport sys", "line");
  check("typescript", "▮", "line");
  check("typescript", "a();\n\n▮\n\nb();", "line");
  check("python", "def a():\n    pass\n\n▮\n\ndef b():\n    pass", "line");
  check("markdown", "- a\n  ▮", "line");
  check("markdown", "Like this:▮", "line");
  check("typescript", "// see http://x.y/▮", "line");
  check("typescript", "case 1: a();▮", "line");
});

describe("behind what opens a body", () => {
  check("typescript", "function f() {▮", 'block opens ""');
  check("typescript", "function f() {▮}", 'block opens ""');
  check("typescript", "  if (a) {▮\n  }", 'block opens "  "');
  check("typescript", "  if (a) { ▮", 'block opens "  "');
  check("typescript", "  run(() => {▮});", 'block opens "  "');
  check("typescript", "  run(() =>▮);", 'block opens "  "');
  check("typescript", "const a = [▮];", 'block opens ""');
  check("typescript", "  if (a) { // why▮", 'block opens "  "');
  check("typescript", "  case 1:▮", 'block opens "  "');
  check("typescript", "  default:▮", 'block opens "  "');
  check("typescript", "const a = { b:▮", "line");
  check("cpp", "public:▮", 'block opens ""');
  check("python", "def f(a: int) -> str:▮", 'block opens ""');
  check("python", "    if a:▮", 'block opens "    "');
  check("python", "  def f(a,\n        b):▮", 'block opens "  "');
  check("python", "  def f(a,\n        b):\n▮", 'block opens "  "');
  check("python", "  def f(a,\n        b):\n      ▮", 'block "      "');
  check("python", "  if (a and\n      b(c)):▮", 'block opens "  "');
  check("python", "  x = {\n      a: [\n      b]}\n  if x:▮", 'block opens "  "');
  check("c", "  if (a &&\n      b) {▮", 'block opens "  "');
  check("go", "\tif a &&\n\t\tb {▮", 'block opens "→"');
  check("java", "  void f(int a,\n         int b)\n      throws E {▮", 'block opens "  "');
  check("typescript", "  f(\n    a,\n  ) {▮", 'block opens "  "');
  check("typescript", "  f(a)\n    .then(() => {▮", 'block opens "    "');
  check("typescript", "  if (a) {\n    b();\n  } else {▮", 'block opens "  "');
  check("python", "    if a:  # why▮", 'block opens "    "');
  check("python", "else:▮\n    pass", 'block opens ""');
  check("python", "xs = [▮]", 'block opens ""');
  check("python", 'x = {"a":▮', 'block opens ""');
  check("go", "func f() error {▮", 'block opens ""');
  check("go", "\tfor _, x := range xs {▮", 'block opens "→"');
  check("rust", "    match a {▮", 'block opens "    "');
  check("rust", "        Some(x) =>▮", 'block opens "        "');
  check("rust", "fn f() ->▮", 'block opens ""');
  check("java", "  void f() {▮", 'block opens "  "');
  check("ruby", "def total▮", 'block opens ""');
  check("ruby", "  items.each do |item|▮", 'block opens "  "');
  check("ruby", "  items.map { |item|▮", 'block opens "  "');
  check("ruby", "  return items if empty▮", "line");
  check("lua", "  if a then▮", 'block opens "  "');
  check("lua", "local function f(a, b)▮", 'block opens ""');
  check("shellscript", "for f in *; do▮", 'block opens ""');
  check("shellscript", "if true; then▮", 'block opens ""');
  check("shellscript", "echo done▮", "line");
  check("elixir", "  def f(a) do▮", 'block opens "  "');
  check("haskell", "main = do▮", 'block opens ""');
  check("yaml", "services:▮", 'block opens ""');
  check("html", '  <div class="a">▮', 'block opens "  "');
  check("html", "  <br>▮", "line");
  check("html", '  <img src="a"/>▮', "line");
  check("typescriptreact", "    <ul>▮</ul>", "line");
  check("typescriptreact", "    <ul>▮", 'block opens "    "');
  check("sql", "BEGIN▮", 'block opens ""');
  check("plsql", "a := b▮", "line");
});

describe("on an empty line", () => {
  check("typescript", "function f() {\n  ▮\n}", 'block "  "');
  check("typescript", "function f() {\n  ▮", 'block "  "');
  check("typescript", "function f() {\n▮\n}", 'block opens ""');
  check("typescript", "function f() {\n▮", 'block opens ""');
  check("typescript", "function f() {\n\n  ▮\n}", 'block "  "');
  check("typescript", "  a();\n  ▮\n  b();", 'block "  "');
  check("typescript", "  a();\n▮\n  b();", 'block "  "');
  check("typescript", "  a();\n▮\n}", "line");
  check("typescript", "  {\n    a();\n▮\n  }", 'block "  "');
  check("go", "func f() {\n\ta()\n\t▮\n}", 'block "→"');
  check("go", "func f() {\n\ta()\n\n▮\n\tb()\n}", 'block "→"');
  check("python", "def f():\n    ▮", 'block "    "');
  check("python", "def f():\n▮", 'block opens ""');
  check("python", "    if a:\n    ▮\n    b()", 'block opens "    "');
  check("python", "def f():\n    a()\n\n    ▮\n\ndef g():\n    pass", 'block "    "');
  check("typescript", "foo(\n  a,\n  ▮\n)", 'block "  "');
  check("typescript", "foo(\n  ▮)", 'block "  "');
  check("typescript", "const a = {\n  b: 1,\n  ▮};", 'block "  "');
});

test("the rest of the line stands on both sides", () => {
  const { text, cursor } = cursorMark("a\n  foo(▮b)\nc");
  expect(findPlace(text, cursor, "typescript")).toMatchObject({ linePrefix: "  foo(", lineSuffix: "b)", indent: "  " });
});

test("a cursor outside of the text is a bug", () => {
  expect(() => findPlace("abc", 4, "typescript")).toThrow(BugError);
  expect(() => findPlace("abc", -1, "typescript")).toThrow(BugError);
});

test("any place has the cursor's line around it", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.nat(),
      fc.constantFrom("typescript", "python", "ruby", "html", "shellscript", "x"),
      (text, at, languageId) => {
        const cursor = at % (text.length + 1);
        const { linePrefix, lineSuffix, indent } = findPlace(text, cursor, languageId);
        expect(text.slice(cursor - linePrefix.length, cursor + lineSuffix.length)).toBe(linePrefix + lineSuffix);
        expect(linePrefix + lineSuffix).not.toContain("\n");
        expect(text[cursor - linePrefix.length - 1] ?? "\n").toBe("\n");
        expect(text[cursor + lineSuffix.length] ?? "\n").toBe("\n");
        expect(indent.trim()).toBe("");
      },
    ),
  );
});
