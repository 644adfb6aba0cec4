import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/core/cache/engine.ts";
import { PLANNERS } from "../../../src/core/cache/planners.ts";
import { Generation } from "../../../src/core/writing/generation.ts";
import { confidenceOf, type Written } from "../../../src/core/writing/written.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { FakeEngine } from "../../fakes/engine.ts";
import { cursorMark } from "../place/marks.ts";
import { createDesk } from "./writing.ts";

/** What the model finds probable, one list after the other: texts of one token each with their probabilities. */
type Script = readonly Readonly<Record<string, number>>[];

class ScriptedEngine extends FakeEngine {
  readonly #script: Script;
  #asked = 0;

  constructor(script: Script) {
    super({ continuation: () => "" });
    this.#script = script;
  }

  override async best(count: number): Promise<readonly Candidate[]> {
    const list = Object.entries(this.#script[this.#asked] ?? { "\n": 1 });
    this.#asked += 1;
    const candidates = list.map(([text, probability]) => ({ token: this.#one(text), logprob: Math.log(probability) }));
    return candidates.sort((a, b) => b.logprob - a.logprob).slice(0, count);
  }

  #one(text: string): number {
    const [token, another] = this.tokenizer.tokenize(text);
    if (token === undefined || another !== undefined) throw new Error(`not one token: ${JSON.stringify(text)}`);
    return token;
  }
}

async function generate(marked: string, script: Script, alternative = 0): Promise<Written> {
  const { text, cursor } = cursorMark(marked);
  const engine = new ScriptedEngine(script);
  const [clock, planner] = [createFakeClock(), PLANNERS.prefix];
  const desk = createDesk({ text, cursor, engine, languageId: "typescript", healing: true, clock, planner });
  const generation = new Generation(
    {
      source: desk.source,
      stop: () => desk.stop,
      limits: { maxTokens: 50, timeLimitMs: 1000, maxTokensPerStep: 100 },
      alternative,
    },
    desk.parts,
  );
  return generation.run();
}

describe("healing", () => {
  const check = (name: string, marked: string, script: Script, expected: string, alternative = 0) =>
    test(name, async () => {
      expect((await generate(marked, script, alternative)).text).toBe(expected);
    });

  check("goes on with the word", "a re▮", [{ " turn": 0.6, " res": 0.3, " req": 0.1 }, { t: 1 }], "st");
  check(
    "takes an alternative that goes on with it",
    "a re▮",
    [{ " res": 0.7, " x": 0.2, " req": 0.1 }, { t: 1 }],
    "qt",
    1,
  );
  check("spells it piece by piece", "a fore▮", [{ " f": 0.9 }, { or: 0.8, x: 0.2 }, { est: 0.9 }], "st");
  check("spells what nothing fits", "a xq▮", [{ " res": 1 }, { s: 1 }], "s");
  check("is not for indentation", "a();\n  ▮", [{ b: 1 }], "b");
});

describe("confidence", () => {
  const check = (name: string, marked: string, script: Script, expected: number) =>
    test(name, async () => {
      expect(confidenceOf(await generate(marked, script), 0)).toBeCloseTo(expected, 10);
    });

  check(
    "is the log-probability of the line",
    "a = ▮\n  b",
    [{ " b": 0.3, " c": 0.3 }, { ";": 0.25 }, { "\n": 1 }],
    Math.log(0.5) + Math.log(0.25),
  );
  // How improbable the typed letters were does not count: of what goes on with them, it is the likely one.
  check(
    "does not count what is typed",
    "a re▮",
    [{ " x": 0.9, " res": 0.06, " req": 0.02 }, { "\n": 1 }],
    Math.log(0.75),
  );
});
