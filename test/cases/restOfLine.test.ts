/** Text that meets the rest of the cursor's line, and what stands in front of the cursor. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("inside of a word nothing is said that changes what stands further behind", () => {
  check("javascript", "const sum = 3;\nconsole.wa▮rn(sum);\n", "rn(sum * 2);\n", null);
  check("python", "self.si▮ze = size\n", "ze = other\n", null);
  check("rust", 'fn f() {\n    eprin▮tln!("a");\n}\n', 'tln!("b");\n', null);
  check("go", "package a\n\nfunc f() error {\n\tretu▮rn nil\n}\n", "rn err\n", null);
  check("lua", "pri▮nt(sum)\n", "nt(sum + 1)\n", null);
  check("ruby", "pu▮ts name\n", "ts other\n", null);
  check("shellscript", "ech▮o hi\n", "o hello\n", null);
  check("css", ".a {\n  wid▮th: 1px;\n}\n", "th: 2px;\n", null);
  check("html", '<sect▮ion id="a">\n</section>\n', 'ion id="b">\n', null);
  check("json", '{\n  "vers▮ion": "1"\n}\n', 'ion": "2"\n', null);
  check("markdown", "Cats are qui▮ck.\n", "ck and small.\n", null);
  check("javascript", "const size = read▮Size();\n", "All().size;\n", null);
  check("go", "package a\n\nfunc f() {\n\tlog.Fat▮alln(err)\n}\n", 'alf("%v", err)\n', null);
});

describe("inside of a word what is missing there", () => {
  check("javascript", "const edge = inner▮ - 1;\n", "Width - 1;", "const edge = innerWidth - 1;\n");
  check("javascript", "const size = read▮Size();\n", "FullSize(1);", "const size = readFullSize(1);\n");
  check("python", "total = sum(a▮2), [\n    1,\n])\n", "ll, max(2), [", "total = sum(all, max(2), [\n    1,\n])\n");
  check(
    "lua",
    "each(a▮2), function(x)\n  go(x)\nend)\n",
    "ll, (2), function(x)",
    "each(all, (2), function(x)\n  go(x)\nend)\n",
  );
});

describe("a comment does not hide the rest of the line", () => {
  check("python", "run(▮)\n", "a, b)  # Both.\n", "run(a, b)\n");
  check("python", 'print(f"{name} is {▮}")\n', 'age} old.")  # In years.\n', 'print(f"{name} is {age} old.")\n');
  check("typescript", "if (▮) {\n  run();\n}\n", "a // Why.\n", "if (a) {\n  run();\n}\n");
  check("lua", "run(▮)\n", "a -- Why.\n", "run(a)\n");
  check("typescript", 'const page = "http:▮";\n', "//example.org", 'const page = "http://example.org";\n');
});

describe("lines between tags", () => {
  const two = "\n  <li>a</li>\n  <li>b</li>\n";
  check("html", "<ul>▮</ul>\n", `${two}</ul>\n`, `<ul>${two}</ul>\n`);
  check("html", "<ul>▮</ul>\n", "<li>a</li></ul>\n", "<ul><li>a</li></ul>\n");
  check("html", "<p>▮</p>\n", "Hello</p>\n<p>b</p>\n", "<p>Hello</p>\n");
  check("html", "<ul>\n▮</ul>\n", "  <li>a</li>\n  <li>b</li>\n</ul>\n", `<ul>${two}</ul>\n`);
  check(
    "typescriptreact",
    "const a = (\n  <ul>\n    ▮</ul>\n);\n",
    "<li>b</li>\n  </ul>\n);\n",
    "const a = (\n  <ul>\n    <li>b</li>\n  </ul>\n);\n",
  );
  check(
    "vue",
    "<template>\n  <ul>\n    ▮</ul>\n</template>\n",
    "<li>b</li>\n  </ul>\n</template>\n",
    "<template>\n  <ul>\n    <li>b</li>\n  </ul>\n</template>\n",
  );
});

describe("the rest of the line is not said again", () => {
  check("dart", 'test("keeps or▮) {\n  run();\n});\n', 'der", () {', 'test("keeps order", () {\n  run();\n});\n');
  check(
    "vue",
    '<script>\nit("keeps or▮) => {\n  run();\n});\n</script>\n',
    'der", () => {',
    '<script>\nit("keeps order", () => {\n  run();\n});\n</script>\n',
  );
  check(
    "typescript",
    'it("keeps or▮, async () => {\n  run();\n});\n',
    'der", async () => {\n',
    'it("keeps order", async () => {\n  run();\n});\n',
  );
  check(
    "kotlin",
    "fun add(a: ▮): Int {\n  return a\n}\n",
    "Int, b: Int): Int {\n",
    "fun add(a: Int, b: Int): Int {\n  return a\n}\n",
  );
});

describe("a text that has come to the rest of the line, and goes on otherwise, ends in front of it", () => {
  check("sql", "SELECT ▮ FROM users;\n", "id, name FROM users WHERE id = 1;\n", "SELECT id, name FROM users;\n");
  // A statement that the text ends goes on behind it.
  check("javascript", "const a = s▮ / 2;\n", "um(all);\n", "const a = sum(all) / 2;\n");
  check("java", "class A {\n  int b = ▮ + c;\n}\n", "one(c);\n", "class A {\n  int b = one(c) + c;\n}\n");
  check("dart", "var a = ▮ / 2;\n", "sum(all);\n", "var a = sum(all) / 2;\n");
  check("perl", "my $a = ▮ . $b;\n", "name($b);\n", "my $a = name($b) . $b;\n");
  check("html", '<a href="▮">x</a>\n', '/home">Home</a>\n', '<a href="/home">x</a>\n');
  check("html", '<a href="▮">x</a>\n', '/home" class="b">x</a>\n', '<a href="/home" class="b">x</a>\n');
  check("vue", '<a :href="▮">x</a>\n', 'url">Home</a>\n', '<a :href="url">x</a>\n');
  check("json", '{\n  "a": "▮",\n  "b": 1\n}\n', 'x",\n  "b": 2\n', '{\n  "a": "x",\n  "b": 1\n}\n');
  check("rust", "let v: Vec<▮> = Vec::new();\n", "String> = vec![];\n", "let v: Vec<String> = Vec::new();\n");
  check("kotlin", "val v: List<▮> = listOf()\n", "Set<Int>> = a()\n", "val v: List<Set<Int>> = listOf()\n");
  check("css", ".a { color: ▮; margin: 0; }\n", "red; margin: 1px; }\n", ".a { color: red; margin: 0; }\n");
  check("typescript", "const { ▮ } = await load();\n", "a, b } = await get();\n", "const { a, b } = await load();\n");
  check(
    "swift",
    "let a = all.filter { ▮ }.map { $0.b }\n",
    "$0.c }.map { $0.d }\n",
    "let a = all.filter { $0.c }.map { $0.b }\n",
  );
  check("python", "x = foo(▮)[0]\n", "a, b)[1]\n", "x = foo(a, b)[0]\n");
  check("typescript", "load(▮).catch(stop);\n", "a).then(go);\n", "load(a).catch(stop);\n");
  check("typescript", "const a = b ? ▮ : c;\n", "d(1) : e;\n", "const a = b ? d(1) : c;\n");
  check("typescript", "for (const ▮ of all) {\n}\n", "one of list) {\n", "for (const one of all) {\n}\n");
  // All of it, with the end of the statement.
  check("javascript", "f(▮, b)\n", "a, c, b);\n", "f(a, c, b);\n");
  // Two words of a longer rest are not all of it where the cursor's word goes on.
  check("javascript", "add(▮one, two)\n", "three, one, two)\n", "add(three, one, two)\n");
});

describe("white space alone is not replaced by a text that leaves the rest as it is", () => {
  check("sql", "SELECT ▮ FROM users;\n", "id; DROP TABLE users;\n", null);
});

describe("a closer of a later line may be closed where another is opened", () => {
  check("typescript", "load(pa▮(x) => {\n  use(x);\n});\n", "th).then(", "load(path).then((x) => {\n  use(x);\n});\n");
  check(
    "typescript",
    "load(pa▮(x) => {\n  use(x);\n});\n",
    "th).then((x) => {",
    "load(path).then((x) => {\n  use(x);\n});\n",
  );
  check("dart", "add(first,▮\n  second);\n", " third);\n", "add(first, third\n  second);\n");
});

describe("nothing that would run into the rest of the line", () => {
  check("c", "int ▮first = 5;\n", "second = 3;\n", null);
  check("javascript", "add(▮a, b);\n", "a, c);\n", null);
  check("javascript", "x = ▮a + b;\n", "a * 2;\n", null);
  check("javascript", "x = [▮1, 2];\n", "1, 3];\n", null);
  check("lua", 'add(▮"a", "b")\n', '"a", "c")\n', null);
  check("javascript", 'add(▮"a", "b");\n', '"a", "c");\n', null);
  check("dart", "if (▮b) {\n  go();\n}\n", "a) {\n", null);
});

describe("what may stand right in front of the rest of the line", () => {
  check("c", "y = ▮x;\n", "(long)", "y = (long)x;\n");
  check("javascript", "for (▮i < 3; i++) {\n}\n", "let i = 0; ", "for (let i = 0; i < 3; i++) {\n}\n");
  check(
    "rust",
    "fn f() {\n    'outer: loop { break ▮; }\n}\n",
    "'outer",
    "fn f() {\n    'outer: loop { break 'outer; }\n}\n",
  );
});

describe("what stands in front of the cursor is not said again", () => {
  check("lua", "local sum = ▮\n", "local sum = a + b\n", "local sum = a + b\n");
  check("swift", "let sum▮\n", "let sum = a + b\n", "let sum = a + b\n");
  check("javascript", "docum▮\n", "document.write(1);\n", "document.write(1);\n");
  check("lua", "max(▮)\n", "max(a, b), c", "max(max(a, b), c)\n");
  check("julia", "m = [\n  0, ▮\n]\n", "0, 1\n", "m = [\n  0, 0, 1\n]\n");
});

describe("the beginning of the line is not said again", () => {
  check("css", ".a {\n  color: ▮\n}\n", "color: red;\n", ".a {\n  color: red;\n}\n");
  check("lua", "name = ▮\n", "name = read()\n", "name = read()\n");
  check("kotlin", "fun f(): Int {\n    return ▮\n}\n", "return a + 1\n", "fun f(): Int {\n    return a + 1\n}\n");
  // A call may hold itself.
  check("kotlin", "val b = f(▮)\n", "f(1)\n", "val b = f(f(1))\n");
});
