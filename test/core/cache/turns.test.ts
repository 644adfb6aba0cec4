/** Who is let through where several caches share one model. */

import { describe, expect, it } from "vitest";
import { TurnedEngine } from "../../../src/core/cache/turnedEngine.ts";
import { chooseNext, MOST_PASSED_OVER, type Taker, Turns } from "../../../src/core/cache/turns.ts";
import { createFakeEngine, type FakeEngine } from "../../fakes/engine.ts";
import { CONTROL } from "../../fakes/tokenizer.ts";

const AWAY: Taker = { isFocused: false };
const HERE: Taker = { isFocused: true };

describe("chooseNext", () => {
  const check = (name: string, waiting: readonly (readonly [Taker, number])[], expected: number) =>
    it(name, () => {
      expect(chooseNext(waiting.map(([taker, passedOver]) => ({ taker, passedOver })))).toBe(expected);
    });

  check(
    "the first where nobody looks",
    [
      [AWAY, 0],
      [AWAY, 0],
    ],
    0,
  );
  check(
    "the first where somebody looks at both",
    [
      [HERE, 0],
      [HERE, 0],
    ],
    0,
  );
  check(
    "who is looked at before who came first",
    [
      [AWAY, 0],
      [HERE, 0],
    ],
    1,
  );
  check(
    "nobody waits for ever",
    [
      [AWAY, MOST_PASSED_OVER],
      [HERE, 0],
    ],
    0,
  );
  check(
    "a turn too few",
    [
      [AWAY, MOST_PASSED_OVER - 1],
      [HERE, 0],
    ],
    1,
  );
});

/** The order in which pieces of work are done that come while one is under way: `name`s with a mark for focus. */
async function orderOf(arrivals: readonly string[]): Promise<string[]> {
  const turns = new Turns();
  const done: string[] = [];
  let release = (): void => {};
  const first = turns.run(AWAY, () => new Promise<void>((resolve) => (release = resolve)));
  const others = arrivals.map((name) =>
    turns.run(name.endsWith("!") ? HERE : AWAY, async () => {
      done.push(name);
    }),
  );
  release();
  await Promise.all([first, ...others]);
  return done;
}

describe("turns", () => {
  it("work that comes alone begins at once", async () => {
    const done: string[] = [];
    const work = new Turns().run(AWAY, async () => void done.push("work"));
    expect(done).toEqual(["work"]);
    await work;
  });

  it("the window that is looked at goes first, each in its order", async () => {
    expect(await orderOf(["a1", "b1!", "a2", "b2!"])).toEqual(["b1!", "b2!", "a1", "a2"]);
  });

  it("one that nobody looks at gets its turn among very many", async () => {
    const many = Array.from({ length: 2 * MOST_PASSED_OVER }, (_, index) => `b${index}!`);
    const order = await orderOf(["a", ...many]);
    expect(order.indexOf("a")).toBe(MOST_PASSED_OVER);
    expect(order).toHaveLength(many.length + 1);
  });

  it("work that fails lets the next one through, and its failure out", async () => {
    const turns = new Turns();
    const failed = turns.run(AWAY, () => Promise.reject(new Error("no")));
    const next = turns.run(AWAY, async () => "next");
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("next");
    expect(await turns.run(AWAY, async () => "later")).toBe("later");
  });
});

describe("a turned engine", () => {
  it("never works while another one on the same turns does", async () => {
    const turns = new Turns();
    let working = 0;
    let most = 0;
    const onStep = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    };
    const [left, right] = [AWAY, HERE].map(
      (taker) => new TurnedEngine(createFakeEngine({ continuation: () => "a b", onStep }), turns, taker),
    ) as [TurnedEngine<FakeEngine>, TurnedEngine<FakeEngine>];
    const ids = [CONTROL.fimPrefix, CONTROL.fimSuffix, CONTROL.fimMiddle];
    const step = { kind: "evaluate", from: 0, run: { ids, instances: ids as never } } as const;
    await Promise.all(
      [left, right, left, right].map((engine, index) => (index < 2 ? engine.apply(step) : engine.best(1))),
    );
    await Promise.all([left.reset(), right.score([1])]);
    expect(most).toBe(1);
  });

  it("has a small cache beside it that waits as well", async () => {
    const turns = new Turns();
    const done: string[] = [];
    const near = createFakeEngine({ continuation: () => "" });
    const inner = Object.assign(createFakeEngine({ continuation: () => "" }), { near });
    const engine = new TurnedEngine(inner, turns, HERE);
    let release = (): void => {};
    const first = turns.run(AWAY, () => new Promise<void>((resolve) => (release = resolve)));
    const reset = engine.near!.reset().then(() => done.push("near"));
    await Promise.resolve();
    done.push("first");
    release();
    await Promise.all([first, reset]);
    expect(done).toEqual(["first", "near"]);
    expect(engine.near).toBe(engine.near);
    expect(new TurnedEngine(near, turns, HERE).near).toBeUndefined();
  });
});
