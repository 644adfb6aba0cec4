/** Lines that a model wrote without their indentation, or with levels of another width; bodies that are not indented. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("a line in front of what ends its body stands as the body does", () => {
  check(
    "typescript",
    "class Shop {\n  open() {\n    go();\n  }\n\n▮\n}\n",
    "close() {\n  stop();\n}\n",
    "class Shop {\n  open() {\n    go();\n  }\n\n  close() {\n    stop();\n  }\n}\n",
  );
  check("html", "<ol>\n  <li>a</li>\n▮\n</ol>\n", "<li>b</li>\n", "<ol>\n  <li>a</li>\n  <li>b</li>\n</ol>\n");
  check("ruby", "if a\n  b\n▮\nelse\n  c\nend\n", "d\n", "if a\n  b\n  d\nelse\n  c\nend\n");
  check("python", "if a:\n    b()\n▮\nelse:\n    c()\n", "d()\n", "if a:\n    b()\n    d()\nelse:\n    c()\n");
  check("python", "x = [\n    1,\n▮\n]\n", "2,\n", "x = [\n    1,\n    2,\n]\n");
  check(
    "elixir",
    "def load(users) do\n  users\n▮\nend\n",
    "|> Enum.filter(& &1.active)\n  |> Enum.count()\n",
    "def load(users) do\n  users\n  |> Enum.filter(& &1.active)\n  |> Enum.count()\nend\n",
  );
  check(
    "cpp",
    "class A {\n public:\n  void b();\n▮\n};\n",
    "void c();\n",
    "class A {\n public:\n  void b();\n  void c();\n};\n",
  );
  // What begins another part of the body, or has its place by custom, is not moved.
  check("ruby", "if a\n  b\n▮\nend\n", "else\n  c\nend\n", "if a\n  b\nelse\n  c\nend\n");
  check(
    "c",
    "void f(int a) {\n  switch (a) {\n  case 1:\n    g();\n  ▮\n  }\n}\n",
    "case 2:\n    h();\n",
    "void f(int a) {\n  switch (a) {\n  case 1:\n    g();\n  case 2:\n    h();\n  }\n}\n",
  );
  check("c", "void f(void) {\n  g(a,\n    b);\n▮\n}\n", "h();\n", "void f(void) {\n  g(a,\n    b);\n  h();\n}\n");
});

describe("all lines of a body lack its indentation", () => {
  check(
    "cmake",
    "if(WITH_DOCS)\n▮\nendif()\n",
    "find_package(Doxygen)\nadd_subdirectory(docs)\nendif()\n",
    "if(WITH_DOCS)\n  find_package(Doxygen)\n  add_subdirectory(docs)\nendif()\n",
  );
  check("ruby", "def run\n▮\nend\n", "a = 1\nb = 2\nend\n", "def run\n  a = 1\n  b = 2\nend\n");
  check("lua", "while on do\n▮\nend\n", "tick()\nwait(1)\nend\n", "while on do\n  tick()\n  wait(1)\nend\n");
  check(
    "typescript",
    "function f() {\n▮\n}\n",
    "const a = g();\nreturn a;\n}\n",
    "function f() {\n  const a = g();\n  return a;\n}\n",
  );
  check(
    "nim",
    "type A = object\n\nproc x(a: A) =\n  if a.b:\n▮\n\nproc y() =\n  discard\n",
    "  echo 1\n",
    "type A = object\n\nproc x(a: A) =\n  if a.b:\n    echo 1\n\nproc y() =\n  discard\n",
  );
});

describe("an item of a list stands below one of an open list", () => {
  check(
    "yaml",
    "jobs:\n  build:\n    steps:\n      - uses: a/b@v4\n▮\n",
    "- run: make\n",
    "jobs:\n  build:\n    steps:\n      - uses: a/b@v4\n      - run: make\n",
  );
  check("yaml", "a:\n- 1\n▮\n", "- 2\n", "a:\n- 1\n- 2\n");
});

describe("the first line behind a sign that goes on", () => {
  check("shellscript", "tar -c \\\n▮\n", "-f a.tar \\\nsrc\n", "tar -c \\\n  -f a.tar \\\n  src\n");
  check(
    "dockerfile",
    "RUN apk update && \\\n▮\n",
    "apk add curl && \\\n    apk add git\n\nCOPY . .\n",
    "RUN apk update && \\\n    apk add curl && \\\n    apk add git\n",
  );
});

describe("levels are as wide as the file's", () => {
  const four = "function f(a) {\n    if (a) {\n        g();\n    }\n}\n\n";
  check("typescript", `${four}▮\n`, "function h() {\n  g();\n}\n", `${four}function h() {\n    g();\n}\n`);
  check(
    "typescript",
    "function f() {\n    if (a) {\n        ▮\n    }\n}\n",
    "for (const b of a) {\n      go(b);\n    }\n",
    "function f() {\n    if (a) {\n        for (const b of a) {\n            go(b);\n        }\n    }\n}\n",
  );
  const two = "def f(a)\n  if a\n    g\n  end\nend\n\n";
  check("ruby", `${two}▮\n`, "def h\n    g\nend\n", `${two}def h\n  g\nend\n`);
  check("typescript", `${four}function h(▮\n`, "b) {\n  g(b);\n}\n", `${four}function h(b) {\n    g(b);\n}\n`);
  // Arguments may stand anywhere, and a file whose lines are aligned with something shows no levels.
  check("typescript", `${four}▮\n`, "run(\n  a,\n);\n", `${four}run(\n  a,\n);\n`);
  const aligned = "#define RUN(a) do { \\\n        go(a); \\\n    } while (0)\n\n";
  check("c", `${aligned}▮\n`, "struct a {\n    int b;\n};\n", `${aligned}struct a {\n    int b;\n};\n`);
});

describe("what ends the body of the cursor's line stands below it", () => {
  const two = "class A {\n  f() {\n    if (a) {\n      b();\n    }\n";
  check(
    "java",
    `${two}    for (▮\n  }\n}\n`,
    "int i = 0; i < 3; i++) {\n            go(i);\n        }\n",
    `${two}    for (int i = 0; i < 3; i++) {\n      go(i);\n    }\n  }\n}\n`,
  );
  check(
    "javascript",
    "function f() {\n    if (a) {\n        b();\n    }\n    return new Promise(▮\n}\n",
    "(ok) => {\n    ok(1);\n  });\n",
    "function f() {\n    if (a) {\n        b();\n    }\n    return new Promise((ok) => {\n        ok(1);\n    });\n}\n",
  );
});

describe("a back-slash that stands for something else does not go on", () => {
  check(
    "latex",
    "\\begin{tabular}{ll}\n  a & b \\\\\n  ▮\n\\end{tabular}\n",
    "c & d \\\\\n",
    "\\begin{tabular}{ll}\n  a & b \\\\\n  c & d \\\\\n\\end{tabular}\n",
  );
});

describe("items of a body that is not indented", () => {
  const largest = "template <typename T>\nT largest(const std::vector<T>& all) {\n  T best{};\n  return best;\n}";
  check(
    "cpp",
    "namespace a {\n\n▮\n\n}  // namespace a\n",
    `${largest}\n\nint more();\n`,
    `namespace a {\n\n${largest}\n\n}  // namespace a\n`,
  );
  check(
    "cpp",
    "namespace a {\n\nint b();\n\n▮\n\n}\n",
    `${largest}\n\nint more();\n`,
    `namespace a {\n\nint b();\n\n${largest}\n\n}\n`,
  );
  check(
    "csharp",
    "namespace A\n{\n\nclass B {}\n\n▮\n\n}\n",
    "class C\n{\n    int x;\n}\n\n}\n",
    "namespace A\n{\n\nclass B {}\n\nclass C\n{\n    int x;\n}\n\n}\n",
  );
  check(
    "julia",
    "module A\n\nf(x) = 1\n\n▮\n\nend\n",
    "function g(x)\n    return x\nend\n\nend\n",
    "module A\n\nf(x) = 1\n\nfunction g(x)\n    return x\nend\n\nend\n",
  );
  check(
    "ruby",
    "module A\n\nX = 1\n\n▮\n\nend\n",
    "def g(x)\n  x\nend\n\nend\n",
    "module A\n\nX = 1\n\ndef g(x)\n  x\nend\n\nend\n",
  );
  check(
    "lua",
    "do\n\nlocal a = 1\n\n▮\n\nend\n",
    "local function g(x)\n  return x\nend\n\nend\n",
    "do\n\nlocal a = 1\n\nlocal function g(x)\n  return x\nend\n\nend\n",
  );
});

describe("a list of a query goes on in front of the clause below", () => {
  check(
    "sql",
    "SELECT id,\n▮\nFROM users;\n",
    "       name,\n       email\nFROM users\n",
    "SELECT id,\n       name,\n       email\nFROM users;\n",
  );
  check("sql", "SELECT id,\n▮\nFROM users;\n", "       name\nFROM users\n", "SELECT id,\n       name\nFROM users;\n");
});

describe("columns of a table", () => {
  const go = "package a\n\ntype A struct {\n\tName   string\n\tID▮\n\tSecond int\n}\n";
  check("go", go, "     int\n\tSecond int\n}\n", go.replace("▮", "     int"));
  const sql = "CREATE OPERATOR a (\n    LEFTARG    = b,\n    RIGHTARG▮\n    NEGATOR    = c\n);\n";
  check("sql", sql, "   = d,\n    NEGATOR    = c\n", sql.replace("▮", "   = d,"));
  check("tcl", "\ttext\t\txterm\n\tbusy▮\n", "\t\twatch\n", "\ttext\t\txterm\n\tbusy\t\twatch\n");
  check("typescript", "const a = 1;\nconst b▮\n", "    = 2;\n", "const a = 1;\nconst b = 2;\n");
});
