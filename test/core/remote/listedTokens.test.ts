/** Tokens and text that come apart: each token with its own text, or all of them as one. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ListedTokens } from "../../../src/core/remote/listedTokens.ts";
import type { StreamedToken } from "../../../src/core/remote/serverEvents.ts";
import "../../seed.ts";

/** "a b": tokens; the nth has the log-probability -n. */
const tokensOf = (words: string, from: number): readonly StreamedToken[] =>
  words === "" ? [] : words.split(" ").map((text, index) => ({ text, logprob: -(from + index), others: [] }));

type Piece = readonly [text: string, words: string];

/** What comes of pieces, and at the end. */
function read(pieces: readonly Piece[]): string {
  const listed = new ListedTokens();
  let count = 1;
  const show = (tokens: readonly StreamedToken[]) =>
    tokens.map(({ text, logprob }) => `${text}@${logprob ?? "?"}`).join(" ");
  const said = pieces.map(([text, words]) => {
    const tokens = tokensOf(words, count);
    count += tokens.length;
    return show(listed.push(text, tokens));
  });
  return [...said, show(listed.end())].join(" | ");
}

describe("pieces", () => {
  const check = (pieces: readonly Piece[], expected: string) =>
    it(JSON.stringify(pieces), () => expect(read(pieces)).toBe(expected));

  check(
    [
      ["ab", "ab"],
      ["c", "c"],
    ],
    "ab@-1 | c@-2 | ",
  );
  check([["abc", "ab c"]], "ab@-1 c@-2 | ");
  // Held back, and then cut in the middle of a token.
  check(
    [
      ["", "ab"],
      ["", "c"],
      ["abc", "de"],
      ["d", ""],
      ["e", ""],
    ],
    " |  | ab@-1 c@-2 |  | de@-3 | ",
  );
  // Spelled otherwise.
  check([["ab", "xb"]], "ab@-1 | ");
  check(
    [
      ["", "a"],
      ["xy", "b"],
    ],
    " | xy@-3 | ",
  );
  check(
    [
      ["xy", "b"],
      ["c", "c"],
    ],
    "xy@-1 | c@-2 | ",
  );
  // A token that is no text.
  check(
    [
      ["a", "a"],
      ["", "END"],
    ],
    "a@-1 |  | @-2",
  );
  // Nothing is listed.
  check(
    [
      ["a", ""],
      ["b", ""],
    ],
    "a@? | b@? | ",
  );
  check([["", ""]], " | ");
});

it("held back by any length, all of them come with their own likelihood", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.nat(15), (words, lag) => {
      const listed = new ListedTokens();
      const whole = words.join("");
      const got: StreamedToken[] = [];
      let [known, said] = [0, 0];
      for (const [index, text] of words.entries()) {
        known += text.length;
        const until = Math.max(said, known - lag);
        got.push(...listed.push(whole.slice(said, until), [{ text, logprob: -index, others: [] }]));
        said = until;
      }
      got.push(...listed.push(whole.slice(said), []), ...listed.end());
      expect(got).toEqual(words.map((text, index) => ({ text, logprob: -index, others: [] })));
    }),
  );
});
