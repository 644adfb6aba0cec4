/**
 * Fits the thresholds of `turnkey.eagerness` on one half of the repositories and reports them on the other:
 * `node test/bench/eagerness.ts --minutes 30`. What it prints goes to src/core/writing/confidence.ts by hand.
 */

import type { Eagerness } from "../../src/core/settings/settings.ts";
import { isFirstLineExact } from "../../src/replay/firstLine.ts";
import { Deadline, loadEngine, openResults, readOptions, report } from "./bench.ts";
import { loadSessions, repositoryOf } from "./sessions.ts";
import { applyThreshold, fitThreshold, type Scored, type Threshold } from "./threshold.ts";
import { measureUnit, type UnitResult } from "./units.ts";

/** Shares of right first lines among those shown. */
const PRECISIONS: Readonly<Record<Eagerness, number>> = { eager: 0.15, balanced: 0.3, quiet: 0.5 };

/** Per session: once the prompt is read, each costs little. */
const REQUESTS = 24;

const options = readOptions({ quickMinutes: 9, minutes: 55 });
const results = openResults<UnitResult>("eagerness", options, ({ id }) => id);
const deadline = new Deadline(options.minutes);
await measureAll();
print();

async function measureAll(): Promise<void> {
  const sessions = await loadSessions(options.sessionFile);
  const engine = await loadEngine(options, results);
  try {
    for (const [index, session] of sessions.entries()) {
      if (results.has(session.id)) continue;
      if (deadline.isOver) return;
      const how = { pass: "quality", arm: "edit", finishUnlikely: true, requests: REQUESTS } as const;
      const request = { ...how, engine, signal: deadline.signal };
      const result = await measureUnit(session, request);
      if (deadline.signal.aborted) return;
      results.add(result);
      report(`${index + 1}/${sessions.length} ${session.id}`);
    }
  } finally {
    await engine.dispose();
  }
}

function print(): void {
  const repositories = [...new Set(results.results.map(repositoryOf))].sort();
  const fitted = new Set(repositories.filter((_, index) => index % 2 === 0));
  const half = (isFitted: boolean) =>
    results.results.filter((unit) => fitted.has(repositoryOf(unit)) === isFitted).flatMap(toScored);
  const [fit, held] = [half(true), half(false)];
  console.log(`fitted on ${[...fitted].join(", ")}: ${fit.length} requests`);
  console.log(`reported on ${repositories.filter((name) => !fitted.has(name)).join(", ")}: ${held.length} requests\n`);
  console.log(
    "| eagerness | threshold | fitted: shown, precision | held out: shown, precision |\n|---|---:|---:|---:|",
  );
  for (const [eagerness, precision] of Object.entries(PRECISIONS)) {
    const threshold = fitThreshold(fit, precision);
    const cells =
      threshold === undefined
        ? ["none", `${precision} is out of reach`, ""]
        : [threshold.least.toFixed(3), show(threshold), show(applyThreshold(held, threshold.least))];
    console.log(`| ${eagerness} | ${cells.join(" | ")} |`);
  }
}

/** What became of the requests while typing, shown or held back. */
function toScored({ requests }: UnitResult): Scored[] {
  return requests.flatMap(({ place, truth, text, heldBack, confidence }) =>
    place !== "typing" || truth === undefined
      ? []
      : [
          {
            confidence: confidence ?? Number.NEGATIVE_INFINITY,
            right: isFirstLineExact(text === "" ? heldBack : text, truth),
          },
        ],
  );
}

function show({ shareShown, precision }: Threshold): string {
  return `${(100 * shareShown).toFixed(1)} %, ${(100 * precision).toFixed(1)} %`;
}
