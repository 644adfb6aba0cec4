/** Tries mutants on the tests that reach them, in this process. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import * as vitest from "vitest";
import { Modules } from "./modules.ts";
import { functionsOf, type Mutant, parse } from "./mutants.ts";
import { KINDS, type Kind, ROOT, type Verdict } from "./plan.ts";
import { SHARED_GRAMMARS } from "./sharedGrammars.ts";
import { Collector, runTests, type Test } from "./testFile.ts";
import { TestRun } from "./testRun.ts";

/** What a test does while nothing is changed. */
interface Sound {
  readonly ms: number;
  readonly ticks: number;
  /** Functions that it carries out, by file. */
  readonly hits: Readonly<Record<string, readonly number[]>>;
}

interface Calibration {
  /** What fails without any change says nothing. */
  readonly sound: boolean;
  readonly loadMs: number;
  readonly tests: readonly Sound[];
}

/** Tests of one file that a mutant is tried on. */
interface Part {
  readonly file: string;
  readonly indices: readonly number[];
  /** As long as they take unchanged. */
  readonly ms: number;
  /** Imports between the file and what is mutated. */
  readonly distance: number;
}

/** A property fails soon or not at all; the counterexample need not be small. */
const PROPERTY_RUNS = 100;
fc.configureGlobal({ seed: 1, endOnFailure: true });
const fastCheck = {
  ...fc,
  assert: (property: fc.IAsyncProperty<unknown>, { numRuns = PROPERTY_RUNS, ...rest }: fc.Parameters<unknown> = {}) =>
    fc.assert(property, { ...rest, numRuns: Math.min(numRuns, PROPERTY_RUNS) }),
};

/** A loop may go round so much more often than without the change. */
const tickLimit = (ticks: number) => 100_000 + 10 * ticks;
/** A test that takes longer is tried apart from the others of its file. */
const SLOW_MS = 300;
/** Milliseconds that a test is worth for being an import nearer. */
const NEARER_MS = 100;

export class Trials {
  readonly #collectors: Collector[] = [];
  readonly #modules: Modules;
  readonly #calibrations = new Map<string, Calibration>();
  readonly #soundParts = new Map<string, Promise<boolean>>();
  readonly #run = new TestRun();
  readonly #withinMs: number;

