/** `npm start`: a short editing session on the embedded model, with ghost text, in the terminal. Ends by itself. */

import { join } from "node:path";
import { endOnFailures, ensureCurrentFolder } from "./cli/failures.ts";
import { listenForInterruption } from "./cli/interruption.ts";
import { EngineFailure } from "./core/cache/engine.ts";
import { PLANNERS } from "./core/cache/planners.ts";
import { DEFAULT_SETTINGS } from "./core/settings/settings.ts";
import { createSyntax } from "./grammars.ts";
import { createEngine } from "./llama/createEngine.ts";
import { findPackageRoot, findStorageFolder } from "./places.ts";
import { type DemoSummary, type DemoView, figureLine, playDemo } from "./replay/demo.ts";
import { COLOURS, NO_COLOURS, renderFrame } from "./replay/demoFrame.ts";
import { Player, REPLAY_HEALING } from "./replay/player.ts";
import { ReplayEngine } from "./replay/replayEngine.ts";
import { readSessions } from "./replay/sessionFile.ts";
import { systemClock } from "./system/systemClock.ts";
import { UsageError } from "./system/usageError.ts";

const SAMPLE = join("test", "fixtures", "sample", "session.jsonl");

const packageRoot = findPackageRoot();
const interruption = listenForInterruption();

async function main(): Promise<number> {
  const sessions = await readSessions(join(packageRoot, SAMPLE), undefined);
  process.stderr.write("Loading the model …\n");
  const engine = await createEngine({
    modelPath: "",
    packageRoot,
    threads: 0,
    gpu: "auto",
    contextSize: 0,
    storageFolder: findStorageFolder(),
    note: (sentence) => void process.stderr.write(`turnkey: ${sentence}\n`),
  });
  const view = process.stdout.isTTY ? new TerminalView() : new PlainView();
  try {
    view.start();
    const player = new Player({
      engine: new ReplayEngine(engine),
      clock: systemClock,
      planner: PLANNERS.edit,
      healing: REPLAY_HEALING.request,
      settings: DEFAULT_SETTINGS,
      syntax: createSyntax((message) => void process.stderr.write(`${message}\n`)),
      signal: interruption,
      pace: "hurry",
    });
    const pauses = process.stdout.isTTY ? { keyMs: 30, ghostMs: 250 } : { keyMs: 0, ghostMs: 0 };
    const model = engine.facts.name;
    const options = { player, view, clock: systemClock, signal: interruption, model, pauses };
    const summary = await playDemo(sessions, options);
    view.end();
    if (interruption.aborted) return 130;
    process.stdout.write(toText(summary));
    return 0;
  } finally {
    view.end();
    await engine.dispose();
  }
}

/** One line for each suggestion. */
class PlainView implements DemoView {
  start(): void {}
  end(): void {}
  show(): void {}

  figure(...[place, completed]: Parameters<DemoView["figure"]>): void {
    const text = completed.text === "" ? "" : `  ${JSON.stringify(completed.text)}`;
    process.stdout.write(`${place.padEnd(18)} ${figureLine(completed)}${text}\n`);
  }
}

/** The whole terminal, given back at the end. */
class TerminalView implements DemoView {
  readonly #paint = process.env.NO_COLOR ? NO_COLOURS : COLOURS;
  #open = false;

  start(): void {
    this.#open = true;
    // Whatever ends the process, the terminal is given back.
    process.once("exit", () => this.end());
    process.stdout.write("\u001b[?1049h\u001b[?25l\u001b[2J");
  }

  end(): void {
    if (this.#open) process.stdout.write("\u001b[?25h\u001b[?1049l");
    this.#open = false;
  }

  show(state: Parameters<DemoView["show"]>[0]): void {
    const { columns = 80, rows = 24 } = process.stdout;
    const lines = renderFrame(state, { columns, rows }, this.#paint);
    process.stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\r\n")}\u001b[J`);
  }

  figure(): void {}
}

function toText({ requests, shown, accepted, firstTokenMs, totalMs, evaluated, evaluatedAfresh }: DemoSummary): string {
  const times = Math.round((10 * evaluatedAfresh) / Math.max(evaluated, 1)) / 10;
  return [
    `${requests} suggestions asked for, ${shown} shown, ${accepted} accepted.`,
    `Median time ${median(firstTokenMs)} ms to the first token, ${median(totalMs)} ms to the whole suggestion.`,
    `${evaluated} tokens evaluated; without a cache it would have been ${evaluatedAfresh} (${times} times as many).`,
    "The others were not worth a look, did not fit what stands around them, or were given up at the next key: the last word of their lines says which.",
    "",
    "Next: npm start -- --editor opens VS Code with the extension in it.",
    "",
  ].join("\n");
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

endOnFailures();
ensureCurrentFolder(packageRoot);
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (!(error instanceof EngineFailure || error instanceof UsageError)) throw error;
    process.stderr.write(`turnkey: ${error.message}\n`);
    process.exit(1);
  },
);
