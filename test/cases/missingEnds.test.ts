/** A word or a tag that ends a body, and stands nowhere yet; where a text was cut, and what closes it then. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** The model goes on with what stands below. */
function checkEnd(languageId: string, marked: string, end: string): void {
  const [, below = ""] = marked.split("▮");
  check(
    languageId,
    marked,
    end + below,
    marked.replace("▮", () => end),
  );
}

describe("what ends a body that nothing ends yet", () => {
  checkEnd("lua", "function a()\n  if b then\n    c()\n  ▮\nend\n", "end");
  checkEnd("lua", "while a do\n  b()\n▮\n\nc()\n", "end");
  checkEnd("ruby", "module A\n  def b\n    c\n  ▮\nend\n", "end");
  checkEnd("elixir", "defmodule A do\n  def b(c) do\n    c\n  ▮\nend\n", "end");
  checkEnd("julia", "for a in b\n    c(a)\n▮\n\nd()\n", "end");
  checkEnd("shellscript", 'for a in b; do\n  if [ "$a" ]; then\n    c\n  ▮\ndone\n', "fi");
  checkEnd("cmake", "if(A)\n  foreach(b C)\n    d()\n  ▮\nendif()\n", "endforeach()");
  checkEnd("svelte", "<div>\n  {#each a as b}\n    <p>{b}</p>\n  ▮\n</div>\n", "{/each}");
  checkEnd("jinja", "{% for a in b %}\n  {{ a }}\n▮\nc\n", "{% endfor %}");
  checkEnd("html", "<main>\n  <section>\n    a\n  ▮\n</main>\n", "</section>");
  checkEnd("vue", "<template>\n  <div>\n    <p>a</p>\n  ▮\n</template>\n", "</div>");
  // It stands below.
  check("lua", "if a then\n  if b then\n    c()\n  ▮\n  end\nend\n", "end\nend\n", null);
  check("svelte", "{#if a}\n  {#if b}\n    c\n  ▮\n  {/if}\n{/if}\n", "{/if}\n{/if}\n", null);
  // It would end another body.
  check("ruby", "def a\n  if b\n    c\n▮\nend\n", "end\n", null);
});

describe("what closes a text that was cut", () => {
  check("swift", "let a = b.map ▮\n", "{ c in\n    c.id\n", "let a = b.map { c in\n    c.id\n}\n");
  check("kotlin", "val a = b.map ▮\n", "{ c ->\n    c.id\n", "val a = b.map { c ->\n    c.id\n}\n");
  check("swift", "▮\n", "func a() -> B? {\n    guard let c = d,\n          let e = f,\n", null);
  check("makefile", "▮\n\nA = 1\n", "$(foreach b,$(C),\\\n", null);
});

describe("a line of a recipe that goes on in the next one", () => {
  checkEnd("makefile", "check:\n\tfor a in b; do \\\n\t    ▮\n\tdone\n", "echo $$a || :; \\");
  checkEnd("makefile", "check:\n\t▮\n\t    echo $$a; \\\n\tdone\n", "for a in b; do \\");
});

describe("a comment that says what ends there, or is all there is", () => {
  checkEnd("c", "#ifndef A_H\n#define A_H\n\nint a;\n\n▮\n", "#endif  // A_H");
  check(
    "cpp",
    "int a;\n\n▮\n",
    "namespace b {\n\nint c();\n\n}  // namespace b\n",
    "int a;\n\nnamespace b {\n\nint c();\n\n}  // namespace b\n",
  );
  checkEnd("bat", ":run\n▮\n\nset A=1\n", "@rem Sets it up");
  checkEnd("typescript", "a();\n▮\nb();\n", "// Comes first; nobody waits for it");
  check("typescript", "a();\n▮\n", "b(); // Says b.\n", "a();\nb();\n");
});
