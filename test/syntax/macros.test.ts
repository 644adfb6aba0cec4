/** What the preprocessor may make of a text is not proved wrong. */

import { describe } from "vitest";
import { checkVerdicts } from "./verdicts.ts";

/** Longer than what is read otherwise at once. */
const LINES = "    g(a); \\\n".repeat(120);
const WRONG = "h(a b c d);";

describe("the body of a macro", () => {
  checkVerdicts("c", "unproved", `#define F(a) \\\n  do { \\\n    /* b */ \\\n${LINES}    ${WRONG} \\\n${LINES}  k`);
  checkVerdicts("c", "dead", `int f(int a)\n{\n${LINES.replaceAll("\\", "")}    ${WRONG}\n  k`);
  checkVerdicts("c", "dead", `#define F(a) \\\n  g(a)\n\nint f(int a)\n{\n  ${WRONG}\n  k`);
});
