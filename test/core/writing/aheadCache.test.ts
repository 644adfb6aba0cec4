/** Guessed tokens that are evaluated ahead change nothing of what is written, and leave nothing behind. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BatchCost, EngineFailure } from "../../../src/core/cache/engine.ts";
import type { TokenId } from "../../../src/core/tokens/tokenizer.ts";
import { GuessLedger } from "../../../src/core/writing/draftLength.ts";
import type { GenerationInput } from "../../../src/core/writing/generation.ts";
import type { Written } from "../../../src/core/writing/written.ts";
import { BranchingEngine } from "../../fakes/branchingEngine.ts";
import { turn } from "../../fakes/clock.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { CONTROL } from "../../fakes/tokenizer.ts";
import { createToyTokenizer, judgeToy } from "../grammar/toyGrammar.ts";
import { toyAdversary } from "./toyAdversary.ts";
import { createWriting, type Writing } from "./writing.ts";

/** Several tokens cost as much as one. */
const CHEAP: readonly BatchCost[] = [
  { tokens: 1, ms: 10 },
  { tokens: 8, ms: 11 },
];
const MARKED = ["x = ▮\n", "▮", "if (a) {\n  ▮\n}\n", "f(▮)\n"];

interface Scene {
  readonly seed: number;
  readonly maxTokens: number;
  /** Turns that each answer of the grammar takes. */
  readonly slow: number;
  readonly marked: string;
}

const scene: fc.Arbitrary<Scene> = fc.record({
  seed: fc.integer(),
  maxTokens: fc.integer({ min: 1, max: 30 }),
  slow: fc.nat(3),
  marked: fc.constantFrom(...MARKED),
});

interface Begun {
  readonly writing: Writing;
  readonly engine: BranchingEngine;
}

function begin(
  { seed, maxTokens, slow, marked }: Scene,
  guesses: GenerationInput["guesses"],
  onStep?: () => void,
): Begun {
  const engine: BranchingEngine = new BranchingEngine({
    branches: toyAdversary(seed),
    contextSize: 400,
    tokenizer: createToyTokenizer(),
    ...(guesses === undefined ? {} : { costs: CHEAP }),
    onStep: async () => {
      await turn();
      onStep?.();
    },
  });
  const syntax = new FakeSyntax({
    judge: judgeToy,
    onAsk: async () => {
      for (let count = 0; count < slow; count += 1) await turn();
      return true;
    },
  });
  const writing = createWriting({ marked, engine, syntax, maxTokens, ...(guesses === undefined ? {} : { guesses }) });
  return { writing, engine };
}

/** What was written without guesses is guessed, but for tokens at `wrong` (mod 16), which are others. */
function guess(truth: readonly TokenId[], wrong: number): NonNullable<GenerationInput["guesses"]> {
  return {
    after: (draft, most) =>
      truth
        .slice(draft.length, draft.length + most)
        .map((token, index) => ((wrong >> ((draft.length + index) % 16)) & 1 ? truth[0]! : token))
        .map((token) => ({ token, chance: 0.95, shared: 8, share: 1 })),
    ended: () => {},
    ledger: new GuessLedger(),
  };
}

/** Tokens behind the prompt, at the end. */
const textOf = ({ engine }: Begun) => engine.written;
const told = ({ costs: _, ...written }: Written) => written;

async function writePlainly(given: Scene) {
  const begun = begin(given, undefined);
  const written = await begun.writing.generation.run();
  const { cells } = begun.engine;
  return { ...begun, written, ids: cells.slice(cells.indexOf(CONTROL.fimMiddle) + 1) };
}

describe("with guesses", () => {
  test("the same is written, and the same stays in the cache", async () => {
    let [all, wrongly] = [0, 0];
    await fc.assert(
      fc.asyncProperty(scene, fc.nat(65535), async (given, wrong) => {
        const plain = await writePlainly(given);
        const guessed = begin(given, guess(plain.ids, wrong), () => guessed.writing.expectEqualMirror());
        const written = await guessed.writing.generation.run();
        expect(told(written)).toEqual(told(plain.written));
        expect(textOf(guessed)).toBe(textOf(plain));
        guessed.writing.expectEqualMirror();
        const { evaluations, guessed: many, stood } = written.costs.ahead!;
        expect(stood).toBeLessThanOrEqual(many);
        expect(evaluations.reduce((sum, count) => sum + count, 0) + stood).toBeGreaterThanOrEqual(
          written.costs.generatedTokens - 1,
        );
        all += stood;
        wrongly += many - stood;
      }),
      { numRuns: 300, seed: 12 },
    );
    // Both happen.
    expect(all).toBeGreaterThan(30);
    expect(wrongly).toBeGreaterThan(30);
  });

  test("cancelled or broken at any step, cache and mirror are equal", async () => {
    await fc.assert(
      fc.asyncProperty(
        scene,
        fc.nat(65535),
        fc.nat(30),
        fc.constantFrom("abort", "fail"),
        async (given, wrong, at, trouble) => {
          const plain = await writePlainly(given);
          let steps = 0;
          const begun = begin(given, guess(plain.ids, wrong), () => {
            steps += 1;
            if (steps !== at) return;
            if (trouble === "fail") begun.engine.failNext("broken");
            else begun.writing.generation.abort();
          });
          const { generation, expectEqualMirror } = begun.writing;
          await generation.run().catch((error: unknown) => expect(error).toBeInstanceOf(EngineFailure));
          expectEqualMirror();
        },
      ),
      { numRuns: 300, seed: 13 },
    );
  });
});

describe("what is evaluated", () => {
  /** The model writes `a;` and would go on with another line; that is guessed too. */
  const check = (name: string, ledger: GuessLedger, expected: readonly (number | undefined)[]) =>
    test(name, async () => {
      const next = ["a", ";", "\n", "a", ";"];
      const engine = new BranchingEngine({
        branches: (written) => ({ [next[[...written].length] ?? ""]: 1 }),
        tokenizer: createToyTokenizer(),
        costs: CHEAP,
      });
      const ids = next.flatMap((text) => engine.tokenizer.tokenize(text));
      const writing = createWriting({
        marked: "x = ▮\n",
        engine,
        syntax: new FakeSyntax({ judge: judgeToy }),
        guesses: { ...guess(ids, 0), ledger },
      });
      const { text, costs } = await writing.generation.run();
      expect(text).toBe("a;");
      expect([...costs.ahead!.evaluations]).toEqual(expected);
      writing.expectEqualMirror();
    });

  check("ends where the text will have ended", new GuessLedger(), [undefined, undefined, 1]);
  const lost = new GuessLedger();
  lost.evaluated(7, [{ tokens: 1, ms: 10 }, ...CHEAP.slice(1).map(({ tokens }) => ({ tokens, ms: 50 }))]);
  check("is one token after the other where guesses have lost time", lost, [undefined, 2]);
});

describe("what the grammar will be asked", () => {
  const judgedWith = async (wrong: number) => {
    const given = { seed: 5, maxTokens: 12, slow: 0, marked: "f(▮)\n" };
    const plain = await writePlainly(given);
    const begun = begin(given, guess(plain.ids, wrong));
    await begun.writing.generation.run();
    return plain.written.text === begun.writing.generation.text;
  };

  test("is asked meanwhile, and what comes otherwise is not held to it", async () => {
    expect(await judgedWith(0)).toBe(true);
    expect(await judgedWith(0b1010101010101010)).toBe(true);
  });
});
