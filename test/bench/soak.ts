/**
 * `npm run bench -- soak [--steps N] [--part N] [--seed S] [--fresh]`: servers on the tiny model under random clients, 100,000 steps,
 * each server for a part of them; what was done is not done again. `--memory`: what a server keeps of large files. `--typist`: a long day of typing on the
 * embedded model. Lines of JSON; exit code 1 when something went wrong.
 */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { fingerprint, ResultFile } from "./results.ts";
import type { SoakCounts } from "./soakClient.ts";
import { findGrowth, type MemoryReading, soakMemory } from "./soakMemory.ts";
import { soakRandomly } from "./soakRandom.ts";
import { withTinyModel } from "./soakRun.ts";
import type { SoakState } from "./soakServer.ts";
import { soakTypist } from "./soakTypist.ts";

/** Steps that one server lives through. */
const USUAL_PART = 10_000;

/** Megabytes that may come on top in the second half of a server's life. */
const MOST_GROWTH = { memory: 30, heap: 5 };

const { values } = parseArgs({
  options: {
    memory: { type: "boolean" },
    typist: { type: "boolean" },
    steps: { type: "string" },
    part: { type: "string" },
    seed: { type: "string" },
    sizes: { type: "string" },
    model: { type: "string" },
    fresh: { type: "boolean" },
  },
});
const seed = values.seed ?? "1";

if (values.memory) await measureMemory();
else if (values.typist) complain(await soakTypist({ model: values.model ?? "", steps: Number(values.steps ?? 5000) }));
else await soakServers(Number(values.steps ?? 100_000));

/** One server's part of all steps. */
interface Part {
  readonly part: number;
  readonly counts: SoakCounts;
  /** In the middle and at the end. */
  readonly states: readonly SoakState[];
}

async function soakServers(steps: number): Promise<void> {
  const sessionFile = join(import.meta.dirname, "soakClient.ts");
  const key = fingerprint(findPackageRoot(), {
    sessionFile,
    model: `tiny, ${steps} steps by ${values.part}, seed ${seed}`,
  });
  const file = new ResultFile<Part>(
    join(findStorageFolder() ?? tmpdir(), "bench", `soak-${key}.jsonl`),
    ({ part }) => `${part}`,
  );
  if (values.fresh) file.clear();
  const size = Number(values.part ?? USUAL_PART);
  for (let part = 1, left = steps; left > 0; part += 1, left -= size) {
    if (file.has(`${part}`)) continue;
    const result = await withTinyModel((model) => soakPart(model, part, Math.min(size, left)));
    file.add(result);
  }
  const total = file.results.map(({ counts }) => counts).reduce(sum);
  const cache = file.results.map(({ states }) => states.at(-1)!);
  const prompts = cache.reduce((all, state) => all + state.prompts, 0);
  const cacheSteps = cache.reduce((all, state) => all + state.cacheSteps, 0);
  console.log(JSON.stringify({ deaths: 0, ...total, prompts, cacheSteps }));
  for (const { states } of file.results) complain(findLeak(states));
}

async function soakPart(model: string, part: number, steps: number): Promise<Part> {
  const states: SoakState[] = [];
  const onState = (state: SoakState, counts: SoakCounts) => {
    states.push(state);
    console.log(JSON.stringify({ part, ...counts, ...state }));
  };
  const counts = await soakRandomly({ model, steps, seed: `${seed}/${part}`, onState });
  return { part, counts, states: [states[Math.floor(states.length / 2)]!, states.at(-1)!] };
}

function findLeak([middle, last]: readonly SoakState[]): readonly string[] {
  return (["memory", "heap"] as const).flatMap((field) => {
    const growth = last![field] - middle![field];
    return growth > MOST_GROWTH[field] ? [`${field} grew by ${growth.toFixed(1)} MB`] : [];
  });
}

function sum(left: SoakCounts, right: SoakCounts): SoakCounts {
  const add = (a: object, b: object): object =>
    Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => {
        const [one, other] = [Reflect.get(a, name) ?? 0, Reflect.get(b, name) ?? 0] as [unknown, unknown];
        return [name, typeof one === "object" ? add(one!, other as object) : Number(one) + Number(other)];
      }),
    );
  return add(left, right) as SoakCounts;
}

async function measureMemory(): Promise<void> {
  /** Characters: one that the grammars look at, and two that they do not. */
  const sizes = (values.sizes ?? "1900000,5000000,15000000").split(",").map(Number);
  const requests = Number(values.steps ?? 2000);
  for (const size of sizes) {
    const readings: MemoryReading[] = [];
    await withTinyModel((model) =>
      soakMemory(model, { size, requests, readings: 10, seed }, (reading) => {
        readings.push(reading);
        console.log(JSON.stringify(reading));
      }),
    );
    complain(findGrowth(readings));
  }
}

function complain(sentences: readonly string[]): void {
  for (const sentence of sentences) console.error(`soak: ${sentence}`);
  if (sentences.length > 0) process.exitCode = 1;
}
