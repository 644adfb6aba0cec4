/**
 * `npm run bench -- cache [--quick]`: what following a document costs and what it loses, for each way of keeping a cache,
 * in one process. Whole sessions are typed key by key, and the tokens counted (wholeSessions.ts); then each session's
 * document is visited on a tour (tour.ts), by one arm after the other, and the model asked.
 */

import type { Engine } from "../../src/core/cache/engine.ts";
import { BEFORE_SUGGESTION, type HealingRule, NO_HEALING } from "../../src/core/cache/healing.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { LooseEngine } from "../../src/llama/looseEngine.ts";
import { REPLAY_HEALING } from "../../src/replay/player.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { Session } from "../../src/replay/session.ts";
import { typeSession, USUAL_TYPIST } from "../typist.ts";
import { Deadline, loadLlama, openResults, readOptions, report } from "./bench.ts";
import { measureLongUpdate } from "./longUpdate.ts";
import { loadSessions } from "./sessions.ts";
import { SlackEngine } from "./slackEngine.ts";
import { SplittingEngine } from "./splittingEngine.ts";
import { planTour, type Tour } from "./tour.ts";
import { guide, type TourArm } from "./tourGuide.ts";
import { NOISE, type TourResult, toTables } from "./tourReport.ts";
import { type CountedArm, countSession } from "./wholeSessions.ts";
import { type SessionCounts, summarise, toSessionTables } from "./wholeSessionsReport.ts";

/** In two seconds of rest a laptop reads so many. */
const IDLE_TOKENS = 660;

const options = readOptions({ quickMinutes: 9, minutes: 55 });
const results = openResults<TourResult>("cache", options, ({ arm, id }) => `${arm} ${id}`);
const counts = openResults<SessionCounts>("cache-sessions", options, ({ arm, id }) => `${arm} ${id}`);
const deadline = new Deadline(options.minutes);
/** Counting needs no model and is fast. */
const countingDeadline = new Deadline(options.minutes / 5);

const COUNTED_ARMS: Readonly<Record<string, CountedArm>> = {
  none: { planner: PLANNERS.none, before: NO_HEALING },
  prefix: { planner: PLANNERS.prefix, before: NO_HEALING },
  "suffix first, prefix": { planner: PLANNERS.prefix, before: NO_HEALING, order: "spm" },
  reuse256: { planner: PLANNERS.reuse256, before: NO_HEALING },
  conflict: { planner: PLANNERS.conflict, before: NO_HEALING, movesFreely: true },
  "Turnkey, heal off": { planner: PLANNERS.edit, before: NO_HEALING },
  "Turnkey, heal request": { planner: PLANNERS.edit, before: BEFORE_SUGGESTION },
  "Turnkey, heal idle": { planner: PLANNERS.edit, before: BEFORE_SUGGESTION, healsInPauses: true },
  "Turnkey, heal full": { planner: PLANNERS.edit, before: BEFORE_SUGGESTION, healsAll: true },
};

const llama = await loadLlama(options);
const ARMS = armsOn(llama);
try {
  const sessions = await loadSessions(options.sessionFile);
  await countSessions(sessions);
  for (const tour of inTurnsByLength(sessions.map(planTour).filter((tour) => tour !== undefined))) {
    if (deadline.isOver) break;
    await measure(tour);
  }
  process.stdout.write(toSessionTables(counts.results, Object.keys(COUNTED_ARMS)));
  process.stdout.write(toTables(results.results, Object.keys(ARMS)));
  if (!deadline.signal.aborted) process.stdout.write(await measureLongUpdate(llama));
} finally {
  await llama.dispose();
}

/** Whole sessions, typed key by key: counts of tokens alone. */
async function countSessions(sessions: readonly Session[]): Promise<void> {
  for (const session of sessions) {
    const typed = typeSession(session, { ...USUAL_TYPIST, complete: 0, seed: 1 });
    for (const [name, arm] of Object.entries(COUNTED_ARMS)) {
      if (counts.has(`${name} ${session.id}`)) continue;
      if (deadline.isOver || countingDeadline.isOver) return;
      counts.add(summarise(name, session.id, await countSession(typed, llama, arm)));
    }
  }
}

/** Short documents and long ones, one after the other. */
function inTurnsByLength(tours: readonly Tour[]): readonly Tour[] {
  const [short, long] = [tours.filter(({ isLong }) => !isLong), tours.filter(({ isLong }) => isLong)];
  return Array.from({ length: Math.max(short.length, long.length) }, (_, at) => [short[at], long[at]])
    .flat()
    .filter((tour) => tour !== undefined);
}

/** A session counts only with all its arms: all are compared on the same. */
async function measure(tour: Tour): Promise<void> {
  for (const [name, arm] of Object.entries(ARMS)) {
    if (results.has(`${name} ${tour.id}`)) continue;
    if (deadline.isOver) return;
    const startedAt = performance.now();
    const stops = await guide(tour, arm, deadline.signal);
    if (deadline.signal.aborted) return;
    results.add({ arm: name, id: tour.id, characters: tour.truth.length, isLong: tour.isLong, stops });
    report(`${tour.id} ${name} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

function armsOn(llama: LlamaEngine): Readonly<Record<string, TourArm>> {
  const fixed = <Kind extends ReplayEngine>(engine: Kind): Kind => {
    engine.fixRates();
    return engine;
  };
  const plain = fixed(new ReplayEngine(llama));
  const on = (engine: ReplayEngine, planner: keyof typeof PLANNERS, before: HealingRule, idleTokens = 0): TourArm => ({
    engine,
    planner: PLANNERS[planner],
    before,
    idleTokens,
  });
  const { request } = REPLAY_HEALING;
  const wrapped = (engine: Engine, order?: "spm") => fixed(new ReplayEngine(engine, order));
  return {
    none: { ...on(plain, "none", NO_HEALING), keepsNothing: true },
    [NOISE]: {
      ...on(fixed(new SplittingEngine(llama)), "none", NO_HEALING),
      keepsNothing: true,
      scoresOnly: true,
    },
    prefix: on(plain, "prefix", NO_HEALING),
    "suffix first, prefix": on(wrapped(llama, "spm"), "prefix", NO_HEALING),
    reuse256: on(plain, "reuse256", NO_HEALING),
    ignore: on(plain, "ignore", NO_HEALING),
    conflict: on(wrapped(new LooseEngine(llama)), "conflict", NO_HEALING),
    "Turnkey, heal off": on(plain, "edit", NO_HEALING),
    "Turnkey, heal request": on(plain, "edit", request.before),
    // Free positions between the text before the cursor and what follows spare re-rotations: what do they cost?
    "Turnkey, heal request, slack 1": on(wrapped(new SlackEngine(llama, 1)), "edit", request.before),
    "Turnkey, heal request, slack 2": on(wrapped(new SlackEngine(llama, 2)), "edit", request.before),
    "Turnkey, heal idle": on(plain, "edit", request.before, IDLE_TOKENS),
    "Turnkey, heal full": on(plain, "edit", request.before, Number.POSITIVE_INFINITY),
  };
}
