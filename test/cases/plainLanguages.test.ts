/** Languages without a grammar: what is begun is shown to its end, or not at all. */

import { describe, expect, test } from "vitest";
import { cursorMark } from "../core/place/marks.ts";
import { check } from "./check.ts";
import { CaseRunner } from "./runCase.ts";

/** What the model writes comes out, with more behind it that does not. */
const whole = (languageId: string, marked: string, text: string, more = "") =>
  check(languageId, marked, text + more, marked.replace("▮", text));

describe("brackets", () => {
  whole("dart", 'test("adds", ▮);\n', "() {\n  add();\n}", ");\nnext();\n");
  whole(
    "dart",
    "Widget build() {\n  return ▮;\n}\n",
    "Column(\n    children: [\n      Text(name),\n    ],\n  )",
    ";\n",
  );
  whole("r", "sizes <- lapply(items, ▮)\n", "function(item) {\n  nchar(item)\n}", ")\n");
  whole("svelte", "<script>\n  const sum = ▮\n</script>\n", "$derived.by(() => {\n    return 1;\n  });", "\n");
  whole("kotlin", "fun add() {}\n\n▮\n", "fun sum(): Int {\n    return 1\n}", "\n\nfun next() {}\n");
  whole("terraform", "▮\n", 'variable "name" {\n  type = string\n}', '\n\nvariable "next" {\n}\n');
  whole("scss", ".a ▮\n", "{\n  color: red;\n}", "\n");
  whole("zig", "const a = ▮\n", "struct {\n    b: u32,\n};", "\n");
  check("dart", "run(▮)\n", "() {\n  go();\n});\n", "run(() {\n  go();\n});\n");
});

describe("bodies that a word or a tag ends", () => {
  whole("lua", "local add = ▮\n", "function(a)\n  return a\nend", "\nlocal x = 1\n");
  whole("lua", "table.sort(list, ▮)\n", "function(a, b)\n  return a < b\nend", ")\n");
  whole("lua", "if a ▮\n", "then\n  b()\nelse\n  c()\nend", "\nd()\n");
  whole("julia", "▮\n", "function add(a)\n    a\nend", "\nx = 1\n");
  whole("elixir", "sizes = Enum.map(items, ▮)\n", "fn item ->\n  size(item)\nend", ")\n");
  whole("elixir", 'test "adds" ▮\n', "do\n  assert true\nend", "\n");
  whole("ruby", "items.each ▮\n", "do |item|\n  add(item)\nend", "\n");
  whole("shellscript", "for f in *; ▮\n", "do\n  echo $f\ndone", "\n");
  whole("svelte", "▮\n", "{#each items as item}\n  <p>{item}</p>\n{/each}", "\n<p>x</p>\n");
  whole("vue", "<template>\n  ▮\n</template>\n", "<ul>\n    <li>a</li>\n  </ul>", "\n</template>\n");
  check(
    "lua",
    "local function add(▮\n  return a\nend\n",
    "a)\n  return b\nend\n",
    "local function add(a)\n  return a\nend\n",
  );
});

describe("bodies that end where the lines stand further left", () => {
  whole("haskell", "main = ▮\n", "do\n  print 1\n  print 2", "\n\nnext = 1\n");
  whole("nim", "proc add(a: int): int ▮\n", "=\n  a + 1", "\n\necho add(1)\n");
  whole("makefile", "all: ▮\n", "main.o\n\tcc -o all main.o", "\n\nclean:\n");
});

describe("lines that go on", () => {
  whole("dockerfile", "RUN ▮\n", "apt-get update \\\n    && apt-get install -y git", "\nRUN next\n");
  whole("r", "x <- ▮\n", "items %>%\n  filter(a) %>%\n  select(b)", "\ny <- 1\n");
  whole("kotlin", "▮\n", "@Test\nfun adds() {\n    go()\n}", "\n");
  whole("haskell", "▮\n", "add :: Int -> Int\nadd a = a", "\n\nnext = 1\n");
  whole("kotlin", "val sizes = items▮\n", "\n    .filter { it.ok }\n    .map { it.size }", "\nval x = 1\n");
  whole("typescript", "const answer = await ask(name)▮\n", "\n  .then((x) => x.json());", "\nnext();\n");
});

