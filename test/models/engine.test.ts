/** The engine on real models: the tiny one for exactness, the embedded one for what it ships with. */

import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { getModuleVersion } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type Candidate, EngineFailure } from "../../src/core/engine.ts";
import type { InstanceId, TokenId } from "../../src/core/tokenizer.ts";
import { runDoctor } from "../../src/llama/doctor.ts";
import { createEngine, type LlamaEngine } from "../../src/llama/engine.ts";
import { TENSOR_TYPES } from "../../src/llama/gguf.ts";
import { type EngineOptions, loadNative } from "../../src/llama/load.ts";
import { EMBEDDED_MODEL_FILE } from "../../src/llama/models.ts";
import { PINNED_VERSION } from "../../src/llama/native.ts";
import { writeTinyModel } from "./tinyModel.ts";

const PACKAGE_ROOT = join(import.meta.dirname, "..", "..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-engine-"));
  await writeTinyModel(join(folder, "tiny.gguf"), { layers: 2 });
  await writeTinyModel(join(folder, "prefix-only.gguf"), { fim: false });
  await writeTinyModel(join(folder, "embedding.gguf"), { embeddingOnly: true });
});
afterAll(() => rm(folder, { recursive: true }));

function optionsFor(file: string): EngineOptions {
  return {
    modelPath: file === "" ? "" : join(folder, file),
    packageRoot: PACKAGE_ROOT,
    threads: 1,
    gpu: "off",
    contextSize: 1024,
    storageFolder: join(folder, "storage"),
  };
}

function evaluate(engine: LlamaEngine, ids: readonly TokenId[], from: number): Promise<void> {
  return engine.apply({ kind: "evaluate", from, run: { ids, instances: ids.map(() => 0 as InstanceId) } });
}

/** Generates greedily; the cache is `prompt` again afterwards, with its logits. */
async function continueGreedily(engine: LlamaEngine, prompt: readonly TokenId[], count: number) {
  const tokens: TokenId[] = [];
  const logprobs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const [best] = await engine.best(1);
    tokens.push(best!.token);
    logprobs.push(best!.logprob);
    await evaluate(engine, [best!.token], prompt.length + i);
  }
  await engine.apply({ kind: "drop", from: prompt.length - 1, to: prompt.length + count });
  await evaluate(engine, prompt.slice(-1), prompt.length - 1);
  return { tokens, logprobs };
}

function toLogprobs(candidates: readonly Candidate[]): readonly number[] {
  return candidates.map(({ logprob }) => logprob);
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(0, ...actual.map((value, index) => Math.abs(value - expected[index]!)));
  expect(worst, `${JSON.stringify(actual)} against ${JSON.stringify(expected)}`).toBeLessThan(tolerance);
}

describe("the library", () => {
  it("is the pinned version everywhere", async () => {
    expect([await getModuleVersion(), manifest.dependencies["node-llama-cpp"]]).toEqual([
      PINNED_VERSION,
      PINNED_VERSION,
    ]);
  });

  it("agrees about the sizes of tensor types", async () => {
    const loaded = await loadNative(optionsFor("tiny.gguf"));
    const bindings = Reflect.get(loaded.llama, "_bindings") as Record<string, (type: number) => number | undefined>;
    const theirs = Array.from({ length: 64 }, (_, type) => {
      const values = bindings.getBlockSizeForGgmlType!(type) || 0;
      return values === 0 ? undefined : [values, bindings.getTypeSizeForGgmlType!(type)];
    });
    while (theirs.at(-1) === undefined) theirs.pop();
    expect(TENSOR_TYPES).toEqual(theirs);
    await loaded.context.dispose();
    await loaded.model.dispose();
  });
});

