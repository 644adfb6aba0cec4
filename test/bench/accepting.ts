/**
 * `npm run bench -- accepting`: what a person accepts was written a moment ago, behind the text that follows the cursor. Its cells are moved in front of that
 * text; what do they lose, and what is worth evaluating again? Likelihood of the line below the accepted one, in documents of real commits.
 *
 *     before     [prefix][suffix marker, suffix, middle marker][accepted]
 *     after      [prefix][accepted][suffix marker, suffix, middle marker]
 */

import { BEFORE_SUGGESTION, chooseStale, type HealingRule, NO_HEALING } from "../../src/core/cache/healing.ts";
import { planBudget } from "../../src/core/prompt/budget.ts";
import { Document } from "../../src/core/prompt/document.ts";
import { Prompter } from "../../src/core/request/prompter.ts";
import { TextEdit } from "../../src/core/text/textEdit.ts";
import { InstanceSource } from "../../src/core/tokens/tokenizer.ts";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { Random } from "../random.ts";
import { type ArmScored, bitsBehind, bringHealed, createEditedCache, toBitsTable } from "./armBits.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { loadSessions } from "./sessions.ts";

/** So much text as is read in so many milliseconds: a small window shows the same, sooner. */
const WINDOW_MS = 100;
/** An accepted line, and the one below it, have so many characters. */
const LINE = { least: 16, most: 90 };

interface Arm {
  /** The cells of what was written are given up, and it is evaluated afresh. */
  readonly isFresh?: boolean;
  readonly heal: HealingRule;
}

const FRESH = "everything afresh";
const ARMS: Readonly<Record<string, Arm>> = {
  "evaluated afresh": { isFresh: true, heal: BEFORE_SUGGESTION },
  "moved (in use)": { heal: BEFORE_SUGGESTION },
  "moved, and 64 evaluated again from its start": { heal: fromItsStart },
  "moved, nothing evaluated again": { heal: NO_HEALING },
};

const options = readOptions({ quickMinutes: 4, minutes: 10 });
const results = openResults<ArmScored>("accepting", options, ({ id, arm }) => `${id} ${arm}`);
const deadline = new Deadline(options.minutes);
const engine = await loadEngine(options, results);
const { facts, tokenizer, rates } = engine;
const budget = planBudget({ rates, contextSize: 2048, latencyTargetMs: WINDOW_MS, movable: true });
/** Where what was accepted begins. */
let acceptedAt = 0;
try {
  for (const session of await loadSessions(options.sessionFile)) {
    if (deadline.isOver) break;
    if (results.has(`${session.id} ${FRESH}`)) continue;
    for (const scored of await scoreAll(session)) results.add(scored);
  }
} finally {
  await engine.dispose();
}
process.stdout.write(`${toBitsTable(results.results, FRESH).join("\n")}\n`);

async function scoreAll(session: Session): Promise<readonly ArmScored[]> {
  const documents = documentsAfter(session.trace);
  const lines = documents.textOf(documents.current).split("\n");
  const isLine = (at: number): boolean => {
    const { length } = lines[at]!.trim();
    return length >= LINE.least && length <= LINE.most;
  };
  const places = [...lines.keys()].filter((at) => at > 10 && at < lines.length - 5 && isLine(at) && isLine(at + 1));
  const line = places[new Random(session.id).below(places.length)];
  if (line === undefined) return [];
  const scored: ArmScored[] = [await score(session.id, FRESH, lines, line, undefined)];
  for (const [name, arm] of Object.entries(ARMS)) scored.push(await score(session.id, name, lines, line, arm));
  report(session.id);
  return scored;
}

/** `arm` left out: nothing was in the cache before. */
async function score(
  id: string,
  arm: string,
  lines: readonly string[],
  line: number,
  how: Arm | undefined,
): Promise<ArmScored> {
  await engine.reset();
  const cache = createEditedCache(engine);
  const [indent, accepted, below] = [/^\s*/.exec(lines[line]!)![0], lines[line]!.trim(), lines[line + 1]!];
  const above = `${lines.slice(0, line).join("\n")}\n${indent}`;
  const document = new Document("file:///a", "plaintext", 1, `${above}\n${lines.slice(line + 2).join("\n")}`);
  const instances = new InstanceSource();
  const prompter = new Prompter({
    engine: { facts, tokenizer },
    instances,
    budget: () => budget,
    near: () => undefined,
  });
  if (how !== undefined) {
    const before = prompter.at({ document, cursor: above.length }, undefined).whole;
    acceptedAt = before.cursor;
    await bringHealed(cache, before, NO_HEALING);
    const written = tokenizer.tokenize(before.heal + accepted);
    for (const token of written) await cache.append(token, instances.next());
    if (how.isFresh) await cache.takeBack(written.length);
  }
  const taken = `${accepted}\n`;
  document.change(TextEdit.replace(above.length, above.length, taken), 2);
  const after = prompter.at({ document, cursor: above.length + taken.length }, undefined).whole;
  const evaluated = await bringHealed(cache, after, how?.heal ?? NO_HEALING);
  return { id, arm, bits: await bitsBehind(cache, tokenizer, after, below), evaluated };
}

/** What an accepted text would pay if the text behind the cursor, which stood in front of it, counted as taken away. */
function fromItsStart(debts: Parameters<HealingRule>[0]): ReturnType<HealingRule> {
  const positions = Array.from({ length: debts.ids.length - acceptedAt }, (_, index) => acceptedAt + index);
  return chooseStale(debts, [{ positions, most: 64 }]);
}
