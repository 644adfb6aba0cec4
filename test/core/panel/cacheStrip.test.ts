/** The cache as a strip: kinds since the last look, parts of the prompt, lines. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { Cells } from "../../../src/core/cache/cells.ts";
import { CACHE_STRIP, type CacheStrip, packRuns, StripView, unpackRuns } from "../../../src/core/panel/cacheStrip.ts";
import type { InstanceId, TokenId } from "../../../src/core/tokens/tokenizer.ts";

const [PREFIX, SUFFIX, MIDDLE, FEED] = [1, 2, 3, 9] as TokenId[];
const FIM = { prefix: [PREFIX!], suffix: [SUFFIX!], middle: [MIDDLE!] };

function run(ids: readonly number[], first: number) {
  return { ids: ids as TokenId[], instances: ids.map((_, at) => (first + at) as InstanceId) };
}

function look(view: StripView, cells: Cells, { cursorLine }: { cursorLine?: number } = { cursorLine: 5 }): CacheStrip {
  const strip = view.look({ cells, size: 100, fim: FIM, feedsIn: (id) => (id === FEED ? 1 : 0), cursorLine });
  expect(CACHE_STRIP(JSON.parse(JSON.stringify(strip)), "strip")).toHaveProperty("value");
  return strip;
}

const words = ({ runs }: CacheStrip): string[] =>
  unpackRuns(runs).map(
    ({ kind, part, cells, from, to }) => `${part} ${cells} ${kind}${from === undefined ? "" : ` ${from}-${to}`}`,
  );

/** Text of other files, two lines before the cursor's, and one behind it. */
function filled(): Cells {
  const cells = new Cells();
  cells.beginPlan();
  const ids = [7, FEED, PREFIX, 20, FEED, 21, FEED, 22, SUFFIX, 23, FEED, 24, MIDDLE] as number[];
  cells.applyStep({ kind: "evaluate", from: 0, run: run(ids, 100) });
  return cells;
}

test("parts of the prompt and their lines", () => {
  expect(words(look(new StripView(), filled()))).toEqual([
    "other 2 exact",
    "before 6 exact 3-5",
    "behind 4 exact 5-6",
    "written 1 exact 5-5",
  ]);
  expect(words(look(new StripView(), filled(), {}))).toContain("before 6 exact");
});

test("what was read, moved, and brought up to date since the last look", () => {
  const view = new StripView();
  const cells = filled();
  look(view, cells);
  // A token is put in front of the suffix: what stands behind it moves.
  cells.beginPlan();
  cells.applyStep({ kind: "park", source: 0, from: 8, to: 13, alias: 1 });
  expect(words(look(view, cells)).at(-1)).toBe("parked 5 parked");
  cells.applyStep({ kind: "evaluate", from: 8, run: run([25], 200) });
  cells.applyStep({ kind: "move", alias: 1, delta: 1 });
  cells.applyStep({ kind: "attach", alias: 1 });
  expect(words(look(view, cells))).toEqual([
    "other 2 exact",
    "before 6 exact 3-5",
    "before 1 evaluated 5-5",
    "behind 4 moved 5-6",
    "written 1 moved 5-5",
  ]);
  expect(words(look(view, cells)).slice(1)).toEqual([
    "before 7 exact 3-5",
    "behind 4 moved 5-6",
    "written 1 moved 5-5",
  ]);
  // The last two are read again.
  cells.beginPlan();
  const kept = cells.live.instances.slice(12);
  cells.applyStep({ kind: "drop", source: 0, from: 12, to: 14 });
  cells.applyStep({ kind: "evaluate", from: 12, run: { ids: [24, MIDDLE!] as TokenId[], instances: kept } });
  expect(words(look(view, cells)).slice(2)).toEqual([
    "behind 3 moved 5-5",
    "behind 1 healed 6-6",
    "written 1 healed 5-5",
  ]);
  view.forget();
  expect(words(look(view, cells)).some((run) => run.includes("healed"))).toBe(false);
});

test("a model without fill-in-the-middle reads only what stands in front", () => {
  const cells = new Cells();
  cells.beginPlan();
  cells.applyStep({ kind: "evaluate", from: 0, run: run([20, FEED!, 21], 1) });
  const strip = new StripView().look({
    cells,
    size: 9,
    fim: undefined,
    feedsIn: (id) => (id === FEED ? 1 : 0),
    cursorLine: 1,
  });
  expect(words(strip)).toEqual(["before 3 exact 0-1"]);
});

test("a cache in many pieces is told in a bounded number of runs", () => {
  const view = new StripView();
  const cells = new Cells();
  cells.beginPlan();
  const ids = Array.from({ length: 1_200 }, (_, at) => (at % 2 === 0 ? PREFIX! : SUFFIX!) as number);
  cells.applyStep({ kind: "evaluate", from: 0, run: run(ids, 1) });
  const strip = view.look({ cells, size: 2_000, fim: FIM, feedsIn: () => 0, cursorLine: 0 });
  const runs = unpackRuns(strip.runs);
  expect(runs).toHaveLength(400);
  expect(runs.reduce((sum, { cells: count }) => sum + count, 0)).toBe(1_200);
  // The editor's own process reads and writes it at each key.
  expect(JSON.stringify(strip).length).toBeLessThan(400 * 8);
});

const kind = fc.constantFrom("exact", "moved", "healed", "evaluated", "parked");
const part = fc.constantFrom("other", "before", "behind", "written", "parked");
const line = fc.nat(99_999);

test("runs are told in few characters, and read as they were; what is written otherwise is left out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind, part, cells: line, from: fc.option(line, { nil: undefined }), more: fc.nat(9) })),
      (all) => {
        const runs = all.map(({ more, ...one }) => ({
          ...one,
          to: one.from === undefined ? undefined : one.from + more,
        }));
        const text = packRuns(runs);
        expect(unpackRuns(text)).toEqual(runs);
        expect(unpackRuns(`${text} x eb eb1@ eb1@2-`)).toEqual(runs);
      },
    ),
  );
});
