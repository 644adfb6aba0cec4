import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanLimits } from "../../../src/core/cache/cachePlan.ts";
import { Cells } from "../../../src/core/cache/cells.ts";
import { planEdit } from "../../../src/core/cache/planners.ts";
import type { InstanceId } from "../../../src/core/tokens/tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "../../../src/core/tokens/tokenRun.ts";
import { carryOut, LIMITS } from "./planning.ts";

/** "a b c": a token per word; the same word is the same id and, unless marked ("a'"), the same instance. */
function run(words: string): TokenRun {
  const list = words.split(" ").filter((word) => word !== "");
  return {
    ids: list.map((word) => word.charCodeAt(0)),
    instances: list.map((word) => (word.charCodeAt(0) * 8 + word.length - 1) as InstanceId),
  };
}

/** From one prompt to the next: what the plan says, in short. */
function check(from: string, to: string, expected: string, limits: Partial<PlanLimits> = {}) {
  const cells = new Cells();
  carryOut(cells, run(from));
  const plan = carryOut(cells, run(to), limits);
  expect(cells.live.ids).toEqual(run(to).ids);
  expect(cells.live.instances).toEqual(run(to).instances);
  const { kept, moved, evaluated } = plan.cost;
  expect(`${kept} kept, ${moved} moved, ${evaluated} evaluated`).toBe(expected);
}

describe("plans by identity", () => {
  test("nothing changed: the last token gives the logits", () =>
    check("a b c", "a b c", "2 kept, 0 moved, 1 evaluated"));
  test("insertion", () => check("a b c d z", "a b X c d z", "2 kept, 2 moved, 2 evaluated"));
  test("deletion", () => check("a b c d e z", "a d e z", "1 kept, 2 moved, 1 evaluated"));
  test("replacement of equal length moves nothing", () =>
    check("a b c d z", "a X c d z", "3 kept, 0 moved, 2 evaluated"));
  test("several places", () => check("a b c d e f z", "a X b c Y d e f z", "1 kept, 5 moved, 3 evaluated"));
  test("two runs change places", () => check("a b c d e f z", "a d e f b c z", "1 kept, 5 moved, 1 evaluated"));
  test("the same text again is another instance", () => check("a b z", "a a' b z", "1 kept, 1 moved, 2 evaluated"));
  test("moving that does not pay", () =>
    check("a b c d z", "a b X c d z", "2 kept, 0 moved, 4 evaluated", { rotateCost: 10 }));
  test("what is to be refreshed is evaluated", () =>
    check("a b c d e z", "a b c d e z", "3 kept, 0 moved, 3 evaluated", { refresh: () => [{ from: 1, to: 3 }] }));
});

describe("what is not wanted now", () => {
  const long = "abcdefghijklmnopqrst".split("").join(" ");

  test("comes back by identity", () => {
    const cells = new Cells();
    carryOut(cells, run(`1 ${long} 2 z`));
    expect(carryOut(cells, run("1 2 z")).cost.evaluated).toBe(1);
    expect(carryOut(cells, run(`1 ${long} 2 z`)).cost.evaluated).toBe(1);
  });

  test("comes back by content, as another instance", () => {
    const cells = new Cells();
    carryOut(cells, run(`1 ${long} 2 z`));
    carryOut(cells, run("1 2 z"));
    const again = run(`1 ${long.replace(/\w/g, "$&'")} 2 z`);
    expect(carryOut(cells, again).cost).toEqual({ kept: 21, moved: 1, evaluated: 1 });
    expect(cells.live.instances).toEqual(again.instances);
  });

  test("is within its limit, the longest unused goes first", () => {
    const cells = new Cells();
    carryOut(cells, run(`1 ${long} 2 z`));
    carryOut(cells, run("1 2 z"), { maxParked: 10 });
    expect(cells.count).toBe(3);
  });
});

describe("invariants", () => {
  const word = fc.constantFrom(..."abcdefghij".split(""));
  const script = fc.array(
    fc.record({
      cut: fc.tuple(fc.nat(60), fc.nat(60)),
      pasteAt: fc.nat(60),
      typed: fc.array(word, { maxLength: 25 }),
      reuseCut: fc.boolean(),
      refreshAt: fc.nat(60),
      rotateCost: fc.constantFrom(0, 5, 50),
      // How many of the plan's steps are carried out before the next one is made.
      stepsDone: fc.constantFrom(1, 2, 3, 5, 99),
    }),
    { minLength: 1, maxLength: 6 },
  );
  type Edit = typeof script extends fc.Arbitrary<(infer One)[]> ? One : never;

  function change(
    text: TokenRun,
    { cut, pasteAt, typed, reuseCut }: Edit,
    fresh: (word: string) => TokenRun,
  ): TokenRun {
    const [from, to] = [...cut].sort((a, b) => a - b).map((at) => Math.min(at, text.ids.length)) as [number, number];
    const rest = concatRuns([sliceRun(text, 0, from), sliceRun(text, to, text.ids.length)]);
    const at = Math.min(pasteAt, rest.ids.length);
    const pasted = reuseCut ? [sliceRun(text, from, to)] : [];
    const head = sliceRun(rest, 0, at);
    return concatRuns([head, ...pasted, ...typed.map(fresh), sliceRun(rest, at, rest.ids.length)]);
  }

  test("any script of wanted runs: cached = wanted, and the cells fit (10,000 scripts)", () => {
    let next = 0;
    const fresh = (letter: string): TokenRun => {
      next += 1;
      return { ids: [letter.charCodeAt(0)], instances: [next as InstanceId] };
    };
    const check = (edits: readonly Edit[]) => {
      const cells = new Cells();
      let text = concatRuns("abcdefghijklmnopqrstuvwxyzabcdefghijklmnop".split("").map(fresh));
      const end = fresh("Z");
      for (const edit of edits) {
        text = change(text, edit, fresh);
        const wanted = concatRuns([text, end]);
        const length = wanted.ids.length;
        const from = Math.min(edit.refreshAt, length - 1);
        const refresh = [{ from, to: Math.min(from + 3, length) }];
        const plan = planEdit({
          cells,
          wanted,
          limits: { ...LIMITS, rotateCost: edit.rotateCost, refresh: () => refresh },
        });
        cells.beginPlan();
        for (const { from, instances, alias } of plan.claims) cells.rename(from, instances, alias);
        for (const step of plan.steps.slice(0, edit.stepsDone)) cells.applyStep(step);
        if (edit.stepsDone < plan.steps.length) continue;
        expect(cells.live.ids).toEqual(wanted.ids);
        expect(cells.live.from, "positions start at 0").toBe(0);
        expect(cells.live.instances).toEqual(wanted.instances);
        expect(cells.count + LIMITS.reserve).toBeLessThanOrEqual(LIMITS.contextSize);
        const { kept, moved, evaluated } = plan.cost;
        expect(kept + moved + evaluated).toBe(length);
      }
    };
    fc.assert(fc.property(script, check), { numRuns: 10_000 });
  }, 60_000);
});
