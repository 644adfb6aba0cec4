/** Whether a model fits a machine, before it is there: from its size, the free memory, and the speed of a model that was measured. */

import { describeBytes } from "./fetchOutcome.ts";

export interface MachineForModels {
  /** Bytes that a model may take without others being pushed out. */
  readonly freeMemory: number;
  /** What was measured last; undefined: nothing yet. */
  readonly measured: MeasuredSpeed | undefined;
}

export interface MeasuredSpeed {
  /** Bytes of the model that was measured. */
  readonly bytes: number;
  /** Tokens per second. */
  readonly decode: number;
}

export interface ModelSize {
  readonly bytes: number;
  /** The share of its weights that a token needs; below 1 in a mixture of experts. */
  readonly activeShare: number;
}

export type Fit =
  /** `tokensPerSecond` undefined: nothing was measured to tell by. */
  | { readonly kind: "fits" | "slow"; readonly tokensPerSecond: number | undefined }
  | { readonly kind: "swaps"; readonly needed: number };

/** Cache, buffers and the grammars beside the weights. */
const BESIDE_SHARE = 0.1;
const BESIDE_BYTES = 300e6;
/** A line of 12 tokens takes longer than a second below this. */
const SLOW = 12;

/**
 * Writing a token reads all its weights from memory once, so that the speed falls as they grow (a roofline with memory
 * alone; true of one sequence on a CPU). An estimate: quantizations differ by up to a half.
 */
export function fitOf({ bytes, activeShare }: ModelSize, { freeMemory, measured }: MachineForModels): Fit {
  const needed = bytes * (1 + BESIDE_SHARE) + BESIDE_BYTES;
  if (needed > freeMemory) return { kind: "swaps", needed };
  if (measured === undefined) return { kind: "fits", tokensPerSecond: undefined };
  const tokensPerSecond = (measured.decode * measured.bytes) / (bytes * activeShare);
  return { kind: tokensPerSecond < SLOW ? "slow" : "fits", tokensPerSecond };
}

export function describeFit(fit: Fit): string {
  switch (fit.kind) {
    case "swaps":
      return `will swap: needs ${describeBytes(fit.needed)} of free memory`;
    case "fits":
    case "slow": {
      const speed = fit.tokensPerSecond;
      const words = fit.kind === "fits" ? "fits" : "fits, but is slow";
      return speed === undefined
        ? words
        : `${words}, about ${speed < 10 ? speed.toFixed(1) : Math.round(speed)} tokens/s`;
    }
    default:
      return fit satisfies never;
  }
}

const RANK: Readonly<Record<Fit["kind"], number>> = { fits: 0, slow: 1, swaps: 2 };

/** What fits comes first, the largest of it before all; of what does not, the smallest. */
export function compareFits(a: { fit: Fit; bytes: number }, b: { fit: Fit; bytes: number }): number {
  const byRank = RANK[a.fit.kind] - RANK[b.fit.kind];
  if (byRank !== 0) return byRank;
  return a.fit.kind === "fits" ? b.bytes - a.bytes : a.bytes - b.bytes;
}

/** Bits per weight of llama.cpp's quantizations, as its own table gives them for a model of 8 billion parameters. */
const BITS: readonly (readonly [name: RegExp, bits: number])[] = [
  [/Q8_0/i, 8.5],
  [/Q6_K/i, 6.56],
  [/Q5_/i, 5.7],
  [/Q4_/i, 4.89],
  [/Q3_/i, 3.95],
  [/Q2_/i, 3.16],
  [/[BF]F?16/i, 16],
];

/** About how large a model is whose file nobody has asked for yet; `billions` of parameters. */
export function estimateBytes(billions: number, quantization: string): number {
  const bits = BITS.find(([name]) => name.test(quantization))?.[1] ?? 4.89;
  return (billions * 1e9 * bits) / 8;
}
