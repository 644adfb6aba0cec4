/** Lines that stand below the cursor are not said again, however short they are. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("a line below ends the text", () => {
  check(
    "python",
    "sizes = [\n    10,\n    ▮\n    40,\n    50,\n]\n",
    "20,\n    30,\n    40,\n    50,\n]\n",
    "sizes = [\n    10,\n    20,\n    30,\n    40,\n    50,\n]\n",
  );
  check(
    "typescript",
    "enum Letter {\n  A,\n  ▮\n  D,\n}\n",
    "B,\n  C,\n  D,\n  E,\n}\n",
    "enum Letter {\n  A,\n  B,\n  C,\n  D,\n}\n",
  );
  check("json", "[\n  7,\n  ▮\n  9\n]\n", "8,\n  9\n]\n", "[\n  7,\n  8,\n  9\n]\n");
  check("yaml", "a:\n  - 1\n  ▮\n  - 3\n", "- 2\n  - 3\n  - 4\n", "a:\n  - 1\n  - 2\n  - 3\n");
  check(
    "go",
    "package a\n\nfunc f() {\n\tfor n > 0 {\n\t\t▮\n\t\tn--\n\t}\n}\n",
    "s += n\n\t\tn--\n\t}\n",
    "package a\n\nfunc f() {\n\tfor n > 0 {\n\t\ts += n\n\t\tn--\n\t}\n}\n",
  );
  check(
    "lua",
    "local function f()\n  ▮\n  return\nend\n",
    "go()\n  return\nend\n",
    "local function f()\n  go()\n  return\nend\n",
  );
  check("c", "void f() {\n  ▮\n  return;\n}\n", "go();\n  return;\n}\n", "void f() {\n  go();\n  return;\n}\n");
  check("toml", "list = [\n  1,\n  ▮\n  3,\n]\n", "2,\n  3,\n]\n", "list = [\n  1,\n  2,\n  3,\n]\n");
});

describe("the lines below alone are nothing", () => {
  check("python", "sizes = [\n    ▮\n    10,\n    20,\n]\n", "10,\n    20,\n]\n", null);
  check("typescript", "enum Letter {\n  ▮\n  A,\n}\n", "A,\n}\n", null);
  check("lua", "while n do\n  ▮\n  n = 1\nend\n", "n = 1\n", null);
});

describe("a short line at another depth, or at the start, is the text's own", () => {
  check(
    "go",
    "package a\n\nfunc f() error {\n\t▮\n\treturn e\n}\n",
    "if x {\n\t\treturn e\n\t}\n\tgo1()\n\treturn e\n}\n",
    "package a\n\nfunc f() error {\n\tif x {\n\t\treturn e\n\t}\n\tgo1()\n\treturn e\n}\n",
  );
  check(
    "python",
    "sizes = [\n    0,\n    ▮\n    1,\n    2,\n]\n",
    "1,\n    0,\n]\n",
    "sizes = [\n    0,\n    1,\n    0,\n    1,\n    2,\n]\n",
  );
  check(
    "json",
    '[\n  ▮\n  {\n    "a": 1\n  }\n]\n',
    '{\n    "a": 2\n  },\n',
    '[\n  {\n    "a": 2\n  },\n  {\n    "a": 1\n  }\n]\n',
  );
});

describe("a clause of a query that stands below", () => {
  check("sql", "SELECT\n▮\nFROM people\nWHERE a;\n", "name FROM people\n", "SELECT\nname\nFROM people\nWHERE a;\n");
  check(
    "sql",
    "SELECT a\n▮\nWHERE a > (SELECT 1 FROM b);\n",
    "FROM b WHERE c;\n",
    "SELECT a\nFROM b\nWHERE a > (SELECT 1 FROM b);\n",
  );
  check(
    "sql",
    "SELECT a,\n  ▮\nFROM b;\n",
    "(SELECT c FROM d) AS e FROM b\n",
    "SELECT a,\n  (SELECT c FROM d) AS e\nFROM b;\n",
  );
});

describe("what only ends a body may stand below as well", () => {
  const text = '<% as.each do |a| %>\n  <div class="a">\n    ▮\n  </div>\n<% end %>\n';
  const inner = '<% a.each do |b| %>\n      <div class="b">\n        <%= b %>\n      </div>\n    <% end %>';
  check("erb", text, `${inner}\n  </div>\n<% end %>\n`, text.replace("▮", inner));
});

describe("the head above is not said again", () => {
  check("makefile", "CC = gcc\n\nall:\n▮\n", "all:\n\t$(CC) a.c\n", null);
  check("python", "def f():\n    if a:\n        ▮\n", "if a:\n            b()\n", null);
  // Brackets alone say nothing.
  check("json", "[\n  [\n    ▮\n  ]\n]\n", "[\n      1\n    ]\n", "[\n  [\n    [\n      1\n    ]\n  ]\n]\n");
});

describe("further right than the line below, the same line is another's", () => {
  check(
    "python",
    "def f(a):\n    if a:\n        ▮\n    return None\n",
    "return None\n    return None\n",
    "def f(a):\n    if a:\n        return None\n    return None\n",
  );
  check("python", "def f(a):\n    ▮\n    return None\n", "return None\n", null);
});

describe("a word that stands alone, and again and again", () => {
  check("python", "def f():\n    ▮\n", "pass\n    pass\n    pass\n    pass\n", "def f():\n    pass\n");
});

describe("a line of signs", () => {
  const comment = "/**\n * One.\n ▮\n */\nfun a() {}\n";
  check("kotlin", comment, "* Two.\n */\nfun a() {}\n", comment.replace("▮", "* Two."));
  check("dart", comment, "* Two.\n * Three.\n */\n", comment.replace("▮", "* Two.\n * Three."));
  const element = "<Item\n\tname={a}\n▮\n/>\n";
  check("svelte", element, "\tsize={b}\n/>\n<p>c</p>\n", element.replace("▮", "\tsize={b}"));
  check("vue", "<a\n  ▮\n/>\n", 'b="c"\n/>\n', '<a\n  b="c"\n/>\n');
  const arm = 'case "$1" in\n  a)\n    b\n    ▮\n    ;;\nesac\n';
  check("shellscript", arm, "c\n    ;;\n  d)\n", arm.replace("▮", "c"));
});

describe("a line that the brackets cut says the line below", () => {
  check(
    "cmake",
    "target_sources(▮\n  PRIVATE a.c)\n",
    "shop\n  PRIVATE a.c)\n",
    "target_sources(shop\n  PRIVATE a.c)\n",
  );
  const values = "if((A LESS 1) AND\n    ▮\n    (B LESS 2))\n  go()\nendif()\n";
  check("cmake", values, "(C LESS 3) AND\n    (B LESS 2))\n  go()\n", values.replace("▮", "(C LESS 3) AND"));
  const parameters = "Widget a(\n    int b,\n    ▮\n    int d) {\n  return e;\n}\n";
  check("dart", parameters, "int c,\n    int d) {\n  return e;\n", parameters.replace("▮", "int c,"));
});
