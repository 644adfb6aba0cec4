/**
 * What the extension costs the extension host, by V8's own profiler: beside what it counts itself, also what happens in
 * promises and inside the language client.
 */

import { type Profiler, Session } from "node:inspector/promises";

const SAMPLE_US = 100;
/** A longer gap between two samples is another program's turn. */
const GAP_MAX_US = 3 * SAMPLE_US;
const BUNDLE = /dist[\\/]extension\.cjs$/;

/** Milliseconds of the extension's code, and of what it called, during some work. */
export async function profileHost(work: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
    await session.post("Profiler.start");
    await work();
    return sumOf((await session.post("Profiler.stop")).profile);
  } finally {
    session.disconnect();
  }
}

function sumOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): number {
  const ours = new Set<number>();
  // A node comes before those that it calls.
  for (const { id, callFrame, children } of nodes) {
    if (BUNDLE.test(callFrame.url)) ours.add(id);
    if (ours.has(id)) for (const child of children ?? []) ours.add(child);
  }
  // What is measured between two samples belongs to the first one.
  const us = samples.reduce(
    (sum, id, at) => sum + (ours.has(id) ? Math.min(timeDeltas[at + 1] ?? 0, GAP_MAX_US) : 0),
    0,
  );
  return us / 1000;
}
