/**
 * Damaged model files, over the server and over the command line: one clear message for each, nobody dies, and the next
 * good model loads. A sample of them; all 120 with TURNKEY_ALL_DAMAGED=1, which takes minutes.
 */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkModelFile } from "../../src/llama/modelFile.ts";
import { EMBEDDED_MODEL_FILE } from "../../src/llama/models.ts";
import { type DamagedModel, damagedModels, readHead, writeDamagedPart } from "../models/damagedModels.ts";
import { toTinyModel, writeTinyModel } from "../models/tinyModel.ts";
import { bundle, Client } from "./support/client.ts";
import { URI } from "./support/stage.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ALL = process.env.TURNKEY_ALL_DAMAGED === "1";
const SEED = Number(process.env.TURNKEY_SEED ?? 1);
const MINUTES = 60_000;

interface Case extends DamagedModel {
  readonly path: string;
}

let folder: string;
let server: { path: string; remove: () => void };
let cases: readonly Case[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnkey-damaged-"));
  await writeTinyModel(join(folder, "good.gguf"));
  writeFileSync(join(folder, "a.py"), "def f(x):\n    return \n");
  cases = await writeCases();
  server = await bundle(join(ROOT, "src", "serverProgram.ts"), join(ROOT, "dist", "test"));
});
afterAll(() => {
  server.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Each in a folder of its own, named after its number, so that messages can be told apart. */
async function writeCases(): Promise<readonly Case[]> {
  const embedded = join(ROOT, "models", EMBEDDED_MODEL_FILE);
  const checked = await checkModelFile(embedded, { freeMemory: undefined, leastContextSize: 512 });
  if (checked.kind !== "good") throw new Error(checked.message);
  const tiny = damagedModels(toTinyModel(), { seed: SEED });
  const large = damagedModels(readHead(embedded, checked.shards[0]!.headSize), { seed: SEED + 1 });
  const folderOf = (number: number): string => {
    const place = join(folder, `damaged-${String(number).padStart(3, "0")}`);
    mkdirSync(place);
    return place;
  };
  const small = tiny.map((model, index) => {
    const path = join(folderOf(index), `tiny-${index}.gguf`);
    writeFileSync(path, model.bytes);
    return { ...model, path };
  });
  const parts = large
    .filter((_, index) => index % 3 === 0)
    .map((model, index) => ({ ...model, path: writeDamagedPart(folderOf(tiny.length + index), embedded, model) }));
  return [...small, ...parts];
}

const sampleOf = (every: number): readonly Case[] => (ALL ? cases : cases.filter((_, index) => index % every === 0));

/** For people: one line that names the file and says what to do. */
function expectClear(message: string, { path, name }: Case): void {
  expect(message, name).toMatch(/\.gguf .*\b(Choose|Check|Download|Update|choose)\b.*\.$/);
  expect(message.length, name).toBeLessThan(600);
  expect(message, name).toContain(path.split("/").at(-1));
  expect(message, name).not.toMatch(/[\n\r]|undefined|NaN|Infinity|\[object/);
}

describe("damaged models", () => {
  it("are as many as promised, and the embedded one is untouched", () => {
    expect(cases.length).toBeGreaterThanOrEqual(120);
    expect(statSync(join(ROOT, "models", EMBEDDED_MODEL_FILE)).size).toBe(86_172_992);
  });

  it(
    "over the server: one message each, and the same server goes on",
    async () => {
      const environment = { TURNKEY_THREADS: "1", XDG_CACHE_HOME: folder };
      const client = new Client({ bundle: server.path, environment });
      const settings = (path: string) => ({ "model.path": path, "engine.gpu": "off", "engine.contextSize": 1024 });
      const said = (): string[] => client.received<{ text: string }>("turnkey/message").map(({ text }) => text);
      const state = () => client.statuses.at(-1)!.state;
      try {
        await client.initialize({ ownInlineProvider: true, settings: settings(join(folder, "good.gguf")) });
        await client.open(URI, "a\n");
        await client.untilState("ready");
        for (const damage of sampleOf(5)) {
          const [before, statuses] = [said().length, client.statuses.length];
          await client.notify("workspace/didChangeConfiguration", { settings: settings(damage.path) });
          const isOver = (): boolean => client.statuses.length > statuses && ["error", "ready"].includes(state());
          await client.until(isOver, `the end of loading "${damage.name}"`);
          // What was said before it is here when it is answered.
          await client.request("turnkey/health");
          if (state() === "ready") expect(damage, damage.name).toMatchObject({ mayWork: true });
          else expectClear(client.statuses.at(-1)!.message, damage);
          expect(said().slice(before), damage.name).toEqual(
            state() === "ready" ? [] : [client.statuses.at(-1)!.message],
          );
        }
        await client.notify("workspace/didChangeConfiguration", { settings: settings(join(folder, "good.gguf")) });
        await client.until(() => client.statuses.at(-1)!.model === "good", "the good model");
        expect(await client.complete(URI, { line: 0, character: 1 }).items).toBeInstanceOf(Array);
        expect(await client.stop()).toBe(0);
      } finally {
        client.kill();
      }
    },
    15 * MINUTES,
  );

  it(
    "over the command line: one line and exit code 1",
    async () => {
      const sample = sampleOf(17);
      for (const damage of sample) {
        const { code, out, err } = await complete(damage.path);
        if (code === 0) expect(damage, damage.name).toMatchObject({ mayWork: true });
        else {
          expect({ code, out }, damage.name).toEqual({ code: 1, out: "" });
          expect(err, damage.name).toMatch(/^turnkey: [^\n]+\n$/);
          expectClear(err.slice("turnkey: ".length).trimEnd(), damage);
        }
      }
      expect(await complete(join(folder, "good.gguf"))).toMatchObject({ code: 0 });
    },
    30 * MINUTES,
  );
});

function complete(model: string): Promise<{ code: number; out: string; err: string }> {
  const words = ["--no-warnings", join(ROOT, "src", "cli.ts"), "complete", "a.py:2:12", "--model", model];
  const env = { ...process.env, TURNKEY_THREADS: "1", XDG_CACHE_HOME: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd: folder, env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}
