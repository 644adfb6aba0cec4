import { describe } from "vitest";
import { check } from "./stopCases.ts";

describe("a block with brackets", () => {
  check("ends with its closer", {
    at: "function f() {▮\n\ng();",
    generated: "\n  a();\n  b();\n}\n\nfunction h() {",
    expected: "\n  a();\n  b();\n} ◂blockEnd",
  });
  check("leaves the closer to the text", {
    at: "function f() {▮\n}",
    generated: "\n  a();\n  b();\n}\n",
    expected: "\n  a();\n  b(); ◂followingText",
  });
  check("leaves the closer to the line", {
    at: "function f() {▮}",
    generated: "\n  a();\n}\n",
    expected: "\n  a();\n ◂followingText",
  });
  check("leaves several closers to the line", {
    at: "run(() => {▮});",
    generated: "\n  a();\n});\n",
    expected: "\n  a();\n ◂followingText",
  });
  check("knows its closer from that of the block around it", {
    at: "function f() {\n  if (a) {▮\n}",
    generated: "\n    b();\n  }\n  c();\n",
    expected: "\n    b();\n  } ◂blockEnd",
  });
  check("keeps what ends the statement", {
    at: "run(() => {▮",
    generated: "\n  a();\n});\nb();",
    expected: "\n  a();\n}); ◂blockEnd",
  });
  check("keeps only the closer in front of another branch", {
    at: "  if (a) {▮",
    generated: "\n    b();\n  } else {\n    c();\n",
    expected: "\n    b();\n  } ◂blockEnd",
  });
  check("holds inner blocks", {
    at: "function f() {▮\n}",
    generated: "\n  if (a) {\n    b();\n  }\n  return c;\n}",
    expected: "\n  if (a) {\n    b();\n  }\n  return c; ◂followingText",
  });
  check("may end on its line", {
    at: "const f = () => {▮",
    generated: " return 1; }\nf();",
    expected: " return 1; } ◂blockEnd",
  });
  check("takes the line's closer along", { at: "f(▮)", generated: "a, b);\ng();", expected: "a, b); ◂blockEnd" });
  check("goes on in the middle", {
    at: "function f() {\n  ▮\n}",
    generated: "a();\n  b();\n}\n",
    expected: "a();\n  b(); ◂followingText",
  });
  check("ends where it is left", {
    at: "function f() {\n  a();\n  ▮",
    generated: "b();\n}\n\nfunction g() {",
    expected: "b();\n} ◂blockEnd",
  });
  check("has nothing to add where only the end is missing", {
    at: "function f() {\n  a();\n  ▮\n}",
    generated: "}\n",
    expected: " ◂followingText",
  });
  check("cannot step back out of its line", {
    at: "function f() {\n  a();\n  ▮",
    generated: "}\n",
    expected: " ◂dedent",
  });
  check("closes in the middle of a line", {
    at: "f(\n  a,\n  ▮\n);",
    generated: "b, c);\ng();",
    expected: "b, c ◂followingText",
  });
  check("closes its call itself", { at: "  f(\n    a,\n    ▮", generated: "b)\n  g()", expected: "b) ◂blockEnd" });
  check("goes on with the body that its closer's line opens", {
    at: "function f(▮",
    generated: "a, b) {\n  return a;\n}\n\nfunction g() {",
    expected: "a, b) {\n  return a;\n}\n ◂dedent",
  });
  check("keeps what goes on behind its closers", {
    at: "  f(g(▮\n",
    generated: "\n    a\n  )).h(b);\n  c();",
    expected: "\n    a\n  )).h(b); ◂blockEnd",
  });
  check("keeps what a list is taken from", {
    at: "const {▮\n",
    generated: '\n  a,\n} = b("c");\n',
    expected: '\n  a,\n} = b("c"); ◂blockEnd',
  });
  check("leaves the clause behind its closer", {
    at: "if (a) {▮\n",
    generated: "\n  b();\n} else {\n",
    expected: "\n  b();\n} ◂blockEnd",
  });
  check("does not end at a text's bracket", {
    at: "function f() {▮\n}",
    generated: "\n  a(\"}\");\n  b('}');\n}",
    expected: "\n  a(\"}\");\n  b('}'); ◂followingText",
  });
  check("is not misled by an opener in a comment", {
    at: "function f() {\n  // (see g\n  ▮\n}",
    generated: "a();\n}\n",
    expected: "a(); ◂followingText",
  });
  check("goes on behind an attribute that the next item has too", {
    language: "rust",
    at: "impl A {\n    ▮\n    #[inline]\n    fn b() {}\n}",
    generated: "#[inline]\n    fn a() {}\n\n    #[inline]\n    fn b() {}\n",
    expected: "#[inline]\n    fn a() {}\n ◂followingText",
  });
  check("has labels further left", {
    language: "go",
    at: "\tswitch a {▮\n\t}",
    generated: "\n\tcase 1:\n\t\tb()\n\tdefault:\n\t\tc()\n\t}",
    expected: "\n\tcase 1:\n\t\tb()\n\tdefault:\n\t\tc() ◂followingText",
  });
  check("is indented by tabs", {
    language: "go",
    at: "func f() {▮",
    generated: "\n\ta()\n}\n\nfunc g() {",
    expected: "\n\ta()\n} ◂blockEnd",
  });
});

