/**
 * `npm run bench -- worth [--quick] [--minutes N] [--sessions FILE] [--model M] [--fresh] [--dump FILE] [--no-model]
 * [--fit] [--new]`: whether what is shown is worth the look. What the model writes at each key is collected once, a line per session in the dump, also when
 * the code has changed since; all else is made of the dump. `--new`: small programs typed from an empty file on, in place of real commits; nothing
 * is fitted on them.
 */

import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { createSyntax } from "../../src/grammars.ts";
import { findStorageFolder } from "../../src/places.ts";
import type { Session } from "../../src/replay/session.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { newPrograms } from "./newPrograms.ts";
import { loadSessions } from "./sessions.ts";
import { WorkTimedEngine } from "./workClock.ts";
import { collectWindows, type SeenWindow } from "./worthCollect.ts";
import { fitWorth, writeWeights } from "./worthFit.ts";
import { toWorthReport } from "./worthReport.ts";
import { weighedOf } from "./worthTruth.ts";
import { windowsOf } from "./worthWindow.ts";

/** Of each session; keys of each. Once the prompt is read, a key costs little. */
const WINDOWS = 2;
const KEYS = 48;

const flag = { type: "boolean" } as const;
const own = { dump: { type: "string" }, "no-model": flag, fit: flag, new: flag } as const;
const options = readOptions({ quickMinutes: 9, minutes: 55 }, own);
const { values } = parseArgs({ options: own, strict: false });
const dump =
  typeof values.dump === "string" ? values.dump : join(findStorageFolder() ?? tmpdir(), "bench", "worth-dump.jsonl");
if (options.fresh) rmSync(dump, { force: true });
const recorded = await loadSessions(options.sessionFile);
const sessions = values.new === true ? newPrograms() : recorded;
if (values["no-model"] !== true) await collectAll();
const fitted = windowsOfAll(recorded);
if (values.fit === true) fitAll();
process.stdout.write(toWorthReport(windowsOfAll(sessions), fitted));

/** The product's weights are made of all that was collected of real commits. */
function fitAll(): void {
  const requests = weighedOf(fitted);
  const weights = fitWorth(requests);
  if (weights === undefined) report("There are too few texts to fit a model of worth.");
  else writeWeights(weights, requests);
}

/** A half-written last line is as if it were not. */
function windowsOfAll(of: readonly Session[]): readonly SeenWindow[] {
  const ids = new Set(of.map(({ id }) => id));
  const lines = existsSync(dump) ? readFileSync(dump, "utf8").split("\n") : [];
  const seen = lines.filter((line) => line.endsWith("]")).flatMap((line) => JSON.parse(line) as SeenWindow[]);
  return seen.filter(({ id }) => ids.has(id));
}

async function collectAll(): Promise<void> {
  const deadline = new Deadline(options.minutes);
  const done = new Set(windowsOfAll(sessions).map(({ id }) => id));
  const engine = new WorkTimedEngine(await loadLlama(options));
  engine.fixRates();
  const syntax = createSyntax(report);
  mkdirSync(dirname(dump), { recursive: true });
  try {
    for (const [index, session] of sessions.entries()) {
      if (deadline.isOver) return;
      const windowed = done.has(session.id) ? undefined : windowsOf(session, WINDOWS, KEYS);
      if (windowed === undefined) continue;
      const startedAt = performance.now();
      const seen = await collectWindows(windowed, { engine, syntax, signal: deadline.signal });
      if (deadline.signal.aborted) return;
      appendFileSync(dump, `\n${JSON.stringify(seen)}`);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      report(
        `${index + 1}/${sessions.length} ${session.id} ${seen.flatMap(({ keys }) => keys).length} keys ${seconds} s`,
      );
    }
  } finally {
    await engine.dispose();
  }
}
