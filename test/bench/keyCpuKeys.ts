/** Keys typed at one place, and what became of each: what `npm run bench -- keyCpu` hands its two sides and hears of them. Pure. */

import { percentile } from "../../src/core/percentile.ts";
import type { Session } from "../../src/replay/session.ts";
import { typeSession, USUAL_TYPIST } from "../typist.ts";
import { toTable } from "./comparison.ts";
import { mean } from "./metrics.ts";

/** Milliseconds of CPU of a process, all threads, by what they went into. */
export interface CpuParts {
  /** Evaluations of several tokens. */
  readonly reading: number;
  /** Evaluations behind a move, the re-rotation in them. */
  readonly rotating: number;
  /** Evaluations of one token, and of guessed ones. */
  readonly decoding: number;
  /** What the model says behind a token. */
  readonly choosing: number;
  /** The rest of it: texts, tokens, plans, grammars. */
  readonly other: number;
}

export interface KeyCost extends CpuParts {
  readonly outcome: string;
  readonly evaluated: number;
  readonly generated: number;
  readonly healed: number;
  /** Tokens whose cells were given other positions. */
  readonly moved: number;
  /** Cells that re-rotations went over. */
  readonly walked: number;
  /** Times that the native side was asked to evaluate. */
  readonly evaluations: number;
}

/** What a side answers a session with: each of its keys. */
export interface TypedKeys {
  readonly keys: readonly KeyCost[];
}

const SEED = 1;
const MOST_KEYS = 48;
/** Fewer say more about the opening than about typing. */
const LEAST_KEYS = 12;
/** Further away the cursor is at another place. */
const JUMP_CHARS = 400;

/**
 * A session up to its first jump, key by key; undefined where few keys come before that. What is suggested is never taken:
 * both sides are to see the same keys. The first request is the opening's and no key's.
 */
export function typedAtOnePlace(session: Session): Session | undefined {
  const typed = typeSession(session, { ...USUAL_TYPIST, seed: SEED, accept: 0, jump: 0, pause: 0, complete: 1 });
  const trace: Session["trace"][number][] = [];
  let place: number | undefined;
  let asked = 0;
  for (const step of typed.trace) {
    if (step.kind === "switch" || asked > MOST_KEYS) break;
    if (step.kind === "complete") {
      if (place !== undefined && Math.abs(step.offset - place) > JUMP_CHARS) break;
      place = step.offset;
      asked += 1;
    }
    trace.push(step.kind === "complete" ? { ...step, truth: undefined } : step);
  }
  while (trace.length > 0 && trace.at(-1)!.kind !== "complete") trace.pop();
  return asked > LEAST_KEYS ? { id: session.id, trace } : undefined;
}

interface Pair {
  readonly there: readonly KeyCost[];
  readonly here: readonly KeyCost[];
}

/** Sessions typed on both sides → per key. */
export function toKeyCpuTable(pairs: readonly Pair[]): readonly string[] {
  const there = pairs.flatMap((pair) => pair.there);
  const here = pairs.flatMap((pair) => pair.here);
  const row = (name: string, of: (key: KeyCost) => number): readonly string[] => {
    const [before, now] = [meanOf(there, of), meanOf(here, of)];
    return [name, digits(before), digits(now), before === 0 ? "" : (now / before).toFixed(2)];
  };
  const ratios = pairs.map((pair) => meanOf(pair.here, cpuOf) / meanOf(pair.there, cpuOf));
  return [
    ...toTable(
      [`per key, ${here.length} keys at ${pairs.length} places`, "there", "here", "ratio"],
      [
        row("CPU, ms", cpuOf),
        row("of it reading", ({ reading }) => reading),
        row("evaluations that re-rotate", ({ rotating }) => rotating),
        row("decoding", ({ decoding }) => decoding),
        row("choosing tokens", ({ choosing }) => choosing),
        row("all else: texts, plans, grammars", ({ other }) => other),
        row("tokens evaluated", ({ evaluated }) => evaluated),
        row("tokens generated", ({ generated }) => generated),
        row("tokens evaluated again", ({ healed }) => healed),
        row("tokens moved", ({ moved }) => moved),
        row("cells that re-rotations walk", ({ walked }) => walked),
        row("evaluations", ({ evaluations }) => evaluations),
        row("keys with a text shown, %", ({ outcome }) => (outcome === "shown" ? 100 : 0)),
        row("keys that decode nothing, %", ({ generated }) => (generated === 0 ? 100 : 0)),
      ],
    ),
    "",
    `Of the places, the ratio of CPU: p10 ${rank(ratios, 0.1)}, p50 ${rank(ratios, 0.5)}, p90 ${rank(ratios, 0.9)}.`,
  ];
}

function cpuOf({ reading, rotating, decoding, choosing, other }: KeyCost): number {
  return reading + rotating + decoding + choosing + other;
}

function meanOf(keys: readonly KeyCost[], of: (key: KeyCost) => number): number {
  return mean(keys.map(of)) ?? Number.NaN;
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function rank(values: readonly number[], share: number): string {
  return (percentile(values, share) ?? 0).toFixed(2);
}