describe("on a tiny model", () => {
  let engine: LlamaEngine;
  let prompt: readonly TokenId[];
  beforeAll(async () => {
    engine = await createEngine(optionsFor("tiny.gguf"));
    prompt = engine.tokenizer.tokenize("if (a) {\n    return b;\n} else {\n    return c;\n}\n");
  });
  afterAll(() => engine.dispose());

  const withPrompt = async (run: () => Promise<void>): Promise<void> => {
    await evaluate(engine, prompt, 0);
    try {
      await run();
    } finally {
      await engine.apply({ kind: "drop", from: 0, to: engine.facts.contextSize });
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
      for (const count of [1, 7]) {
        const some = await engine.best(count);
        expect(some.map(({ token }) => token)).toEqual(all.slice(0, count).map(({ token }) => token));
        expectClose(toLogprobs(some), toLogprobs(all.slice(0, count)), 0.0001);
      }
    }));

  it("scores what it generated as it generated it, and leaves the cache as it was", () =>
    withPrompt(async () => {
      const { tokens, logprobs } = await continueGreedily(engine, prompt, 20);
      expectClose(await engine.score(tokens), logprobs, 0.01);
      await evaluate(engine, tokens, prompt.length);
    }));

  it("scores other tokens as `best` lists them", () =>
    withPrompt(async () => {
      const all = await engine.best(100_000);
      const [third, last] = [all[2]!, all.at(-1)!];
      expectClose(await engine.score([third.token]), [third.logprob], 0.001);
      await engine.apply({ kind: "drop", from: prompt.length - 1, to: prompt.length });
      await evaluate(engine, prompt.slice(-1), prompt.length - 1);
      expectClose((await engine.score([last.token, third.token])).slice(0, 1), [last.logprob], 0.001);
    }));

  it("answers the same however the prompt came into the cache", async () => {
    const answers: (readonly number[])[] = [];
    for (const cuts of [[], [1], [7, 8, 9], prompt.map((_, index) => index).slice(1)]) {
      const bounds = [0, ...cuts, prompt.length];
      for (let i = 0; i + 1 < bounds.length; i += 1)
        await evaluate(engine, prompt.slice(bounds[i], bounds[i + 1]), bounds[i]!);
      answers.push(toLogprobs(await engine.best(5)));
      await engine.apply({ kind: "drop", from: 0, to: prompt.length });
    }
    for (const answer of answers) expectClose(answer, answers[0]!, 0.01);
  });

  it("evaluates more than one batch", async () => {
    const long = Array.from({ length: 1024 }, (_, index) => prompt[index % prompt.length]!);
    await evaluate(engine, long, 0);
    const whole = toLogprobs(await engine.best(1));
    await engine.apply({ kind: "drop", from: 1000, to: 1024 });
    await evaluate(engine, long.slice(1000), 1000);
    const inParts = toLogprobs(await engine.best(1));
    await engine.apply({ kind: "drop", from: 0, to: 1024 });
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
      await engine.apply({ kind: "drop", from: prompt.length - 1, to: prompt.length });
      await expect(engine.best(1)).rejects.toMatchObject({ name: "BugError" });
    }));

  it("does not move keys yet", async () => {
    await expect(engine.apply({ kind: "move", from: 0, to: 1, delta: 1 })).rejects.toThrow(EngineFailure);
  });

  it("may be disposed while it works, and twice", async () => {
    const short = await createEngine(optionsFor("tiny.gguf"));
    const running = evaluate(short, prompt, 0);
    await Promise.all([short.dispose(), short.dispose()]);
    await running;
    await expect(short.best(1)).rejects.toThrow(/not in memory/);
    await short.dispose();
  });
});

describe("standard output", () => {
  it("stays empty, whatever llama.cpp has to say", async () => {
    // A context longer than the training makes llama.cpp warn.
    await writeTinyModel(join(folder, "warns.gguf"), { trainedContext: 300 });
    const script = `
      import { createEngine } from ${JSON.stringify(pathToFileURL(join(PACKAGE_ROOT, "src/llama/engine.ts")))};
      const logged = [];
      for (const gpu of ["off", "auto", "off"]) {
        const options = { ...${JSON.stringify(optionsFor("warns.gguf"))}, gpu, log: (line) => logged.push(line) };
        await (await createEngine(options)).dispose();
      }
      console.error(logged.filter((line) => line.includes("overflow")).length);
    `;
    await writeFile(join(folder, "script.mjs"), script);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, "script.mjs")]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^3$/m);
  });
});

describe("other models", () => {
  it("a model without fill-in-the-middle tokens is prefix-only", async () => {
    const engine = await createEngine(optionsFor("prefix-only.gguf"));
    expect(engine.facts.fim).toBeUndefined();
    expect(engine.facts.endTokens.size).toBe(1);
    await engine.dispose();
  });

  it("a context is never longer than the model was trained for", async () => {
    await writeTinyModel(join(folder, "short.gguf"), { trainedContext: 300 });
    const engine = await createEngine(optionsFor("short.gguf"));
    expect(engine.facts.contextSize).toBe(300);
    await engine.dispose();
  });

  it("a wrong file is refused before it is loaded", async () => {
    await expect(createEngine(optionsFor("embedding.gguf"))).rejects.toMatchObject({ kind: "embeddingOnly" });
    await expect(createEngine(optionsFor("nothing.gguf"))).rejects.toMatchObject({ kind: "missing" });
  });

  it("a cut shard of the embedded model is recognised", async () => {
    const models = join(PACKAGE_ROOT, "models");
    const names = [1, 2, 3].map((number) => EMBEDDED_MODEL_FILE.replace("00001", `0000${number}`));
    for (const name of names.slice(0, 2)) await symlink(join(models, name), join(folder, name));
    await cp(join(models, names[2]!), join(folder, names[2]!), { mode: 0 });
    await truncate(join(folder, names[2]!), 70_000_000);
    await expect(createEngine(optionsFor(names[0]!))).rejects.toMatchObject({ kind: "truncated" });
  });
});

describe("the embedded model", () => {
  let engine: LlamaEngine;
  beforeAll(async () => {
    engine = await createEngine(optionsFor(""));
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
    expectClose(await engine.score(tokens), logprobs, 0.2);
    await engine.apply({ kind: "drop", from: 0, to: prompt.length });
  });
});

describe("doctor", () => {
  it("finds a good engine good", async () => {
    const report = await runDoctor(optionsFor("tiny.gguf"));
    expect(report.json.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ ok: true, json: { engine: { model: "tiny", backend: "cpu", threads: 1 } } });
    expect(report.lines.join("\n")).toMatch(/Model: tiny \(qwen2, .*1024 positions\.[\s\S]*All is well\.$/);
  });

  it("says what is wrong with a bad one", async () => {
    const report = await runDoctor(optionsFor("embedding.gguf"));
    expect(report).toMatchObject({ ok: false, json: { problem: { kind: "embeddingOnly" } } });
    expect(report.lines.join("\n")).toContain("cannot write text");
  });
});
