/**
 * `npm run bench -- contextScale [--files N]`: the index of a made-up folder: how soon it answers, how long its thread listens to
 * nobody, what a saved file, a question and opening it again cost. No model. Other programs on the machine move the times.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { Random } from "../random.ts";
import { report } from "./bench.ts";
import { describeTimes, waitsDuring } from "./threadWaits.ts";

const { values } = parseArgs({ options: { files: { type: "string" } } });
const QUESTIONS = 200;
const SAVES = 50;
const ANSWER_EVERY_MS = 100;

const random = new Random("scale");
const vocabulary = Array.from({ length: 4000 }, () => toWord());
const root = mkdtempSync(join(tmpdir(), "turnkey-scale-"));
try {
  await measure(Number(values.files ?? 5000));
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function measure(files: number): Promise<void> {
  const paths = Array.from({ length: files }, (_, number) => writeFile(number));
  const text = toText(0);
  const open = join(root, paths[files >> 1]!);
  const folders = { roots: [root], globs: [], savedIn: join(root, "saved.index") };
  const places = Array.from({ length: QUESTIONS }, () => toText(random.below(files)));
  const ask = (desk: RepoDesk, before: string) => {
    const startedAt = process.cpuUsage();
    desk.find({ path: open, before, after: "", chars: 3000 });
    return cpuMs(startedAt);
  };
  for (const name of ["built", "opened again"]) {
    const desk = new RepoDesk(join(findPackageRoot(), "grammars"));
    void desk.open(open, text);
    const startedAt = performance.now();
    const startedCpu = process.cpuUsage();
    const configured = desk.configure(folders);
    const answered = firstAnswer(
      () => desk.fill({ path: open, before: places[0]!, after: "", chars: 3000 }).length > 0,
    );
    const waits = await waitsDuring(configured);
    const spent = cpuMs(startedCpu);
    const { rss, arrayBuffers } = process.memoryUsage();
    report(
      `${name}: ${desk.state.files} files, ${desk.state.units} units, ${seconds(performance.now() - startedAt)} s, ${seconds(spent)} s of CPU; ` +
        `waits ${describeTimes(waits)}; ${megabytes(rss)} MB, ${megabytes(arrayBuffers)} MB of arrays`,
    );
    report(`${name}: first answer at the open file after ${seconds(await answered)} s`);
    const saved: number[] = [];
    for (const path of paths.slice(0, SAVES)) saved.push(await save(desk, path));
    report(`${name}: a file that was saved ${describeTimes(saved)}`);
    report(`${name}: a question ${describeTimes(places.map((before) => ask(desk, before)))}`);
    report(`${name}: the same again ${describeTimes(places.map((before) => ask(desk, before)))}`);
  }
}

/** What it takes to know a file as it is now, in milliseconds of the process. */
async function save(desk: RepoDesk, path: string): Promise<number> {
  writeFileSync(join(root, path), toText(random.below(QUESTIONS)));
  const startedAt = process.cpuUsage();
  await desk.changed([join(root, path)]);
  return cpuMs(startedAt);
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Milliseconds until there is one. */
async function firstAnswer(isAnswered: () => boolean): Promise<number> {
  const startedAt = performance.now();
  while (!isAnswered()) await new Promise((resolve) => setTimeout(resolve, ANSWER_EVERY_MS));
  return performance.now() - startedAt;
}

function writeFile(number: number): string {
  const path = `p${number % 97}/m${number % 1009}/f${number}.ts`;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), toText(number));
  return path;
}

function toText(number: number): string {
  return Array.from({ length: 3 }, (_, at) => toFunction(`${toName()}${number}x${at}`)).join("\n");
}

function toFunction(name: string): string {
  const lines = Array.from({ length: 14 }, () => `  const ${toName()} = ${toName()}.${toName()}(${toName()});`);
  return `export function ${name}(${toName()}: number) {\n${lines.join("\n")}\n}\n`;
}

/** Some words are in most files, most in few. */
function toName(): string {
  const pick = () => vocabulary[Math.floor(vocabulary.length * random.next() ** 3)]!;
  const second = pick();
  return pick() + second[0]!.toUpperCase() + second.slice(1);
}

function toWord(): string {
  return Array.from({ length: 3 + random.below(5) }, () => String.fromCharCode(97 + random.below(26))).join("");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
