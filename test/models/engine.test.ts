/** The engine on real models: the tiny one for exactness, the embedded one for what it ships with. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineFailure } from "../../src/core/cache/engine.ts";
import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { loadNative } from "../../src/llama/load.ts";
import type { Loaded } from "../../src/llama/modelCaches.ts";
import { continueGreedily, evaluate, expectClose, toLogprobs, toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-engine-"));
  await writeTinyModel(join(folder, "tiny.gguf"), { layers: 2 });
});
afterAll(() => rm(folder, { recursive: true }));

describe("on a tiny model", () => {
  let engine: LlamaEngine;
  let prompt: readonly TokenId[];
  beforeAll(async () => {
    engine = await createEngine(toOptions(folder, "tiny.gguf"));
    prompt = engine.tokenizer.tokenize("if (a) {\n    return b;\n} else {\n    return c;\n}\n");
  });
  afterAll(() => engine.dispose());

  const withPrompt = async (run: () => Promise<void>): Promise<void> => {
    await evaluate(engine, prompt, 0);
    try {
      await run();
    } finally {
      await engine.apply({ kind: "drop", source: 0, from: 0, to: engine.facts.contextSize });
    }
  };

  it("has its facts", () => {
    const { fim, ...facts } = engine.facts;
    expect(facts).toMatchObject({ name: "tiny", architecture: "qwen2", contextSize: 1024, beginToken: undefined });
    expect(fim?.order).toBe("psm");
    for (const token of [...fim!.prefix, ...fim!.suffix, ...fim!.middle]) expect(facts.endTokens).toContain(token);
    for (const token of engine.tokenizer.tokenize("<|fim_middle|> is just text"))
      expect(facts.endTokens).not.toContain(token);
  });

  it("was measured", () => {
    expect(engine.rates.prefill).toBeGreaterThan(0);
    expect(engine.rates.decode).toBeGreaterThan(0);
    expect(engine.threads).toBe(1);
  });

  it("probabilities of the whole vocabulary add up to one", () =>
    withPrompt(async () => {
      const all = await engine.best(100_000);
      expect(new Set(all.map(({ token }) => token)).size).toBe(all.length);
      expect(all.every(({ logprob }, index) => logprob <= (all[index - 1]?.logprob ?? 0))).toBe(true);
      expect(all.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 4);
      const ends = all.filter(({ token }) => engine.facts.endTokens.has(token));
      const endLogprob = Math.log(ends.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0));
      for (const count of [1, 7]) {
        const some = await engine.best(count);
        expect(engine.endLogprob).toBeCloseTo(endLogprob, 4);
        expect(some.map(({ token }) => token)).toEqual(all.slice(0, count).map(({ token }) => token));
        expectClose(toLogprobs(some), toLogprobs(all.slice(0, count)), 0.0001);
      }
    }));

  it("tells of tokens that it would hardly write what it thinks of them", () =>
    withPrompt(async () => {
      const all = await engine.best(100_000);
      const also = [all[2]!.token, all[all.length >> 1]!.token, all.at(-1)!.token];
      for (const count of [1, 3]) {
        const wanted = all.filter(({ token }, rank) => rank < count || also.includes(token));
        const some = await engine.best(count, also);
        expect(some.map(({ token }) => token)).toEqual(wanted.map(({ token }) => token));
        expectClose(toLogprobs(some), toLogprobs(wanted), 0.0001);
      }
    }));

  it("scores what it generated as it generated it, and leaves the cache as it was", () =>
    withPrompt(async () => {
      const { tokens, logprobs } = await continueGreedily(engine, prompt, 20);
      expectClose(toLogprobs(await engine.score(tokens)), logprobs, 0.01);
      await evaluate(engine, tokens, prompt.length);
    }));

  it("scores other tokens as `best` lists them", () =>
    withPrompt(async () => {
      const all = await engine.best(100_000);
      const [third, last] = [all[2]!, all.at(-1)!];
      expectClose(toLogprobs(await engine.score([third.token])), [third.logprob], 0.001);
      await engine.apply({ kind: "drop", source: 0, from: prompt.length - 1, to: prompt.length });
      await evaluate(engine, prompt.slice(-1), prompt.length - 1);
      expectClose(toLogprobs(await engine.score([last.token, third.token])).slice(0, 1), [last.logprob], 0.001);
    }));

  it("answers the same however the prompt came into the cache", async () => {
    const answers: (readonly number[])[] = [];
    for (const cuts of [[], [1], [7, 8, 9], prompt.map((_, index) => index).slice(1)]) {
      const bounds = [0, ...cuts, prompt.length];
      for (let i = 0; i + 1 < bounds.length; i += 1)
        await evaluate(engine, prompt.slice(bounds[i], bounds[i + 1]), bounds[i]!);
      answers.push(toLogprobs(await engine.best(5)));
      await engine.apply({ kind: "drop", source: 0, from: 0, to: prompt.length });
    }
    for (const answer of answers) expectClose(answer, answers[0]!, 0.01);
  });

  it("evaluates more than one batch", async () => {
    const long = Array.from({ length: 1024 }, (_, index) => prompt[index % prompt.length]!);
    await evaluate(engine, long, 0);
    const whole = toLogprobs(await engine.best(1));
    await engine.apply({ kind: "drop", source: 0, from: 1000, to: 1024 });
    await evaluate(engine, long.slice(1000), 1000);
    const inParts = toLogprobs(await engine.best(1));
    await engine.apply({ kind: "drop", source: 0, from: 0, to: 1024 });
    expectClose(inParts, whole, 0.1);
  });

  it("refuses what does not fit, and keeps what it had", () =>
    withPrompt(async () => {
      const tooMany = new Array<TokenId>(1024).fill(prompt[0]!);
      await expect(evaluate(engine, tooMany, prompt.length)).rejects.toThrow(EngineFailure);
      await evaluate(engine, prompt.slice(0, 3), prompt.length);
    }));

  it("a failed evaluation leaves nothing behind", () =>
    withPrompt(async () => {
      await expect(evaluate(engine, [prompt[0]!, 1_000_000], prompt.length)).rejects.toThrow(EngineFailure);
      await expect(engine.best(1)).rejects.toThrow(/no logits/);
      await evaluate(engine, prompt.slice(0, 3), prompt.length);
      await engine.best(1);
    }));

  it("names misuse as a bug", () =>
    withPrompt(async () => {
      await expect(evaluate(engine, [1], prompt.length + 1)).rejects.toMatchObject({ name: "BugError" });
      await expect(evaluate(engine, [], prompt.length)).rejects.toMatchObject({ name: "BugError" });
      await engine.apply({ kind: "drop", source: 0, from: prompt.length - 1, to: prompt.length });
      await expect(engine.best(1)).rejects.toMatchObject({ name: "BugError" });
    }));

  it("may be disposed while it works, and twice", async () => {
    const short = await createEngine(toOptions(folder, "tiny.gguf"));
    const running = evaluate(short, prompt, 0);
    await Promise.all([short.dispose(), short.dispose()]);
    await running;
    await expect(short.best(1)).rejects.toThrow(/not in memory/);
    await short.dispose();
  });
});

describe("a memory that can only forget everything", () => {
  /** Recurrent models are such; here the tiny one pretends. */
  function forgetfulOf(cache: Loaded["cache"]): Loaded["cache"] {
    return new Proxy(cache, {
      get: (target, name) => {
        if (name === "remove") return (from: number, to: number) => from === 0 && to === -1 && target.remove(from, to);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
      set: (target, name, value) => Reflect.set(target, name, value, target),
    });
  }

  it("evaluates the beginning again when the end is dropped", async () => {
    const loaded = await loadNative(toOptions(folder, "tiny.gguf"));
    const engine = new LlamaEngine({ ...loaded, cache: forgetfulOf(loaded.cache) });
    const prompt = engine.tokenizer.tokenize("return a;\nreturn b;\n");
    await evaluate(engine, prompt, 0);
    const expected = toLogprobs(await engine.best(3));
    await engine.apply({ kind: "drop", source: 0, from: 5, to: prompt.length });
    expect(loaded.cache.end).toBe(5);
    await evaluate(engine, prompt.slice(5), 5);
    expectClose(toLogprobs(await engine.best(3)), expected, 0.01);
    await expect(engine.apply({ kind: "drop", source: 0, from: 2, to: 4 })).rejects.toThrow(EngineFailure);
    await engine.dispose();
  });
});

describe("the embedded model", () => {
  let engine: LlamaEngine;
  beforeAll(async () => {
    engine = await createEngine(toOptions(folder, ""));
  });
  afterAll(() => engine.dispose());

  it("fills in the middle", async () => {
    const { fim, endTokens } = engine.facts;
    const { tokenizer } = engine;
    const prompt = [
      ...fim!.prefix,
      ...tokenizer.tokenize("def area(width, height):\n    return "),
      ...fim!.suffix,
      ...tokenizer.tokenize("\n\nprint(area(2, 3))\n"),
      ...fim!.middle,
    ];
    await evaluate(engine, prompt, 0);
    const { tokens, logprobs } = await continueGreedily(engine, prompt, 4);
    const end = tokens.findIndex((token) => endTokens.has(token));
    expect(tokenizer.detokenize(end < 0 ? tokens : tokens.slice(0, end)).trim()).toBe("width * height");
    expectClose(toLogprobs(await engine.score(tokens)), logprobs, 0.2);
    await engine.apply({ kind: "drop", source: 0, from: 0, to: prompt.length });
  });
});
