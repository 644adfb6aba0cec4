/**
 * `npm run bench -- growing`: a place that is not in the cache is answered from a few lines, and the rest is read behind that. In
 * a cache of its own, so that the few lines are read twice; or to the left of them, where the lines keep cells that were
 * made without the text in front of them: moved, and evaluated again in part. Likelihood of the true line, at ends of real commits.
 *
 *     few lines      [p s]            192 tokens
 *     whole       [P P P p s S]       what it is compared with
 *     grown       [P P P]+[p s]+[S]   p s moved, not evaluated again
 */

import type { CellSpan } from "../../src/core/cache/healing.ts";
import { planBudget } from "../../src/core/prompt/budget.ts";
import { Document } from "../../src/core/prompt/document.ts";
import { planNear } from "../../src/core/prompt/nearWindow.ts";
import type { Prompt } from "../../src/core/prompt/prompt.ts";
import { Prompter, type Prompts } from "../../src/core/request/prompter.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { InstanceSource } from "../../src/core/tokens/tokenizer.ts";
import { LAPTOP_CONTEXT_SIZE, NEAR_SIZE } from "../../src/llama/contextSize.ts";
import type { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { type ArmScored, bitsBehind, createEditedCache, toBitsTable } from "./armBits.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { loadSessions } from "./sessions.ts";

/** Tokens in front of the cursor that are evaluated again once the window has grown. */
const HEALED = { grown: 0, "grown, 64 before the cursor again": 64, "grown, 128 before the cursor again": 128 };

interface Place {
  readonly id: string;
  readonly prompts: { readonly whole: Prompt; readonly near: Prompt };
  readonly truth: string;
}

const options = readOptions({ quickMinutes: 5, minutes: 12 });
const results = openResults<ArmScored>("growing", options, ({ id, arm }) => `${id} ${arm}`);
const deadline = new Deadline(options.minutes);
const engine = await loadEngine(options, results);
const cache = createEditedCache(engine);
try {
  for (const session of await loadSessions(options.sessionFile)) {
    if (deadline.isOver) break;
    const place = findPlace(session, engine);
    if (place === undefined || results.has(`${place.id} whole`)) continue;
    for (const scored of await scoreAll(place)) results.add(scored);
    report(place.id);
  }
} finally {
  await engine.dispose();
}
process.stdout.write(`${toBitsTable(results.results, "whole").join("\n")}\n`);

/** Where a line is known, and the whole window is more than twice the few lines. */
function findPlace({ id, trace }: Session, { facts, tokenizer, rates }: ReplayEngine): Place | undefined {
  const last = trace.at(-1);
  if (last?.kind !== "complete" || last.truth === undefined) return undefined;
  const documents = documentsAfter(trace);
  const document = new Document(`file:///${documents.current}`, "plaintext", 1, documents.textOf(documents.current));
  const limits = { rates, contextSize: LAPTOP_CONTEXT_SIZE };
  const budget = planBudget({ ...limits, latencyTargetMs: DEFAULT_SETTINGS.latencyTargetMs, movable: true });
  const few = planNear({ rates, budget, contextSize: NEAR_SIZE.contextSize });
  const ports = {
    engine: { facts, tokenizer },
    instances: new InstanceSource(),
    budget: () => budget,
    near: () => few,
  };
  const { whole, near }: Prompts = new Prompter(ports).at({ document, cursor: last.offset }, undefined);
  const lines = near?.();
  if (lines === undefined || whole.run.ids.length < 2.5 * lines.run.ids.length) return undefined;
  return { id, prompts: { whole, near: lines }, truth: last.truth.split("\n")[0]! };
}

async function scoreAll({ id, prompts: { whole, near }, truth }: Place): Promise<readonly ArmScored[]> {
  const scored: ArmScored[] = [];
  const tell = async (arm: string, prompt: Prompt, evaluated: number): Promise<void> => {
    scored.push({ id, arm, bits: await bitsBehind(cache, engine.tokenizer, prompt, truth), evaluated });
  };
  await cache.reset();
  await tell("whole", whole, await bring(whole));
  for (const [arm, again] of Object.entries(HEALED)) {
    await cache.reset();
    await bring(near);
    if (again === 0) await tell("few lines", near, 0);
    const grown = await bring(whole);
    const { cursor } = whole;
    await tell(arm, whole, grown + (await evaluateAgain({ from: Math.max(1, cursor - again), to: cursor })));
  }
  return scored;
}

async function bring({ run }: Prompt): Promise<number> {
  return (await cache.bring(run, { maxTokensPerStep: 64, shouldStop: () => false })).evaluated;
}

async function evaluateAgain(span: CellSpan): Promise<number> {
  if (span.from === span.to) return 0;
  const result = await cache.heal(() => [span], { maxTokensPerStep: 64, shouldStop: () => false });
  return result?.evaluated ?? 0;
}
