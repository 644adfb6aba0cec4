/** Starting the engine: the right library, the right files, nothing on stdout, and what the doctor says. */

import { execFile } from "node:child_process";
import { chmod, cp, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { getModuleVersion } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import type { TuningProgress } from "../../src/core/cache/tuning.ts";
import { OWN_MODEL_MISSING } from "../../src/core/models/modelDesk.ts";
import type { InstanceId } from "../../src/core/tokens/tokenizer.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import { runDoctor } from "../../src/llama/doctor.ts";
import { TENSOR_TYPES } from "../../src/llama/gguf.ts";
import { type EngineOptions, loadNative, tunedCaseOf } from "../../src/llama/load.ts";
import { readMachine } from "../../src/llama/machine.ts";
import { unload } from "../../src/llama/modelCaches.ts";
import { EMBEDDED_MODEL_FILE } from "../../src/llama/models.ts";
import { PINNED_VERSION } from "../../src/llama/native.ts";
import { noteTuning } from "../../src/llama/tunings.ts";
import { PACKAGE_ROOT, toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-start-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  await writeTinyModel(join(folder, "prefix-only.gguf"), { fim: false });
  await writeTinyModel(join(folder, "embedding.gguf"), { embeddingOnly: true });
});
afterAll(() => rm(folder, { recursive: true }));

describe("the library", () => {
  it("is the pinned version everywhere", async () => {
    expect([await getModuleVersion(), manifest.dependencies["node-llama-cpp"]]).toEqual([
      PINNED_VERSION,
      PINNED_VERSION,
    ]);
  });

  it("agrees about the sizes of tensor types", async () => {
    const loaded = await loadNative(toOptions(folder, "tiny.gguf"));
    const bindings = Reflect.get(loaded.llama, "_bindings") as Record<string, (type: number) => number | undefined>;
    const theirs = Array.from({ length: 64 }, (_, type) => {
      const values = bindings.getBlockSizeForGgmlType!(type) || 0;
      return values === 0 ? undefined : [values, bindings.getTypeSizeForGgmlType!(type)];
    });
    while (theirs.at(-1) === undefined) theirs.pop();
    expect(TENSOR_TYPES).toEqual(theirs);
    await unload(loaded);
  });
});

