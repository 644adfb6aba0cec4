/** What the engine is sent of a document whose text says that it is none of its business. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FakeDocument } from "../fakes/vscode/documents.ts";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;

beforeEach(() => host.reset());
afterEach(() => extension.end());

async function started(): Promise<FakeDocument> {
  const document = host.open("file:///home/me/private-name.py", "x = 1\n", "python");
  host.show(document);
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
  return document;
}

test("a file that becomes one of keys is withdrawn from the engine, and the status says why", async () => {
  const document = await started();
  const texts = async () => (await extension.seen()).documents.map(({ text }) => text);
  expect(await texts()).toEqual(["x = 1\n"]);
  const key = `${"-".repeat(5)}BEGIN PRIVATE KEY${"-".repeat(5)}\n`;
  host.edit(document, 0, 0, key);
  await until("the withdrawal", async () => (await texts()).length === 0);
  expect(host.statusBar.tooltip).toMatch(/never completes this file: its first lines hold a private key/);
  host.edit(document, 0, 0, "\n\n");
  host.edit(document, 2 + key.length, 0, "MIIB");
  expect(await extension.ask({ invoked: true })).toEqual([]);
  expect(await texts()).toEqual([]);
  host.edit(document, 0, 2 + key.length + 4, "");
  await until("the return", async () => (await texts())[0] === "x = 1\n");
  expect(JSON.stringify(await extension.seen())).not.toMatch(/PRIVATE|MIIB/);
});
