/**
 * Which stale tokens are worth evaluating again before a suggestion: `node test/bench/healing.ts --minutes 10`. For each
 * session whose document fits the prompt: the cache is filled before the first change, all changes are made, and the true
 * line is scored with different rules of healing, beside evaluating afresh, ignoring the changes, and the noise floor.
 * With `--typed` the last change is typed word by word, each one asking, and the rest of its line is scored: how long may
 * what stands behind the cursor wait for its next evaluation?
 */

import { throwBug } from "../../src/core/bug.ts";
import type { Planner } from "../../src/core/cache/cachePlan.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { createComparableSession } from "../../src/replay/comparableSession.ts";
import type { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { Session, SessionStep } from "../../src/replay/session.ts";
import { SessionDocuments } from "../../src/replay/sessionDocuments.ts";
import { WorkCounter } from "../../src/replay/workCounter.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { type HealingShares, healingBy } from "./healingRules.ts";
import { describeInterval, pairedBootstrap } from "./metrics.ts";
import { loadSessions } from "./sessions.ts";
import { SplittingEngine } from "./splittingEngine.ts";
import { typeByWords } from "./typedHunk.ts";

interface Arm {
  readonly planner: Planner;
  readonly shares: Partial<HealingShares>;
  /** Everything stale is evaluated again, from the left. */
  readonly whole?: boolean;
  /** The prompt is evaluated in smaller batches: how much answers differ by that alone is the noise floor. */
  readonly splits?: boolean;
}

const heal = (shares: Partial<HealingShares>): Arm => ({ planner: PLANNERS.edit, shares });

const RIVALS: Readonly<Record<string, Arm>> = {
  fresh: { planner: PLANNERS.none, shares: {} },
  "fresh, in two batches": { planner: PLANNERS.none, shares: {}, splits: true },
  ignore: { planner: PLANNERS.ignore, shares: {} },
  "re-rotation alone": heal({}),
};

const ARMS_WHEN_TYPED: Readonly<Record<string, Arm>> = {
  ...RIVALS,
  "1 behind the cursor for each word": heal({ behind: 1 }),
  "2 behind the cursor for each word": heal({ behind: 2 }),
  "4 behind the cursor for each word": heal({ behind: 4 }),
  "16 behind the cursor for each word": heal({ behind: 16 }),
  "as many as the word has tokens": heal({ behind: 16, perChange: 1 }),
};

const ARMS_WHEN_CHANGED: Readonly<Record<string, Arm>> = {
  ...RIVALS,
  "4 behind the changes": heal({ behind: 4 }),
  "8 behind the changes": heal({ behind: 8 }),
  "16 behind the changes": heal({ behind: 16 }),
  "64 behind the changes": heal({ behind: 64 }),
  "as many as changed, 16 in all": heal({ behind: 16, perChange: 1 }),
  "as many as changed, 32 in all": heal({ behind: 32, perChange: 1 }),
  "as many as changed, 64 in all": heal({ behind: 64, perChange: 1 }),
  "twice as many as changed, 64 in all": heal({ behind: 64, perChange: 2 }),
  "64 before the cursor": heal({ near: 64 }),
  "64 in lines that mention a changed name": heal({ mention: 64 }),
  "64 evenly": heal({ even: 64 }),
  "32 before the cursor, 32 mentions": heal({ near: 32, mention: 32 }),
  "32 before, 16 mentions, 16 behind changes": heal({ near: 32, mention: 16, behind: 16 }),
  "all, from the left": { ...heal({}), whole: true },
};

interface Scored {
  readonly arm: string;
  readonly id: string;
  readonly logprob: number;
  readonly characters: number;
  readonly evaluated: number;
  readonly healed: number;
  /** The true line mentions a name from the changes. */
  readonly related: boolean;
}

/** Characters; a longer document would not be in the prompt as a whole. */
const LONGEST = 2000;

const isTyped = process.argv.includes("--typed");
const ARMS = isTyped ? ARMS_WHEN_TYPED : ARMS_WHEN_CHANGED;
const options = readOptions({ quickMinutes: 5, minutes: 30 }, { typed: { type: "boolean" } });
const results = openResults<Scored>(isTyped ? "typing" : "healing", options, ({ arm, id }) => `${arm} ${id}`);
const deadline = new Deadline(options.minutes);
const engine = await loadEngine(options, results);
try {
  for (const session of (await loadSessions(options.sessionFile)).filter(isSuitable).flatMap(prepare)) {
    for (const [arm, how] of Object.entries(ARMS)) {
      if (results.has(`${arm} ${session.id}`)) continue;
      if (deadline.isOver) break;
      const scored = await score(session, how, engine);
      if (scored !== undefined) results.add({ arm, id: session.id, ...scored });
    }
    report(session.id);
    if (deadline.isOver) break;
  }
} finally {
  await engine.dispose();
}
print();

function isSuitable({ trace }: Session): boolean {
  const [first] = trace;
  const last = trace.at(-1);
  if (first?.kind !== "open" || last?.kind !== "complete" || last.truth === undefined) return false;
  return first.text.length <= LONGEST && trace.some(({ kind }) => kind === "edit");
}

function prepare(session: Session): readonly Session[] {
  const prepared = isTyped ? typeByWords(session) : session;
  return prepared === undefined ? [] : [prepared];
}

async function score(
  session: Session,
  { planner, shares, whole, splits }: Arm,
  on: ReplayEngine,
): Promise<Omit<Scored, "arm" | "id"> | undefined> {
  await on.reset();
  const counter = new WorkCounter();
  const clock = { now: () => performance.now(), sleep: () => Promise.resolve() };
  const settings = { now: { ...DEFAULT_SETTINGS, latencyTargetMs: 1000 } };
  const healing = { before: healingBy(shares, (id) => on.tokenizer.detokenize([id])) };
  const trace = counter;
  const common = { clock, trace, settings, onBug: throwBug };
  const pipeline = new Pipeline(common);
  const engine = splits ? new SplittingEngine(on) : on;
  pipeline.setWriter(createComparableSession(engine, { ...common, planner, healing }), "");
  const documents = new SessionDocuments();
  const changed: string[] = [];
  try {
    for (const step of session.trace) {
      if (step.kind === "open") open(pipeline, documents, step);
      else if (step.kind === "edit") {
        const { path, edit, version } = documents.edit(step.changes, step.path);
        for (const { text } of edit.replacements) changed.push(text);
        pipeline.change(path, edit, version);
        // What keeps nothing is worth the same after all words.
        if (isTyped && planner !== PLANNERS.none) await pipeline.settle();
      } else if (step.kind === "complete") {
        pipeline.cursor(documents.current, step.offset, true);
        await pipeline.settle();
        if (step.truth && whole) await pipeline.heal(Number.POSITIVE_INFINITY);
        const { tokens, healed } = counter.take();
        if (!step.truth) continue;
        const scores = await pipeline.score(documents.current, step.offset, step.truth);
        const related = namesOf(step.truth).some((name) => changed.some((text) => text.includes(name)));
        const logprob = (scores ?? []).reduce((sum, score) => sum + score.logprob, 0);
        return { logprob, characters: step.truth.length, evaluated: tokens.evaluated, healed, related };
      }
    }
    return undefined;
  } finally {
    pipeline.dispose();
    await pipeline.settle();
  }
}

function open(
  pipeline: Pipeline,
  documents: SessionDocuments,
  { path, languageId, text }: Extract<SessionStep, { kind: "open" }>,
): void {
  documents.open(path, languageId, text);
  pipeline.open({ uri: path, languageId, version: documents.versionOf(path), text });
}

function namesOf(text: string): string[] {
  return text.match(/[\p{L}_$][\p{L}\p{N}_$]{3,}/gu) ?? [];
}

function print(): void {
  for (const related of [true, false]) {
    const of = (arm: string) =>
      new Map(results.results.filter((one) => one.arm === arm && one.related === related).map((one) => [one.id, one]));
    const fresh = of("fresh");
    const ignore = of("ignore");
    console.log(`\n${fresh.size} lines that ${related ? "mention a changed name" : "mention none"}\n`);
    console.log(
      "| | Δ bits per character to fresh, 95 % | mean distance | gap closed | evaluated | healed |\n|---|---:|---:|---:|---:|---:|",
    );
    for (const arm of Object.keys(ARMS)) {
      const pairs = [...of(arm).values()].filter(({ id }) => fresh.has(id) && ignore.has(id));
      if (pairs.length < 2) continue;
      const bits = (one: Scored) => one.logprob / one.characters / Math.LN2;
      const deltas = pairs.map((one) => bits(one) - bits(fresh.get(one.id)!));
      const distance = mean(deltas.map(Math.abs));
      const whole = mean(pairs.map(({ id }) => Math.abs(bits(ignore.get(id)!) - bits(fresh.get(id)!))));
      const interval = pairedBootstrap(deltas, { seed: 1 })!;
      const cells = [
        describeInterval(interval),
        distance.toFixed(3),
        `${(100 * (1 - distance / whole)).toFixed(0)} %`,
        mean(pairs.map(({ evaluated }) => evaluated)).toFixed(0),
        mean(pairs.map(({ healed }) => healed)).toFixed(0),
      ];
      console.log(`| ${arm} | ${cells.join(" | ")} |`);
    }
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
