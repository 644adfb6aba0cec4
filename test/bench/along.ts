/**
 * `npm run bench -- along --root DIR --trees DIR --dump FILE [--fit]`: what the repository adds to what the model says, on
 * lines that `alongModel.ts` has asked it about. The shares are fitted on the repositories of the other half each time.
 */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mixed } from "../../src/core/writing/mixture.ts";
import type { ShareTable } from "../../src/core/writing/repositoryShare.ts";
import { findPackageRoot } from "../../src/places.ts";
import { type AlongCase, readCommits, readFinished } from "./alongCases.ts";
import type { DumpedLine } from "./alongDumped.ts";
import { type AlongEvent, type AlongLine, Indexes } from "./alongEvents.ts";
import { fitConstant, fitTable } from "./alongFit.ts";
import { loadLlama, report } from "./bench.ts";
import { findSessionFile, loadSessions } from "./sessions.ts";

const { values } = parseArgs({
  options: {
    root: { type: "string" },
    trees: { type: "string" },
    dump: { type: "string" },
    model: { type: "string" },
    lines: { type: "string" },
    fit: { type: "boolean" },
  },
});

/** λ at a token; the repository alone has nothing but what it says. */
type ShareOf = (event: AlongEvent) => number;

interface Measured {
  readonly bitsPerChar: number;
  readonly top1: number;
  readonly exact: number;
}

await main();

async function main(): Promise<void> {
  const cases = await readCases();
  const llama = await loadLlama({ model: values.model ?? "", minutes: 1, sessionFile: "", fresh: false });
  const indexes = new Indexes(llama.tokenizer);
  const lines: AlongLine[] = [];
  for (const text of readFileSync(values.dump!, "utf8").split("\n")) {
    const dumped = text === "" ? undefined : (JSON.parse(text) as DumpedLine);
    const one = dumped && cases.get(dumped.id);
    if (dumped !== undefined && one?.truth === dumped.truth) lines.push(indexes.ask(one, dumped));
  }
  await llama.dispose();
  report(describeTimes(indexes.times));
  for (const arm of ["alone", "chunks"] as const) {
    const mine = lines.filter(({ line }) => line.arm === arm);
    if (mine.length > 0) process.stdout.write(toTables(mine, arm));
  }
  if (values.fit)
    process.stdout.write(
      `${JSON.stringify(fitTable(eventsOf(lines)).map((share) => Math.round(share * 1000) / 1000))}\n`,
    );
}

async function readCases(): Promise<ReadonlyMap<string, AlongCase>> {
  const sessions = await loadSessions(findSessionFile(findPackageRoot()));
  const finished = await readFinished(values.root!, Number(values.lines ?? 100));
  return new Map([...finished, ...readCommits(values.trees!, sessions)].map((one) => [one.id, one]));
}

function eventsOf(lines: readonly AlongLine[]): AlongEvent[] {
  return lines.flatMap(({ events }) => events);
}

/** "pallets/flask" and "flask" are one. */
function nameOf({ line }: AlongLine): string {
  return line.repository.split("/").at(-1)!;
}

function toTables(lines: readonly AlongLine[], arm: string): string {
  const names = [...new Set(lines.map(nameOf))].sort();
  const isFirstHalf = (line: AlongLine) => names.indexOf(nameOf(line)) % 2 === 0;
  const halves = [true, false].map((first) => eventsOf(lines.filter((line) => isFirstHalf(line) === first)));
  // Of a line of one half, what was fitted on the other.
  const constants = halves.map(fitConstant);
  const tables = halves.map(fitTable);
  const ways: Record<string, (line: AlongLine) => ShareOf> = {
    "model alone": () => () => 0,
    "repository alone": () => (event) => (event.cell === undefined ? 0 : 1 - 1e-6),
    "mixture, λ constant": (line) => shareIn(constants[isFirstHalf(line) ? 1 : 0]!),
    "mixture, λ by table": (line) => shareIn(tables[isFirstHalf(line) ? 1 : 0]!),
  };
  const rows: string[] = [];
  for (const source of ["finished", "commit"])
    for (const name of ["all", ...names]) {
      const mine = lines.filter((line) => line.line.source === source && (name === "all" || nameOf(line) === name));
      if (mine.length === 0) continue;
      const measured = Object.entries(ways).map(([way, shareOf]) => [way, measure(mine, shareOf)] as const);
      const base = measured[0]![1].bitsPerChar;
      for (const [way, { bitsPerChar, top1, exact }] of measured)
        if (name === "all" || way.endsWith("table"))
          rows.push(
            `| ${source}, ${name} (${mine.length}) | ${way} | ${bitsPerChar.toFixed(4)} | ${(bitsPerChar - base).toFixed(4)} | ${percent(top1)} | ${percent(exact)} |`,
          );
    }
  return `Prompt ${arm}; λ constant ${constants.map((share) => share.toFixed(3)).join(", ")}\n\n| lines | way | bits per character | to the model | top-1 | first line |\n|---|---|---:|---:|---:|---:|\n${rows.join("\n")}\n\n`;
}

function shareIn(table: ShareTable | number): ShareOf {
  return ({ cell }) => (cell === undefined ? 0 : typeof table === "number" ? table : table[cell]!);
}

function measure(lines: readonly AlongLine[], shareFor: (line: AlongLine) => ShareOf): Measured {
  let [bits, chars, right, tokens, exact] = [0, 0, 0, 0, 0];
  for (const line of lines) {
    const shareOf = shareFor(line);
    const isRight = line.events.map((event) => bestOf(event, shareOf(event)) === event.token);
    for (const event of line.events) bits -= mixed(event.logprob, event.share, shareOf(event)) / Math.LN2;
    chars += line.line.truth.length;
    right += isRight.filter(Boolean).length;
    tokens += isRight.length;
    exact += isRight.slice(0, line.firstLine).every(Boolean) ? 1 : 0;
  }
  return { bitsPerChar: bits / chars, top1: right / tokens, exact: exact / lines.length };
}

/** The mixture's most probable token. What is voted for and not among the model's best is taken as rare. */
function bestOf({ top, votes }: AlongEvent, share: number): number {
  const model = new Map<number, number>();
  for (let at = 0; at < top.length; at += 2) model.set(top[at]!, Math.exp(top[at + 1]!));
  let [best, most] = [-1, 0];
  for (const [token, probability] of model)
    if ((1 - share) * probability > most) [best, most] = [token, (1 - share) * probability];
  for (const { token, share: vote } of votes.votes) {
    const probability = (1 - share) * (model.get(token) ?? 0) + share * vote;
    if (probability > most) [best, most] = [token, probability];
  }
  return best;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function describeTimes(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)]?.toFixed(3) ?? "?";
  return `${times.length} look-ups, ms: p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(0.9999)}`;
}
