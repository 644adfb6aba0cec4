/** Where a line ends that closes what a later line closes too, or that is judged together with the next one. */

import { describe } from "vitest";
import { check } from "./stopCases.ts";

describe("a closer that a line below has already", () => {
  const at = "  fetch(u▮\n  );";
  check("may be given for another that is opened in its place", {
    at,
    generated: "rl).then(a\n",
    expected: "rl).then(a ◂lineEnd",
  });
  check("is left out at the end of a statement", { at, generated: "rl);\n", expected: "rl ◂followingText" });
  check("is left out as soon as the statement ends", { at, generated: "rl);", expected: "rl ◂followingText" });
  check("is waited for up to 60 characters", {
    at,
    generated: `rl).${"a".repeat(59)}`,
    expected: `rl).${"a".repeat(59)}…`,
  });
  check("is not waited for longer", { at, generated: `rl).${"a".repeat(60)}`, expected: "rl ◂followingText" });
  check("needs an opener of its own each time", {
    at: "  g(f(u▮\n  ));",
    generated: "rl)).then(a\n",
    expected: "rl) ◂followingText",
  });
  check("is left out of lines that open something, too", {
    at,
    generated: "rl, {\n    a: b,\n  })\n",
    expected: "rl, {\n    a: b,\n  } ◂followingText",
    goesOn: true,
  });
  check("is left out of the last line that is wanted, too", {
    at,
    generated: "rl, {\n    a: b,\n  })\n  c\n",
    expected: "rl, {\n    a: b,\n  } ◂followingText",
    goesOn: true,
    maxLines: 3,
  });
  check("is left out at the end of a line", { at, generated: "rl).then\n", expected: "rl ◂followingText" });
});

describe("a line", () => {
  check("that begins with a broken character is none", {
    at: "a = ▮",
    generated: "\uFFFDx",
    expected: " ◂brokenCharacter",
  });
  check("does not answer for the one that follows", {
    at: "const a = ▮",
    generated: `1;\nb${" + c.d".repeat(20)}\n`,
    expected: "1; ◂lineEnd",
  });
  check("may end in front of the rest of an expression", {
    at: "  a = ▮ + c;",
    generated: "b\n",
    expected: "b ◂lineEnd",
  });
});

describe("a tag that closes an element in which brackets are open", () => {
  const language = "typescriptreact";
  check("ends a line", {
    language,
    at: "const a = <b>{f(c▮\n",
    generated: "ount) </b>;\n",
    expected: "ount) ◂followingText",
  });
  check("ends a block", {
    language,
    at: "const a = <ul>{f(() => {▮\n",
    generated: "\n  g();\n  h();</ul>\n",
    expected: "\n  g();\n  h(); ◂followingText",
  });
  check("may stand behind their closers", {
    language,
    at: "const a = <b>{f(c▮\n",
    generated: "ount)}</b>;\nb();\n",
    expected: "ount)}</b>; ◂lineEnd",
  });
  check("counts only where the line goes on to it", {
    language,
    at: "const a = <b>{f(c▮\n",
    generated: "ount);\n</b>;\n",
    expected: "ount); ◂lineEnd",
  });
});
