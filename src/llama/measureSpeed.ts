/** How fast a model is here, measured at load; later work keeps what was found up to date. */

import type { TokenId } from "../core/tokens/tokenizer.ts";
import { VERIFIED_SIZES } from "./batchCosts.ts";
import type { Evaluation } from "./evaluation.ts";
import type { LlamaEngine } from "./llamaEngine.ts";
import type { NativeCache } from "./native.ts";
import type { Sequence } from "./sequence.ts";
import { evaluateTrial } from "./trialTokens.ts";

/** So many tokens of each kind, and fewer on a slow machine. */
const MEASURED_PREFILL = 32;
const MEASURED_DECODE = 3;
const MEASURED_DECODE_MAX_MS = 100;
const MEASURED_PREFILL_MAX_MS = 120;
const MEASURED_VERIFY_MAX_MS = 75;

export interface MeasuredParts {
  readonly engine: LlamaEngine;
  readonly cache: NativeCache;
  readonly evaluation: Evaluation;
  readonly sequence: Sequence;
}

/** One call at a time. */
type Alone = (work: () => Promise<void>) => Promise<void>;
/** Frees all live cells from a position on; to be called alone. */
type Free = (from: number) => Promise<void>;

/** On an empty cache, and leaves it empty. Fewer threads are tried too: where other programs hold the cores, they are faster from the start. */
export async function measureSpeed(parts: MeasuredParts, alone: Alone, free: Free): Promise<void> {
  const { engine, cache, evaluation, sequence } = parts;
  const token = engine.facts.beginToken ?? engine.tokenizer.tokenize("\n")[0] ?? 0;
  // Not counted: the first evaluation reads the weights from the disk.
  await alone(() => evaluation.evaluate([token], 0));
  const allMs = await measureDecode(engine, token);
  let oneMs = allMs;
  const { governor } = evaluation;
  const { fewer } = governor;
  if (fewer !== undefined) {
    cache.threads = fewer;
    const fewerMs = await measureDecode(engine, token);
    governor.compare(allMs, fewerMs, performance.now());
    oneMs = Math.min(allMs, fewerMs);
    evaluation.followGovernor();
  }
  // A prefill token takes about a third of a decoded one.
  const affordable = Math.floor((3 * MEASURED_PREFILL_MAX_MS * evaluation.rates.decode) / 1000);
  const run = new Array<TokenId>(Math.max(16, Math.min(MEASURED_PREFILL, affordable))).fill(token);
  await alone(() => evaluation.evaluate(run, sequence.length));
  if (engine.verifying !== undefined) await alone(() => measureSeveral(parts, { token, oneMs }, free));
  await alone(() => free(0));
}

/** The shortest time for one token, milliseconds. */
async function measureDecode(engine: LlamaEngine, token: TokenId): Promise<number> {
  const startedAt = performance.now();
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MEASURED_DECODE && performance.now() - startedAt < MEASURED_DECODE_MAX_MS; i += 1) {
    const tokenStartedAt = performance.now();
    await evaluateTrial(engine, [token], engine.end);
    await engine.best(1);
    shortest = Math.min(shortest, performance.now() - tokenStartedAt);
  }
  return shortest;
}

/** What several tokens cost at once. Ends early on a slow machine: what was not measured is not known then, and not done. */
async function measureSeveral(
  { evaluation, sequence }: MeasuredParts,
  { token, oneMs }: { readonly token: TokenId; readonly oneMs: number },
  free: Free,
): Promise<void> {
  const { batchCosts } = evaluation;
  if (!Number.isFinite(oneMs)) return;
  const startedAt = performance.now();
  for (const size of VERIFIED_SIZES) {
    // Whoever opens a file waits meanwhile.
    if (performance.now() - startedAt > MEASURED_VERIFY_MAX_MS) return;
    const from = sequence.length;
    const began = performance.now();
    await evaluation.verify(new Array<TokenId>(size).fill(token), from);
    batchCosts.learn(size, performance.now() - began, oneMs);
    await free(from);
  }
}
