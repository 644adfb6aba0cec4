/** A model is tried in a process of its own: what that may do, what is said of it, and when it is done again. */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { EngineOptions } from "../../src/llama/load.ts";
import type { ModelFile } from "../../src/llama/modelFile.ts";
import { tryModel } from "../../src/llama/trial.ts";
import { PACKAGE_ROOT, toOptions } from "./engineTrial.ts";
import { type GgufValue, toGguf } from "./ggufWriter.ts";
import { toTinyModel, writeTinyModel } from "./tinyModel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-trial-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Begins each program: notes that it was run. */
const NOTE_THE_RUN = `require("node:fs").appendFileSync(__filename + ".runs", "x");`;
const GOOD = 'process.once("message", () => process.send({ kind: "good" }, () => process.exit()));';

/** A model file and a program that tries it. */
async function makeTrial(program: string) {
  const place = await mkdtemp(join(folder, "case-"));
  const path = join(place, "model.gguf");
  await writeFile(path, toTinyModel());
  const trialProgram = join(place, "program.cjs");
  await writeFile(trialProgram, NOTE_THE_RUN + program);
  const file = { path, shards: [{ path, headSize: 4096 }] } as unknown as ModelFile;
  const options: EngineOptions = { ...toOptions(place, "model.gguf"), trialProgram };
  const runs = (): number => (existsSync(`${trialProgram}.runs`) ? readFileSync(`${trialProgram}.runs`).length : 0);
  const run = (changed: Partial<EngineOptions> = {}, version = "1") =>
    tryModel(file, { ...options, ...changed }, version);
  return { path, run, runs };
}

describe("how it ends", () => {
  const check = (title: string, program: string, expected: RegExp) =>
    it(title, async () => {
      const { run, runs } = await makeTrial(program);
      await expect(run()).rejects.toThrow(expected);
      // Nothing bad is remembered.
      await expect(run()).rejects.toThrow(expected);
      expect(runs()).toBe(2);
    });

  check(
    "it says what is wrong",
    'process.once("message", () => process.send({ kind: "failed", message: "It is of no use." }, () => process.exit()));',
    /^model\.gguf cannot be used\. It is of no use\.$/,
  );
  check(
    "an assertion of llama.cpp's",
    'process.stderr.write("llama.cpp:1: GGML_ASSERT(n_layer > 0) failed\\n", () => process.abort());',
    /^model\.gguf made llama\.cpp end its process \(GGML_ASSERT\(n_layer > 0\) failed\): .* Download it again, or choose another model/,
  );
  check(
    "an exception that nobody catches",
    `process.stderr.write("terminate called\\n  what():  map::at\\n", () => process.abort());`,
    /\(map::at\)/,
  );
  check("a crash without a word", 'process.kill(process.pid, "SIGSEGV");', /model\.gguf made .* \(SIGSEGV\)/);
  check(
    "the system ends it",
    'process.kill(process.pid, "SIGKILL");',
    /ended from outside, as happens when memory runs out/,
  );
  check(
    "an error of our own",
    'throw new Error("no such thing");',
    /^The process that tries model\.gguf failed \(Error: no such thing\)/,
  );

  it("well, also when the process dies on its way out", async () => {
    const { run } = await makeTrial(
      'process.once("message", () => process.send({ kind: "good" }, () => process.abort()));',
    );
    await run();
  });

  it("by the will of who asked", async () => {
    const { run, runs } = await makeTrial("setInterval(() => {}, 1000);");
    const stop = new AbortController();
    const ended = run({ signal: stop.signal });
    while (runs() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    await expect(ended).rejects.toThrow(/abort/);
  });
});

describe("when it is done", () => {
  it("once for a model, in other circumstances again", async () => {
    const { run, runs } = await makeTrial(GOOD);
    for (const changed of [{}, {}, { threads: 3 }, { contextSize: 4096 }]) await run(changed);
    expect(runs()).toBe(1);
    await run({ cacheType: "q8_0" });
    await run({ cacheMode: "prefix" });
    await run({}, "2");
    expect(runs()).toBe(4);
    await run();
    expect(runs()).toBe(4);
  });

  it("without a place to remember, each time; for the model that came with us, never", async () => {
    const { run, runs } = await makeTrial(GOOD);
    await run({ storageFolder: undefined });
    await run({ storageFolder: undefined });
    expect(runs()).toBe(2);
    await run({ modelPath: "", storageFolder: undefined });
    await run({ trialProgram: undefined, storageFolder: undefined });
    expect(runs()).toBe(2);
  });

  it("again when the file has changed, though its size and time are as before", async () => {
    const { path, run, runs } = await makeTrial(GOOD);
    await utimes(path, 1_700_000_000, 1_700_000_000);
    await run();
    const bytes = toTinyModel();
    // Far behind the head.
    bytes[200_000]! ^= 1;
    const { ino, size } = await stat(path);
    await writeFile(path, bytes);
    await utimes(path, 1_700_000_000, 1_700_000_000);
    expect(await stat(path)).toMatchObject({ ino, size, mtimeMs: 1_700_000_000_000 });
    await run();
    expect(runs()).toBe(2);
  });
});

describe("with the real program", () => {
  const trialProgram = join(PACKAGE_ROOT, "src", "llama", "trialProgram.ts");
  beforeEach(() => rmSync(join(folder, "storage"), { recursive: true, force: true }));

  it("a good model is loaded after it", async () => {
    await writeTinyModel(join(folder, "good.gguf"));
    const engine = await createEngine({ ...toOptions(folder, "good.gguf"), trialProgram });
    expect(engine.facts.name).toBe("good");
    await engine.dispose();
    expect(readFileSync(join(folder, "storage", "tried-models.json"), "utf8")).toMatch(/^\{"[0-9a-f]{64}":"good"\}$/);
  });

  it("a model that ends the process is refused, and this process lives", async () => {
    // llama.cpp names a token without text after its place: then two have one name.
    const metadata: Record<string, GgufValue> = {
      "general.architecture": { type: "string", value: "qwen2" },
      "qwen2.block_count": { type: "uint32", value: 1 },
      "qwen2.context_length": { type: "uint32", value: 512 },
      "qwen2.embedding_length": { type: "uint32", value: 64 },
      "qwen2.feed_forward_length": { type: "uint32", value: 64 },
      "qwen2.attention.head_count": { type: "uint32", value: 2 },
      "qwen2.attention.layer_norm_rms_epsilon": { type: "float32", value: 1e-6 },
      "tokenizer.ggml.model": { type: "string", value: "gpt2" },
      "tokenizer.ggml.pre": { type: "string", value: "qwen2" },
      "tokenizer.ggml.tokens": { type: "strings", value: ["", "[EMPTY_0]"] },
      "tokenizer.ggml.merges": { type: "strings", value: ["a b"] },
    };
    const tensors = [{ name: "token_embd.weight", shape: [64, 2], values: new Float32Array(128) }];
    await writeFile(join(folder, "deadly.gguf"), toGguf({ metadata, tensors }));
    const loading = createEngine({ ...toOptions(folder, "deadly.gguf"), trialProgram });
    await expect(loading).rejects.toMatchObject({
      kind: "deadly",
      message: expect.stringMatching(/^deadly\.gguf made .*id_to_token\.size\(\) == token_to_id\.size\(\)/) as string,
    });
  });
});
