import "../seed.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { GAP, MOST_BEHIND, type Precedent, sharedBefore } from "../../src/core/writing/precedents.ts";
import { PrecedentIndex } from "../../src/repo/precedentIndex.ts";
import { Random } from "../random.ts";

type Files = ReadonlyMap<string, readonly number[]>;

/** Place by place, without an index: "token length count", sorted. */
function searchNaively(files: Files, context: readonly number[], without?: string): string[] {
  const counts = new Map<string, { length: number; count: number }>();
  for (const [path, ids] of files) {
    if (path === without) continue;
    for (const [at, token] of ids.entries()) {
      const length = sharedBefore(ids, at, context);
      if (length < 2 || token === GAP) continue;
      const known = counts.get(`${token} ${length}`) ?? { length, count: 0 };
      counts.set(`${token} ${length}`, { length, count: known.count + 1 });
    }
  }
  const longest = Math.max(0, ...[...counts.values()].map(({ length }) => length));
  return [...counts]
    .filter(([, { length }]) => length >= longest - MOST_BEHIND)
    .map(([key, { count }]) => `${key} ${count}`)
    .sort();
}

function toRows(found: readonly Precedent[]): string[] {
  return found.map(({ token, length, count }) => `${token} ${length} ${count}`).sort();
}

function exhaust(steps: Generator<void>): number {
  let count = 0;
  for (const _ of steps) count += 1;
  return count;
}

/** Few kinds of tokens, and stretches that come again. */
function randomFile(random: Random, kinds: number, most: number): number[] {
  const ids: number[] = [];
  const length = random.below(most);
  while (ids.length < length) {
    const from = random.below(Math.max(1, ids.length));
    if (random.chance(0.02)) ids.push(GAP);
    else if (random.chance(0.1)) ids.push(...ids.slice(from, from + random.below(120)));
    else ids.push(random.below(kinds));
  }
  return ids.slice(0, length);
}

function randomContext(random: Random, files: Files): number[] {
  const ids = random.pick([...files.values(), [1, 2]]);
  const end = random.below(ids.length + 1);
  const before = ids.slice(Math.max(0, end - random.below(90)), end);
  // As a text has it from which nothing was left out.
  return [...before.filter((id) => id !== GAP), ...(random.chance(0.2) ? [random.below(5)] : [])];
}

/** Puts, replaces and takes away files, with the index tidied between, at times only in part. */
function change(random: Random, index: PrecedentIndex, files: Map<string, readonly number[]>): void {
  const path = `f${random.below(12)}`;
  if (random.chance(0.2)) {
    index.remove(path);
    files.delete(path);
  } else {
    const ids = randomFile(random, random.pick([2, 5, 300, 70_000]), random.chance(0.3) ? 12_000 : 300);
    index.put(path, ids);
    files.set(path, ids);
  }
  if (random.chance(0.3)) exhaust(index.tidy());
}

test("the index finds what a search place by place finds, after any changes", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new Random(`${seed}`);
      const [index, files] = [new PrecedentIndex(Number.POSITIVE_INFINITY), new Map<string, readonly number[]>()];
      for (let step = 0; step < 12; step += 1) {
        change(random, index, files);
        const context = randomContext(random, files);
        const without = random.chance(0.3) ? `f${random.below(12)}` : undefined;
        const exact = searchNaively(files, context, without);
        expect(toRows(index.find(context, without))).toEqual(exact);
      }
    }),
    { numRuns: 25 },
  );
});

test("files may change between any two steps of tidying", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new Random(`${seed}`);
      const [index, files] = [new PrecedentIndex(Number.POSITIVE_INFINITY), new Map<string, readonly number[]>()];
      for (let round = 0; round < 4; round += 1) {
        for (let step = 0; step < 6; step += 1) change(random, index, files);
        for (const _ of index.tidy()) {
          if (random.chance(0.3)) change(random, index, files);
          const context = randomContext(random, files);
          const [found, exact] = [index.find(context, undefined), searchNaively(files, context)];
          expect(found[0]?.length ?? 0).toBe(Math.max(0, ...exact.map((row) => Number(row.split(" ")[1]))));
        }
      }
      const fresh = new PrecedentIndex(Number.POSITIVE_INFINITY);
      for (const [path, ids] of files) fresh.put(path, ids);
      exhaust(fresh.tidy());
      expect([index.files, index.tokens]).toEqual([fresh.files, fresh.tokens]);
      for (let tries = 0; tries < 10; tries += 1) {
        const context = randomContext(random, files);
        const exact = searchNaively(files, context);
        expect(toRows(index.find(context, undefined))).toEqual(toRows(fresh.find(context, undefined)));
        expect(toRows(index.find(context, undefined))).toEqual(exact);
      }
    }),
    { numRuns: 6 },
  );
});

test("of many places that share as much, all are accounted for", () => {
  const index = new PrecedentIndex();
  const ids = Array.from({ length: 12_000 }, (_, at) => [1, 2, at % 6 < 3 ? 7 : 8][at % 3]!);
  index.put("a", ids);
  exhaust(index.tidy());
  const found = index.find([5, 1, 2], undefined);
  const total = found.reduce((sum, { count }) => sum + count, 0);
  const share = found.find(({ token }) => token === 7)!.count / total;
  expect({ total, isHalf: Math.abs(share - 0.5) < 0.05 }).toEqual({ total: 4_000, isHalf: true });
});

test("what follows a place is read from the file as it is", () => {
  const index = new PrecedentIndex();
  index.put("a", [1, 2, 3, 4, 5]);
  const [found] = index.find([1, 2], undefined);
  expect(found?.source).toEqual({ path: "a", at: 2 });
  expect(index.following(found!.source, 2)).toEqual([3, 4]);
  index.remove("a");
  expect(index.following(found!.source, 2)).toEqual([]);
});

test.each([
  ["waiting", 0],
  ["sorted", 20_000],
])("nothing follows a gap, %s", (_, more) => {
  const index = new PrecedentIndex();
  index.put("a", [1, 2, 3, GAP, 4, 5, 6]);
  index.put("b", new Array(more).fill(9));
  exhaust(index.tidy());
  // Tidied once more, with another one.
  index.put("c", new Array(more).fill(8));
  exhaust(index.tidy());
  expect([index.find([2, 3], undefined), index.find([3, 4], undefined)]).toEqual([[], []]);
  expect(toRows(index.find([3, 4, 5], undefined))).toEqual(["6 2 1"]);
  expect(index.following({ path: "a", at: 1 }, 4)).toEqual([2, 3]);
});

test.each([
  ["two bytes and three for its place", 300, 5.1],
  ["three of a large vocabulary", 70_000, 6.1],
])("a token takes %s, and steps are small", (_, kinds, most) => {
  const index = new PrecedentIndex();
  const random = new Random("bytes");
  for (let file = 0; file < 40; file += 1) index.put(`f${file}`, randomFile(random, kinds, 8000));
  const steps = exhaust(index.tidy());
  expect(index.bytes / index.tokens).toBeLessThan(most);
  expect(steps).toBeGreaterThan(index.tokens / 16_384);
});
