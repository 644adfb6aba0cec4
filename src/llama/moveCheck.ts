/** The last word on whether cached keys may be moved: a small trial on the model and the backend in use. */

import { LIVE } from "../core/cache/cells.ts";
import { type Engine, EngineFailure } from "../core/cache/engine.ts";
import { evaluateTrial } from "./trialTokens.ts";

export interface MoveCheck {
  /** Why keys may not be moved, as a part of a sentence; undefined: they may. */
  readonly immovable: string | undefined;
  /** Duration of one re-rotation of the whole cache. */
  readonly rotateMs: number;
}

const SAMPLE = "function add(a, b) {\n  return a + b;\n}\n\nfunction subtract(a, b) {\n  return a -";
const DELTA = 7;
const ALIAS = 1;
/** Natural-logarithm units: every key is rounded once more. */
const ROUNDING = 0.15;

/**
 * Attention knows distances only, so a whole text moved by some positions must be answered as before, in a model of any
 * depth. The engine must be empty, and is left so.
 */
export async function checkMoving(engine: Engine): Promise<MoveCheck> {
  const tokens = engine.tokenizer.tokenize(SAMPLE);
  const text = tokens.slice(0, -1);
  const last = tokens.slice(-1);
  try {
    await evaluateTrial(engine, text, 0);
    const still = await time(() => evaluateTrial(engine, last, text.length));
    const before = await engine.best(3);
    await engine.apply({ kind: "drop", source: LIVE, from: text.length, to: tokens.length });
    await engine.apply({ kind: "park", source: LIVE, from: 0, to: text.length, alias: ALIAS });
    await engine.apply({ kind: "move", alias: ALIAS, delta: DELTA });
    await engine.apply({ kind: "attach", alias: ALIAS });
    const moved = await time(() => evaluateTrial(engine, last, DELTA + text.length));
    const after = await engine.best(3);
    const off = Math.max(...before.map(({ logprob }, rank) => Math.abs(logprob - after[rank]!.logprob)));
    await engine.reset();
    if (before[0]!.token === after[0]!.token && off < ROUNDING)
      return { immovable: undefined, rotateMs: Math.max(0, moved - still) };
    return { immovable: `moved keys gave other answers on this machine (off by ${off.toFixed(2)})`, rotateMs: 0 };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    await engine.reset();
    return { immovable: `moving keys failed on this machine (${error.message})`, rotateMs: 0 };
  }
}

async function time(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
