/** Decoding with the repository writing along. */

import { describe, expect, test } from "vitest";
import type { Written } from "../../../src/core/writing/written.ts";
import { type ToyCase, writeToy } from "../grammar/toyGrammar.ts";

const write = (input: ToyCase): Promise<Written> => writeToy(input).generation.run();

const check = (name: string, input: ToyCase, text: string, expected: object = {}) =>
  test(name, async () => {
    const { generation, expectEqualMirror } = writeToy(input);
    expect(await generation.run()).toMatchObject({ text, ...expected });
    expectEqualMirror();
  });

/** Ten are equally likely. */
const UNSURE = Object.fromEntries([..."abcdefghij"].map((name) => [name, 0.1]));
const COPY = { a: "one(1);\ntwo(2);\nx = [z];\n" };
const MARKED = "one(1);\ntwo(2);\nx = ▮\n";

describe("what stands elsewhere", () => {
  check(
    "decides where the model is undecided",
    { script: { "": { p: 0.5, q: 0.495 } }, marked: "x = ▮\n", files: { a: "x = q" } },
    "q",
  );
  check(
    "does not decide where the model is sure",
    { script: { "": { p: 0.999, q: 0.0005 } }, marked: "x = ▮\n", files: { a: "x = q" } },
    "p",
  );
  check(
    "is written though it is not among the model's best",
    {
      script: { "": { ...UNSURE }, "[": { z: 1 }, "[z": { "];": 1 } },
      marked: MARKED,
      files: { a: COPY.a.replace("= [z", "=[z").replace("x =[", "x = [") },
    },
    "[z];",
  );
  check(
    "is refused by the grammar like anything else",
    { script: { "": { ...UNSURE } }, marked: MARKED, files: { a: COPY.a.replace("[z]", "]z") } },
    "a",
    { costs: { constraint: { refusals: 1 } } },
  );
  check(
    "fits a word that is spelt again",
    {
      script: { "": { pa: 0.4, paq: 0.395, oth: 0.2 } },
      marked: "x=▮\n".replace("▮", "pa▮"),
      healing: true,
      files: { a: "x=paq" },
    },
    "q",
  );
  check(
    "may not be another word than the one that is spelt again",
    { script: { "": { pa: 0.3, oth: 0.2 } }, marked: "x=pa▮\n", healing: true, files: { a: "x=qq" } },
    "",
  );
});

describe("how sure a suggestion is", () => {
  const script = { "": { p: 0.5, q: 0.495 }, q: { "\n": 1 } };

  test("grows where the repository agrees", async () => {
    const [alone, along] = [
      await write({ script: { "": { q: 0.5 } } }),
      await write({ script: { "": { q: 0.5 } }, files: { a: "x = q" } }),
    ];
    expect(along.tokens[0]!.logprob).toBeGreaterThan(alone.tokens[0]!.logprob);
  });

  test("is of both together", async () => {
    const { tokens } = await write({ script, files: { a: "x = q" } });
    expect(Math.exp(tokens[0]!.logprob)).toBeGreaterThan(0.45);
    expect(Math.exp(tokens[0]!.logprob)).toBeLessThan(1);
  });

  test("sinks for what only the model wants", async () => {
    const [alone, along] = [
      await write({ script: { "": { p: 0.9 } } }),
      await write({ script: { "": { p: 0.9 } }, files: { a: "x = q" } }),
    ];
    expect(along.tokens[0]!.logprob).toBeLessThan(alone.tokens[0]!.logprob);
  });

  test("the end of the text is the model's alone", async () => {
    const engineOptions = { endLogprob: () => Math.log(0.5) };
    const [alone, along] = [
      await write({ script: { "": { p: 0.9 } }, engineOptions }),
      await write({ script: { "": { p: 0.9 } }, files: { a: "x = q" }, engineOptions }),
    ];
    expect(along.tokens[0]!.endLogprob).toBeLessThan(alone.tokens[0]!.endLogprob!);
  });
});

test("where nothing stands elsewhere, all is as without a repository", async () => {
  const script = { "": { p: 0.5, q: 0.495 }, p: { "(": 1 }, "p(": { ")": 0.9 } };
  const [alone, along] = [await write({ script }), await write({ script, files: { a: "nothing like it" } })];
  expect(along).toEqual(alone);
});
