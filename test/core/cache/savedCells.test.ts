/** Cells that come back for a text that may have changed: what is planned, and what is evaluated again behind a change. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cells } from "../../../src/core/cache/cells.ts";
import { BEFORE_SUGGESTION } from "../../../src/core/cache/healing.ts";
import { toRestoredStrip, toSavedCells } from "../../../src/core/cache/savedCells.ts";
import { anchoredRuns } from "../../../src/core/tokens/tokenAnchors.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { createTrial, expectEqualMirror, letters, STEP } from "./cacheTrial.ts";
import { carryOut, cellsOf } from "./planning.ts";

const TEXT = Array.from(
  { length: 6 },
  (_, index) => `const v${index} = call(${index}, "${"xyz".repeat(index)}");`,
).join("");

/** The mirror of `saved` where `wanted` is read by another engine. */
function restored(saved: string, wanted: string) {
  const cells = cellsOf(letters(saved, new InstanceSource()));
  const instances = new InstanceSource();
  const run = letters(wanted, instances);
  return { cells: new Cells(toRestoredStrip(toSavedCells(cells.live), run, instances)), wanted: run };
}

describe("a text that", () => {
  /** `evaluated` with the last token; `healed`: as many behind each change as came or went there. */
  const check = (name: string, wanted: string, expected: { evaluated: number; healed: number }) =>
    test(name, () => {
      const { cells, wanted: run } = restored(TEXT, wanted);
      const refresh = (debts: Parameters<typeof BEFORE_SUGGESTION>[0]) => BEFORE_SUGGESTION(debts, 0);
      const { cost, healed } = carryOut(cells, run, { refresh });
      expect({ evaluated: cost.evaluated - healed, healed }).toEqual(expected);
      expect(cells.live.ids).toEqual(run.ids);
    });
  const at = TEXT.indexOf("v2");

  check("is the same", TEXT, { evaluated: 1, healed: 0 });
  check("got five letters", `${TEXT.slice(0, at)}abcde${TEXT.slice(at)}`, { evaluated: 6, healed: 5 });
  check("lost five letters", TEXT.slice(0, at) + TEXT.slice(at + 5), { evaluated: 1, healed: 5 });
  check("got three letters at two places", TEXT.replaceAll(/v1|v4/g, "$&new"), { evaluated: 7, healed: 6 });
  check("goes on behind its old end", `${TEXT}more`, { evaluated: 4, healed: 0 });
  check("was cut at its start", TEXT.slice(40), { evaluated: 1, healed: 40 });
});

test("what was stale when it was saved is stale when it comes back", () => {
  const cells = cellsOf(letters(TEXT, new InstanceSource()));
  const changed = letters(`ab${TEXT.slice(2)}`, new InstanceSource());
  carryOut(cells, { ids: changed.ids, instances: changed.ids.map((_, index) => cells.live.instances[index]!) });
  const instances = new InstanceSource();
  const run = letters(TEXT, instances);
  const again = new Cells(toRestoredStrip(toSavedCells(cells.live), run, instances));
  expect(again.staleLive("outdated")).toEqual(cells.staleLive("outdated"));
  expect(again.staleLive("inexact")).toEqual(cells.staleLive("inexact"));
});

const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "\n"), maxLength: 120 });
const cut = fc.record({ at: fc.nat(600), deleted: fc.nat(30), inserted: text });

/** A long text, and what became of it. */
const pair = fc
  .tuple(fc.array(text, { minLength: 3, maxLength: 6 }), fc.array(cut, { maxLength: 4 }))
  .map(([parts, cuts]) => {
    const before = `${TEXT}${parts.join(TEXT.slice(0, 50))}`;
    const after = cuts.reduce((now, { at, deleted, inserted }) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + inserted + now.slice(from + deleted);
    }, before);
    return [before, `${after}!`] as const;
  });

test("what two runs have in common is the same in both, and ascends", () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const [a, b] = [before, after].map((one) => [...one].map((letter) => letter.charCodeAt(0))) as [
        number[],
        number[],
      ];
      let [oldDone, done] = [0, 0];
      for (const { oldStart, start, length } of anchoredRuns(a, b)) {
        expect(oldStart >= oldDone && start >= done).toBe(true);
        expect(a.slice(oldStart, oldStart + length)).toEqual(b.slice(start, start + length));
        [oldDone, done] = [oldStart + length, start + length];
      }
    }),
  );
});

test("whatever became of a text: engine and mirror hold it after it was saved, restored and brought up to date", async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ([before, after]) => {
      const source = createTrial(() => {}, 2000);
      await source.cache.bring(letters(before, new InstanceSource()), STEP);
      const target = createTrial(() => {}, 2000, source.disk);
      await source.cache.save(async (cells) => {
        await source.engine.cellFiles!.write("file");
        const instances = new InstanceSource();
        await target.cache.bring(letters("something else", instances), STEP);
        const wanted = letters(after, instances);
        const strip = toRestoredStrip(cells, wanted, instances);
        await target.cache.restore(strip, () => target.engine.cellFiles!.read("file", cells.ids));
        expectEqualMirror(target);
        await target.cache.bring(wanted, STEP);
        expectEqualMirror(target);
        expect(target.cache.cells.live).toMatchObject(wanted);
      });
      expect(target.reports).toEqual([]);
    }),
  );
});

test("cells of a plan that was not carried out to its end are not saved", async () => {
  const { cache } = createTrial();
  let steps = 0;
  const shouldStop = () => {
    steps += 1;
    return steps > 3;
  };
  await cache.bring(letters(TEXT, new InstanceSource()), { ...STEP, shouldStop });
  let saved = 0;
  const save = () =>
    cache.save(async () => {
      saved += 1;
    });
  await save();
  expect(saved).toBe(0);
  await cache.bring(letters(TEXT.slice(0, 50), new InstanceSource()), STEP);
  await save();
  expect(saved).toBe(1);
  await cache.reset();
  await save();
  expect(saved).toBe(1);
});

test("where enough is said, what is missing is never more than what is found out with a plan", () =>
  fc.assert(
    fc.asyncProperty(pair, fc.nat(200), async ([before, after], enough) => {
      const { cache } = createTrial(() => {}, 2000);
      const instances = new InstanceSource();
      const run = letters(before, instances);
      await cache.bring(run, STEP);
      const wanted = letters(after, instances);
      const shared = {
        ids: wanted.ids,
        instances: wanted.instances.map((one, at) => (run.ids[at] === wanted.ids[at] ? run.instances[at]! : one)),
      };
      const [quick, planned] = [cache.missing(shared, enough), cache.missing(shared)];
      expect(quick <= enough ? quick >= planned : quick === planned).toBe(true);
    }),
  ));
