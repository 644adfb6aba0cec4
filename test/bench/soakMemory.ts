/** Thousands of requests in large files: what the server keeps of them. */

import { Random } from "../random.ts";
import type { Client } from "../server/support/client.ts";
import { readState, startSoak, URI } from "./soakRun.ts";

export interface MemoryReading {
  /** Characters of the file. */
  readonly size: number;
  readonly requests: number;
  readonly shown: number;
  /** Megabytes after a garbage collection: of the process, of JavaScript's heap, and outside of it. */
  readonly memory: number;
  readonly heap: number;
  readonly external: number;
}

/** Requests before the first reading: what is allocated once is there by then. */
const WARM = 5;

/** Each request comes behind a change somewhere in the file; `onReading` is told about `readings` times. */
export async function soakMemory(
  model: string,
  { size, requests, readings, seed }: { size: number; requests: number; readings: number; seed: string },
  onReading: (reading: MemoryReading) => void,
): Promise<void> {
  const run = await startSoak({ model, verify: false });
  const { client } = run;
  try {
    const file = new LargeFile(size, new Random(`memory ${seed}`));
    await client.open(URI, file.text);
    await client.untilState("ready", 180_000);
    const every = Math.ceil(requests / readings);
    let shown = 0;
    for (let request = 1; request <= WARM + requests; request += 1) {
      shown += await file.step(client);
      const done = request - WARM;
      if (done < 0 || done % every !== 0) continue;
      const { memory, heap, external } = await readState(run);
      onReading({ size, requests: done, shown, memory, heap, external });
    }
    await run.end();
  } finally {
    run.kill();
  }
}

/** Megabytes that may come on top, whatever the size of the file: of the heap from the second reading on, of the process in the second half. */
const MOST_GROWTH = 24;

/**
 * What grew, in a sentence each. At first much is done for the first time: a text that has been changed is kept as one more
 * copy, and the process takes what it needs. From the second reading on, nothing is new to the heap.
 */
export function findGrowth(readings: readonly MemoryReading[]): string[] {
  const [second, middle, last] = [readings[1], readings[readings.length >> 1], readings.at(-1)];
  if (second === undefined || middle === undefined || last === undefined) return ["too little was read"];
  const growth = { heap: last.heap - second.heap, memory: last.memory - middle.memory };
  return Object.entries(growth).flatMap(([what, megabytes]) =>
    megabytes > MOST_GROWTH
      ? [`${what} grew by ${megabytes.toFixed(1)} MB in ${last.requests} requests on ${last.size} characters`]
      : [],
  );
}

/** A file in lines of code, changed and asked about at places of chance. */
class LargeFile {
  readonly #random: Random;
  readonly #lines: string[] = [];
  #version = 1;
  #line = 0;

  constructor(size: number, random: Random) {
    this.#random = random;
    for (let length = 0, line = 0; length < size; line += 1) {
      const text = LINES[line % LINES.length]!.replace("N", String(line));
      this.#lines.push(text);
      length += text.length + 1;
    }
  }

  get text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** One change and one request; 1 when something was shown. */
  async step(client: Client): Promise<number> {
    // Typing goes on at one place for long: what was suggested there stays worth something.
    if (this.#random.chance(1 / 60)) this.#line = this.#random.below(this.#lines.length);
    const text = this.#lines[this.#line]!;
    const [deleted, inserted] = this.#random.chance(0.2)
      ? [1, ""]
      : [0, this.#random.pick(["x", "return ", "()", "…"])];
    const kept = text.slice(0, text.length - deleted);
    this.#version += 1;
    this.#lines[this.#line] = kept + inserted;
    const range = { start: this.#at(kept.length), end: this.#at(text.length) };
    await client.change(URI, this.#version, [{ range, text: inserted }]);
    const position = this.#at(kept.length + inserted.length);
    const items = await client.complete(URI, position, this.#random.chance(0.3) ? 1 : 2).items;
    return items.length > 0 ? 1 : 0;
  }

  #at(character: number): { readonly line: number; readonly character: number } {
    return { line: this.#line, character };
  }
}

/** Long ones: files of more than 20,000 lines are not parsed. */
const LINES = [
  "export function countN(items: readonly string[], seen: Map<string, number> = new Map<string, number>()): number {",
  "  for (const item of items) seen.set(item, (seen.get(item) ?? 0) + 1); // each “item” once, or as often as it comes",
  "  return [...seen.values()].filter((count) => count > N && count < items.length && Number.isSafeInteger(count)).length;",
  "}",
];
