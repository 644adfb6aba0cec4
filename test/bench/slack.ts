/**
 * May a few positions stay free between the text before the cursor and what follows, so that not every word that is typed
 * re-rotates the keys behind it? `node test/bench/slack.ts --minutes 10`. The last change of each session is typed word by
 * word; after each one the rest of its line is scored, beside a fresh evaluation.
 */

import type { Planner } from "../../src/core/cache/cachePlan.ts";
import { BEFORE_SUGGESTION, type HealingRule, NO_HEALING } from "../../src/core/cache/healing.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { Session } from "../../src/replay/session.ts";
import { Deadline, loadLlama, openResults, readOptions, report } from "./bench.ts";
import { loadSessions } from "./sessions.ts";
import { SlackEngine } from "./slackEngine.ts";
import { FRESH, type SlackResult, type SlackWord, toTable } from "./slackTable.ts";
import { typeByWords } from "./typedHunk.ts";
import { WordTypist } from "./wordTypist.ts";

interface Arm {
  readonly planner: Planner;
  readonly slack: number;
  readonly rule: HealingRule;
}

const arm = (slack: number, rule: HealingRule): Arm => ({ planner: PLANNERS.edit, slack, rule });

const ARMS: Readonly<Record<string, Arm>> = {
  [FRESH]: { planner: PLANNERS.none, slack: 0, rule: NO_HEALING },
  "slack 0, not healed": arm(0, NO_HEALING),
  "slack 1, not healed": arm(1, NO_HEALING),
  "slack 2, not healed": arm(2, NO_HEALING),
  "slack 0, healed as usual": arm(0, BEFORE_SUGGESTION),
  "slack 1, healed as usual": arm(1, BEFORE_SUGGESTION),
  "slack 2, healed as usual": arm(2, BEFORE_SUGGESTION),
};

/** Characters; a longer document would not be in the prompt as a whole. */
const LONGEST = 2000;
/** Of the words that are typed. */
const SCORED_EVERY = 3;

const options = readOptions({ quickMinutes: 5, minutes: 30 });
const results = openResults<SlackResult>("slack", options, ({ arm: name, id }) => `${name} ${id}`);
const deadline = new Deadline(options.minutes);
const llama = await loadLlama(options);
try {
  for (const session of (await loadSessions(options.sessionFile)).flatMap(prepare)) {
    for (const [name, how] of Object.entries(ARMS)) {
      if (results.has(`${name} ${session.id}`) || deadline.isOver) continue;
      const measured = await measure(session, how, llama);
      if (!deadline.signal.aborted) results.add({ arm: name, id: session.id, ...measured });
    }
    if (deadline.isOver) break;
    report(session.id);
  }
} finally {
  await llama.dispose();
}
process.stdout.write(toTable(results.results, Object.keys(ARMS)));

function prepare(session: Session): readonly Session[] {
  const [first] = session.trace;
  if (first?.kind !== "open" || first.text.length > LONGEST) return [];
  const typed = typeByWords(session);
  return typed === undefined ? [] : [typed];
}

async function measure(
  { trace }: Session,
  { planner, slack, rule }: Arm,
  inner: LlamaEngine,
): Promise<Omit<SlackResult, "arm" | "id">> {
  // Scores are read in the same way for all, the fresh one too.
  const loose = new SlackEngine(inner, slack);
  const engine = new ReplayEngine(loose);
  engine.fixRates();
  const typist = new WordTypist(engine, planner, rule);
  try {
    const asked = trace.findIndex(({ kind }) => kind === "complete");
    await typist.fill(trace.slice(0, asked + 1));
    loose.rotations = 0;
    const words = trace.slice(asked + 1).flatMap((step) => (step.kind === "edit" ? [step.changes[0]!] : []));
    const last = trace.at(-1)!;
    const truth = last.kind === "complete" ? (last.truth ?? "") : "";
    const results: SlackWord[] = [];
    for (const [index, { offset, inserted }] of words.entries()) {
      if (deadline.signal.aborted) break;
      const behind = words.slice(index + 1).map(({ inserted: word }) => word);
      const rest = (index + 1) % SCORED_EVERY === 0 ? [...behind, truth].join("").split("\n")[0]! : "";
      results.push(await typist.type(offset, inserted, rest));
    }
    return { rotations: loose.rotations, words: results };
  } finally {
    await typist.end();
    await loose.reset();
  }
}
