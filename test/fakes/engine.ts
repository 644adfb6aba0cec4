/** An engine without a model: continues texts by a function, checks every step, and can be slow or broken on purpose. */

import { must } from "../../src/core/bug.ts";
import type { CacheStep } from "../../src/core/cachePlan.ts";
import { type Candidate, type Engine, EngineFailure, type ModelFacts } from "../../src/core/engine.ts";
import type { TokenId } from "../../src/core/tokenizer.ts";
import { CONTROL, createFakeTokenizer, type FakeTokenizer } from "./tokenizer.ts";

/** What the fake model wants to write between two texts. */
export type Continuation = (prefix: string, suffix: string) => string;

export interface FakeEngineOptions {
  readonly continuation: Continuation;
  /** Log-probability of every token that the continuation asks for; the second best has half of what is left. */
  readonly logprob?: number;
  /** Awaited in every step; the place for delays, cancellations and failures. */
  readonly onStep?: (step: CacheStep) => void | Promise<void>;
  readonly contextSize?: number;
  readonly tokenizer?: FakeTokenizer;
}

export interface FakeEngine extends Engine {
  readonly tokenizer: FakeTokenizer;
  /** The cells, by position. */
  readonly cells: readonly TokenId[];
  readonly counts: { evaluated: number; batches: number; dropped: number };
  /** Fails the next step as the native side would. */
  failNext(message: string): void;
}

const MARKERS = { prefix: [CONTROL.fimPrefix], suffix: [CONTROL.fimSuffix], middle: [CONTROL.fimMiddle] };

export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const tokenizer = options.tokenizer ?? createFakeTokenizer();
  const cells: TokenId[] = [];
  const counts = { evaluated: 0, batches: 0, dropped: 0 };
  let failure: string | undefined;

  const facts: ModelFacts = {
    name: "fake",
    path: "fake.gguf",
    architecture: "fake",
    contextSize: options.contextSize ?? 4096,
    fim: {
      family: "fake",
      ...MARKERS,
      order: "psm",
      fileSeparator: undefined,
      repository: undefined,
      needsHealing: false,
    },
    beginToken: undefined,
    endTokens: new Set(Object.values(CONTROL)),
  };

  function next(): TokenId {
    const suffixAt = cells.indexOf(CONTROL.fimSuffix);
    const middleAt = cells.indexOf(CONTROL.fimMiddle);
    must(cells[0] === CONTROL.fimPrefix && suffixAt > 0 && middleAt > suffixAt, `not a prompt: ${cells.slice(0, 20)}`);
    const prefix = tokenizer.detokenize(cells.slice(1, suffixAt));
    const suffix = tokenizer.detokenize(cells.slice(suffixAt + 1, middleAt));
    const written = cells.slice(middleAt + 1);
    const wanted = tokenizer.tokenize(options.continuation(prefix, suffix));
    const agrees = written.every((token, index) => token === wanted[index]);
    return agrees ? (wanted[written.length] ?? CONTROL.endOfText) : CONTROL.endOfText;
  }

  return {
    facts,
    tokenizer,
    rates: { prefill: 1000, decode: 100 },
    cells,
    counts,
    failNext(message) {
      failure = message;
    },
    async apply(step) {
      await options.onStep?.(step);
      if (failure !== undefined) {
        const message = failure;
        failure = undefined;
        throw new EngineFailure(message);
      }
      switch (step.kind) {
        case "keep":
          return;
        case "drop":
          must(step.to <= cells.length, `drop ${step.from}..${step.to} of ${cells.length} cells`);
          cells.splice(step.from, step.to - step.from);
          counts.dropped += step.to - step.from;
          return;
        case "move":
          throw new EngineFailure("the fake engine does not move");
        case "evaluate":
          must(step.from === cells.length, `evaluate at ${step.from} behind ${cells.length} cells`);
          must(cells.length + step.run.ids.length <= facts.contextSize, "more tokens than the context holds");
          cells.push(...step.run.ids);
          counts.evaluated += step.run.ids.length;
          counts.batches += 1;
          return;
        default:
          return step satisfies never;
      }
    },
    async best(count) {
      await Promise.resolve();
      const logprob = options.logprob ?? Math.log(0.9);
      const best: Candidate = { token: next(), logprob };
      const other = Math.log((1 - Math.exp(logprob)) / 2);
      const rest = tokenizer.tokenize("other more").map((token): Candidate => ({ token, logprob: other }));
      return [best, ...rest.filter(({ token }) => token !== best.token)].slice(0, count);
    },
    async score(tokens) {
      return tokens.map(() => options.logprob ?? Math.log(0.9));
    },
    async dispose() {},
  };
}
