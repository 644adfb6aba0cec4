/** What a suggestion of several lines opens, it closes: otherwise it is cut to what is whole, or not shown. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("a statement that is being typed", () => {
  const go = "package a\n\nfunc f(names []string) {\n\tfor _, ▮\n}\n";
  const goWith = (text: string) => go.replace("▮", text);
  check("go", go, 'name := range names {\n\t\tif name == "" {', null);
  check(
    "go",
    go,
    'name := range names {\n\t\tif name == "" {\n\t\t\tcontinue\n',
    goWith('name := range names {\n\t\tif name == "" {\n\t\t\tcontinue\n\t\t}\n\t}'),
  );
  // The model's own end of one line: the next one is the user's.
  check("go", go, "name := range names {", goWith("name := range names {"));
  const rust = "fn a() {}\n\nfn b(c: u8) -> ▮\n";
  const returned = "u8 {\n    if c > 3 {\n        return 3;\n    }";
  check("rust", rust, `${returned}\n    match c {\n`, rust.replace("▮", `${returned}\n}`));
  const script = 'import a from "a";\n\nexport async ▮\n';
  const loaded = "function load(path: string) {\n  const text = await a(path);";
  check("typescript", script, `${loaded}\n  if (!text) {\n`, script.replace("▮", `${loaded}\n}`));
  check("typescript", script, `${loaded}\n  return text;\n}\n`, script.replace("▮", `${loaded}\n  return text;\n}`));
  check("java", "class A {\n    public ▮\n}\n", "void b() {\n        for (;;) {", null);
});

describe("what is tried goes on to what is done where it fails", () => {
  const dart = (body: string) => `void f() {\n  ${body}\n}\n`;
  const tried = "try {\n    a();\n  }";
  check("dart", dart("▮"), `${tried} catch (e) {\n    b();\n  }\n}\n`, dart(`${tried} catch (e) {\n    b();\n  }`));
  check("dart", dart("▮"), `${tried}\n}\n`, null);
  check("dart", dart("▮ finally {\n  }"), "try {\n    a();\n  }", dart("try {\n    a();\n  } finally {\n  }"), null);
});

describe("a closer that is missing where the cursor stands", () => {
  const text = "int f(int a) {\n    if (a) {\n        return 1;\n    ▮\n\nint g(void) { return 2; }\n";
  check("c", text, "}\n    return 0;\n}\n", text.replace("▮", "}"), text.replace("▮", "}\n    return 0;\n}"));
  check("c", "int f(void) {\n    ▮\n}\n", "}\n", null);
});

describe("a list that is cut", () => {
  const words = "the quick brown fox jumps over a lazy dog and finds some grey stones below an old oak tree".split(" ");
  const names = words.map((word, index) => `    "${word}": "${words.at(-index)} ${word.length}",`);
  const shownOf = (lines: number) => names.slice(0, lines).join("\n").slice(0, -1);
  const json = '{\n  "first": 1,\n  ▮\n}\n';
  check("json", json, `"all": {\n${names.join("\n")}`, json.replace("▮", `"all": {\n${shownOf(9)}\n  }`));
  check("json", "{\n  ▮\n}\n", '"a": {\n    "b": 1,\n    "c": 2,', '{\n  "a": {\n    "b": 1,\n    "c": 2\n  }\n}\n');
});

describe("a text that a limit cuts ends with no head", () => {
  const lines = [
    "runs:",
    "  steps:",
    ...["a", "b", "c", "d"].flatMap((name) => [`    - run: ${name}`, `      id: ${name}`]),
  ];
  const all = [...lines, "    - uses: e", "      with:", "        f: 1"].join("\n");
  const shown = [...lines, "    - uses: e"].join("\n");
  check("yaml", "name: g\n\n▮\n", `${all}\n`, `name: g\n\n${shown}\n`);
  check("yaml", "name: g\n\n▮\n", "on:\n  push:\n  pull_request:\n", "name: g\n\non:\n  push:\n  pull_request:\n");
});

describe("elements that the text leaves open are closed", () => {
  const two = '<div class="a">\n    <p>b</p>\n    <b>c</b>\n';
  check("html", "<main>\n  ▮\n</main>\n", two, `<main>\n  ${two}  </div>\n</main>\n`);
  check("vue", "<template>\n  ▮\n</template>\n", two, `<template>\n  ${two}  </div>\n</template>\n`);
  check("xml", "<a>\n  ▮\n</a>\n", two, `<a>\n  ${two}  </div>\n</a>\n`);
  check("typescriptreact", "const A = () => (\n  ▮\n);\n", two, `const A = () => (\n  ${two}  </div>\n);\n`);
  check(
    "typescriptreact",
    "const A = () => (\n  ▮\n);\n",
    "<ul>\n    {all.map((b) => (\n      <li key={b}>{b}</li>\n    ))}\n",
    "const A = () => (\n  <ul>\n    {all.map((b) => (\n      <li key={b}>{b}</li>\n    ))}\n  </ul>\n);\n",
  );
  // What the line below ends is its own, and what may end by itself needs nothing.
  check("html", "<main>\n  ▮\n  </div>\n</main>\n", two, `<main>\n  ${two}  </div>\n</main>\n`);
  check("html", "<ul>\n  ▮\n</ul>\n", "<li>a\n  <li>b\n", "<ul>\n  <li>a\n  <li>b\n</ul>\n");
  // Type arguments are none.
  const typed = "const f = useCallback<string>(() => {\n    go();\n  }, []);";
  check("typescriptreact", "const A = () => {\n  ▮\n};\n", `${typed}\n};\n`, `const A = () => {\n  ${typed}\n};\n`);
});

describe("a case of which only its name is there is left out", () => {
  const one = "case 1:\n    go();\n    break;";
  check("typescript", "switch (a) {\n  ▮\n}\n", `${one}\n  case 2:\n`, `switch (a) {\n  ${one}\n}\n`);
  check("dart", "switch (a) {\n  ▮\n}\n", `${one}\n  default:\n`, `switch (a) {\n  ${one}\n}\n`);
});

describe("a head that is begun in the cursor's line goes on with its body", () => {
  check("python", "def f(a▮\n", ", b):\n    return b\n", "def f(a, b):\n    return b\n");
  check(
    "python",
    "class A:\n    def f(self▮\n",
    ", b):\n        return b\n",
    "class A:\n    def f(self, b):\n        return b\n",
  );
  check(
    "python",
    "def g():\n    for a ▮\n    return 1\n",
    "in b:\n        go(a)\n    return 1\n",
    "def g():\n    for a in b:\n        go(a)\n    return 1\n",
  );
  check(
    "python",
    "def g():\n    if a ▮\n        go()\n",
    "> b:\n        go()\n",
    "def g():\n    if a > b:\n        go()\n",
  );
  check("ruby", "def f(▮\n", "a)\n  a + 1\nend\n\ndef g\n", "def f(a)\n  a + 1\nend\n");
  check("lua", "local function f(▮\n", "a)\n  return a\nend\n\nlocal b\n", "local function f(a)\n  return a\nend\n");
  check("julia", "function f(▮\n", "a)\n    a\nend\n\nx = 1\n", "function f(a)\n    a\nend\n");
});
