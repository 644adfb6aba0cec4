/** Grammars that answer late or never. */

import { expect, test } from "vitest";
import { createFakeClock } from "../../fakes/clock.ts";
import { type Script, writeToy } from "../grammar/toyGrammar.ts";

test("an answer that is late takes back what was written meanwhile", async () => {
  const clock = createFakeClock();
  const late: (() => void)[] = [];
  const script: Script = {
    "": { f: 1 },
    f: { "(": 1 },
    "f(": { "]": 0.7, ")": 0.3 },
    "f(]": { ";": 1 },
    "f(];": { g: 1 },
    "f()": { "\n": 1 },
  };
  const { generation, expectEqualMirror } = writeToy({
    script,
    clock,
    syntaxOptions: {
      onAsk: (_name, inserted) =>
        inserted === "f(]" && late.length === 0 ? new Promise((resolve) => late.push(() => resolve(true))) : true,
    },
    onToken: ({ text }) => {
      if (text === "f(];g") late[0]?.();
    },
  });
  const running = generation.run();
  for (let count = 0; count < 20; count += 1) await clock.advance(30);
  await running;
  expect(generation.text).toBe("f()");
  expect(generation.costs.constraint).toMatchObject({ refusals: 1, late: 1, takenBack: 3 });
  expectEqualMirror();
});

test("a question without an answer is asked again when what follows is dead", async () => {
  const asked: string[] = [];
  const { generation, expectEqualMirror } = writeToy({
    script: {
      "": { f: 1 },
      f: { "(": 1 },
      "f(": { "]": 0.7, ")": 0.3 },
      "f(]": { ";": 0.6, a: 0.4 },
      "f()": { "\n": 1 },
    },
    syntaxOptions: {
      onAsk: (_name, inserted) => {
        asked.push(inserted);
        return inserted !== "f(]" || asked.indexOf("f(]") < asked.length - 1;
      },
    },
  });
  await generation.run();
  expect(generation.text).toBe("f()");
  expect(generation.costs.constraint).toMatchObject({ refusals: 1, rollbacks: 0, takenBack: 2 });
  expectEqualMirror();
});

test("what turns out to be right, asked again, is not taken back for what follows it", async () => {
  const asked: string[] = [];
  const { generation, expectEqualMirror } = writeToy({
    script: {
      "": { a: 1 },
      a: { ";": 0.9, b: 0.1 },
      "a;": { ")": 0.4, "]": 0.3, "}": 0.2, c: 0.1 },
      "a;c": { "\n": 1 },
    },
    syntaxOptions: {
      onAsk: (name, inserted) => {
        if (name === "judge") asked.push(inserted);
        return inserted !== "a;" || asked.filter((text) => text === "a;").length > 1;
      },
    },
  });
  await generation.run();
  expect(generation.text).toBe("a;c");
  expect(generation.costs.constraint).toMatchObject({ refusals: 3, rollbacks: 0 });
  expect(asked.filter((text) => text === "a;")).toHaveLength(2);
  expectEqualMirror();
});

test("whether the text may end is asked once", async () => {
  const asked: string[] = [];
  const { generation } = writeToy({
    script: { "": { "(": 1 }, "(": { "": 0.8, ")": 0.2 }, "()": { "\n": 1 } },
    syntaxOptions: {
      fits: (text) => text.includes("()"),
      onAsk: (name, inserted) => {
        if (name === "legalEnds") asked.push(inserted);
        return true;
      },
    },
  });
  await generation.run();
  expect(generation.text).toBe("()");
  expect(asked).toEqual(["("]);
});

test("a grammar that never answers costs a bounded time", async () => {
  const clock = createFakeClock();
  const { generation } = writeToy({
    script: { "": { a: 1 }, a: { ";": 1 }, "a;": { b: 1 }, "a;b": { ";": 1 }, "a;b;": { "\n": 1 } },
    clock,
    syntaxOptions: { onAsk: () => new Promise(() => {}) },
  });
  let isOver = false;
  const running = generation.run().then(() => {
    isOver = true;
  });
  for (let count = 0; count < 10 && !isOver; count += 1) await clock.advance(30);
  await running;
  expect(generation.text).toBe("a;b;");
  expect(clock.now()).toBeLessThanOrEqual(180);
});
