/** Decoding with a model that proposes what is wrong first. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import { BranchingEngine } from "../../fakes/branchingEngine.ts";
import { turn } from "../../fakes/clock.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { createToyTokenizer, judgeToy } from "../grammar/toyGrammar.ts";
import { toyAdversary } from "./toyAdversary.ts";
import { createWriting, type Writing } from "./writing.ts";

describe("whatever the model proposes", () => {
  const scene = fc.record({ seed: fc.integer(), maxTokens: fc.integer({ min: 1, max: 30 }), slow: fc.nat(3) });
  const MARKED = ["x = ▮\n", "▮", "if (a) {\n  ▮\n}\n", "f(▮)\n"];

  test("nothing dead is the result, and decoding ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        scene,
        fc.constantFrom(...MARKED),
        fc.nat(2),
        async ({ seed, maxTokens, slow }, marked, rank) => {
          let writing: Writing | undefined;
          const engine: BranchingEngine = new BranchingEngine({
            branches: toyAdversary(seed),
            contextSize: 400,
            tokenizer: createToyTokenizer(),
            onStep: () => writing?.expectEqualMirror(),
          });
          const syntax = new FakeSyntax({
            judge: judgeToy,
            onAsk: async () => {
              for (let count = 0; count < slow; count += 1) await turn();
              return true;
            },
          });
          writing = createWriting({ marked, engine, syntax, maxTokens, alternative: rank });
          await writing.generation.run();
          const prefix = marked.slice(0, marked.indexOf("▮"));
          expect(writing.generation.state).toBe("done");
          expect(writing.generation.text === "" ? "viable" : judgeToy(prefix + writing.generation.text)).not.toBe(
            "dead",
          );
          writing.expectEqualMirror();
        },
      ),
      { numRuns: 300, seed: 6 },
    );
  });

  test("cancelled or broken at any step, cache and mirror are equal", async () => {
    await fc.assert(
      fc.asyncProperty(
        scene,
        fc.nat(40),
        fc.constantFrom("abort", "fail"),
        fc.nat(),
        async (input, at, trouble, gaps) => {
          let steps = 0;
          let writing: Writing | undefined;
          const engine: BranchingEngine = new BranchingEngine({
            branches: toyAdversary(input.seed),
            tokenizer: createToyTokenizer(),
            contextSize: 400,
            onStep: async () => {
              await turn();
              writing?.expectEqualMirror();
              steps += 1;
              if (steps !== at) return;
              if (trouble === "fail") engine.failNext("broken");
              else writing?.generation.abort();
            },
          });
          let questions = 0;
          const syntax = new FakeSyntax({
            judge: judgeToy,
            onAsk: async () => {
              questions += 1;
              for (let count = 0; count < input.slow; count += 1) await turn();
              if (trouble === "abort" && questions === at) writing?.generation.abort();
              return ((gaps >> (questions % 20)) & 1) === 0;
            },
          });
          writing = createWriting({ marked: "x = ▮\n", engine, syntax, maxTokens: input.maxTokens });
          await writing.generation.run().catch((error: unknown) => expect(error).toBeInstanceOf(EngineFailure));
          expect(["done", "aborted"]).toContain(writing.generation.state);
          writing.expectEqualMirror();
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
