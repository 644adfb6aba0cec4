import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import type { CachePlan, Planner } from "../../../src/core/cache/cachePlan.ts";
import { type CacheStep, type Cells, splitStep } from "../../../src/core/cache/cells.ts";
import type { Debts } from "../../../src/core/cache/healing.ts";
import { PLANNERS } from "../../../src/core/cache/planners.ts";
import type { TokenRun } from "../../../src/core/tokens/tokenRun.ts";
import { carryOut, cellsOf, LIMITS, letters, run } from "./planning.ts";

function format(steps: readonly CacheStep[]): string {
  const said = steps.map((step) => {
    switch (step.kind) {
      case "evaluate":
        return `evaluate ${letters(step.run)} at ${step.from}`;
      case "park":
        return `park ${step.source}:${step.from}..${step.to} as ${step.alias}`;
      case "drop":
        return `drop ${step.source}:${step.from}..${step.to}`;
      case "move":
        return `move ${step.alias} by ${step.delta}`;
      default:
        return `attach ${step.alias}`;
    }
  });
  return said.join(" · ");
}

describe("planners", () => {
  const check = (planner: keyof typeof PLANNERS, cached: string, wanted: string, expected: string) =>
    test(`${planner}: ${cached || "nothing"} → ${wanted}`, () => {
      const cells = cellsOf(run(cached));
      // Instances are the letters' own, so that "edit" can join by identity what the others compare by id.
      const plan = PLANNERS[planner]({ cells, wanted: run(wanted), limits: { ...LIMITS, maxParked: 0 } });
      expect(format(plan.steps)).toBe(expected);
    });

  check("prefix", "", "abc", "evaluate abc at 0");
  check("prefix", "ab", "abcd", "evaluate cd at 2");
  check("prefix", "abXd", "abcd", "drop 0:2..4 · evaluate cd at 2");
  check("prefix", "abcdef", "abc", "drop 0:2..6 · evaluate c at 2");
  // The logits of the last token are gone; they come back with it.
  check("prefix", "abc", "abc", "drop 0:2..3 · evaluate c at 2");
  check("prefix", "a", "a", "drop 0:0..1 · evaluate a at 0");
  check("prefix", "xabc", "abc", "drop 0:0..4 · evaluate abc at 0");
  check("none", "abc", "abcd", "drop 0:0..3 · evaluate abcd at 0");
  check("none", "", "ab", "evaluate ab at 0");
  check("ignore", "abcz", "axbcz", "drop 0:3..4 · evaluate z at 3");
  check(
    "edit",
    "abcz",
    "axbcz",
    "drop 0:3..4 · park 0:1..3 as 1 · move 1 by 1 · evaluate x at 1 · attach 1 · evaluate z at 4",
  );
  check(
    "edit",
    "abcz",
    "acz",
    "drop 0:3..4 · park 0:2..3 as 1 · drop 0:1..2 · move 1 by -1 · attach 1 · evaluate z at 2",
  );
});

describe("what llama-server re-uses", () => {
  const long = Array.from({ length: 300 }, (_, index) => String.fromCharCode(1000 + index)).join("");
  const limits = { ...LIMITS, contextSize: 2000 };
  const check = (name: string, cached: string, wanted: string, expected: CachePlan["cost"]) =>
    test(name, () => {
      expect(PLANNERS.reuse256({ cells: cellsOf(run(cached)), wanted: run(wanted), limits }).cost).toEqual(expected);
    });

  check("behind a deletion: the run moves", `abc${long}z`, `a${long}z`, { kept: 1, moved: 300, evaluated: 1 });
  check("behind a deletion: nothing when the run is short", `abc${long.slice(0, 200)}z`, `a${long.slice(0, 200)}z`, {
    kept: 1,
    moved: 0,
    evaluated: 201,
  });
  check("behind an insertion: nothing", `a${long}z`, `ab${long}z`, { kept: 1, moved: 0, evaluated: 302 });
});

describe.each(Object.entries(PLANNERS) as [string, Planner][])("%s", (_, planner) => {
  const anyRun = fc
    .array(fc.nat(2), { minLength: 1, maxLength: 12 })
    .map((ids) => run(ids.map((id) => "abc"[id]).join("")));

  test("carried out, the plan leaves what it says, its last token evaluated; in pieces too", () => {
    fc.assert(
      fc.property(anyRun, anyRun, fc.integer({ min: 1, max: 5 }), (cached, wanted, maxTokens) => {
        const distinct: TokenRun = { ids: wanted.ids, instances: run("x".repeat(wanted.ids.length), 500).instances };
        const whole = cellsOf(cached);
        const plan = planner({ cells: whole, wanted: distinct, limits: LIMITS });
        const pieces = cellsOf(cached);
        for (const step of plan.steps) whole.applyStep(step);
        for (const step of plan.steps.flatMap((step) => splitStep(step, maxTokens))) pieces.applyStep(step);
        expect(whole.live.ids).toEqual(plan.result.ids);
        expect(pieces.live.ids).toEqual(plan.result.ids);
        const { kept, moved, evaluated } = plan.cost;
        expect(kept + moved + evaluated).toBe(plan.result.ids.length);
        expect(evaluated).toBeGreaterThan(0);
      }),
    );
  });
});

