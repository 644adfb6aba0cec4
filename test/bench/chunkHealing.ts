/**
 * `npm run bench -- chunkHealing --root DIR… [--minutes N] [--places N]`: text of another file comes in front of a document that is in
 * the cache already. Its cells are moved, and were made without that text; what do they lose of it, and what is worth evaluating
 * again? Likelihood of lines that need a name of another file, with the lines that have it, in finished trees.
 *
 *     before    [document before the cursor][behind it]
 *     after     [chunk][document before the cursor][behind it]      the document moved, and stale
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { BEFORE_SUGGESTION, type HealingRule, NO_HEALING } from "../../src/core/cache/healing.ts";
import { planBudget } from "../../src/core/prompt/budget.ts";
import { Document } from "../../src/core/prompt/document.ts";
import type { Prompt } from "../../src/core/prompt/prompt.ts";
import { Prompter } from "../../src/core/request/prompter.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { InstanceSource } from "../../src/core/tokens/tokenizer.ts";
import { LAPTOP_CONTEXT_SIZE } from "../../src/llama/contextSize.ts";
import { findPackageRoot } from "../../src/places.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { type ArmScored, bitsBehind, bringHealed, createEditedCache, toBitsTable } from "./armBits.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { toHeader } from "./contextArms.ts";
import { type ContextCase, promptTexts, readRepository, toCases, usefulIn } from "./contextCases.ts";
import { healingBy } from "./healingRules.ts";
import { takeInTurns } from "./turns.ts";

const own = { root: { type: "string", multiple: true }, places: { type: "string" } } as const;
const { values } = parseArgs({ strict: false, options: own });
const options = readOptions({ quickMinutes: 4, minutes: 10 }, own);
const roots = (values.root ?? []) as readonly string[];
const results = openResults<ArmScored>("chunk-healing", options, ({ id, arm }) => `${id} ${arm}`);
const deadline = new Deadline(options.minutes);
const engine = await loadEngine(options, results);
const { facts, tokenizer, rates } = engine;
const FRESH = "everything afresh";
const textOf = (id: number) => tokenizer.detokenize([id]);
const RULES: Readonly<Record<string, HealingRule>> = {
  "moved, nothing evaluated again": NO_HEALING,
  "16 behind the chunk": healingBy({ behind: 16 }, textOf),
  "64 behind the chunk (in use)": BEFORE_SUGGESTION,
  "64 before the cursor": healingBy({ near: 64 }, textOf),
  "128 before the cursor": healingBy({ near: 128 }, textOf),
  "64 behind the chunk, 64 before the cursor": healingBy({ behind: 64, near: 64 }, textOf),
  "64 in lines that mention a name of the chunk": healingBy({ mention: 64 }, textOf),
  "all of the document": healingBy({ suffix: 4096, near: 4096 }, textOf),
};

interface Place {
  readonly id: string;
  readonly without: Prompt;
  readonly with: Prompt;
  readonly truth: string;
}

try {
  for (const { id, one } of await readCases()) {
    if (deadline.isOver) break;
    const place = toPlace(id, one);
    if (place === undefined || results.has(`${id} ${FRESH}`)) continue;
    for (const scored of await scoreAll(place)) results.add(scored);
    report(id);
  }
} finally {
  await engine.dispose();
}
process.stdout.write(`${toBitsTable(results.results, FRESH).join("\n")}\n`);

/** In turns of repositories. */
async function readCases(): Promise<readonly { readonly id: string; readonly one: ContextCase }[]> {
  const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
  const most = Math.ceil(Number(values.places ?? 48) / Math.max(1, roots.length));
  const found: { readonly id: string; readonly one: ContextCase }[][] = [];
  for (const root of roots) {
    const repository = await readRepository(root, "definitions", reader);
    const cases = toCases(repository, 2 * most, "chunks").map((one, at) => ({ id: `${repository.name} ${at}`, one }));
    found.push(cases.filter(({ one }) => usefulIn(one) !== undefined).slice(0, most));
  }
  return takeInTurns(found);
}

/** The same document with the chunk and without, so that its tokens are the same ones. */
function toPlace(id: string, one: ContextCase): Place | undefined {
  const chunk = usefulIn(one);
  if (chunk === undefined) return undefined;
  const { before, after, text: truth } = promptTexts(one);
  const instances = new InstanceSource();
  const { latencyTargetMs } = DEFAULT_SETTINGS;
  const budget = planBudget({ rates, contextSize: LAPTOP_CONTEXT_SIZE, latencyTargetMs, movable: true });
  const ports = { engine: { facts, tokenizer }, instances, budget: () => budget, near: () => undefined };
  const prompter = new Prompter(ports);
  const document = new Document("file:///a", "plaintext", 1, before + after);
  const ids = tokenizer.tokenize(toHeader([chunk]));
  const header = { ids, instances: ids.map(() => instances.next()) };
  const at = { document, cursor: before.length };
  const [without, whole] = [prompter.at(at, undefined).whole, prompter.at(at, header).whole];
  return { id, without, with: whole, truth };
}

async function scoreAll(place: Place): Promise<readonly ArmScored[]> {
  const scored: ArmScored[] = [];
  const ask = async (arm: string, first: Prompt | undefined, then: Prompt, heal: HealingRule): Promise<void> => {
    await engine.reset();
    const cache = createEditedCache(engine);
    if (first !== undefined) await bringHealed(cache, first, NO_HEALING);
    const evaluated = await bringHealed(cache, then, heal);
    const bits = await bitsBehind(cache, tokenizer, then, place.truth);
    scored.push({ id: place.id, arm, bits, evaluated });
  };
  await ask(FRESH, undefined, place.with, NO_HEALING);
  await ask("without the chunk", undefined, place.without, NO_HEALING);
  for (const [arm, heal] of Object.entries(RULES)) await ask(arm, place.without, place.with, heal);
  return scored;
}
