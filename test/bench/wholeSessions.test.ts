import { describe, expect, test } from "vitest";
import { BEFORE_SUGGESTION, NO_HEALING } from "../../src/core/cache/healing.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import type { Session, SessionStep } from "../../src/replay/session.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import { type CountedArm, type CountedStep, countSession } from "./wholeSessions.ts";
import { summarise, toSessionTables } from "./wholeSessionsReport.ts";

const MODEL = createFakeEngine({ continuation: () => "" });
const LINES = Array.from({ length: 20 }, (_, index) => `let value${index} = ${index};\n`).join("");
const MIDDLE = LINES.indexOf("let value10");

const session = (...trace: SessionStep[]): Session => ({
  id: "one",
  trace: [
    { kind: "open", path: "a.ts", languageId: "typescript", text: LINES },
    { kind: "cursor", offset: MIDDLE },
    ...trace,
  ],
});
const insert = (offset: number, inserted: string): SessionStep => ({
  kind: "edit",
  changes: [{ offset, deleted: 0, inserted }],
  path: undefined,
});

const TURNKEY: CountedArm = { planner: PLANNERS.edit, before: NO_HEALING };
const ARMS: Readonly<Record<string, CountedArm>> = {
  none: { planner: PLANNERS.none, before: NO_HEALING },
  prefix: { planner: PLANNERS.prefix, before: NO_HEALING },
  Turnkey: TURNKEY,
};

describe("steps", () => {
  const check = (name: string, trace: readonly SessionStep[], kinds: readonly string[]) =>
    test(name, async () => {
      const steps = await countSession(session(...trace), MODEL, TURNKEY);
      expect(steps.map(({ kind }) => kind)).toEqual(["jump", ...kinds]);
    });

  check("a key", [insert(MIDDLE, "x")], ["key"]);
  check(
    "a bracket that closes by itself is one key",
    [insert(MIDDLE, "()"), { kind: "cursor", offset: MIDDLE + 1 }],
    ["key"],
  );
  check("a line break with its indentation", [insert(MIDDLE, "\n    ")], ["key"]);
  check("text at once", [insert(MIDDLE, "const a = 1;")], ["text"]);
  check("undo and redo", [insert(MIDDLE, "x"), { kind: "undo" }, { kind: "redo" }], ["key", "undo", "undo"]);
  check("the cursor elsewhere", [insert(MIDDLE, "x"), { kind: "cursor", offset: 200 }], ["key", "jump"]);
  check("typing over", [insert(MIDDLE, "x"), { kind: "complete", offset: MIDDLE + 1, truth: undefined }], ["key"]);
});

test("a key costs what the planner makes of it", async () => {
  const typed = session(insert(MIDDLE, "x"), insert(MIDDLE + 1, " "));
  const key = async (arm: CountedArm) =>
    (await countSession(typed, MODEL, arm)).filter(({ kind }) => kind === "key").at(-1) as CountedStep;
  const [none, prefix, ours] = [await key(ARMS.none!), await key(ARMS.prefix!), await key(TURNKEY)];
  expect(none.evaluated).toBe(none.prompt);
  expect(prefix.evaluated).toBeLessThan(none.evaluated);
  expect(ours.evaluated).toBeLessThanOrEqual(3);
  expect(ours.moved).toBeGreaterThan(20);
  const healing = await key({ planner: PLANNERS.edit, before: BEFORE_SUGGESTION });
  expect(healing).toMatchObject({ evaluated: ours.evaluated, healed: 1 });
});

test("a table has a row for each kind, and only sessions that all arms have walked", async () => {
  const results = [];
  for (const [name, arm] of Object.entries(ARMS))
    results.push(
      summarise(name, "one", await countSession(session(insert(MIDDLE, "x"), insert(MIDDLE + 1, "y")), MODEL, arm)),
    );
  const half = summarise("none", "half", []);
  const text = toSessionTables([...results, half], Object.keys(ARMS));
  expect(text).toContain("1 whole sessions, 2 keys");
  expect(text.match(/^\| Turnkey \| 2 \|/gm)).toHaveLength(1);
  expect(text).not.toContain("window steps while typing");
  expect(toSessionTables([half], Object.keys(ARMS))).toMatch(/give it more time/);
});
