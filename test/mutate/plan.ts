/** Which mutants are tried, and what became of each. */

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../random.ts";
import { EXPLAINED } from "./explained.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RESULTS = path.join(ROOT, "test-results/mutate");

/** The path of a request: what is mutated where no file is named. */
const REQUEST_PATH =
  "request/pipeline request/runner request/store request/engineSession writing/generation writing/decoder cache/cache cache/healer prompt/window prompt/prompt place/suggestion place/stop place/place"
    .split(" ")
    .map((name) => `src/core/${name}.ts`);

export interface Options {
  readonly files: readonly string[];
  readonly seed: string;
  /** So many of all mutants, by chance; undefined: all. */
  readonly sample: number | undefined;
  /** Seconds that the tests of one mutant take together at most. */
  readonly within: number;
  /** Processes side by side. */
  readonly processes: number;
}

/** Throws for arguments that mean nothing, with a message for the user. */
export function readOptions(args: readonly string[]): Options {
  const files: string[] = [];
  let seed = "1";
  let sample: number | undefined;
  let within = 60;
  let processes = 1;
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at + 1];
    if (args[at] === "--seed" && value !== undefined) seed = args[++at]!;
    else if (args[at] === "--sample" && Number(value) > 0) sample = Number(args[++at]);
    else if (args[at] === "--within" && Number(value) > 0) within = Number(args[++at]);
    else if (args[at] === "--processes" && Number(value) > 0) processes = Number(args[++at]);
    else if (/^src\/.+\.ts$/.test(args[at]!) && existsSync(path.join(ROOT, args[at]!))) files.push(args[at]!);
    else
      throw new Error(
        `${args[at]}? Usage: npm run mutate -- [src/…/FILE.ts …] [--sample N] [--seed TEXT] [--within SECONDS] [--processes N]`,
      );
  }
  return { files: files.length > 0 ? files : REQUEST_PATH, seed, sample, within, processes };
}

export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

export function chooseMutants({ files, seed, sample }: Options): readonly Mutant[] {
  const all = files.flatMap((file) => mutantsOf(file, textOf(file)));
  if (sample === undefined) return all;
  const random = new Random(seed);
  const chosen: Mutant[] = [];
  while (chosen.length < sample && all.length > 0) chosen.push(...all.splice(random.below(all.length), 1));
  return chosen;
}

/** Tests without a model and without processes of their own; those of the core need no parsers either. */
export const KINDS = ["core", "cases"] as const;
export type Kind = (typeof KINDS)[number];

export function testFiles(): readonly string[] {
  return KINDS.flatMap((kind) =>
    readdirSync(path.join(ROOT, "test", kind), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `test/${kind}/${name}`)
      .sort(),
  );
}

/** `invalid`: no program. `stuck`: the process had to be ended. */
export type State = "killed" | "stuck" | "survived" | "invalid";

export interface Verdict {
  readonly key: string;
  readonly state: State;
  /** The test that failed. */
  readonly by?: string;
  /** The state of the tests that had a say; another one makes the verdict void. */
  readonly tests: string;
}

export function keyOf(mutant: Mutant, text: string): string {
  const { file, start, end } = mutant;
  return createHash("sha256").update([file, text, start, end, mutant.text].join("\0")).digest("hex").slice(0, 16);
}

/** Results on disk, one line each: what was stopped goes on where it was. */
export class Verdicts {
  readonly #path = path.join(RESULTS, "verdicts.jsonl");
  readonly #known = new Map<string, Verdict>();

  constructor() {
    mkdirSync(RESULTS, { recursive: true });
    for (const line of existsSync(this.#path) ? readFileSync(this.#path, "utf8").split("\n") : [])
      try {
        const verdict = JSON.parse(line) as Verdict;
        this.#known.set(verdict.key, verdict);
      } catch {
        // A half-written line is as if it were not.
      }
  }

  find(key: string): Verdict | undefined {
    return this.#known.get(key);
  }

  /** Where they are kept; grows while mutants are tried. */
  get path(): string {
    return this.#path;
  }

  add(verdict: Verdict): void {
    this.#known.set(verdict.key, verdict);
    appendFileSync(this.#path, `${JSON.stringify(verdict)}\n`);
  }
}

/** Why a mutant changes nothing that anybody could notice. */
export function explanationOf(mutant: Mutant): string | undefined {
  if (mutant.inAssertion) return "What an assertion denies never happens, as far as anybody knows.";
  return EXPLAINED.find(
    ({ file, name, change }) =>
      path.basename(mutant.file) === file && mutant.name === name && `${mutant.original} → ${mutant.text}` === change,
  )?.why;
}