describe("what has no end is cut to what has one, or not shown", () => {
  check("dart", "void f() {\n  ▮\n}\n", "run(() {\n    go(\n", null);
  check("lua", "function f()\n  ▮\nend\n", "if a then\n    b()\n", null);
  check("lua", "function f()\n  ▮\nend\n", "add()\n  if a then\n    b()\n", "function f()\n  add()\nend\n");
  check("kotlin", "val a = ▮\n", "listOf(\n", null);
  check("dockerfile", "RUN ▮\n", "apt-get update \\\n", null);
  check(
    "dart",
    "void f() {\n  ▮\n}\n",
    "add();\n  run(() {\n    go();\n",
    "void f() {\n  add();\n  run(() {\n    go();\n  })\n}\n",
  );
});

describe("fenced code in prose is code of its language", () => {
  check(
    "markdown",
    "It's so:\n\n```js\nfunction add(a) {\n  ▮\n}\n```\n",
    "if (a) {\n    return 1;\n  }\n}\n```\nMore.\n",
    "It's so:\n\n```js\nfunction add(a) {\n  if (a) {\n    return 1;\n  }\n}\n```\n",
  );
  whole("markdown", "~~~python\ntext = ▮\n~~~\n", '"""\none\n"""', "\n~~~\n");
  whole("markdown", "```js\nadd();\n```\nAdd (▮\n", "what you like", "\nmore).\n");
});

describe("prose says nothing with dots alone", () => {
  check("markdown", "I was about to▮\n", "...", null);
  check("python", "def f():\n    ▮\n", "...\n", "def f():\n    ...\n");
});

describe("code within elements is code of its language", () => {
  whole(
    "vue",
    '<script setup lang="ts">\nconst sum = ▮\n</script>\n',
    "computed(() => {\n  return `a\n)`;\n});",
    "\n</script>\n",
  );
  whole("svelte", "<script>\n  const text = ▮;\n</script>\n", "`\n  a (\n`", ";\n");
  whole("html", "<style>\n  .a {\n    ▮\n  }\n</style>\n", "color: red;\n    margin: 0;", "\n  }\n</style>\n");
  whole("html", "<script>\n  ▮\n</script>\n", "function add() {\n    return 1;\n  }", "\n</script>\n</body>\n");
  whole("html", "<script></script>\n<ul>\n  ▮\n</ul>\n", "<li>\n    a\n  </li>", "\n</ul>\n");
  check("html", "<style>\n  .a {\n    margin: 0;\n    ▮\n  }\n</style>\n", "</style>\n", null);
});

describe("a plain text goes by the name of its file", () => {
  const item = "model Tag {\n  id   Int @id\n  name String\n}";
  const marked = cursorMark("model Post {\n  id Int @id\n}\n\n▮\n");
  const wants = [`model Post {\n  id Int @id\n}\n\n${item}\n`];
  const given = { id: "own", languageId: "plaintext", ...marked, writes: `${item}\n\nmodel User {\n}\n`, wants };
  test("whose ending is known", async () =>
    expect(await new CaseRunner().run({ ...given, file: "schema.prisma" })).toMatchObject({ ok: true }));
  test("and is plain where it is not", async () =>
    expect(await new CaseRunner().run({ ...given, file: "schema.notes" })).toMatchObject({ ok: false }));
});

describe("a body whose brace stands on a line of its own", () => {
  check(
    "perl",
    "use strict;\n\n▮\n",
    "sub one\n{\n    return 1;\n}\n\nsub two {\n",
    "use strict;\n\nsub one\n{\n    return 1;\n}\n",
  );
  check(
    "powershell",
    "param($a)\n\n▮\n",
    "function Get-It\n{\n    $a\n}\n\nGet-It\n",
    "param($a)\n\nfunction Get-It\n{\n    $a\n}\n",
  );
  check(
    "objective-c",
    "@implementation A\n\n▮\n\n@end\n",
    "- (void)run\n{\n    [self go];\n}\n\n- (void)stop\n",
    "@implementation A\n\n- (void)run\n{\n    [self go];\n}\n\n@end\n",
  );
  check("kotlin", "val a = 1\n▮\n", "val b = 2\n{ c }\n", "val a = 1\nval b = 2\n");
});

describe("arms that stand as far left as their head", () => {
  check(
    "ocaml",
    "let rec f x =\n  match x with\n  ▮\n",
    "| [] -> 0\n  | h :: t -> h + f t\n\nlet g = 1\n",
    "let rec f x =\n  match x with\n  | [] -> 0\n  | h :: t -> h + f t\n",
  );
  check(
    "fsharp",
    "let f x =\n    match x with\n    ▮\n",
    "| Some v -> v\n    | None -> 0\n\nlet g = 1\n",
    "let f x =\n    match x with\n    | Some v -> v\n    | None -> 0\n",
  );
});
