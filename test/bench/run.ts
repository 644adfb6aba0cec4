/** `npm run bench`: figures of the embedded model on recorded sessions, beside plain recompute, as a table in Markdown. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findPackageRoot } from "../../src/places.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { type Surroundings, toMarkdown } from "./report.ts";
import { loadSessions } from "./sessions.ts";
import { measureStart } from "./startUp.ts";
import { type Arm, measureUnit, type Pass, type UnitResult } from "./units.ts";

const options = readOptions({ quickMinutes: 9, minutes: 55 });
const packageRoot = findPackageRoot();

/** Written by the editor suite: activation and the extension host's share of a key. */
const EDITOR_MEASUREMENTS = join(packageRoot, "test-results", "editor-measurements.json");
/** Plain recompute and the cost of every key are measured on every so many-th session: they take long. */
const COMPARED_EVERY = 4;

const ALONE: readonly (readonly [Pass, Arm])[] = [["quality", "edit"]];
const COMPARED: typeof ALONE = [
  ...ALONE,
  ["quality", "prefix"],
  ["quality", "none"],
  ["cost", "edit"],
  ["cost", "prefix"],
  ["cost", "none"],
];

const keyOf = (pass: Pass, arm: Arm, id: string) => `${pass} ${arm} ${id}`;

const results = openResults<UnitResult>("run", options, ({ pass, arm, id }) => keyOf(pass, arm, id));
const deadline = new Deadline(options.minutes);
report(`results so far: ${results.results.length}, in ${results.path}`);
const startToSuggestionMs = measureStart(packageRoot, options.model);
await measureAll();
process.stdout.write(
  `${heading()}\n\n${toMarkdown(results.results, { startToSuggestionMs, ...readEditorMeasurements() })}`,
);

async function measureAll(): Promise<void> {
  const sessions = await loadSessions(options.sessionFile);
  const engine = await loadEngine(options, results);
  try {
    for (const [index, session] of sessions.entries()) {
      const compared = index % COMPARED_EVERY === 0;
      for (const [pass, arm] of compared ? COMPARED : ALONE) {
        if (results.has(keyOf(pass, arm, session.id))) continue;
        if (deadline.isOver) return;
        const startedAt = performance.now();
        const result = await measureUnit(session, { pass, arm, engine, signal: deadline.signal });
        if (deadline.signal.aborted) return;
        results.add(result);
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
        report(`${index + 1}/${sessions.length} ${pass} ${arm} ${session.id} ${seconds} s`);
      }
    }
  } finally {
    await engine.dispose();
  }
}

function heading(): string {
  const { model, threads, rates } = results.header!;
  const speed = `reads ${Math.round(rates.prefill)} and writes ${Math.round(rates.decode)} tokens per second`;
  return `${model}, ${threads} threads, ${speed}; ${new Set(results.results.map(({ id }) => id)).size} sessions.`;
}

function readEditorMeasurements(): Pick<Surroundings, "activationMs" | "keystrokeP95Ms"> {
  let read: Record<string, unknown> = {};
  try {
    read = JSON.parse(readFileSync(EDITOR_MEASUREMENTS, "utf8")) as Record<string, unknown>;
  } catch {
    report("no measurements of the editor: npm test makes them");
  }
  const number = (name: string) => (typeof read[name] === "number" ? read[name] : undefined);
  return { activationMs: number("activationMs"), keystrokeP95Ms: number("keystrokeP95Ms") };
}
