import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../src/core/bug.ts";
import {
  type CachePlan,
  type CacheStep,
  PLANNERS,
  type Planner,
  replayPlan,
  splitStep,
  type TokenRun,
} from "../../src/core/cachePlan.ts";
import type { InstanceId } from "../../src/core/tokenizer.ts";

/** "abc": tokens by their letters; instances are counted from `first`. */
function run(letters: string, first = 1): TokenRun {
  const ids = [...letters].map((letter) => letter.charCodeAt(0));
  return { ids, instances: ids.map((_, index) => (first + index) as InstanceId) };
}

function letters({ ids }: TokenRun): string {
  return String.fromCharCode(...ids);
}

function format(plan: CachePlan): string {
  const steps = plan.steps.map((step) =>
    step.kind === "evaluate"
      ? `evaluate ${letters(step.run)} at ${step.from}`
      : `${step.kind} ${step.from}..${step.to}`,
  );
  return steps.join(" · ");
}

describe("planners", () => {
  const check = (planner: keyof typeof PLANNERS, cached: string, wanted: string, expected: string) =>
    test(`${planner}: ${cached || "nothing"} → ${wanted || "nothing"}`, () => {
      expect(format(PLANNERS[planner](run(cached), run(wanted, 100)))).toBe(expected);
    });

  check("prefix", "", "abc", "evaluate abc at 0");
  check("prefix", "ab", "abcd", "keep 0..2 · evaluate cd at 2");
  check("prefix", "abXd", "abcd", "keep 0..2 · drop 2..4 · evaluate cd at 2");
  check("prefix", "abcdef", "abc", "keep 0..2 · drop 2..6 · evaluate c at 2");
  // The logits of the last token are gone; they come back with it.
  check("prefix", "abc", "abc", "keep 0..2 · drop 2..3 · evaluate c at 2");
  check("prefix", "a", "a", "drop 0..1 · evaluate a at 0");
  check("prefix", "xabc", "abc", "drop 0..4 · evaluate abc at 0");
  check("prefix", "abc", "", "drop 0..3");
  check("prefix", "", "", "");
  check("none", "abc", "abcd", "drop 0..3 · evaluate abcd at 0");
  check("none", "", "ab", "evaluate ab at 0");
});

describe.each(Object.entries(PLANNERS))("%s", (_, planner: Planner) => {
  const anyRun = fc
    .tuple(fc.array(fc.nat(2), { maxLength: 12 }), fc.nat(1000))
    .map(([ids, first]): TokenRun => ({ ids, instances: ids.map((__, index) => (first + index) as InstanceId) }));

  test("a replayed plan leaves what was wanted, its last token evaluated", () => {
    fc.assert(
      fc.property(anyRun, anyRun, (cached, wanted) => {
        const plan = planner(cached, wanted);
        expect(replayPlan(cached, plan).ids).toEqual(wanted.ids);
        const { kept, moved, evaluated } = plan.cost;
        expect(kept + moved + evaluated).toBe(wanted.ids.length);
        expect(evaluated > 0).toBe(wanted.ids.length > 0);
      }),
    );
  });

  test("cut into pieces it leaves the same", () => {
    fc.assert(
      fc.property(anyRun, anyRun, fc.integer({ min: 1, max: 5 }), (cached, wanted, maxTokens) => {
        const plan = planner(cached, wanted);
        const steps = plan.steps.flatMap((step) => splitStep(step, maxTokens));
        expect(replayPlan(cached, { ...plan, steps })).toEqual(replayPlan(cached, plan));
        for (const step of steps)
          if (step.kind === "evaluate") expect(step.run.ids.length).toBeLessThanOrEqual(maxTokens);
      }),
    );
  });
});

