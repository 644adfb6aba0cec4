/** Fitting the engine to the machine from the editor: what is asked, what is said, and that the engine starts again with it. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FakeModels } from "../fakes/modelProgram.mts";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;
let folder: string;

beforeEach(() => {
  host.reset();
  folder = mkdtempSync(join(tmpdir(), "turnkey-tune-"));
});
afterEach(async () => {
  await extension.end();
  delete process.env.FAKE_MODELS;
  rmSync(folder, { recursive: true });
});

async function started(models: FakeModels): Promise<void> {
  process.env.FAKE_MODELS = JSON.stringify({ ...models, notes: join(folder, "asked") });
  host.show(host.open("file:///home/me/a.py", "x = 1\n", "python"));
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
}

const pid = (): number | undefined => extension.api.status().enginePid;
const asked = (): object[] =>
  readFileSync(join(folder, "asked"), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { work: object }).work);

test("what was found is told in a sentence, and the engine starts again", async () => {
  const tuning = {
    threads: 1,
    batchSize: 64,
    gpuLayers: undefined,
    contextSize: 2048,
    rates: { prefill: 9, decode: 9 },
  };
  await started({ tuned: { kind: "tuned", tuning, sentence: "This machine is slow." } });
  const before = pid();
  await host.run("turnkey.tune");
  const settings = { gpu: "auto", cacheMode: "edit", cacheType: "f16", latencyTargetMs: 400 };
  expect(asked()).toEqual([{ kind: "tune", path: "", settings }]);
  expect(host.progressed.length).toBeGreaterThan(0);
  expect(host.messages).toEqual([{ severity: "info", text: "This machine is slow.", actions: [] }]);
  await until("another engine", () => pid() !== before && extension.api.status().engine.state === "ready");
});

test("a failure is told with a way to try again, and the engine goes on", async () => {
  await started({ tuned: { kind: "failed", message: "Busy." } });
  const before = pid();
  await host.run("turnkey.tune");
  expect(host.messages).toEqual([{ severity: "error", text: "Busy.", actions: ["Try Again"] }]);
  expect(pid()).toBe(before);
});

test("two at once are one", async () => {
  await started({ tuned: { kind: "cancelled" } });
  await Promise.all([host.run("turnkey.tune"), host.run("turnkey.tune")]);
  expect(asked()).toHaveLength(1);
  expect(host.messages).toEqual([]);
});
