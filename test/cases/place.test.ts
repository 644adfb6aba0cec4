/** Where lines belong: indentation, levels, the character that indents. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("a line below a head is one level deeper", () => {
  check("python", "def f():\n▮\n", "    return 1\n", "def f():\n    return 1\n");
  check("yaml", "run: |\n▮\n", "  make\n", "run: |\n  make\n");
  check("ruby", "module Shop\n▮\nend\n", "  VERSION = 1\n", "module Shop\n  VERSION = 1\nend\n");
  check("ruby", "items.each do |item|\n▮\nend\n", "  puts item\n", "items.each do |item|\n  puts item\nend\n");
  check("ruby", "if ready\n▮\nend\n", "  start\n", "if ready\n  start\nend\n");
  check("lua", "while n > 0 do\n▮\nend\n", "    n = n - 1\n", "while n > 0 do\n    n = n - 1\nend\n");
  check("lua", "function M.area(w, h)\n▮\nend\n", "  return w * h\n", "function M.area(w, h)\n  return w * h\nend\n");
  check("julia", "struct Point\n▮\nend\n", "    x::Int\n", "struct Point\n    x::Int\nend\n");
  check("julia", "for i in 1:3\n▮\nend\n", "    println(i)\n", "for i in 1:3\n    println(i)\nend\n");
  check("elixir", "defmodule Shop do\n▮\nend\n", "  @rate 7\n", "defmodule Shop do\n  @rate 7\nend\n");
  check("shellscript", "for f in *.txt; do\n▮\ndone\n", '  wc -l "$f"\n', 'for f in *.txt; do\n  wc -l "$f"\ndone\n');
  check("shellscript", 'case "$1" in\n  up)\n▮\nesac\n', "    start\n", 'case "$1" in\n  up)\n    start\nesac\n');
  check("fish", "for f in *.txt\n▮\nend\n", "    cat $f\n", "for f in *.txt\n    cat $f\nend\n");
  check("cmake", "foreach(X a b)\n▮\nendforeach()\n", "  message(X)\n", "foreach(X a b)\n  message(X)\nendforeach()\n");
  check("sql", "FROM\n▮\nWHERE a = 1;\n", "  orders\n", "FROM\n  orders\nWHERE a = 1;\n");
  check(
    "latex",
    "\\begin{equation}\n▮\n\\end{equation}\n",
    "  a = b\n",
    "\\begin{equation}\n  a = b\n\\end{equation}\n",
  );
  check("jinja", "{% for a in b %}\n▮\n{% endfor %}\n", "  {{ a }}\n", "{% for a in b %}\n  {{ a }}\n{% endfor %}\n");
  check("erb", "<% if a %>\n▮\n<% end %>\n", "  <p>b</p>\n", "<% if a %>\n  <p>b</p>\n<% end %>\n");
  check("vb", "For i = 1 To 3\n▮\nNext\n", "    n += i\n", "For i = 1 To 3\n    n += i\nNext\n");
  check("pascal", "begin\n▮\nend.\n", "  writeln('a');\n", "begin\n  writeln('a');\nend.\n");
  check("vhdl", "process (clk)\n▮\nend process;\n", "  a <= b;\n", "process (clk)\n  a <= b;\nend process;\n");
  check("markdown", "1. one\n▮\n", "   - inner\n", "1. one\n   - inner\n");
  check("fsharp", "let add a b =\n▮\n", "    a + b\n", "let add a b =\n    a + b\n");
  check("ocaml", "let add a b =\n▮\n", "  a + b\n", "let add a b =\n  a + b\n");
  check("nix", "let\n▮\nin a\n", "  a = 1;\n", "let\n  a = 1;\nin a\n");
});

describe("the level is the file's", () => {
  const above = "def a\n  1\nend\n\n";
  check("ruby", `${above}def b\n▮\nend\n`, "    2\n", `${above}def b\n  2\nend\n`);
  check("ruby", `${above}def b\n▮\nend\n`, "    x = 2\n    x\n", `${above}def b\n  x = 2\n  x\nend\n`);
  check(
    "typescript",
    "f(() => {\n  a();\n});\ng(() => {▮});\n",
    "\n    b();\n    c();\n",
    "f(() => {\n  a();\n});\ng(() => {\n  b();\n  c();\n});\n",
  );
});

describe("a line that goes on", () => {
  check("dockerfile", "RUN apk add \\\n▮\n", "    curl\n", "RUN apk add \\\n    curl\n");
  check("shellscript", "docker run \\\n▮\n", "  --rm alpine\n", "docker run \\\n  --rm alpine\n");
  check("r", "d %>%\n▮\n", "  filter(a > 1)\n", "d %>%\n  filter(a > 1)\n");
  check("elixir", "users\n▮\n", "  |> Enum.count()\n", "users\n  |> Enum.count()\n");
  check("typescript", "const t = load()\n▮\n", "  .then(show);\n", "const t = load()\n  .then(show);\n");
  check("python", "ok = a and \\\n▮\n", "    b\n", "ok = a and \\\n    b\n");
  check("typescript", "const ok = a &&\n▮\n", "  b;\n", "const ok = a &&\n  b;\n");
});

describe("a recipe of a Makefile begins with a tab", () => {
  check("makefile", "test: build\n▮\n", "    go test ./...\n", "test: build\n\tgo test ./...\n");
  check("makefile", "test: build▮\n", "\n  go test ./...\n", "test: build\n\tgo test ./...\n");
  check("makefile", "test:\n▮\n", "\tgo test ./...\n", "test:\n\tgo test ./...\n");
  check("makefile", "test:\n\t▮\n", "    go test ./...\n", "test:\n\tgo test ./...\n");
  check("makefile", "%.o: %.c\n\t@echo $<\n▮\n", "        $(CC) -c $<\n", "%.o: %.c\n\t@echo $<\n\t$(CC) -c $<\n");
  check("makefile", "SRC = a.c \\\n▮\n", "      b.c\n", "SRC = a.c \\\n      b.c\n");
  check("makefile", "A = 1\n▮\n", "B = 2\n", "A = 1\nB = 2\n");
});

describe("a file that shows nothing is indented as its language is", () => {
  check("go", "package a\n\nfunc f() {\n▮\n}\n", "    g()\n", "package a\n\nfunc f() {\n\tg()\n}\n");
  check("go", "package a\n\nfunc f() {▮}\n", "\n    g()\n", "package a\n\nfunc f() {\n\tg()\n}\n");
  check("python", "def f():\n▮\n", "\treturn 1\n", "def f():\n    return 1\n");
  check(
    "typescript",
    "function f() {\n\t▮\n}\n",
    "if (a) {\n        b();\n    }\n",
    "function f() {\n\tif (a) {\n\t\tb();\n\t}\n}\n",
  );
});

describe("a text in YAML stands further right than its key", () => {
  const steps = "steps:\n  - run: |\n";
  check("yaml", `${steps}▮\n`, "      make\n", `${steps}      make\n`);
  check("yaml", `${steps}  ▮\n`, "    make\n      make test\n", `${steps}      make\n      make test\n`);
  check("yaml", `${steps}  ▮\n`, "  make all\n", `${steps}      make all\n`);
  check("yaml", `${steps}      ▮\n`, "make\n      make test\n  - uses: a\n", `${steps}      make\n      make test\n`);
  check("yaml", "a: >-\n▮\nb: 1\n", "  some words\n  and more\n", "a: >-\n  some words\n  and more\nb: 1\n");
});

describe("a line between lines that stand further right", () => {
  const body = "class A:\n    def f(self):\n        with self.b:\n            c()\n▮\n            d()\n";
  check("python", body, "    def g(self):\n        pass\n", null);
  check("python", body, "        return 1\n", null);
  check("python", body, "            e()\n", body.replace("▮", "            e()"));
  check("python", "for a in b:\n    c()\n▮\n    d()\n", "print(a)\n", null);
  check("python", "if a:\n▮\n    b()\n", "c()\n", null);
  check("yaml", "a:\n  b: 1\n▮\n  c: 2\n", "d: 3\n", null);
  // By mistake, where it ends nothing.
  check(
    "go",
    "package a\n\nfunc f() {\n\tif b {\n\t\tc()\n▮\n\t\td()\n\t}\n}\n",
    "\te()\n\t\tg()\n",
    "package a\n\nfunc f() {\n\tif b {\n\t\tc()\n\t\te()\n\t\tg()\n\t\td()\n\t}\n}\n",
  );
  check(
    "go",
    "package a\n\nfunc f() {\n\tif b {\n\t\tc()\n\t▮\n\t\td()\n\t}\n}\n",
    "e()\n\t\tg()\n",
    "package a\n\nfunc f() {\n\tif b {\n\t\tc()\n\t\te()\n\t\tg()\n\t\td()\n\t}\n}\n",
  );
  check(
    "typescript",
    "function f() {\n    a();\n▮\n    b();\n}\n",
    "if (c) {\n    d();\n}\n",
    "function f() {\n    a();\n    if (c) {\n        d();\n    }\n    b();\n}\n",
  );
  check(
    "c",
    "int f(int a) {\n    b();\n▮\n    c();\n}\n",
    "#define X 1\n",
    "int f(int a) {\n    b();\n#define X 1\n    c();\n}\n",
  );
});

describe("lines that were written for another level move together", () => {
  check(
    "typescript",
    "function f() {\n    a();\n    ▮\n}\n",
    "if (b) {\n    c();\n}\n",
    "function f() {\n    a();\n    if (b) {\n        c();\n    }\n}\n",
  );
  check(
    "typescript",
    "class A {\n  f() {\n    ▮\n  }\n}\n",
    "    if (b) {\n          c();\n        }\n",
    "class A {\n  f() {\n    if (b) {\n      c();\n    }\n  }\n}\n",
  );
});

describe("lines that go on with the cursor's line", () => {
  check(
    "typescript",
    "const a = load(b)▮\n",
    "\n  .then(c)\n  .catch(d);\n",
    "const a = load(b)\n  .then(c)\n  .catch(d);\n",
  );
  check("typescript", "type Kind =▮\n", '\n  | "a"\n  | "b";\nlet c;\n', 'type Kind =\n  | "a"\n  | "b";\n');
  check(
    "rust",
    "fn f() {\n    let a = b▮\n}\n",
    "\n        .iter()\n        .sum();\n    c();\n",
    "fn f() {\n    let a = b\n        .iter()\n        .sum();\n}\n",
  );
  check("elixir", "  list▮\n", "\n  |> Enum.sort()\n  |> hd()\n", "  list\n  |> Enum.sort()\n  |> hd()\n");
  check(
    "csharp",
    "class A {\n    int F() {\n        return b▮\n    }\n}\n",
    "\n            .Where(c => c > 1)\n            .Count();\n",
    "class A {\n    int F() {\n        return b\n            .Where(c => c > 1)\n            .Count();\n    }\n}\n",
  );
  check("typescript", "const a = load(b);▮\n", "\n  .then(c);\n", null);
  check("typescript", "load(b)▮\n", "\nrun();\n", null);
  check(
    "haskell",
    "sign x\n▮\n",
    "  | x > 0 = 1\n  | otherwise = 0\n\nmain = x\n",
    "sign x\n  | x > 0 = 1\n  | otherwise = 0\n",
  );
});

describe("a tag closes no brackets", () => {
  check("html", "<style>\n  p {\n    margin: 0;\n    ▮\n  }\n</style>\n", "</style>\n", null);
  check(
    "html",
    "<script>\n  function f() {\n    ▮\n  }\n</script>\n",
    "a();\n  </script>\n",
    "<script>\n  function f() {\n    a();\n  }\n</script>\n",
  );
  check("vue", "<script>\nexport default {\n  ▮\n}\n</script>\n", "</script>\n", null);
  check(
    "typescriptreact",
    "const a = (\n  <ul>\n    ▮\n  </ul>\n);\n",
    "<li>b</li>\n",
    "const a = (\n  <ul>\n    <li>b</li>\n  </ul>\n);\n",
  );
});

describe("no second body in front of the one that is there", () => {
  check("typescript", "function f() {▮\n  return 1;\n}\n", "\n  return 2;\n}\n", null);
  check("python", "def f():▮\n    return 1\n", "\n    return 2\n\ndef g():\n", null);
  check(
    "typescript",
    "function f() {▮\n  return a;\n}\n",
    "\n  const a = 1;\n  return a;\n}\n",
    "function f() {\n  const a = 1;\n  return a;\n}\n",
  );
  check("typescript", "const a = {▮\n  b: 1,\n};\n", "\n  c: 2,\n};\n", "const a = {\n  c: 2,\n  b: 1,\n};\n");
  check("yaml", "a:▮\n  b: 1\n", "\n  c: 2\nd: 3\n", "a:\n  c: 2\n  b: 1\n");
  check("ruby", "def a▮\n  1\nend\n", "\n  2\nend\n", null);
  check("lua", "function a()▮\n  return 1\nend\n", "\n  return 2\nend\n", null);
});

describe("a line below one that is not whole", () => {
  check("clojure", "(defn twice [n]\n▮)\n", "  (* 2 n)", "(defn twice [n]\n  (* 2 n))\n");
  check("python", "total = (a\n▮\n)\n", "         - b\n", "total = (a\n         - b\n)\n");
  check("sql", "SELECT a,\n▮\nFROM b;\n", "       c\n", "SELECT a,\n       c\nFROM b;\n");
  check("makefile", "all: a.o \\\n▮\n", "     b.o\n", "all: a.o \\\n     b.o\n");
  check("yaml", "a:\n  - b: 1\n  ▮\n", "  c: 2\n", "a:\n  - b: 1\n    c: 2\n");
  check("c", "int main()▮\n", "\n{\n    return 0;\n}\n\nint f()\n", "int main()\n{\n    return 0;\n}\n");
});

describe("line ends of Windows", () => {
  check(
    "csharp",
    "class A\r\n{\r\n    ▮\r\n}\r\n",
    "int B()\n    {\n        return 1;\n    }\n",
    "class A\r\n{\r\n    int B()\r\n    {\r\n        return 1;\r\n    }\r\n}\r\n",
  );
  check("makefile", "a:\r\n▮\r\n", "    b\n    c\n", "a:\r\n\tb\r\n\tc\r\n");
});

describe("an empty file gets no piece of another language", () => {
  check("python", "▮", 'import Vue, { ref } from "vue";\n', null);
  check("python", "▮\n", 'const a = require("a");\n', null);
  check("go", "▮\n", "def main():\n    pass\n", null);
  check("python", "▮\n", "import os\n", "import os\n");
  check("python", "▮\n", "#include <stdio.h>\n\nint main() {\n", null);
});

describe("a decorator or a comment speaks of one item", () => {
  check(
    "python",
    "class A:\n    @property\n    ▮\n",
    "def b(self):\n        return 1\n\n    def c(self):\n        pass\n",
    "class A:\n    @property\n    def b(self):\n        return 1\n",
  );
  check(
    "java",
    "class A {\n    /** Says b. */\n    ▮\n}\n",
    "void b() {\n        c();\n\n        d();\n    }\n\n    void e() {\n    }\n",
    "class A {\n    /** Says b. */\n    void b() {\n        c();\n\n        d();\n    }\n}\n",
  );
  check(
    "kotlin",
    "class A {\n    @Test\n    ▮\n}\n",
    "fun b() {\n        c()\n    }\n\n    fun d() {\n    }\n",
    "class A {\n    @Test\n    fun b() {\n        c()\n    }\n}\n",
  );
});

