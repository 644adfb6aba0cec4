/** One item at the top level of a file is shown with all its lines. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** The item is taken whole, and nothing of what the model writes behind it. */
function checkItem(languageId: string, marked: string, item: string, more = ""): void {
  check(languageId, marked, `${item}\n${more}`, marked.replace("▮", item));
}

describe("what a call or a value holds", () => {
  const tests = 'test("one", () => {\n  run(1);\n});\n\ntest("two", () => {\n  run(2);\n});\n\n▮\n';
  const third = 'test("three", () => {\n  run(3);\n  stop();\n});';
  checkItem("typescript", tests, third, '\ntest("four", () => {\n  run(4);\n});\n');
  checkItem("javascript", tests.trimEnd(), third);
  const arrows = "export const add = (a: number, b: number) => a + b;\n\n▮\n\nexport const one = 1;\n";
  checkItem("typescript", arrows, "export const divide = (a: number, b: number) => {\n  return a / b;\n};");
  checkItem("typescriptreact", "▮\n", "const Row = ({ a }: Props) => (\n  <li>\n    {a}\n  </li>\n);");
  checkItem("javascript", "▮\n\nrun();\n", 'app.listen(80, () => {\n  log("up");\n});', "\napp.close();\n");
  checkItem("javascript", "a()\n\n▮\n", "const b = function () {\n  c()\n}", "\nd()\n");
  checkItem("typescript", "a();\n\n▮\n", "load()\n  .then((x) => x)\n  .catch(stop);", "\nb();\n");
  checkItem("php", "<?php\n\n▮\n", "$list = [\n    'a' => 1,\n];", "\necho 1;\n");
  checkItem("csharp", "▮\n", 'app.MapGet("/", () =>\n{\n    return 1;\n});', "\napp.Run();\n");
  checkItem("ruby", "a = 1\n\n▮\n", 'describe "a" do\n  it "b" do\n    c\n  end\nend', "\nd\n");
});

describe("bodies", () => {
  checkItem("rust", "use std::fmt;\n\n▮\n", "impl A {\n    fn b() {\n        c();\n    }\n}", "\nfn d() {}\n");
  checkItem("rust", "fn a() {}\n\n▮\n", "pub async fn b(c: u8) -> u8 {\n    c\n}");
  checkItem("php", "<?php\n\n▮\n", "function a(int $b): int\n{\n    return $b;\n}", "\nclass C {}\n");
  checkItem("csharp", "▮\n", "class A\n{\n    int b;\n}", "\nclass C {}\n");
  checkItem("c", "▮\n", "static int\na(void)\n{\n  return 1;\n}", "\nint b;\n");
  checkItem("python", "import a\n\n\n▮\n", "class B:\n    c = 1\n\n    def d(self):\n        pass", "\n\ne()\n");
  checkItem("shellscript", "▮\n", 'for a in *; do\n  echo "$a"\ndone', "\necho b\n");
});

describe("what goes on behind its body", () => {
  checkItem("typescript", "▮\n", "if (a) {\n  b();\n} else {\n  c();\n}", "\nd();\n");
  checkItem("javascript", "▮\n", "try {\n  a();\n}\ncatch (e) {\n  b();\n}", "\nc();\n");
  checkItem("csharp", "▮\n", "if (a)\n{\n    B();\n}\nelse\n{\n    C();\n}", "\nD();\n");
  checkItem("python", "▮\n", "try:\n    import a\nexcept ImportError:\n    a = None", "\n\nb()\n");
  checkItem("typescript", "▮\n", "type A =\n  | { b: 1 }\n  | { b: 2 };", "\ntype C = 1;\n");
});

describe("what stands in front of an item", () => {
  checkItem("python", "▮\n\n\ndef z():\n    pass\n", "@a.b(1)\ndef c():\n    return 1");
  checkItem("rust", "fn a() {}\n\n▮\n\nfn z() {}\n", "#[test]\nfn b() {\n    c();\n}");
  checkItem("java", "▮\n\nclass Z {}\n", "@A(1)\nclass B {\n    int c;\n}");
  checkItem("cpp", "▮\n\nint z() { return 1; }\n", "template <typename T>\nT a(T b) {\n  return b;\n}");
});

describe("texts over several lines", () => {
  checkItem("typescript", "▮\n", "const a = `b\nc\n  d`;", "\ne();\n");
  checkItem("shellscript", "▮\n", "cat <<END\na\nb\nEND", "\necho c\n");
  checkItem("ruby", "▮\n", "a = <<~TEXT\n  b\nTEXT", "\nc = 1\n");
  checkItem("c", "▮\n", "#define A(b) \\\n  ((b) + 1)", "\nint c;\n");
});

describe("pairs of a file of pairs", () => {
  checkItem("yaml", "a: 1\n\n▮\n\nz: 2\n", "b:\n  - c\n  - d: 1");
  checkItem("yaml", "a: 1\n\n▮\n", "b:\n- c\n- d", "\ne: 1\n");
});

describe("lists without a name, one above the other", () => {
  const below = "const (\n\tB = 1\n)\n";
  const list = 'const (\n\tC string = "c"\n\tD string = "d"\n)';
  check("go", `package a\n\n▮\n\n${below}`, `${list}\n\n${below}`, `package a\n\n${list}\n\n${below}`);
  check("go", `package a\n\n▮\n\n${below}`, below, null);
});

const page = "<!DOCTYPE html>\n<html>\n<head>\n  <title>a</title>\n</head>\n<body>\n  <p>b</p>\n</body>\n</html>";
describe("a page is one item with all its elements", () => {
  check("html", "▮\n", `${page}\n`, `${page}\n`);
});