describe("splitting", () => {
  const check = (size: number, maxTokens: number, expected: string) =>
    test(`${size} tokens by ${maxTokens}`, () => {
      const step: CacheStep = { kind: "evaluate", from: 7, run: run("abcdefgh".slice(0, size)) };
      expect(format(splitStep(step, maxTokens))).toBe(expected);
    });

  check(5, 2, "evaluate ab at 7 · evaluate cd at 9 · evaluate e at 11");
  check(4, 4, "evaluate abcd at 7");
  check(3, 100, "evaluate abc at 7");

  test.each([0, -1, 1.5, Number.NaN])("pieces of %d tokens", (maxTokens) => {
    expect(() => splitStep({ kind: "evaluate", from: 0, run: run("a") }, maxTokens)).toThrow(BugError);
  });
});

describe("cells refuse", () => {
  const check = (name: string, steps: CacheStep[], message: RegExp) =>
    test(name, () => {
      const cells = cellsOf(run("abcd"));
      expect(() => {
        for (const step of steps) cells.applyStep(step);
      }).toThrow(message);
    });

  check("a hole", [{ kind: "drop", source: 0, from: 1, to: 2 }], /a hole/);
  check("cells that are not there", [{ kind: "drop", source: 0, from: 3, to: 5 }], /\[3, 5\)/);
  check(
    "an alias in use",
    [
      { kind: "park", source: 0, from: 3, to: 4, alias: 1 },
      { kind: "park", source: 0, from: 2, to: 3, alias: 1 },
    ],
    /not free/,
  );
  check(
    "a move below 0",
    [
      { kind: "park", source: 0, from: 3, to: 4, alias: 1 },
      { kind: "move", alias: 1, delta: -4 },
    ],
    /below/,
  );
  check(
    "a gap",
    [
      { kind: "park", source: 0, from: 3, to: 4, alias: 1 },
      { kind: "move", alias: 1, delta: 1 },
      { kind: "attach", alias: 1 },
    ],
    /starts at 4/,
  );
  check("an evaluation elsewhere than at the end", [{ kind: "evaluate", from: 3, run: run("x") }], /end at 4/);
});

describe("what a cell is worth", () => {
  const stale = (cells: Cells) => cells.staleLive("inexact").join(" ");

  test("evaluated in order, all are exact", () => expect(stale(cellsOf(run("abcd")))).toBe(""));

  test("right of an edit they are stale, and healing makes them exact from the left", () => {
    const cells = cellsOf(run("abcdz"));
    carryOut(cells, run("aXbcdz"));
    expect(stale(cells)).toBe("2 3 4 5");
    carryOut(cells, run("aXbcdz"), { refresh: () => [{ from: 3, to: 4 }] });
    expect(stale(cells), "out of order does not help").toBe("2 3 4 5");
    carryOut(cells, run("aXbcdz"), { refresh: () => [{ from: 2, to: 5 }] });
    expect(stale(cells)).toBe("");
  });

  test("taking an edit back makes what stood right of it exact again, what came meanwhile not", () => {
    const cells = cellsOf(run("abcdz"));
    carryOut(cells, run("aXbcdz"));
    carryOut(cells, run("abcdz"));
    expect(stale(cells)).toBe("");
    carryOut(cells, run("aXbcYdz"));
    carryOut(cells, run("abcYdz"));
    expect(stale(cells), "Y and what was evaluated behind it saw X").toBe("3 4 5");
  });
});

describe("what a change leaves behind: where, and how many tokens came or went since", () => {
  // Greek letters are newer than Latin ones.
  const check = (texts: readonly string[], expected: string) =>
    test(texts.join(" → "), () => {
      const [first, ...later] = texts;
      const cells = cellsOf(run(first!));
      let found: Debts["changes"] = [];
      for (const text of later) {
        const refresh = (debts: Debts) => {
          found = debts.changes;
          return [];
        };
        carryOut(cells, run(text), { refresh });
      }
      expect(found.map(({ at, debt }) => `${at}: ${debt}`).join(", ")).toBe(expected);
    });

  check(["abcdefghz", "abcdefghz"], "");
  check(["abcdefghz", "abcαβdefghz"], "5: 2");
  check(["abcdefghz", "abcαdefghz", "abcαβdefghz"], "5: 2");
  check(["abcdefghz", "abefghz"], "2: 2");
  check(["abcdefghz", "abαβefghz"], "4: 4");
  check(["abcdefghijklmz", "αabcdefghiβjklmz"], "1: 1, 11: 2");
  check(["abcdefghijklmz", "αabcdefghijklmz", "abcdefghijklmz"], "");
});