describe("between braces the levels are the file's", () => {
  check("typescript", "class A {\n  f() {▮}\n}\n", "\n      a();\n    }\n", "class A {\n  f() {\n    a();\n  }\n}\n");
  check(
    "typescript",
    "f(() => {\n  a();\n});\nif (b) {▮}\n",
    "\n    c();\n    if (d) {\n        e();\n    }\n",
    "f(() => {\n  a();\n});\nif (b) {\n  c();\n  if (d) {\n    e();\n  }\n}\n",
  );
});

describe("a closer behind the cursor goes to a line of its own", () => {
  check("typescript", "function f() {\n  ▮}\n", "return 1;\n}\n", "function f() {\n  return 1;\n}\n");
  check("typescript", "function f() {\n▮}\n", "  return 1;\n}\n", "function f() {\n  return 1;\n}\n");
  check("go", "package a\n\nfunc f() {\n▮}\n", "\treturn\n}\n", "package a\n\nfunc f() {\n\treturn\n}\n");
  check("dart", "class A {\n  void f() {\n    ▮}\n}\n", "g();\n  }\n", "class A {\n  void f() {\n    g();\n  }\n}\n");
  check("json", '{\n  "a": 1,\n  ▮}\n', '"b": 2\n}\n', '{\n  "a": 1,\n  "b": 2\n}\n');
  check("typescript", "const a = [\n  1,\n  ▮];\n", "2,\n];\n", "const a = [\n  1,\n  2,\n];\n");
  check("clojure", "(defn f [a]\n  ▮)\n", "(g a)", "(defn f [a]\n  (g a))\n");
  check("typescript", "f(\n  a,\n  ▮);\n", "b", "f(\n  a,\n  b);\n");
});
