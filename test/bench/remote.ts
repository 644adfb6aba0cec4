/**
 * `npm run bench -- remote [--sessions N] [--places N]`: a real llama-server with the embedded model as `turnkey.remote.url` has it.
 * Tokens read per request beside what llama.vscode asks, typing word by word, counted as that server counts
 * (`serverRecording.test.ts`); and whether its first lines are those of the model here.
 */

import { parseArgs } from "node:util";
import type { Window } from "../../src/core/prompt/window.ts";
import { findFamily } from "../../src/core/remote/fimTexts.ts";
import { buildRemotePrompt, followWindow, planRemoteBudget } from "../../src/core/remote/remotePrompt.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { findPackageRoot } from "../../src/places.ts";
import { openServer } from "../../src/remote/openServer.ts";
import { loadLlama } from "./bench.ts";
import { buildLlamaServer, postTo, startLlamaServer } from "./llamaServer.ts";
import { linesAround, ServerReading } from "./llamaVscode.ts";
import { type Asked, askAtPlace, isReadWhole, requestsOf, toSession } from "./remotePlaces.ts";
import { findSessionFile, loadSessions } from "./sessions.ts";

const CONTEXT = 8192;
const ARGUMENTS = ["--parallel", "1", "--ctx-size", String(CONTEXT), "--threads", "1", "--cache-ram", "0"];
const LAYOUT = findFamily("qwen-coder")!;

type Arm = "ours" | "theirs";
type ToPrompt = (asked: Asked) => string;

const { values } = parseArgs({
  options: { sessions: { type: "string", default: "24" }, places: { type: "string", default: "20" } },
});
const typed = requestsOf(await loadSessions(findSessionFile(findPackageRoot())))
  .slice(0, Number(values.sessions))
  .filter((asked) => asked.length > 1);
const server = await startLlamaServer(buildLlamaServer(), ARGUMENTS);
try {
  await countTokens(server.address);
  await compareLines(server.address, Number(values.places));
} finally {
  server.stop();
}

async function countTokens(address: string): Promise<void> {
  const read: Record<Arm, number[]> = { ours: [], theirs: [] };
  for (const requests of typed) {
    const arms: Record<Arm, ToPrompt> = { ours: ourPrompts(), theirs: theirPrompt };
    for (const arm of ["ours", "theirs"] as const) read[arm].push(...(await readBy(arms[arm], requests, address)));
  }
  const mean = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const [ours, theirs] = [mean(read.ours), mean(read.theirs)];
  console.log(`${typed.length} sessions, ${read.ours.length} requests behind the first of each:`);
  console.log(
    `tokens read per request: ${ours.toFixed(1)}; llama.vscode ${theirs.toFixed(1)}; ${(ours / theirs).toFixed(2)} of it`,
  );
}

/** Tokens that the server reads for each request but the first. */
async function readBy(toPrompt: ToPrompt, requests: readonly Asked[], address: string): Promise<number[]> {
  const reading = new ServerReading(CONTEXT);
  const read: number[] = [];
  for (const asked of requests) {
    const body = { content: toPrompt(asked), add_special: false, parse_special: true };
    const { tokens } = await postTo<{ readonly tokens: readonly number[] }>(`${address}/tokenize`, body);
    read.push(reading.read(tokens));
  }
  return read.slice(1);
}

function ourPrompts(): ToPrompt {
  let seen: { readonly text: string; readonly window: Window } | undefined;
  return ({ text, cursor }) => {
    const previous = seen && followWindow(seen.text, seen.window, text);
    const budget = planRemoteBudget(DEFAULT_SETTINGS.remoteContextTokens);
    const prompt = buildRemotePrompt({ layout: LAYOUT, header: "", text, cursor, previous, budget });
    seen = { text, window: prompt.window };
    return prompt.text;
  };
}

/** As its requests to `/infill` are laid out by the server. */
function theirPrompt({ text, cursor }: Asked): string {
  const { before, behind } = linesAround(text, cursor);
  return `${LAYOUT.prefix}${before}${LAYOUT.suffix}${behind}${LAYOUT.middle}`;
}

async function compareLines(address: string, places: number): Promise<void> {
  const asked = typed
    .map((requests) => requests[Math.floor(requests.length / 2)]!)
    .filter(isReadWhole)
    .slice(0, places);
  const engine = await loadLlama({ model: "", minutes: 1, sessionFile: "", fresh: false });
  const wanted = { url: address, model: "", layout: "auto", answerMs: 60_000 };
  const { connection, close } = openServer(wanted, { proxy: "", strictSSL: true });
  let equal = 0;
  for (const [index, place] of asked.entries()) {
    await engine.reset();
    const { line: here } = await askAtPlace(place, (pipeline) => pipeline.setEngine(engine, ""));
    const { line: there } = await askAtPlace(place, (pipeline) => pipeline.setWriter(toSession(connection), ""));
    equal += here === there ? 1 : 0;
    console.log(`${index + 1}/${asked.length} equal so far ${equal}: ${JSON.stringify([here, there])}`);
  }
  console.log(`first lines equal: ${equal} of ${asked.length}`);
  await close();
  await engine.dispose();
}
