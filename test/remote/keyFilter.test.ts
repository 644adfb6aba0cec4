/** A server's words without the key, in pieces of any size. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyFilter, withoutKey } from "../../src/remote/keyFilter.ts";
import "../seed.ts";

function filtered(pieces: readonly string[], key: string): string {
  const filter = new KeyFilter(key);
  return pieces.map((piece) => filter.push(piece)).join("") + filter.end();
}

const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 });
const key = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 2, maxLength: 5 });

it("however it is cut", () => {
  fc.assert(
    fc.property(text, key, fc.array(fc.nat(40), { maxLength: 6 }), (whole, secret, cuts) => {
      const sorted = [
        0,
        ...cuts.map((at) => Math.min(at, whole.length)).sort((one, other) => one - other),
        whole.length,
      ];
      const pieces = sorted.slice(1).map((end, index) => whole.slice(sorted[index], end));
      expect(filtered(pieces, secret)).toBe(withoutKey(whole, secret));
    }),
    { numRuns: 500 },
  );
});

it("without a key nothing is held", () => expect(new KeyFilter("").push("abc")).toBe("abc"));

it("what cannot be the key's beginning is said at once", () =>
  expect(new KeyFilter("sk-1").push("data: s")).toBe("data: "));
