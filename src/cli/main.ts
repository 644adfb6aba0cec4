/** The `turnkey` command: words in, exit code out. The one place that turns what went wrong into a line and a code. */

import { EngineFailure, type ModelFacts } from "../core/cache/engine.ts";
import { PLANNERS } from "../core/cache/planners.ts";
import { DEFAULT_SETTINGS } from "../core/settings/settings.ts";
import { withOrder } from "../core/tokens/fim.ts";
import { isFirstLineExact } from "../replay/firstLine.ts";
import { type OpenWriter, REPLAY_HEALING } from "../replay/player.ts";
import { type Replayed, replay } from "../replay/replay.ts";
import { ReplayEngine } from "../replay/replayEngine.ts";
import type { Session } from "../replay/session.ts";
import { readSessions } from "../replay/sessionFile.ts";
import { toTimingTable } from "../replay/timingTable.ts";
import { UsageError } from "../system/usageError.ts";
import { type Command, parseCommand, parsePlace, type ReplayCommand, USAGE } from "./arguments.ts";
import { complete } from "./complete.ts";
import { doctorServer } from "./doctorServer.ts";
import { findContext } from "./findContext.ts";
import type { Host } from "./host.ts";
import { judgeLines } from "./judgeLines.ts";
import { manageModels } from "./manageModels.ts";
import { openerOf, reach } from "./openWriter.ts";

const FAILED = 1;
const WRONG_USE = 2;
/** As shells name the end by Ctrl-C. */
const INTERRUPTED = 130;

/** `words` without the interpreter and the script. Foreseeable troubles end in a line on stderr, never in a rejection. */
export async function main(words: readonly string[], host: Host): Promise<number> {
  try {
    const code = await run(parseCommand(words), host);
    return host.signal.aborted ? INTERRUPTED : code;
  } catch (error) {
    if (host.signal.aborted) return INTERRUPTED;
    if (!(error instanceof UsageError || error instanceof EngineFailure)) throw error;
    host.note(`turnkey: ${error.message}`);
    return error instanceof UsageError ? WRONG_USE : FAILED;
  }
}

async function run(command: Command, host: Host): Promise<number> {
  switch (command.kind) {
    case "help":
      host.write(USAGE);
      return 0;
    case "version":
      host.write(`${host.version}\n`);
      return 0;
    case "complete":
      return (await complete(command, host)) ? 0 : FAILED;
    case "replay":
      return (await replayAll(command, host)) ? 0 : FAILED;
    case "syntax":
      return (await judgeLines(command, host)) ? 0 : FAILED;
    case "context":
      return (await findContext(command, parsePlace, host)) ? 0 : FAILED;
    case "models":
      return (await manageModels(command, host)) ? 0 : FAILED;
    case "serve":
      await host.serve(command.arguments);
      return 0;
    case "doctor": {
      const { remote } = command;
      const isWell = remote === undefined ? host.doctor(command) : doctorServer(remote, command.json, host);
      return (await isWell) ? 0 : FAILED;
    }
    default:
      return command satisfies never;
  }
}

/** False when a request failed. Whatever is wrong with the file is found before the model is loaded. */
async function replayAll(command: ReplayCommand, host: Host): Promise<boolean> {
  const sessions = await readSessions(command.file, command.limit);
  const { remote } = command;
  if (remote !== undefined) {
    const server = await reach(host.openServer(remote), host.signal);
    return replayWith(openerOf(server, host), sessions, command, host).finally(() => server.close());
  }
  const loaded = await host.loadForReplay(command.model, { loose: command.cache === "conflict" });
  try {
    refuseLayout(loaded.facts, command.layout);
    const engine = new ReplayEngine(loaded, command.layout);
    engine.fixRates();
    return await replayWith(engine, sessions, command, host);
  } finally {
    await loaded.dispose();
  }
}

async function replayWith(
  engine: ReplayEngine | OpenWriter,
  sessions: Iterable<Session>,
  command: ReplayCommand,
  host: Host,
): Promise<boolean> {
  const options = {
    engine,
    clock: host.clock,
    settings: { ...DEFAULT_SETTINGS, syntaxMode: command.syntax },
    syntax: host.createSyntax(),
    keep: command.keep,
    signal: host.signal,
  };
  let failures = 0;
  const done: Replayed[] = [];
  for await (const replayed of replay(sessions, {
    ...options,
    planner: PLANNERS[command.cache],
    healing: REPLAY_HEALING[command.heal],
    pace: "rest",
  })) {
    host.write(`${JSON.stringify(toLine(replayed))}\n`);
    if (command.timing) done.push(replayed);
    if (replayed.outcome.kind === "failed") {
      failures += 1;
      host.note(`turnkey: ${replayed.id}, step ${replayed.step}: ${replayed.outcome.message}`);
    }
  }
  if (command.timing) for (const line of toTimingTable(done)) host.note(line);
  return failures === 0;
}

function refuseLayout({ name, fim }: ModelFacts, layout: ReplayCommand["layout"]): void {
  if (layout === undefined) return;
  if (fim === undefined)
    throw new UsageError(`--layout ${layout}: ${name} completes from the text before the cursor alone`);
  if (withOrder(fim, layout) === undefined)
    throw new UsageError(`--layout ${layout}: ${name} (${fim.family}) is not known to be trained with that order`);
}

/** The line of output that the design fixes; `constraint`, `heldBack` and `confidence` come on top. */
function toLine(replayed: Replayed): unknown {
  const { id, step, text, outcome, timing, tokens, healed, constraint, truth, logprob, heldBack, confidence } =
    replayed;
  const shown = outcome.kind === "shown";
  return {
    id,
    step,
    text,
    shown,
    outcome: outcome.kind,
    timing,
    tokens,
    healed,
    ...(constraint === undefined ? {} : { constraint }),
    ...(logprob === undefined ? {} : { logprob }),
    ...(truth === undefined ? {} : { exact: shown && isFirstLineExact(text, truth) }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(heldBack === "" ? {} : { heldBack }),
  };
}
