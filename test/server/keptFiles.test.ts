/** What is kept on the disk, from the product's own bundle on a tiny model: it comes back, and goes when it may not be kept. */

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { keepingFor } from "../../src/server/keptFiles.ts";
import { MemoryCellStore } from "../fakes/cellStore.ts";
import { writeTinyModel } from "../models/tinyModel.ts";
import { bundle, Client } from "./support/client.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const URI = "file:///project/a.ts";
const TEXT = Array.from({ length: 30 }, (_, index) => `if (a${index}) {\n  return ${index}\n}\n`).join("");

let folder: string;
let server: { path: string; remove: () => void };
let client: Client | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnkey-kept-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  server = await bundle(join(ROOT, "src", "serverProgram.ts"), join(ROOT, "dist", "test"));
});
afterAll(() => {
  server.remove();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => client?.kill());

interface Window {
  readonly text?: string;
  readonly trusted?: boolean;
  readonly settings?: object;
  /** Before the window is closed. */
  readonly before?: (client: Client) => Promise<unknown>;
}

/** Opens a window with the document, asks at its end and closes it; what the trace says of what was kept, and of the first plan. */
async function visit(name: string, { text = TEXT, trusted = true, settings = {}, before }: Window = {}) {
  const environment = { TURNKEY_THREADS: "1", XDG_CACHE_HOME: join(folder, name) };
  client = new Client({ bundle: server.path, environment });
  const model = { "model.path": join(folder, "tiny.gguf"), "engine.gpu": "off", "engine.contextSize": 1024 };
  // All of the text is read before the answer, however slow the machine was when it was measured.
  const patience = { latencyTarget: 10_000 };
  await client.initialize({
    ownInlineProvider: true,
    paced: false,
    trusted,
    settings: { ...model, ...patience, ...settings },
  });
  await client.open(URI, text);
  await client.untilState("ready");
  await client.complete(URI, { line: 90, character: 0 }).items;
  await before?.(client);
  const trace = await client.request<string[]>("turnkey/trace");
  expect(await client.stop()).toBe(0);
  const [plan] = trace.flatMap((line) => / plan: .*evaluate (\d+)/.exec(line)?.[1] ?? []);
  return { isKept: trace.some((line) => line.includes("were kept")), evaluated: Number(plan) };
}

const cellsOf = (name: string): readonly string[] => {
  const cells = join(folder, name, "turnkey", "cells");
  return existsSync(cells) ? readdirSync(cells) : [];
};

describe("a window that is opened again", () => {
  it("reads nothing that it has read before", async () => {
    const first = await visit("again");
    expect(first.isKept).toBe(false);
    expect(first.evaluated).toBeGreaterThan(200);
    expect(cellsOf("again").length).toBe(1);
    const second = await visit("again");
    expect(second.isKept).toBe(true);
    expect(second.evaluated).toBeLessThan(5);
  });

  it("reads what was changed meanwhile", async () => {
    await visit("changed");
    const { isKept, evaluated } = await visit("changed", { text: TEXT.replace("a7)", "a7 || b)") });
    expect(isKept).toBe(true);
    expect(evaluated).toBeLessThan(60);
  });
});

describe("nothing is kept", () => {
  const check = (name: string, window: Window) =>
    it(name, async () => {
      await visit(name, window);
      expect(cellsOf(name)).toEqual([]);
    });

  check("untrusted", { trusted: false });
  check("switched-off", { settings: { "cache.keep": false } });

  it("when caches are cleared", async () => {
    await visit("cleared");
    await visit("cleared", {
      settings: { "cache.keep": false },
      before: async (window) => {
        expect(cellsOf("cleared").length).toBe(1);
        await window.request("turnkey/clearCaches");
      },
    });
    expect(cellsOf("cleared")).toEqual([]);
  });
});

describe("a change of settings", () => {
  const check = (name: string, change: object, left: readonly string[]) =>
    it(name, async () => {
      const cells = new MemoryCellStore();
      const nothing = { ids: [], contexts: [], origins: [], rotations: [], tainted: [], seams: [] };
      const uris = ["file:///a/secret.ts", "file:///a/b.ts"];
      for (const uri of uris) await cells.save({ name: uri, fingerprint: "" }, nothing, async () => {});
      const settings = new CurrentSettings();
      const keeping = keepingFor({ cells, clear: async () => {} }, settings, () => true)!;
      expect(keeping.isAllowed()).toBe(true);
      settings.set({ ...settings.now, ...change });
      expect([...cells.kept.keys()]).toEqual(left);
      expect(keeping.isAllowed()).toBe(settings.now.cacheKept);
    });

  check("lets go what is left alone from now on", { exclude: ["secret*"] }, ["file:///a/b.ts"]);
  check("lets all go where nothing is to be kept", { cacheKept: false }, []);
  check("of another kind lets nothing go", { maxLines: 3 }, ["file:///a/secret.ts", "file:///a/b.ts"]);

  it("is asked of trust each time", () => {
    let isTrusted = false;
    const kept = { cells: new MemoryCellStore(), clear: async () => {} };
    const keeping = keepingFor(kept, new CurrentSettings(), () => isTrusted)!;
    expect(keeping.isAllowed()).toBe(false);
    isTrusted = true;
    expect(keeping.isAllowed()).toBe(true);
  });
});
