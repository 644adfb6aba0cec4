import "../../seed.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mix, mixed } from "../../../src/core/writing/mixture.ts";
import type { Precedent } from "../../../src/core/writing/precedents.ts";
import { cellOf, neighboursOf, SHARE_CELLS, shareOf } from "../../../src/core/writing/repositoryShare.ts";
import { countVotes, mapVotes, NO_VOTES } from "../../../src/core/writing/votes.ts";

/** "token length count", near ones with `!`, as an index gives them. */
function toPrecedents(rows: string): Precedent[] {
  return rows.split(", ").map((row) => {
    const [token, length, count] = row.replace("!", "").split(" ").map(Number) as [number, number, number];
    return { token, length, count, isNear: row.endsWith("!"), source: { path: `f${token}`, at: length } };
  });
}

describe("votes", () => {
  const check = (rows: string, expected: Record<number, number>, number: number) =>
    test(rows, () => {
      const counted = countVotes(toPrecedents(rows));
      for (const { token, share } of counted.votes) expect(share).toBeCloseTo(expected[token]!, 6);
      expect(counted.votes.length).toBe(Object.keys(expected).length);
      expect(counted.number).toBeCloseTo(number, 6);
    });

  check("7 3 1", { 7: 1 }, 1);
  check("7 3 1, 8 2 1", { 7: 2.5 / 3.5, 8: 1 / 3.5 }, 1.4);
  check("7 3 2, 8 2 5, 7 2 5", { 7: 4 / 6, 8: 2 / 6 }, 6);
  check("7 3 1!, 8 3 1", { 7: 2 / 3, 8: 1 / 3 }, 3);
  check("7 5 1, 8 3 25", { 7: 0.2, 8: 0.8 }, 5);

  test("nothing votes", () => expect(countVotes([])).toEqual(NO_VOTES));

  test("the place that shares the most is a vote's source", () =>
    expect(countVotes(toPrecedents("8 6 1, 7 5 1, 7 4 3")).votes.find(({ token }) => token === 7)).toMatchObject({
      source: { path: "f7", at: 5 },
      length: 5,
    }));

  test("tokens that become one vote together, and others leave", () => {
    const votes = countVotes(toPrecedents("7 3 1, 8 3 2, 9 3 1"));
    const { votes: mapped, number } = mapVotes(votes, (token) => (token === 9 ? undefined : 1));
    expect(mapped).toMatchObject([{ token: 1, share: 1 }]);
    expect(number).toBeCloseTo(3, 6);
    expect(mapVotes(votes, () => undefined)).toEqual(NO_VOTES);
  });
});

describe("the repository's share", () => {
  test("cells are of all combinations, and neighbours know each other", () => {
    const cells = Array.from({ length: SHARE_CELLS }, (_, cell) => cell);
    for (const cell of cells) for (const other of neighboursOf(cell)) expect(neighboursOf(other)).toContain(cell);
    expect(neighboursOf(0).length).toBe(3);
  });

  test("more in common, more agreement or more votes is another cell", () => {
    const at = (rows: string) => cellOf(countVotes(toPrecedents(rows)));
    const seen = [
      at("7 2 1"),
      at("7 3 1"),
      at("7 70 1"),
      at("7 2 2"),
      at("7 2 9"),
      at("7 2 2, 8 2 1"),
      at("7 2 1, 8 2 2, 9 2 2, 1 2 2"),
    ];
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("nothing where nothing votes", () => expect(shareOf(NO_VOTES)).toBe(0));

  test("is large where a long stretch is the same everywhere, and small where two tokens are the same once", () => {
    expect(shareOf(countVotes(toPrecedents("7 64 9")))).toBeGreaterThan(0.6);
    expect(shareOf(countVotes(toPrecedents("7 2 1")))).toBeLessThan(0.1);
    expect(shareOf(countVotes(toPrecedents("7 64 2, 8 64 2, 9 64 2, 1 64 2")))).toBeLessThan(0.2);
  });

  test("a share of the table", () => {
    const votes = countVotes(toPrecedents("7 3 1"));
    const table = Array.from({ length: SHARE_CELLS }, (_, cell) => (cell === cellOf(votes) ? 0.7 : 0.1));
    expect(shareOf(votes, table)).toBe(0.7);
  });
});

describe("the mixture", () => {
  const votes = countVotes(toPrecedents("7 3 3, 8 3 1"));

  test("is the model's own at a share of 0, or without votes", () => {
    const candidates = [{ token: 1, logprob: -0.1 }];
    expect(mix(candidates, votes, 0)).toBe(candidates);
    expect(mix(candidates, NO_VOTES, 0.5)).toBe(candidates);
  });

  test("puts first what both want", () => {
    const candidates = [
      { token: 1, logprob: Math.log(0.5) },
      { token: 8, logprob: Math.log(0.4) },
      { token: 7, logprob: Math.log(0.1) },
    ];
    const found = mix(candidates, votes, 0.5);
    expect(found.map(({ token }) => token)).toEqual([7, 8, 1]);
    expect(found.map(({ logprob }) => Number(Math.exp(logprob).toFixed(4)))).toEqual([0.425, 0.325, 0.25]);
  });

  test("adds up to one where the model's candidates do", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (weights, share) => {
          const all = weights.reduce((sum, weight) => sum + weight, 0);
          const candidates = weights.map((weight, at) => ({ token: at + 7, logprob: Math.log(weight / all) }));
          const total = mix(candidates, votes, share).reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
          expect(total).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test("a token that nobody votes for loses the repository's share", () =>
    expect(mixed(Math.log(0.8), 0, 0.25)).toBeCloseTo(Math.log(0.6), 9));
});
