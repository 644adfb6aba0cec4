/** The head of what stands below it already was missing, or is written in front of lines that it is to hold. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** The head is taken, and stands where it was written; the model goes on with what stands below. */
function checkHead(languageId: string, marked: string, head: string): void {
  const [, below = ""] = marked.split("▮");
  check(languageId, marked, head + below, marked.replace("▮", head));
}

describe("a head stands further left than its body", () => {
  checkHead("swift", "struct A {\n    let b = 1\n\n    ▮\n        go(b)\n    }\n}\n", "deinit {");
  checkHead("swift", "var body: some View {\n    ▮\n        Text(a)\n    }\n}\n", "VStack {");
  checkHead("swift", "struct A: App {\n▮\n        B()\n    }\n}\n", "    var body: some Scene {");
  checkHead("kotlin", "fun a() {\n    ▮\n        c()\n    }\n}\n", "if (b) {");
  checkHead("dart", "Widget a() {\n  return Column(\n    ▮\n      Text(b),\n    ],\n  );\n}\n", "children: [");
  checkHead("svelte", "<ul>\n\t▮\n\t\t<li>{b}</li>\n\t{/each}\n</ul>\n", "{#each a as b}");
  checkHead("nix", "{\n  a =\n    b:\n    ▮\n      c = 1;\n    };\n}\n", "{");
  checkHead("python", "def f(a):\n    g()\n    ▮\n        return 1\n    return 2\n", "if a:");
  checkHead("python", "def f():\n    while a:\n        b()\n    ▮\n        return 1\n    c()\n", "if d:");
  checkHead("go", "package a\n\nfunc f() {\n\tif a {\n\t\tb()\n\t}\n\t▮\n\t\tc()\n\t}\n}\n", "if d {");
  checkHead("typescript", 'test("a", () =>\n  ▮\n    1, 2,\n  ]));\n', "expect(b).toEqual([");
  checkHead("powershell", "if ($a) {\n  ▮\n    $c\n  )\n}\n", "$b = (");
  checkHead("cmake", "if(A)\n  ▮\n    message(b)\n  endif()\nendif()\n", "if(B)");
  checkHead("jinja", "{% for a in b %}\n▮\n    {{ a }}\n  {% endif %}\n{% endfor %}\n", "  {% if a %}");
  checkHead("shellscript", "debug() {\n  ▮\n    echo b\n  fi\n}\n", 'if [ -n "$A" ]; then');
});

describe("another part of what is above", () => {
  checkHead("cmake", "if(A)\n  message(a)\n▮\n  message(b)\nendif()\n", "else()");
  checkHead("svelte", "{#if a}\n\t<p>a</p>\n▮\n\t<p>b</p>\n{/if}\n", "{:else}");
  // A tag above opens nothing that its end or its bracket has not closed.
  checkHead("svelte", "<p>\n\t{#if a}\n\t\t<A />\n▮\n\t\t<B />\n\t{/if}\n</p>\n", "\t{:else if b}");
  checkHead("svelte", "<p>\n\t{#if a}\n\t\t<b>\n\t\t\ta\n\t\t</b>\n▮\n</p>\n", "\t{/if}");
  checkHead("svelte", "<div>\n\t▮\n\t\tname={a}\n\t/>\n</div>\n", "<Item");
  checkHead("jinja", "{% if a %}\n  a\n▮\n  b\n{% endif %}\n", "{% else %}");
  checkHead("shellscript", 'if [ "$a" ]; then\n    b\n▮\n    c\nfi\n', 'elif [ "$d" ]; then');
  checkHead("shellscript", 'case "$1" in\n  a)\n    b\n    ;;\n  ▮\n    c\n    ;;\nesac\n', "*)");
  checkHead("makefile", "ifeq (a, b)\n\tA = 1\n▮\n\tA = 2\nendif\n", "else");
  checkHead("lua", "if a then\n  b()\n▮\n  c()\nend\n", "else");
});

describe("a key, an item", () => {
  checkHead("yaml", "properties:\n  id:\n    type: string\n  ▮\n    type: string\n", "name:");
  checkHead("yaml", "steps:\n  ▮\n    uses: actions/checkout\n", "- name: Fetch");
  checkHead("yaml", "jobs:\n▮\n    runs-on: ubuntu\n", "  build:");
  checkHead("yaml", "a:\n  b: 1\n\n▮\n  d: 2\n", "c:");
});

describe("what the lines below hold is not its own", () => {
  const body = "def f(a):\n    if a:\n        x = 1\n▮\n    return x\n";
  check("python", body, "def g(b):\n    return 2\n", null);
  check("python", body, "y = 2\n", null);
});

describe("a level of the file", () => {
  // One space in front of a star is none.
  const comment = "/**\n * The shop.\n */\n";
  check(
    "kotlin",
    `${comment}object Shop {▮\n}\n`,
    "\n    /**\n     * Opens it.\n     */\n    fun open() = 1\n",
    `${comment}object Shop {\n    /**\n     * Opens it.\n     */\n    fun open() = 1\n}\n`,
  );
  // Arguments that stand twice as deep as a level.
  const calls = "void f() {\n    a(1,\n            2);\n    b(1,\n            2);\n    c(1,\n            2);\n";
  check(
    "cuda-cpp",
    `${calls}    if (d) {\n        ▮\n    }\n}\n`,
    "return;\n",
    `${calls}    if (d) {\n        return;\n    }\n}\n`,
  );
  check(
    "cuda-cpp",
    `${calls}    if (d) {▮\n    }\n}\n`,
    "\n        return;\n",
    `${calls}    if (d) {\n        return;\n    }\n}\n`,
  );
  check(
    "yaml",
    "a:\n- path:\n    b: 1\n    c: 2\n  d: 3\n- path:▮\ne: 4\n",
    "\n    b: 5\n    c: 6\n  d: 7\n",
    "a:\n- path:\n    b: 1\n    c: 2\n  d: 3\n- path:\n    b: 5\n    c: 6\n  d: 7\ne: 4\n",
  );
  check(
    "sql",
    "ALTER TABLE a\n  ADD b int;\n▮\n  ADD d int;\n",
    "ALTER TABLE c\n  ADD d int;\n",
    "ALTER TABLE a\n  ADD b int;\nALTER TABLE c\n  ADD d int;\n",
  );
});
