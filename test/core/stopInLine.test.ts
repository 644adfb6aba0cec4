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
  check("is left out at the end of a line", { at, generated: "rl).then\n", expected: "rl ◂followingText" });
  check("is not waited for long", { at, generated: `rl).${"a".repeat(70)}`, expected: "rl ◂followingText" });
  check("is waited for as long as a name may be", {
    at,
    generated: `rl).${"a".repeat(50)}`,
    expected: `rl).${"a".repeat(50)}…`,
  });
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
});
