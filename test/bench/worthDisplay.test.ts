import { describe, expect, test } from "vitest";
import type { Sight } from "../../src/core/worth/sight.ts";
import type { SeenKey, SeenWindow } from "./worthCollect.ts";
import { type Arm, type Person, type Watched, watch } from "./worthDisplay.ts";

/**
 * A line typed key by key; `suggests` says what is known behind each beginning: "text" for a new one, "…text" for the rest of
 * the one before. The first key is there from the start.
 */
function windowOf(line: string, suggests: Readonly<Record<string, string>>, ms = 50): SeenWindow {
  const keys = [...line].map((character, index): SeenKey => {
    const before = line.slice(0, index + 1);
    const said = suggests[before];
    const text = said?.replace("…", "");
    const sight = text === undefined ? undefined : ({ text, replaced: 0, before, behind: "\n", typed: 0 } as Sight);
    const isNew = said !== undefined && !said.startsWith("…");
    return {
      truth: `${line.slice(index + 1)}\n`,
      there: "\n",
      outcome: said === undefined ? "empty" : "shown",
      sight,
      ms: isNew ? ms : 0,
      generated: isNew ? 3 : 0,
      steps: [{ kind: "edit", path: undefined, changes: [{ offset: index, deleted: 0, inserted: character }] }],
    };
  });
  return { id: "a/b@c:d", languageId: "typescript", keys };
}

const arm = (isShown: boolean, next: number, isCalm: boolean): Arm => ({
  name: "",
  decide: () => ({ isShown, next }),
  isCalm,
});
const ALL = arm(true, 1, false);
const NOTHING = arm(false, 0, false);

describe("what is seen", () => {
  const check = (what: string, window: SeenWindow, person: Person, expected: Partial<Watched>) =>
    test(what, () => expect(watch(window, ALL, person)).toMatchObject(expected));
  const right = windowOf("name = other", { na: "me = other", nam: "…e = other", name: "… = other" });
  const seen = { length: 10, right: true, wordRight: true, goneAfter: undefined };
  check("one text, while it is typed along", right, "types", { looks: [seen], saved: 0, keys: 12 });
  check("is taken", right, "takes", { looks: [seen], saved: 9 });
  check("is not taken before it was looked at, and some was typed by then", right, "looks", { saved: 8 });
  check("nothing that comes after the next key", windowOf("abcdef", { a: "bcdef" }, 5000), "takes", {
    looks: [],
    saved: 0,
  });
  const wrong = windowOf("abcdef", { ab: "xyz", abc: "uvw" });
  test("wrong ones go with the next key", () => {
    const { looks } = watch(wrong, ALL, "takes");
    expect(looks.map(({ right }) => right)).toEqual([false, false]);
    expect(looks.every(({ goneAfter }) => goneAfter !== undefined && goneAfter > 0)).toBe(true);
  });
  test("nothing that would soon be gone where one is calm, but what is sure", () => {
    expect(watch(wrong, arm(true, 0.1, true), "types").looks.length).toBeLessThan(2);
    expect(watch(right, arm(true, 1, true), "types").looks).toHaveLength(1);
  });
  test("nothing where nothing is shown", () => expect(watch(right, NOTHING, "takes").looks).toEqual([]));
});
