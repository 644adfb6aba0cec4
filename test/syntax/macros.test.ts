/** Where the preprocessor may make something else of a text than its grammar does. */

import { describe, expect, it } from "vitest";
import { hasMacroNear } from "../../src/syntax/macros.ts";

/** `¦` stands where the grammar stopped. */
function check(marked: string, expected: boolean): void {
  it(JSON.stringify(marked), () => {
    expect(hasMacroNear(marked.replace("¦", ""), marked.indexOf("¦"))).toBe(expected);
  });
}

describe("a macro may stand there", () => {
  check("int f(void)\n{\n  EACH (a) ¦b;\n", true);
  check("int f(void)\n{\n  each (a) ¦b;\n", false);
  check("int f(void)\n{\n  EACH(a);\n  b ¦c;\n", false);
});

describe("the body of a macro is no statement of the file", () => {
  check("#define F(a) \\\n  do { \\\n    g(a); /* b */ \\\n    h(a ¦b); \\\n", true);
  check("  #  define F(a) \\\r\n  g(a); \\\r\n  h(a ¦b)\r\n", true);
  check("#define F(a) \\\n  g(a)\n\nint f(int a)\n{\n  h(a ¦b);\n", false);
});
