/** Which chunks stay, go and come. A chunk is a letter; its place in the alphabet does not matter. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContextChunk } from "../../../src/core/prompt/context.ts";
import { planChunks } from "../../../src/core/prompt/heldChunks.ts";

/** `a5`: of file a, value 0.5; `a'5` is another state of the same lines. */
function toChunk(spelt: string): ContextChunk {
  const id = spelt.replace(/[\d.]+$/, "");
  const value = Number(/[\d.]+$/.exec(spelt)?.[0] ?? 3) / 10;
  return { id, uri: "", path: id.replace("'", ""), startLine: 0, endLine: 9, text: "", value, reason: "" };
}
const toChunks = (spelt: string) => spelt.split(" ").filter(Boolean).map(toChunk);

/** Each chunk takes 10 tokens. */
function plan(held: string, offered: string, maxTokens: number, isElsewhere = false): string {
  const limits = { maxTokens, tokensOf: () => 10, isElsewhere };
  return planChunks(toChunks(held), toChunks(offered), limits)
    .map(({ id }) => id)
    .join(" ");
}

describe("chunks in the prompt", () => {
  const check = (name: string, held: string, offered: string, expected: string, maxTokens = 30, isElsewhere = false) =>
    it(name, () => expect(plan(held, offered, maxTokens, isElsewhere)).toBe(expected));

  check("nothing held, nothing offered", "", "", "");
  check("the first ones, as many as fit", "", "a9 b8 c7 d6", "a b c");
  check("what is held keeps its place", "b c", "a9 b8 c7", "b c a");
  check("what is not offered stays while there is room", "x a", "a5 b4", "x a b");
  check("and makes room first", "x2 a b", "a5 b4 c3", "a b c");
  check("a little better is not enough", "a b c", "d5 a4 b4 c4", "a b c");
  check("clearly better is", "a b c", "d6 a4 b4 c3", "a b d");
  check("what was good one line above does not go for a little better", "x9 a b", "c8 a7 b7", "x a b");
  check("what was good goes in the end", "x4.5 a b", "c8 a4 b4", "a b c");
  check("another state of the same lines takes its place", "a b", "a'5 b5", "b a'");
  check("for another document only what helps there", "x a", "a5 b4", "a b", 30, true);
  check("less room", "a b c", "a5 b4 c3", "a b", 20);
  check("what was good some lines above stays while it is worth a little", "x2 a", "a5", "x a");
  check("and then goes, though there is room", "x1.1 a", "a5", "a");
  check("no room", "a b", "a5 b4", "", 5);
  check("far down in the list is not looked at", "", "a9 b9 c9 d9 e9 f9 g9 h9 i9", "a b c d e f g h", 100);
});

describe("any chunks", () => {
  const anyChunks = fc
    .uniqueArray(fc.constantFrom(..."abcdefghij"), { maxLength: 8 })
    .chain((names) =>
      fc.tuple(...names.map((name) => fc.integer({ min: 1, max: 9 }).map((value) => `${name}${value}`))),
    )
    .map((chunks) => chunks.join(" "));

  it("fit, are there once, keep their order, and do not change while they are offered", () => {
    fc.assert(
      fc.property(anyChunks, anyChunks, fc.integer({ min: 0, max: 60 }), (before, offered, maxTokens) => {
        const held = plan("", before, maxTokens);
        const result = plan(held, offered, maxTokens).split(" ").filter(Boolean);
        expect(result.length * 10).toBeLessThanOrEqual(maxTokens);
        expect(new Set(result).size).toBe(result.length);
        const isOffered = (id: string) => id !== "" && offered.includes(id);
        expect(plan(result.join(" "), offered, maxTokens).split(" ").filter(isOffered)).toEqual(
          result.filter(isOffered),
        );
        const stayed = held.split(" ").filter((id) => result.includes(id));
        expect(result.slice(0, stayed.length)).toEqual(stayed);
      }),
    );
  });
});
