/** The product's own bundle on a real, tiny model. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { writeTinyModel } from "../models/tinyModel.ts";
import { bundle, Client } from "./support/client.ts";
import { createRandom, randomEvent, toPosition } from "./support/randomEdits.ts";
import { URI } from "./support/stage.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVER = join(ROOT, "src", "serverProgram.ts");

let folder: string;
let tinyModel: string;
/** Below our own folders, where node-llama-cpp is found. */
let server: { path: string; remove: () => void };
const clients: Client[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnkey-model-"));
  tinyModel = join(folder, "tiny.gguf");
  await writeTinyModel(tinyModel);
  server = await bundle(SERVER, join(ROOT, "dist", "test"));
});
afterAll(() => {
  server.remove();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.kill();
});

function start(bundlePath: string): Client {
  const environment = { TURNKEY_THREADS: "1", XDG_CACHE_HOME: folder };
  const client = new Client({ bundle: bundlePath, environment });
  clients.push(client);
  return client;
}

const settings = (path: string) => ({ "model.path": path, "engine.gpu": "off", "engine.contextSize": 1024 });

interface Ended {
  readonly kind: string;
}

describe("a real model", () => {
  it("loads, answers while the text changes, and is given back", async () => {
    const client = start(server.path);
    await client.initialize({ ownInlineProvider: true, settings: settings(tinyModel) });
    let text = "if (a) {\n  return 1\n}\n";
    await client.open(URI, text);
    await client.untilState("ready");
    expect(client.statuses.at(-1)).toMatchObject({ model: "tiny", threads: 1, contextSize: 1024 });
    const random = createRandom(5);
    const requests: Promise<unknown>[] = [];
    for (let version = 2; version <= 60; version++) {
      const event = randomEvent(text, random);
      await client.change(URI, version, event.changes);
      text = event.text;
      const { items, cancel } = client.complete(URI, toPosition(text, text.length));
      if (version % 3 === 0) cancel();
      const settled = items.catch((error: { code?: number }) => expect(error.code).toBe(-32800));
      if (version % 5 === 0) await settled;
      requests.push(settled);
    }
    await Promise.all(requests);
    const kinds = new Set(client.received<Ended>("turnkey/outcome").map(({ kind }) => kind));
    expect(client.received("turnkey/outcome")).toHaveLength(59);
    expect([...kinds].filter((kind) => kind === "failed" || kind === "notReady")).toEqual([]);
    expect(client.received("turnkey/resync")).toEqual([]);
    const trace = await client.request<string[]>("turnkey/trace");
    expect(trace.some((line) => / decoded: [1-9]/.test(line))).toBe(true);
    expect(await client.stop()).toBe(0);
  });

  it("says what is wrong with a model file, and takes a better one", async () => {
    const broken = join(folder, "broken.gguf");
    writeFileSync(broken, "not a model at all");
    const client = start(server.path);
    await client.initialize({ ownInlineProvider: true, settings: settings(broken) });
    await client.open(URI, "a\n");
    await client.untilState("error");
    expect(client.statuses.at(-1)?.message).toContain("broken.gguf is not a GGUF file");
    expect(await client.complete(URI, { line: 0, character: 1 }).items).toEqual([]);
    expect(client.received("turnkey/message")).toEqual([{ severity: "error", text: client.statuses.at(-1)?.message }]);
    await client.notify("workspace/didChangeConfiguration", { settings: settings(tinyModel) });
    await client.untilState("ready");
    expect(await client.stop()).toBe(0);
  });
});

it("answers a state as the command line does, from the embedded model", async () => {
  const text =
    "export function add(a: number, b: number): number {\n  return a + b;\n}\n\nexport function multiply(a: number, b: number): number {\n  \n}\n";
  const file = join(folder, "sample.ts");
  writeFileSync(file, text);
  const client = start(server.path);
  // As patient as the command line is: on a slow machine the time decides what is written.
  const latencyTarget = 5 * DEFAULT_SETTINGS.latencyTargetMs;
  await client.initialize({ settings: { "engine.gpu": "off", eagerness: "eager", latencyTarget } });
  const uri = pathToFileURL(file).href;
  await client.open(uri, text);
  await client.untilState("ready");
  const items = (await client.complete(uri, { line: 5, character: 2 }).items) as readonly { insertText: string }[];
  expect(await client.stop()).toBe(0);
  const cli = join(ROOT, "src", "cli.ts");
  const environment = { ...process.env, TURNKEY_THREADS: "1", XDG_CACHE_HOME: folder };
  const words = ["--no-warnings", cli, "complete", `${file}:6:3`, "--json"];
  const printed = execFileSync(process.execPath, words, { env: environment, encoding: "utf8" });
  const { text: expected } = JSON.parse(printed) as { text: string };
  expect(expected).toContain("return");
  expect(items[0]?.insertText).toBe(expected);
}, 120_000);

it("without node-llama-cpp the server starts all the same, and says so when a model is wanted", async () => {
  const lonely = await bundle(SERVER);
  const client = start(lonely.path);
  await client.initialize({ settings: settings(tinyModel) });
  expect(await client.request("turnkey/health")).toMatchObject({ state: "off" });
  await client.open(URI, "a\n");
  await client.untilState("error");
  expect(client.statuses.at(-1)?.message).toMatch(/node-llama-cpp/);
  expect(await client.stop()).toBe(0);
  lonely.remove();
});
