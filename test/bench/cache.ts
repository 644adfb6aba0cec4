/**
 * `npm run bench -- cache [--quick]`: what following a document costs and what it loses, for each way of keeping a cache,
 * in one process and one table. Each session's document is visited on a tour (tour.ts), by one arm after the other.
 */

import { REPLAY_HEALING } from "../../src/cli/player.ts";
import { ReplayEngine } from "../../src/cli/replayEngine.ts";
import type { Engine } from "../../src/core/engine.ts";
import { type HealingRule, NO_HEALING } from "../../src/core/healing.ts";
import { PLANNERS } from "../../src/core/planners.ts";
import type { LlamaEngine } from "../../src/llama/engine.ts";
import { LooseEngine } from "../../src/llama/looseEngine.ts";
import { Deadline, loadLlama, openResults, readOptions, report } from "./bench.ts";
import { measureLongUpdate } from "./longUpdate.ts";
import { loadSessions } from "./sessions.ts";
import { SplittingEngine } from "./splittingEngine.ts";
import { planTour, type Tour } from "./tour.ts";
import { guide, type TourArm } from "./tourGuide.ts";
import { NOISE, type TourResult, toTables } from "./tourReport.ts";

/** In two seconds of rest a laptop reads so many. */
const IDLE_TOKENS = 660;

const options = readOptions({ quickMinutes: 9, minutes: 55 });
const results = openResults<TourResult>("cache", options, ({ arm, id }) => `${arm} ${id}`);
const deadline = new Deadline(options.minutes);

const llama = await loadLlama(options);
const ARMS = armsOn(llama);
try {
  const tours = (await loadSessions(options.sessionFile)).map(planTour).filter((tour) => tour !== undefined);
  for (const tour of tours) {
    if (deadline.isOver) break;
    await measure(tour);
  }
  process.stdout.write(toTables(results.results, Object.keys(ARMS)));
  if (!deadline.signal.aborted) process.stdout.write(await measureLongUpdate(llama));
} finally {
  await llama.dispose();
}

/** A session counts only with all its arms: all are compared on the same. */
async function measure(tour: Tour): Promise<void> {
  for (const [name, arm] of Object.entries(ARMS)) {
    if (results.has(`${name} ${tour.id}`)) continue;
    if (deadline.isOver) return;
    const startedAt = performance.now();
    const stops = await guide(tour, arm, deadline.signal);
    if (deadline.signal.aborted) return;
    results.add({ arm: name, id: tour.id, characters: tour.truth.length, stops });
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
    conflict: on(wrapped(new LooseEngine(llama, "conflict")), "conflict", NO_HEALING),
    "Turnkey, heal off": on(plain, "edit", NO_HEALING),
    "Turnkey, heal request": on(plain, "edit", request.before),
    // Free positions between the text before the cursor and what follows spare re-rotations: what do they cost?
    "Turnkey, heal request, slack 1": on(wrapped(new LooseEngine(llama, { slack: 1 })), "edit", request.before),
    "Turnkey, heal request, slack 2": on(wrapped(new LooseEngine(llama, { slack: 2 })), "edit", request.before),
    "Turnkey, heal idle": on(plain, "edit", request.before, IDLE_TOKENS),
    "Turnkey, heal full": on(plain, "edit", request.before, Number.POSITIVE_INFINITY),
  };
}