describe("splitting", () => {
  const check = (size: number, maxTokens: number, expected: string) =>
    test(`${size} tokens by ${maxTokens}`, () => {
      const step: CacheStep = { kind: "evaluate", from: 7, run: run("abcdefgh".slice(0, size)) };
      const pieces = splitStep(step, maxTokens);
      expect(format({ steps: pieces, cost: { kept: 0, moved: 0, evaluated: 0 } })).toBe(expected);
    });

  check(5, 2, "evaluate ab at 7 · evaluate cd at 9 · evaluate e at 11");
  check(4, 4, "evaluate abcd at 7");
  check(3, 100, "evaluate abc at 7");

  test("only evaluations are cut", () => {
    const keep: CacheStep = { kind: "keep", from: 0, to: 9 };
    expect(splitStep(keep, 1)).toEqual([keep]);
  });
  test.each([0, -1, 1.5, Number.NaN])("pieces of %d tokens", (maxTokens) => {
    expect(() => splitStep({ kind: "evaluate", from: 0, run: run("a") }, maxTokens)).toThrow(BugError);
  });
});

describe("replaying", () => {
  const cost = (kept: number, moved: number, evaluated: number) => ({ kept, moved, evaluated });

  test("moves carry instances to new places", () => {
    const steps: CacheStep[] = [
      { kind: "keep", from: 0, to: 1 },
      { kind: "drop", from: 1, to: 2 },
      { kind: "move", from: 2, to: 4, delta: -1 },
      { kind: "evaluate", from: 3, run: run("x", 50) },
    ];
    const left = replayPlan(run("abcd"), { steps, cost: cost(1, 2, 1) });
    expect(letters(left)).toBe("acdx");
    expect(left.instances).toEqual([1, 3, 4, 50]);
  });

  const checkIllegal = (name: string, steps: CacheStep[], counted: CachePlan["cost"], message: RegExp) =>
    test(`refused: ${name}`, () => {
      expect(() => replayPlan(run("abc"), { steps, cost: counted })).toThrow(message);
    });
  const keepAll: CacheStep = { kind: "keep", from: 0, to: 3 };

  checkIllegal("a cell without a fate", [{ kind: "keep", from: 0, to: 2 }], cost(2, 0, 0), /what becomes of .* 2/);
  checkIllegal("a cell with two", [keepAll, { kind: "drop", from: 2, to: 3 }], cost(3, 0, 0), /at 2 .*second fate/);
  checkIllegal("a cell that is not there", [{ kind: "keep", from: 0, to: 4 }], cost(4, 0, 0), /at 3 is not there/);
  checkIllegal("an empty range", [keepAll, { kind: "keep", from: 3, to: 3 }], cost(3, 0, 0), /empty/);
  checkIllegal(
    "a gap",
    [
      { kind: "drop", from: 0, to: 1 },
      { kind: "keep", from: 1, to: 3 },
    ],
    cost(2, 0, 0),
    /gap/,
  );
  checkIllegal(
    "an evaluation in the middle",
    [keepAll, { kind: "evaluate", from: 2, run: run("x") }],
    cost(3, 0, 1),
    /at 2, but the cache ends at 3/,
  );
  checkIllegal(
    "an evaluation behind a gap",
    [keepAll, { kind: "evaluate", from: 4, run: run("x") }],
    cost(3, 0, 1),
    /at 4, but the cache ends at 3/,
  );
  checkIllegal(
    "an evaluation of nothing",
    [keepAll, { kind: "evaluate", from: 3, run: run("") }],
    cost(3, 0, 0),
    /ill-formed/,
  );
  checkIllegal(
    "a move onto a cell",
    [
      { kind: "keep", from: 0, to: 2 },
      { kind: "move", from: 2, to: 3, delta: -1 },
    ],
    cost(2, 1, 0),
    /two cells at 1/,
  );
  checkIllegal(
    "a move in front of the first place",
    [{ kind: "move", from: 0, to: 3, delta: -1 }],
    cost(0, 3, 0),
    /two cells at -1|at -1/,
  );
  checkIllegal("a move by nothing", [{ kind: "move", from: 0, to: 3, delta: 0 }], cost(0, 3, 0), /by nothing/);
  checkIllegal("a wrong cost", [keepAll], cost(2, 0, 0), /counts 2 kept, its steps 3/);
});
