/** Small trials that show whether a loaded engine can be trusted on this machine. */

import type { Candidate, Engine } from "../core/cache/engine.ts";
import { EngineFailure } from "../core/cache/engine.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import { evaluateTrial } from "./trialTokens.ts";

export interface SelfCheck {
  readonly name: string;
  readonly ok: boolean;
  /** A sentence: what was seen, and when that is bad what a person can do. */
  readonly detail: string;
}

/** Natural-logarithm units. The same tokens in other batches differ by rounding only, quantised weights included. */
const ROUNDING = 0.25;

const SAMPLE = "function area(width, height) {\n  return width * height;\n}\n\n// Grüße, 世界 🚀\n";

const REMEDY = "Set turnkey.engine.gpu to off, or choose another model.";

/** Leaves the cache empty. The engine must not be in use. */
export async function runSelfChecks(engine: Engine): Promise<readonly SelfCheck[]> {
  const checks: SelfCheck[] = [];
  for (const [name, check] of [
    ["text", checkText],
    ["answers", checkAnswers],
    ["forgetting", checkForgetting],
  ] as const)
    checks.push(await toSelfCheck(name, () => check(engine)));
  return checks;
}

type Finding = readonly [ok: boolean, detail: string];

async function toSelfCheck(name: string, run: () => Promise<Finding>): Promise<SelfCheck> {
  try {
    const [ok, detail] = await run();
    return { name, ok, detail };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return { name, ok: false, detail: error.message };
  }
}

async function checkText({ tokenizer }: Engine): Promise<Finding> {
  const tokens = tokenizer.tokenize(SAMPLE);
  const back = tokenizer.detokenize(tokens);
  return back === SAMPLE
    ? [true, `A text of ${SAMPLE.length} characters becomes ${tokens.length} tokens and the same text again.`]
    : [
        false,
        `The model's tokens give another text back (${JSON.stringify(back.slice(0, 40))}…). Choose another model.`,
      ];
}

async function checkAnswers(engine: Engine): Promise<Finding> {
  const tokens = sampleTokens(engine);
  await evaluateTrial(engine, tokens, 0);
  const candidates = await engine.best(10);
  const sum = candidates.reduce((total, { logprob }) => total + Math.exp(logprob), 0);
  const sorted = candidates.every(({ logprob }, index) => logprob <= (candidates[index - 1]?.logprob ?? 0));
  const first = candidates[0]!;
  const [scored] = await engine.score([first.token]);
  await clear(engine, tokens.length);
  if (!sorted || !(sum > 0 && sum < 1.001)) return [false, `The model's probabilities make no sense. ${REMEDY}`];
  // What an interrupted download leaves where the whole size was reserved: weights of nothing but zeros.
  if (candidates.length > 1 && candidates.every(({ logprob }) => logprob === first.logprob))
    return [false, "All tokens are equally likely to the model: its weights are missing. Download it again."];
  return Math.abs((scored?.logprob ?? Number.NaN) - first.logprob) < 0.001
    ? [true, `The model answers; its best next token has a probability of ${toPercent(first.logprob)}.`]
    : [false, `The same probability was read as two numbers. ${REMEDY}`];
}

/** After dropping half of a text and evaluating it again, the answer must be that of the whole text. */
async function checkForgetting(engine: Engine): Promise<Finding> {
  const tokens = sampleTokens(engine);
  const half = tokens.length >> 1;
  await evaluateTrial(engine, tokens, 0);
  const before = await engine.best(5);
  await engine.apply({ kind: "drop", source: 0, from: half, to: tokens.length });
  await evaluateTrial(engine, tokens.slice(half), half);
  const after = await engine.best(5);
  await clear(engine, tokens.length);
  return agree(before, after)
    ? [true, "A text of which half was dropped and evaluated again gives the same answer."]
    : [false, `A text of which half was dropped and evaluated again gives another answer. ${REMEDY}`];
}

function agree(left: readonly Candidate[], right: readonly Candidate[]): boolean {
  const best = left[0]!;
  const same = right.find(({ token }) => token === best.token);
  return same !== undefined && Math.abs(same.logprob - best.logprob) < ROUNDING;
}

function sampleTokens({ facts, tokenizer }: Engine): readonly TokenId[] {
  const start = facts.beginToken === undefined ? [] : [facts.beginToken];
  return [...start, ...tokenizer.tokenize(SAMPLE)].slice(0, Math.min(64, facts.contextSize - 1));
}

async function clear(engine: Engine, length: number): Promise<void> {
  await engine.apply({ kind: "drop", source: 0, from: 0, to: length });
}

function toPercent(logprob: number): string {
  return `${(100 * Math.exp(logprob)).toFixed(0)} %`;
}