describe("standard output", () => {
  it("stays empty, whatever llama.cpp has to say", async () => {
    // A context longer than the training makes llama.cpp warn.
    await writeTinyModel(join(folder, "warns.gguf"), { trainedContext: 300 });
    const script = `
      import { createEngine } from ${JSON.stringify(pathToFileURL(join(PACKAGE_ROOT, "src/llama/createEngine.ts")))};
      const logged = [];
      for (const gpu of ["off", "auto", "off"]) {
        const options = { ...${JSON.stringify(toOptions(folder, "warns.gguf"))}, gpu, log: (line) => logged.push(line) };
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
    const engine = await createEngine(toOptions(folder, "prefix-only.gguf"));
    expect(engine.facts.fim).toBeUndefined();
    expect(engine.facts.endTokens.size).toBe(1);
    await engine.dispose();
  });

  it("a context is never longer than the model was trained for", async () => {
    await writeTinyModel(join(folder, "short.gguf"), { trainedContext: 300 });
    const engine = await createEngine(toOptions(folder, "short.gguf"));
    expect(engine.facts.contextSize).toBe(300);
    await engine.dispose();
  });

  it("a context whose re-rotation takes too long is made smaller, unless its size was asked for", async () => {
    await writeTinyModel(join(folder, "long.gguf"), { trainedContext: 8192 });
    const options = { ...toOptions(folder, "long.gguf"), contextSize: 0 };
    const sizes = [];
    // Measured, it may be nothing on a model as small as this: even that is too long.
    for (const asked of [{ maxRotateMs: -1 }, { maxRotateMs: -1, contextSize: 4096 }, { maxRotateMs: 1e9 }]) {
      const engine = await createEngine({ ...options, ...asked });
      sizes.push(engine.facts.contextSize);
      await engine.dispose();
    }
    expect(sizes).toEqual([2048, 4096, 4096]);
  });

  it("a cache is only as large as what is read needs, and knows what was measured before", async () => {
    await writeTinyModel(join(folder, "long.gguf"), { trainedContext: 8192 });
    // Whatever this machine's speed, so short a time allows the least.
    const readsFor = { latencyTargetMs: 0.001, contextMode: "off" } as const;
    const engine = await createEngine({ ...toOptions(folder, "long.gguf"), contextSize: 0, readsFor });
    expect(engine.facts).toMatchObject({ contextSize: 2560, immovable: undefined });
    expect(engine.rates.decode).not.toBe(20);
    await engine.apply({
      kind: "evaluate",
      from: 0,
      run: { ids: [1, 2], instances: [1 as InstanceId, 2 as InstanceId] },
    });
    expect(engine.end).toBe(2);
    await engine.dispose();
  });

  it("a wrong file is refused before it is loaded", async () => {
    await expect(createEngine(toOptions(folder, "embedding.gguf"))).rejects.toMatchObject({ kind: "embeddingOnly" });
    await expect(createEngine(toOptions(folder, "nothing.gguf"))).rejects.toMatchObject({ kind: "missing" });
  });

  it("a cut shard of the embedded model is recognised", async () => {
    const models = join(PACKAGE_ROOT, "models");
    const names = [1, 2, 3].map((number) => EMBEDDED_MODEL_FILE.replace("00001", `0000${number}`));
    for (const name of names.slice(0, 2)) await symlink(join(models, name), join(folder, name));
    await cp(join(models, names[2]!), join(folder, names[2]!), { mode: 0 });
    await chmod(join(folder, names[2]!), 0o644);
    await truncate(join(folder, names[2]!), 70_000_000);
    await expect(createEngine(toOptions(folder, names[0]!))).rejects.toMatchObject({ kind: "truncated" });
  });

  it("a missing embedded model says how it is got", async () => {
    const options = { ...toOptions(folder, ""), packageRoot: folder };
    await expect(createEngine(options)).rejects.toMatchObject({
      kind: "missing",
      message: OWN_MODEL_MISSING,
    });
  });
});

describe("doctor", () => {
  it("finds a good engine good", async () => {
    const report = await runDoctor(toOptions(folder, "tiny.gguf"));
    expect(report.json.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ ok: true, json: { engine: { model: "tiny", backend: "cpu", threads: 1 } } });
    expect(report.lines.join("\n")).toMatch(/Model: tiny \(qwen2, .*1024 positions\.[\s\S]*All is well\.$/);
  });

  it("fits the engine to this machine, and remembers it", async () => {
    const storageFolder = join(folder, "storage");
    const options = { ...toOptions(folder, "tiny.gguf"), storageFolder };
    const messages: string[] = [];
    const tuning = { latencyTargetMs: 400, onProgress: ({ message }: TuningProgress) => messages.push(message) };
    const { tuning: found } = (await runDoctor({ ...options, tuning })).json;
    expect(messages[0]).toMatch(/^1 thread, batches of 512: reads \d+, writes \d+ tokens a second$/);
    // Whether the machine is quiet meanwhile is not this test's to say.
    if (found?.kind === "failed") expect(found.message).toMatch(/^Other programs/);
    else expect(found).toMatchObject({ kind: "tuned", sentence: expect.stringMatching(/^This machine reads \d+ and/) });
  });

  it("what was found is used from then on, and only with the same model", async () => {
    const storageFolder = join(folder, "tuned");
    const options = { ...toOptions(folder, "tiny.gguf"), storageFolder };
    const loaded = await loadNative(options);
    const found = {
      threads: 1,
      batchSize: 64,
      gpuLayers: undefined,
      contextSize: 768,
      rates: { prefill: 9, decode: 9 },
    };
    await noteTuning(storageFolder, tunedCaseOf(loaded, readMachine()), found);
    await unload(loaded);
    const check = async (changed: Partial<EngineOptions>, expected: object): Promise<void> => {
      const engine = await createEngine({ ...options, threads: 0, contextSize: 0, ...changed });
      const { batchSize, threads, contextSize } = engine.loaded;
      expect({ batchSize, reason: threads.reason, contextSize }).toMatchObject(expected);
      await engine.dispose();
    };
    await check({}, { batchSize: 64, reason: expect.stringMatching(/when tried$/), contextSize: 768 });
    await check(
      { contextSize: 512, threads: 1 },
      { batchSize: 64, reason: expect.stringMatching(/set by/), contextSize: 512 },
    );
    await writeTinyModel(join(folder, "other.gguf"), { trainedContext: 900 });
    await check({ modelPath: join(folder, "other.gguf") }, { batchSize: 512 });
  });

  it("says what is wrong with a bad one", async () => {
    const report = await runDoctor(toOptions(folder, "embedding.gguf"));
    expect(report).toMatchObject({ ok: false, json: { problem: { kind: "embeddingOnly" } } });
    expect(report.lines.join("\n")).toContain("cannot write text");
  });
});