  /** `withinMs`: tests of one mutant and one kind together, as long as they take unchanged; the slowest are left out. */
  constructor(withinMs: number) {
    this.#withinMs = withinMs;
    const others = new Map<string, unknown>([...Object.entries(vitest), ["__esModule", true]]);
    const api = new Proxy({} as Record<string, unknown>, {
      get: (_, name: string) => this.#collectors.at(-1)?.api[name] ?? others.get(name),
    });
    this.#modules = new Modules(ROOT, {
      vitest: api,
      "fast-check": { ...fastCheck, default: fastCheck, __esModule: true },
      "web-tree-sitter": SHARED_GRAMMARS,
    });
  }

  /** Finds out what a test file's tests reach; what is known from before is taken. */
  async calibrate(file: string): Promise<void> {
    const folder = path.join(ROOT, "test-results/mutate/calibrations");
    const known = path.join(folder, `${this.#modules.hashOf(file)}.json`);
    await this.#modules.prepare(file);
    if (existsSync(known)) {
      this.#calibrations.set(file, JSON.parse(readFileSync(known, "utf8")));
      return;
    }
    const calibration = await this.#measure(file);
    this.#calibrations.set(file, calibration);
    // A machine under load may be quicker the next time.
    if (!calibration.sound) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(known, JSON.stringify(calibration));
  }

  /** Whether a verdict is still what trying again would say. */
  stands(verdict: Verdict, mutant: Mutant): boolean {
    const by = verdict.state === "killed" ? verdict.by?.split(": ")[0] : undefined;
    return verdict.tests === (by === undefined ? this.#testsOf(mutant) : this.#modules.hashOf(by));
  }

  #testsOf(mutant: Mutant): string {
    const hashes = this.#partsFor(mutant).map(({ file }) => this.#modules.hashOf(file));
    return createHash("sha256").update(hashes.sort().join()).digest("hex").slice(0, 16);
  }

  async judge(mutant: Mutant): Promise<Pick<Verdict, "state" | "by" | "tests">> {
    const text = this.#modules.textOf(mutant.file);
    const tests = this.#testsOf(mutant);
    const changed = text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end);
    for (const part of this.#partsFor(mutant)) {
      const by = await this.#failure(part, { file: mutant.file, text: changed });
      if (by === undefined) continue;
      if (by instanceof SyntaxError || /^Transform failed/.test(by.message)) return { tests, state: "invalid" };
      if (await this.#isSoundPart(part))
        return { tests: this.#modules.hashOf(part.file), state: "killed", by: `${part.file}: ${by.message}` };
    }
    return { tests, state: "survived" };
  }

  /** Those of the core first: the cases, which ask the grammars, are tried on what survives them. */
  #partsFor(mutant: Mutant): readonly Part[] {
    return KINDS.flatMap((kind) => this.#partsOf(kind, mutant));
  }

  /** The nearest and quickest first. */
  #partsOf(kind: Kind, { file: mutated, inFunction, name }: Mutant): readonly Part[] {
    const users = inFunction >= 0 ? undefined : usersOf(this.#modules.textOf(mutated), name);
    const parts: Part[] = [];
    for (const [file, { sound, loadMs, tests }] of this.#calibrations) {
      const distance = this.#modules.distances(file).get(mutated);
      if (distance === undefined || !sound || !file.startsWith(`test/${kind}/`)) continue;
      const reaches = ({ hits }: Sound) =>
        users === undefined ? (hits[mutated]?.includes(inFunction) ?? false) : users(hits[mutated] ?? []);
      const indices = [...tests.keys()].filter((index) => reaches(tests[index]!));
      if (indices.length === 0) continue;
      const quick = indices.filter((index) => tests[index]!.ms < SLOW_MS);
      const slow = indices.filter((index) => tests[index]!.ms >= SLOW_MS);
      for (const part of [quick, ...slow.map((index) => [index])]) {
        if (part.length === 0) continue;
        const ms = part.reduce((sum, index) => sum + tests[index]!.ms, loadMs);
        parts.push({ file, indices: part, ms, distance });
      }
    }
    let left = this.#withinMs;
    return parts
      .sort((a, b) => a.ms - b.ms + NEARER_MS * (a.distance - b.distance))
      .filter(({ ms }, index) => {
        left -= ms;
        return left > 0 || index === 0;
      });
  }

  /** A part of a file's tests might fail for want of the others. */
  #isSoundPart(part: Part): Promise<boolean> {
    const key = `${part.file} ${part.indices.join()}`;
    const known = this.#soundParts.get(key);
    if (known !== undefined) return known;
    const found = this.#failure(part, undefined).then((failure) => failure === undefined);
    this.#soundParts.set(key, found);
    return found;
  }

  /** What failed; undefined when all tests of a part pass. */
  async #failure(
    { file, indices }: Part,
    change: { file: string; text: string } | undefined,
  ): Promise<Error | undefined> {
    const { tests: known } = this.#calibrations.get(file)!;
    let at = "loading";
    try {
      const tests = this.#load(file, change);
      const chosen = tests.filter(({ index }) => indices.includes(index));
      if (chosen.length < indices.length) return new Error("fewer tests");
      await this.#run.watch(() =>
        runTests(chosen, async ({ index, name }, run) => {
          at = name;
          this.#run.begin(tickLimit(known[index]?.ticks ?? 0));
          await run();
          await this.#run.end();
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return error;
      const message = String(error instanceof Error ? error.message : error);
      return /^Transform failed/.test(message) ? new Error(message) : new Error(`${at} (${message.slice(0, 100)})`);
    }
  }

  #load(file: string, change: { file: string; text: string } | undefined): readonly Test[] {
    const collector = new Collector();
    this.#collectors.push(collector);
    try {
      this.#run.begin(tickLimit(10_000_000));
      this.#modules.load(file, this.#run, change);
      return collector.tests;
    } finally {
      this.#collectors.pop();
    }
  }

  async #measure(file: string): Promise<Calibration> {
    const startedAt = cpuMs();
    const sounds: Sound[] = [];
    try {
      this.#run.hits.clear();
      const tests = this.#load(file, undefined);
      const loaded = this.#run.hits;
      const loadMs = cpuMs() - startedAt;
      await this.#run.watch(() =>
        runTests(tests, async (_, run) => {
          this.#run.hits = new Map([...loaded].map(([name, hits]) => [name, new Set(hits)]));
          this.#run.begin(Number.POSITIVE_INFINITY);
          const from = cpuMs();
          await run();
          await this.#run.end();
          const hits = Object.fromEntries([...this.#run.hits].map(([name, found]) => [name, [...found]]));
          sounds.push({ ms: Math.round(cpuMs() - from), ticks: this.#run.ticks, hits });
        }),
      );
      return { sound: true, loadMs: Math.round(loadMs), tests: sounds };
    } catch (error) {
      const reason = String(error instanceof Error ? error.message : error).split("\n")[0];
      console.error(`mutate: ${file} is left out, because it does not pass here: ${reason}`);
      return { sound: false, loadMs: 0, tests: [] };
    }
  }
}

/** Of this process: other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Whether one of the functions, by their numbers, names a constant of their file; where it has no name, or others know it, any does. */
function usersOf(text: string, constant: string): (hits: readonly number[]) => boolean {
  const name = /^[\w$]+$/.test(constant) ? constant : undefined;
  if (name === undefined || new RegExp(`export (?:const|class) ${name}\\b`).test(text))
    return (hits) => hits.length > 0;
  const functions = functionsOf(parse("constants.ts", text)).map(({ body }) => body.getText());
  const naming = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`);
  const users = new Set(functions.flatMap((body, index) => (naming.test(body) ? [index] : [])));
  return (hits) => users.size === 0 || hits.some((index) => users.has(index));
}
