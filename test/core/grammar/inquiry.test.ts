/** What is likely to be asked is asked ahead, and nothing follows from it before it is asked for. */

import { expect, test } from "vitest";
import { Inquiry } from "../../../src/core/grammar/inquiry.ts";
import { createFakeClock, turn } from "../../fakes/clock.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";

function begin(answers: (text: string) => "viable" | "dead" | undefined = () => "viable") {
  const syntax = new FakeSyntax({ judge: answers });
  const place = syntax.open("typescript", { prefix: "", suffix: "" });
  return { syntax, inquiry: new Inquiry(place, createFakeClock()) };
}

async function turns(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await turn();
}

test("in order, once, and a question finds its answer there", async () => {
  const { syntax, inquiry } = begin((text) => (text === "ab" ? "dead" : "viable"));
  inquiry.foresee(["a", "ab", "abc"]);
  await turns();
  expect(syntax.judged).toEqual(["a", "ab", "abc"]);
  expect(inquiry.checks).toBe(0);
  expect([await inquiry.start("a"), await inquiry.judge("ab")]).toEqual(["viable", "dead"]);
  expect(syntax.judged).toEqual(["a", "ab", "abc"]);
  expect(inquiry.checks).toBe(2);
});

test("what comes otherwise ends it", async () => {
  const { syntax, inquiry } = begin();
  inquiry.foresee(["a", "ab", "abc"]);
  expect(await inquiry.judge("x")).toBe("viable");
  await turns();
  expect(syntax.judged).toEqual(["a", "x"]);
  await inquiry.judge("a");
  expect(syntax.judged).toEqual(["a", "x", "a"]);
});

test("a text that the grammar cannot follow silences nobody before it is asked about", async () => {
  const { inquiry } = begin((text) => (text === "ab" ? undefined : "viable"));
  inquiry.foresee(["ab", "abc"]);
  await turns();
  expect(await inquiry.judge("c")).toBe("viable");
  await inquiry.judge("ab");
  expect(await inquiry.judge("c")).toBe(undefined);
});
