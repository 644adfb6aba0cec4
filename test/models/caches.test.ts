/** Several caches on one model: what is in one is nothing to the other, and the model stays as long as one of them does. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { continueGreedily, evaluate, toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-caches-"));
  await writeTinyModel(join(folder, "tiny.gguf"), { layers: 2 });
});
afterAll(() => rm(folder, { recursive: true }));

const TEXTS = ["if (a) {\n    return b;\n}", "while (c) {\n    d(e, f);\n    g();\n"] as const;

/** The tokens that a model writes behind a text, its own cache being empty. */
async function write(engine: LlamaEngine, text: string): Promise<readonly number[]> {
  const prompt = engine.tokenizer.tokenize(text);
  await evaluate(engine, prompt, 0);
  return (await continueGreedily(engine, prompt, 6)).tokens;
}

/** Behind each text, alone on a model of its own. */
async function writeAlone(): Promise<(readonly number[])[]> {
  const written: (readonly number[])[] = [];
  for (const text of TEXTS) {
    const engine = await createEngine(toOptions(folder, "tiny.gguf"));
    written.push(await write(engine, text));
    await engine.dispose();
  }
  return written;
}

it("a small cache beside the other writes what a model of its own does, and goes with it", async () => {
  const alone = await writeAlone();
  const engine = await createEngine({ ...toOptions(folder, "tiny.gguf"), nearFirst: true });
  const { near } = engine;
  expect(near?.facts).toEqual({ ...engine.facts, contextSize: 768 });
  expect(await write(engine, TEXTS[0])).toEqual(alone[0]);
  expect(await write(near!, TEXTS[1])).toEqual(alone[1]);
  expect(engine.end).toBe(engine.tokenizer.tokenize(TEXTS[0]).length);
  const another = await engine.another();
  await engine.dispose();
  expect(engine.loaded.model.disposed).toBe(false);
  expect(await write(another.near!, TEXTS[0])).toEqual(alone[0]);
  await another.dispose();
  expect(engine.loaded.model.disposed).toBe(true);
});

it("two caches on one model write what two models do, also when the first one has gone", async () => {
  const alone = await writeAlone();
  const first = await createEngine(toOptions(folder, "tiny.gguf"));
  const second = await first.another();
  expect(second.facts).toEqual(first.facts);
  expect([second.rotateMs, second.rates]).toEqual([first.rotateMs, first.rates]);
  expect(await write(first, TEXTS[0])).toEqual(alone[0]);
  // The first one's text is still there.
  expect(await write(second, TEXTS[1])).toEqual(alone[1]);
  expect(second.end).toBe(second.tokenizer.tokenize(TEXTS[1]).length);
  await first.dispose();
  await first.dispose();
  expect(first.loaded.model.disposed).toBe(false);
  await second.reset();
  expect(await write(second, TEXTS[0])).toEqual(alone[0]);
  await second.dispose();
  expect(second.loaded.model.disposed).toBe(true);
});
