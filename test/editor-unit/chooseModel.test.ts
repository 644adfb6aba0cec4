/** The list of models in the editor: what it offers, what a choice does, and that a failure leaves the old model working. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ListedModel } from "../../src/core/models/modelDesk.ts";
import type { FakeModels } from "../fakes/modelProgram.mts";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

const SMALL: ListedModel = {
  ...{ name: "small-1b", title: "Small 1B", path: "/m/small-1b.gguf", bytes: 1.2e9, remarks: ["MIT"] },
  fit: { kind: "fits", tokensPerSecond: 41.2 },
};
const LARGE: ListedModel = {
  ...{ name: "large-7b", title: "Large 7B", path: undefined, bytes: 7.6e9, remarks: ["Apache-2.0"] },
  fit: { kind: "swaps", needed: 8.7e9 },
};
const OLLAMA: ListedModel = { ...SMALL, name: "/o/x", title: "coder:1.5b", path: "/o/x", remarks: ["Ollama"] };

let extension: Activated;
let folder: string;

beforeEach(() => {
  host.reset();
  folder = mkdtempSync(join(tmpdir(), "turnkey-choose-"));
});
afterEach(async () => {
  await extension.end();
  delete process.env.FAKE_MODELS;
  rmSync(folder, { recursive: true });
});

async function started(models: FakeModels = {}): Promise<void> {
  const list = { stored: [SMALL], found: [OLLAMA], offered: [LARGE], ...models.list };
  process.env.FAKE_MODELS = JSON.stringify({ ...models, list, notes: join(folder, "asked") });
  host.show(host.open("file:///home/me/a.py", "x = 1\n", "python"));
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
}

const path = (): unknown => host.configuration.in("global", "turnkey.model.path");
const said = (): string[] => host.messages.map(({ severity, text }) => `${severity}: ${text}`);
/** Cancelling is a task without work. */
const asked = (): { work?: object; network: object }[] =>
  readFileSync(join(folder, "asked"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("the list has what is here, what others have, and what can be got; looking at it changes nothing", async () => {
  await started();
  await host.run("turnkey.chooseModel");
  expect(host.picks.map(({ label, detail }) => (detail === undefined ? label : `${label}: ${detail}`))).toEqual([
    "$(package) Embedded model",
    "On this machine",
    "$(file-binary) Small 1B: 1.20 GB · fits, about 41 tokens/s · MIT",
    "$(file-binary) coder:1.5b: 1.20 GB · fits, about 41 tokens/s · Ollama",
    "To get",
    "$(cloud-download) Large 7B: about 7.60 GB · will swap: needs 8.70 GB of free memory · Apache-2.0",
    "Others",
    "$(folder-opened) Choose a file…",
    "$(cloud-download) Enter an address…",
    "$(trash) Delete a model…",
  ]);
  expect(path()).toBeUndefined();
  expect(said()).toEqual([]);
  expect(asked().map(({ work }) => work)).toEqual([{ kind: "list" }]);
});

test("while the list is open, the servers say how large models are, and which of them cannot be had", async () => {
  const other = { ...LARGE, name: "gone-3b", title: "Gone 3B" };
  const checks = [
    {
      ...{ name: "large-7b", address: "hf:a/l:Q8_0", problem: undefined, bytes: 4.68e9, hasChecksum: true },
      fit: SMALL.fit,
    },
    {
      ...{ name: "gone-3b", address: "hf:a/g:Q8_0", problem: "There is nothing.", bytes: 0, hasChecksum: false },
      fit: undefined,
    },
  ];
  await started({ list: { stored: [], found: [], offered: [LARGE, other] }, checks });
  host.isPickingLate = true;
  const chosen = host.run("turnkey.chooseModel");
  await until("the servers' answers", () => host.picks.some(({ label }) => label.startsWith("$(warning)")));
  expect(
    host.picks.filter(({ label }) => /7B|3B/.test(label)).map(({ label, detail }) => `${label}: ${detail}`),
  ).toEqual([
    "$(cloud-download) Large 7B: 4.68 GB · fits, about 41 tokens/s · Apache-2.0",
    "$(warning) Gone 3B: There is nothing.",
  ]);
  host.pick();
  await chosen;
  expect(path()).toBeUndefined();
});

describe("a choice", () => {
  const check = (
    name: string,
    models: FakeModels,
    doings: Partial<typeof host>,
    expected: { path: unknown; said: readonly string[]; asked: readonly object[] },
  ) =>
    test(name, async () => {
      await started(models);
      Object.assign(host, doings);
      await host.run("turnkey.chooseModel");
      expect(path()).toBe(expected.path);
      expect(said()).toEqual(expected.said);
      expect(asked().map(({ work }) => work)).toMatchObject([{ kind: "list" }, ...expected.asked]);
      expect(extension.api.status().engine.state).toBe("ready");
    });

  check(
    "one that is here is tried and used",
    {},
    { picked: "Small 1B" },
    {
      path: "/m/small-1b.gguf",
      said: ["info: Turnkey completes with /m/small-1b.gguf now."],
      asked: [{ kind: "try", path: "/m/small-1b.gguf", settings: { gpu: "auto", cacheMode: "edit" } }],
    },
  );
  check(
    "one that does not stand the trial leaves the old one",
    { untryable: ["/o/x"] },
    { picked: "coder" },
    {
      path: undefined,
      said: ["error: /o/x does not stand a trial."],
      asked: [{ kind: "try", path: "/o/x" }],
    },
  );
  check(
    "one that the engine refuses all the same leaves the old one",
    {},
    { picked: "Choose a file", pickedFile: "/x/b.bad" },
    {
      path: undefined,
      said: ["error: /x/b.bad is no model."],
      asked: [{ kind: "try", path: "/x/b.bad" }],
    },
  );
  check(
    "one of the list is got, tried and used",
    { fetched: { "large-7b": "/m/large-7b.gguf" } },
    { picked: "Large 7B" },
    {
      path: "/m/large-7b.gguf",
      said: ["info: Turnkey completes with /m/large-7b.gguf now."],
      asked: [
        { kind: "get", wanted: "large-7b" },
        { kind: "try", path: "/m/large-7b.gguf" },
      ],
    },
  );
  check(
    "one that cannot be got",
    {},
    { picked: "Large 7B" },
    {
      path: undefined,
      said: ["error: There is nothing."],
      asked: [{ kind: "get", wanted: "large-7b" }],
    },
  );
  check(
    "given up while it is got",
    { fetched: { "large-7b": "slow" } },
    { picked: "Large 7B", cancelAt: "1 of 4 MB, 1.0 MB/s, 3 s left" },
    {
      path: undefined,
      said: [],
      asked: [{ kind: "get", wanted: "large-7b" }, undefined as never],
    },
  );
  check(
    "an address",
    { fetched: { "hf:a/b:Q8_0": "/m/a_b_Q8_0.gguf" } },
    { picked: "Enter an address", input: "hf:a/b:Q8_0" },
    {
      path: "/m/a_b_Q8_0.gguf",
      said: ["info: Turnkey completes with /m/a_b_Q8_0.gguf now."],
      asked: [
        { kind: "get", wanted: "hf:a/b:Q8_0" },
        { kind: "try", path: "/m/a_b_Q8_0.gguf" },
      ],
    },
  );
  check("no address", {}, { picked: "Enter an address" }, { path: undefined, said: [], asked: [] });
});

test("a download is paused, and goes on by a button", async () => {
  await started({ fetched: { "large-7b": "slow" } });
  host.picked = "Large 7B";
  const chosen = host.run("turnkey.chooseModel");
  await until("bytes", () => host.progressed.length > 0);
  process.env.FAKE_MODELS = process.env.FAKE_MODELS!.replace('"slow"', '"/m/large-7b.gguf"');
  host.pressed = "Go On";
  await host.run("turnkey.pauseDownload");
  await chosen;
  expect(host.messages[0]).toEqual({
    severity: "info",
    text: "Large 7B is paused. What came is kept.",
    actions: ["Go On"],
  });
  await until("the model", () => path() === "/m/large-7b.gguf");
});

describe("a download that fails says what to do, with a button for it", () => {
  const check = (kind: string, actions: readonly string[]) =>
    test(kind, async () => {
      await started({ problem: kind });
      host.picked = "Large 7B";
      await host.run("turnkey.chooseModel");
      expect(host.messages).toEqual([{ severity: "error", text: "There is nothing.", actions }]);
    });
  check("noSpace", ["Open Settings", "Try Again"]);
  check("notWritable", ["Open Settings", "Try Again"]);
  check("unreachable", ["Try Again", "Open Settings"]);
  check("busy", ["Try Again", "Choose Model…"]);
  check("stalled", ["Try Again", "Choose Model…"]);
  check("damaged", ["Try Again", "Choose Model…"]);
  check("forbidden", ["Choose Model…"]);
  check("unusable", ["Choose Model…"]);
});

test("tried again, it is used as if it had come at once", async () => {
  await started();
  host.picked = "Large 7B";
  await host.run("turnkey.chooseModel");
  expect(said()).toEqual(["error: There is nothing."]);
  process.env.FAKE_MODELS = JSON.stringify({
    fetched: { "large-7b": "/m/large-7b.gguf" },
    notes: join(folder, "asked"),
  });
  await host.run("turnkey.getModel", "large-7b", "Large 7B");
  expect(path()).toBe("/m/large-7b.gguf");
});

test("progress is told, and the proxy of the editor is taken", async () => {
  await started({ fetched: { "large-7b": "/m/large-7b.gguf" } });
  host.configuration.set("global", "http.proxy", "http://proxy.example:3128");
  host.configuration.set("global", "http.proxyStrictSSL", false);
  host.picked = "Large 7B";
  await host.run("turnkey.chooseModel");
  expect(new Set(host.progressed)).toEqual(new Set(["asking the server…", "1 of 4 MB, 1.0 MB/s, 3 s left"]));
  expect(asked().at(1)?.network).toEqual({
    proxy: "http://proxy.example:3128",
    noProxy: [],
    strictSSL: false,
    systemCertificates: true,
  });
});

test("a package without its model offers to get it", async () => {
  await started({ list: { embedded: false } });
  await host.run("turnkey.chooseModel");
  expect(host.picks[0]).toMatchObject({ label: "$(cloud-download) Embedded model", description: "to be got first" });
});

test("deleting asks first", async () => {
  await started();
  host.picked = "Delete a model";
  await host.run("turnkey.chooseModel");
  expect(said()).toEqual([]);
  expect(host.picks.map(({ label }) => label)).toEqual(["$(trash) Small 1B"]);
});