describe("a block by indentation", () => {
  check("ends at the next definition", {
    language: "python",
    at: "def f():▮",
    generated: "\n    a()\n    b()\n\ndef g():\n",
    expected: "\n    a()\n    b()\n ◂dedent",
  });
  check("ends at another branch", {
    language: "python",
    at: "    if a:▮",
    generated: "\n        b()\n    else:\n        c()\n",
    expected: "\n        b() ◂dedent",
  });
  check("holds deeper lines", {
    language: "python",
    at: "def f():\n    ▮",
    generated: "if a:\n        b()\n    c()\nd()",
    expected: "if a:\n        b()\n    c() ◂dedent",
  });
  check("is not ended by brackets' lines", {
    language: "python",
    at: "def f():▮",
    generated: "\n    a(\n        b,\n    )\n    c = {\n}\n    d()\ne()",
    expected: "\n    a(\n        b,\n    )\n    c = {\n}\n    d() ◂dedent",
  });
  check("ends with a word", {
    language: "ruby",
    at: "  def total▮\n\n  def other",
    generated: "\n    items.sum\n  end\n\n  def x",
    expected: "\n    items.sum\n  end ◂blockEnd",
  });
  check("leaves the word to the text", {
    language: "ruby",
    at: "  def total▮\n  end\nend",
    generated: "\n    items.sum\n  end\n",
    expected: "\n    items.sum ◂followingText",
  });
  check("knows its word from that of the block around it", {
    language: "lua",
    at: "function f()\n  if a then▮\nend",
    generated: "\n    b()\n  end\n",
    expected: "\n    b()\n  end ◂blockEnd",
  });
  check("ends with its word in a shell", {
    language: "shellscript",
    at: "for f in *; do▮",
    generated: "\n  rm $f\ndone\necho",
    expected: "\n  rm $f\ndone ◂blockEnd",
  });
  check("ends with its tag", {
    language: "html",
    at: "  <ul>▮\n</div>",
    generated: "\n    <li>a</li>\n  </ul>\n</div>",
    expected: "\n    <li>a</li>\n  </ul> ◂blockEnd",
  });
  check("leaves the tag to the text", {
    language: "html",
    at: "<ul>▮\n</ul>",
    generated: "\n  <li>a</li>\n</ul>\n",
    expected: "\n  <li>a</li> ◂followingText",
  });
  check("may have words like its end", {
    language: "python",
    at: "def f():▮",
    generated: "\n    a()\nend = 1\n",
    expected: "\n    a() ◂dedent",
  });
});
