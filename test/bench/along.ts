/**
 * `npm run bench -- along --root DIR --trees DIR --dump FILE [--fit]`: what the repository adds to what the model says, on
 * lines that `alongModel.ts` has asked it about. The shares are fitted on the lines of all other repositories each time.
 */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mixed } from "../../src/core/writing/mixture.ts";
import type { ShareTable } from "../../src/core/writing/repositoryShare.ts";
import { findPackageRoot } from "../../src/places.ts";
import { type AlongCase, readCommits, readFinished } from "./alongCases.ts";
import type { DumpedLine } from "./alongDumped.ts";
import { type AlongEvent, type AlongLine, firstLineOf, Indexes } from "./alongEvents.ts";
import { fitConstant, fitTable } from "./alongFit.ts";
import { loadLlama, report } from "./bench.ts";
import { pairedBootstrap } from "./metrics.ts";
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

type Way = (line: AlongLine) => ShareOf;

interface Measured {
  readonly bitsPerChar: number;
  /** Of first lines alone. */
  readonly firstBits: number;
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
  const alone = lines.filter(({ line }) => line.arm === "alone");
  const chunks = lines.filter(({ line }) => line.arm === "chunks");
  const inBoth = new Set(chunks.map(({ line }) => line.id));
  process.stdout.write(toTables("Without text of other files in the prompt", alone, alone));
  if (chunks.length > 0) {
    const same = alone.filter(({ line }) => inBoth.has(line.id));
    process.stdout.write(toTables("Of these, those that were asked with it too", alone, same));
    process.stdout.write(toTables("The same with it", alone, chunks));
  }
  if (values.fit)
    process.stdout.write(
      `${JSON.stringify(fitTable(eventsOf(alone)).map((share) => Math.round(share * 1000) / 1000))}\n`,
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

/** Shares are fitted on those of `fitted` that are of other repositories than a line's. */
function toTables(title: string, fitted: readonly AlongLine[], lines: readonly AlongLine[]): string {
  const names = [...new Set(fitted.map(nameOf))].sort();
  const others = names.map((name) => eventsOf(fitted.filter((line) => nameOf(line) !== name)));
  const constants = new Map(names.map((name, at) => [name, fitConstant(others[at]!)]));
  const tables = new Map(names.map((name, at) => [name, fitTable(others[at]!)]));
  const ways: Record<string, Way> = {
    "model alone": () => () => 0,
    "repository alone": () => (event) => (event.cell === undefined ? 0 : 1 - 1e-6),
    "mixture, λ constant": (line) => shareIn(constants.get(nameOf(line))!),
    "mixture, λ by table": (line) => shareIn(tables.get(nameOf(line))!),
  };
  const rows: string[] = [];
  for (const source of ["finished", "commit"])
    for (const name of ["all", ...names]) {
      const mine = lines.filter((line) => line.line.source === source && (name === "all" || nameOf(line) === name));
      if (mine.length === 0) continue;
      const measured = Object.entries(ways).map(([way, shareOf]) => [way, measure(mine, shareOf)] as const);
      const [, base] = measured[0]!;
      const from = ways["model alone"]!;
      for (const [way, { bitsPerChar, firstBits, top1, exact }] of measured) {
        if (name !== "all" && !way.endsWith("table")) continue;
        const chance = name === "all" ? describeChance(mine, from, ways[way]!) : "";
        const lines = `${firstBits.toFixed(3)} (${signed(firstBits - base.firstBits)}${chance})`;
        const blocks = `${bitsPerChar.toFixed(3)} (${signed(bitsPerChar - base.bitsPerChar)})`;
        rows.push(
          `| ${source}, ${name} (${mine.length}) | ${way} | ${lines} | ${blocks} | ${percent(top1)} | ${percent(exact)} |`,
        );
      }
    }
  const head = "| places | way | first line, bits per character | up to ten lines | top-1 | first line right |";
  return `${title}; λ constant ${describeRange([...constants.values()])}\n\n${head}\n|---|---|---:|---:|---:|---:|\n${rows.join("\n")}\n\n`;
}

/** In which the difference to `from` of first lines lies with 95 %, a line weighing as much as it is long. */
function describeChance(lines: readonly AlongLine[], from: Way, way: Way): string {
  const chars = lines.map(({ line }) => firstLineOf(line.truth).length);
  const mean = sum(chars) / chars.length;
  const differences = lines.map((line) => (firstLineBits(line, way) - firstLineBits(line, from)) / mean);
  const interval = pairedBootstrap(differences, { seed: 1 });
  return interval === undefined || way === from ? "" : `; ${signed(interval.low)} … ${signed(interval.high)}`;
}

function firstLineBits(line: AlongLine, way: Way): number {
  return sum(bitsOf(line, way).slice(0, line.firstLine));
}

function bitsOf(line: AlongLine, way: Way): number[] {
  const shareOf = way(line);
  return line.events.map((event) => -mixed(event.logprob, event.share, shareOf(event)) / Math.LN2);
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function shareIn(table: ShareTable | number): ShareOf {
  return ({ cell }) => (cell === undefined ? 0 : typeof table === "number" ? table : table[cell]!);
}

function measure(lines: readonly AlongLine[], shareFor: Way): Measured {
  const sums = { bits: 0, chars: 0, firstBits: 0, firstChars: 0, right: 0, tokens: 0, exact: 0 };
  for (const line of lines) {
    const shareOf = shareFor(line);
    const isRight = line.events.map((event) => bestOf(event, shareOf(event)) === event.token);
    const bits = bitsOf(line, shareFor);
    sums.bits += sum(bits);
    sums.chars += line.line.truth.length;
    sums.firstBits += sum(bits.slice(0, line.firstLine));
    sums.firstChars += firstLineOf(line.line.truth).length;
    sums.right += isRight.filter(Boolean).length;
    sums.tokens += isRight.length;
    sums.exact += isRight.slice(0, line.firstLine).every(Boolean) ? 1 : 0;
  }
  return {
    bitsPerChar: sums.bits / sums.chars,
    firstBits: sums.firstBits / sums.firstChars,
    top1: sums.right / sums.tokens,
    exact: sums.exact / lines.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
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

function describeRange(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function describeTimes(times: readonly number[]): string {
  return `${times.length} look-ups, ${(sum(times) / times.length).toFixed(3)} ms of this thread each`;
}
