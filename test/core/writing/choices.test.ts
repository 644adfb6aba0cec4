/** What else there was to choose from, told to people. */

import { expect, test } from "vitest";
import { type Script, writeToy } from "../grammar/toyGrammar.ts";

test("what was refused is told with what was written in its place, and what else the text could have begun with", async () => {
  const script: Script = {
    "": { f: 0.6, g: 0.4 },
    f: { "(": 1 },
    "f(": { "]": 0.7, ")": 0.3 },
    "f()": { ";": 1 },
    "f();": { "\n": 1 },
  };
  const written = await writeToy({ script }).generation.run();
  const { first, refused } = written.choices!;
  expect(refused).toEqual([{ text: "]", logprob: expect.closeTo(Math.log(0.7)), index: 2 }]);
  expect(written.drafted.slice(written.tokens[1]!.end, written.tokens[2]!.end)).toBe(")");
  expect(first.slice(0, 2)).toEqual([
    { text: "f", logprob: expect.closeTo(Math.log(0.6)) },
    { text: "g", logprob: expect.closeTo(Math.log(0.4)) },
  ]);
});
