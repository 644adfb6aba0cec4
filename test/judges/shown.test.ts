/** Whatever a model proposes, what is shown adds no syntax error to a file that had none, and decoding ends. */

import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { throwBug } from "../../src/core/bug.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { ThreadSyntax } from "../../src/syntax/threadSyntax.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { accepted } from "../bench/rivals.ts";
import { Adversary } from "../fakes/adversary.ts";
import { createFakeClock, turn } from "../fakes/clock.ts";
import { OTHER_PROGRAMS, PROGRAMS } from "../syntax/programs.ts";
import { isNoJudge, type Judge, NOT_JUDGED, type NoJudge } from "./judge.ts";
import { openJudge } from "./open.ts";

// Many parses on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const RUNS = 60;
const SEED = 1;
const FILES: Readonly<Record<string, string>> = { typescript: "a.ts", python: "a.py", json: "a.json" };

// From source: a bundle might be an old one.
const syntax = new ThreadSyntax({
  workerFile: fileURLToPath(new URL("../../src/syntax/worker.ts", import.meta.url)),
  grammarFolder: fileURLToPath(new URL("../../grammars", import.meta.url)),
  // A thread that is only slow, on a busy machine, is waited for.
  clock: { now: () => systemClock.now(), sleep: (ms, signal) => systemClock.sleep(ms * 2_000, signal) },
  note: (message) => {
    throw new Error(message);
  },
});

const judges = new Map<string, Judge | NoJudge>();
afterAll(() => {
  for (const judge of judges.values()) if (!isNoJudge(judge)) judge.close();
});

/** Where a suggestion is asked for: in a text that is right as it stands. */
interface Place {
  readonly text: string;
  readonly cursor: number;
}

/** Anywhere in our own programs, at the start of a line of its own too. */
function anyPlace(language: string): fc.Arbitrary<Place> {
  // Which quotes may stand inside of an f-string depends on the version of Python.
  const text = (PROGRAMS[language] ?? OTHER_PROGRAMS[language]!).replace(/\bf"[^\n]*/g, '"s"');
  return fc.tuple(fc.nat({ max: text.length }), fc.boolean()).map(([at, onItsOwnLine]) => {
    if (!onItsOwnLine || language === "json") return { text, cursor: at };
    const end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", end - 1) + 1))![0];
    return { text: `${text.slice(0, end)}\n${indent}${text.slice(end)}`, cursor: end + 1 + indent.length };
  });
}

async function suggest(language: string, { text, cursor }: Place, engine: Adversary): Promise<readonly string[]> {
  const clock = createFakeClock();
  const settings = { now: { ...DEFAULT_SETTINGS, eagerness: "eager" } } as const;
  const pipeline = new Pipeline({ clock, trace: { emit: () => {} }, settings, syntax, onBug: throwBug });
  const uri = `file:///${FILES[language]}`;
  try {
    pipeline.setEngine(engine, "");
    pipeline.open({ uri, languageId: language, version: 1, text });
    pipeline.cursor(uri, cursor, true);
    const outcome = await pipeline.suggest({ uri, offset: cursor, invoked: true }, new AbortController().signal);
    await clock.advance(1000);
    await pipeline.settle();
    await turn();
    return outcome.kind === "shown" ? outcome.suggestions.map((shown) => accepted(text, shown)) : [];
  } finally {
    pipeline.dispose();
  }
}

describe.each(["typescript", "python", "json"])("%s", (language) => {
  it("what is shown adds no syntax error", async ({ skip }) => {
    const judge = judges.get(language) ?? (await openJudge(language));
    judges.set(language, judge);
    if (isNoJudge(judge)) return skip(`${NOT_JUDGED}: ${judge.notJudged}`);
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(anyPlace(language), fc.nat(), async (place, seed) => {
        const before = await judge.judge(place.text);
        fc.pre(before.kind === "right");
        const likes = place.text.slice(place.cursor, place.cursor + 40).match(/\w+|\s+|[^\w\s]/g) ?? [];
        const engine = new Adversary({ seed: `${seed}`, likes, isEndless: false });
        for (const text of await suggest(language, place, engine)) {
          shown += 1;
          expect({ text, ...(await judge.judge(text)) }).toEqual({ text, kind: "right" });
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // It would say nothing of a pipeline that never shows anything.
    expect(shown).toBeGreaterThan(0);
  });

  it("decoding ends, also when nothing that is proposed can stand", () =>
    fc.assert(
      fc.asyncProperty(
        anyPlace(language),
        fc.constantFrom("]", ")", "}", "else", '"', "\n", "x"),
        async (place, only) => {
          const engine = new Adversary({ seed: only, likes: Array.from({ length: 100 }, () => only), isEndless: true });
          await suggest(language, place, engine);
          expect(engine.asked).toBeLessThan(5000);
        },
      ),
      { numRuns: RUNS / 2, seed: SEED },
    ));
});
