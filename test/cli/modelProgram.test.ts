/** The process that looks after models for the editor: one task, one answer, and an end. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ModelReply, ModelTask } from "../../src/protocol.ts";
import { hasFirstPiece, ModelServer, padModel } from "../llama/modelServer.ts";
import { writeTinyModel } from "../models/tinyModel.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "src", "modelProgram.ts");
const server = new ModelServer();
let folder: string;
let model: Buffer;

beforeAll(async () => {
  await server.start();
  folder = await mkdtemp(join(tmpdir(), "turnkey-program-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  await writeFile(join(folder, "torn.gguf"), (await readFile(join(folder, "tiny.gguf"))).subarray(0, 100_000));
  model = padModel(await readFile(join(folder, "tiny.gguf")), 17 * 2 ** 20);
  server.files.set("/m.gguf", model);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function start(work: ModelTask["work"]): ChildProcess {
  const env = { ...process.env, HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), NO_PROXY: "*" };
  const child = fork(PROGRAM, [], { env, execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"] });
  const network = { proxy: "", noProxy: [], strictSSL: true };
  child.send({ folder: join(folder, "models"), network, work } satisfies ModelTask);
  return child;
}

/** The answer; the process has ended by itself then. */
async function answerOf(child: ChildProcess, onProgress: (done: number) => void = () => {}): Promise<unknown> {
  let last: ModelReply | undefined;
  child.on("message", (reply: ModelReply) => {
    last = reply;
    if (reply.kind === "progress") onProgress(reply.progress.done);
  });
  expect(await once(child, "exit")).toEqual([0, null]);
  return last?.kind === "done" ? last.answer : last;
}

const settings = { threads: 1, gpu: "off", cacheMode: "edit", cacheType: "f16" } as const;

it("lists what there is, with sixteen models to get", async () => {
  const list = await answerOf(start({ kind: "list" }));
  expect(list).toMatchObject({ embedded: true, stored: [], found: [] });
  expect((list as { offered: unknown[] }).offered.length).toBe(16);
});

it("tries a model, and says what is wrong with one", async () => {
  expect(await answerOf(start({ kind: "try", path: join(folder, "tiny.gguf"), settings }))).toBeNull();
  expect(await answerOf(start({ kind: "try", path: join(folder, "torn.gguf"), settings }))).toMatch(
    /^torn\.gguf .*Download it again/,
  );
});

it("gets a model, lists it and removes it", async () => {
  server.behave({});
  const path = join(folder, "models", "m.gguf");
  expect(await answerOf(start({ kind: "get", wanted: `${server.url}/m.gguf` }))).toEqual({ kind: "fetched", path });
  expect(await answerOf(start({ kind: "list" }))).toMatchObject({ stored: [{ name: "m", path }] });
  expect(await answerOf(start({ kind: "remove", name: "m" }))).toBeGreaterThan(17e6);
  expect(await answerOf(start({ kind: "remove", name: "m" }))).toBeNull();
});

it("cancelled, it leaves nothing", async () => {
  server.behave({ hangsAt: 15.5 * 2 ** 20 });
  const child = start({ kind: "get", wanted: `${server.url}/m.gguf` });
  const answer = await answerOf(child, (done) => {
    if (done > 2e6) child.send("cancel");
  });
  expect(answer).toMatchObject({ kind: "cancelled" });
  expect(await readdir(join(folder, "models", "unfinished"))).toEqual([]);
});

it("paused, it keeps what came", async () => {
  server.behave({ hangsAt: 15.5 * 2 ** 20 });
  const child = start({ kind: "get", wanted: `${server.url}/m.gguf` });
  const answer = await answerOf(child, (done) => {
    if (done > 15 * 2 ** 20) child.send("pause");
  });
  expect(answer).toMatchObject({ kind: "paused" });
  expect(await readdir(join(folder, "models", "unfinished"))).toContain("m.gguf.ipull");
});

it("abandoned by its window, it ends and keeps what came", async () => {
  // What the one before has left would be taken for its own.
  await rm(join(folder, "models", "unfinished"), { recursive: true });
  server.behave({ hangsAt: 15.5 * 2 ** 20 });
  const child = start({ kind: "get", wanted: `${server.url}/m.gguf` });
  const file = join(folder, "models", "unfinished", "m.gguf.ipull");
  await expect.poll(() => hasFirstPiece(file, model), { timeout: 60_000, interval: 20 }).toBe(true);
  child.disconnect();
  await once(child, "exit");
  expect((await readdir(join(folder, "models", "unfinished"))).join()).toMatch(/m\.gguf\.ipull/);
});
