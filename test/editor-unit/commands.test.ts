/** What each command of the palette changes, seen from outside. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FakeDocument } from "../fakes/vscode/documents.ts";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;

beforeEach(() => host.reset());
afterEach(() => extension.end());

async function started(languageId = "python", uri = "file:///home/me/private-name.py"): Promise<FakeDocument> {
  const document = host.open(uri, "x = 1\n", languageId);
  host.show(document);
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
  return document;
}

test("off everywhere ends the engine; on starts it again", async () => {
  await started();
  const pid = extension.api.status().enginePid!;
  await host.run("turnkey.toggle");
  await until("its end", () => extension.api.status().enginePid === undefined);
  expect(host.statusBar.command).toBe("turnkey.toggle");
  await host.run("turnkey.toggle");
  await until("another", () => extension.api.status().engine.state === "ready");
  expect(extension.api.status().enginePid).not.toBe(pid);
});

test("a file that is off is withdrawn from the engine, and given back with its text of then", async () => {
  const document = await started();
  const texts = async () => (await extension.seen()).documents.map(({ text }) => text);
  expect(await texts()).toEqual(["x = 1\n"]);
  await host.run("turnkey.toggleFile");
  await until("the withdrawal", async () => (await texts()).length === 0);
  host.edit(document, 0, 1, "secret");
  expect(await texts()).toEqual([]);
  expect(host.statusBar.command).toBe("turnkey.toggleFile");
  await host.run("turnkey.toggleFile");
  await until("the return", async () => (await texts()).length === 1);
  host.edit(document, 0, 0, "y");
  await until("the edit", async () => (await texts())[0] === "ysecret = 1\n");
});

test("excluded files are never sent, also when the list changes", async () => {
  await started();
  host.open("file:///home/me/.env", "KEY=1");
  const uris = async () => (await extension.seen()).documents.map(({ uri }) => uri);
  expect(await uris()).toEqual(["file:///home/me/private-name.py"]);
  host.configuration.set("workspace", "turnkey.exclude", ["*.py"]);
  await until("the withdrawal", async () => (await uris()).length === 0);
  host.configuration.set("workspace", "turnkey.exclude", undefined);
  await until("the return", async () => (await uris()).length === 1);
});

test("the pause is to the engine as if nobody looked", async () => {
  await started();
  await host.run("turnkey.pause");
  host.focus(false);
  host.focus(true);
  await host.run("turnkey.pause");
  host.focus(false);
  const told = (await extension.seen()).told.filter(([method]) => method === "turnkey/focus");
  expect(told.map(([, params]) => (params as { readonly focused: boolean }).focused)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("the pause survives a reload and ends by itself after an hour", async () => {
  await started();
  await host.run("turnkey.pause");
  expect(host.statusBar.text).toBe("$(debug-pause) Turnkey");
  await extension.end();
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  try {
    extension = activateIn({ manner: "good", globalState: extension.globalState });
    expect(extension.api.status().view.state).toBe("paused");
    vi.advanceTimersByTime(3_500_000);
    expect(extension.api.status().view.state).toBe("paused");
    expect(extension.api.status().enginePid).toBeUndefined();
    vi.advanceTimersByTime(100_001);
    expect(extension.api.status().view.state).not.toBe("paused");
    expect(host.statusBar.text).not.toBe("$(debug-pause) Turnkey");
  } finally {
    vi.useRealTimers();
  }
  await until("the engine", () => extension.api.status().engine.state === "ready");
});

test("restart brings another engine", async () => {
  await started();
  const pid = extension.api.status().enginePid!;
  await host.run("turnkey.restartEngine");
  await until("another", () => extension.api.status().engine.state === "ready");
  expect(extension.api.status().enginePid).not.toBe(pid);
});

describe("trigger", () => {
  test("asks the editor for ghost text", async () => {
    await started();
    await host.run("turnkey.trigger");
    expect(host.ran).toEqual([["editor.action.inlineSuggest.hide"], ["editor.action.inlineSuggest.trigger"]]);
  });

  test("says why there will be none", async () => {
    await started();
    await host.run("turnkey.toggleFile");
    await host.run("turnkey.trigger");
    expect(host.ran).toEqual([]);
    expect(host.messages.map(({ text }) => text)).toEqual([expect.stringContaining("off for this file")]);
  });
});

describe("choosing a model", () => {
  const path = (): unknown => host.configuration.in("global", "turnkey.model.path");

  test("a file: the setting is written, the engine tried it, and it is offered again", async () => {
    await started();
    Object.assign(host, { picked: "Choose a file", pickedFile: process.execPath });
    await host.run("turnkey.chooseModel");
    expect(path()).toBe(process.execPath);
    expect(extension.api.status().engine.model).toBe(process.execPath);
    expect(host.messages.map(({ severity }) => severity)).toEqual(["info"]);
    host.picked = "Embedded";
    await host.run("turnkey.chooseModel");
    expect(path()).toBeUndefined();
    host.picked = undefined;
    await host.run("turnkey.chooseModel");
    expect(host.picks.map(({ label }) => label)).toEqual([
      ...["$(package) Embedded model", "$(file-binary) node", "Others"],
      ...["$(folder-opened) Choose a file…", "$(cloud-download) Enter an address…"],
    ]);
  });

  test("a file that is no model: one message, the model before works on, and it is not offered again", async () => {
    await started();
    Object.assign(host, { picked: "Choose a file", pickedFile: "/models/broken.bad" });
    await host.run("turnkey.chooseModel");
    expect(host.messages.map(({ severity, text }) => `${severity}: ${text}`)).toEqual([
      "error: /models/broken.bad is no model.",
    ]);
    expect(host.statusBar.text).toBe("$(key) Turnkey");
    expect(path()).toBeUndefined();
    expect(extension.globalState.get("recentModels", [])).toEqual([]);
  });

  test("giving up the choice changes nothing", async () => {
    await started();
    host.picked = "Choose a file";
    await host.run("turnkey.chooseModel");
    expect(path()).toBeUndefined();
    expect(host.messages).toEqual([]);
  });

  test("a model that was marked bad is tried again when the user chooses it again", async () => {
    await started();
    await extension.globalState.update("badModels", ["/models/once-bad.gguf"]);
    Object.assign(host, { picked: "Choose a file", pickedFile: "/models/once-bad.gguf" });
    await host.run("turnkey.chooseModel");
    await until("the model", () => extension.api.status().engine.model === "/models/once-bad.gguf");
    expect((await extension.seen()).options.badModels).toEqual([]);
  });
});

describe("the status list", () => {
  test("names what is in the way, and switches ghost text on", async () => {
    await started();
    host.configuration.set("global", "editor.inlineSuggest.enabled", false);
    host.extensions = [{ id: "GitHub.copilot", isActive: true, packageJSON: { displayName: "Other Coder" } }];
    expect(host.statusBar.text).toBe("$(warning) Turnkey");
    host.picked = "inline suggestions are off";
    await host.run("turnkey.showStatus");
    expect(host.picks.map(({ label }) => label).join(" ")).toMatch(/embedded.*Other Coder/);
    expect(host.configuration.in("global", "editor.inlineSuggest.enabled")).toBe(true);
    expect(host.statusBar.text).toBe("$(key) Turnkey");
  });

  test("runs the commands", async () => {
    await started();
    host.picked = "Pause for an hour";
    await host.run("turnkey.showStatus");
    expect(extension.api.status().view.state).toBe("paused");
    host.picked = "Resume";
    await host.run("turnkey.showStatus");
    expect(extension.api.status().view.state).toBe("ready");
    host.picked = "Open settings";
    await host.run("turnkey.showStatus");
    expect(host.ran).toEqual([["workbench.action.openSettings", "turnkey."]]);
  });
});

test("the trace shows the engine's lines, and what the editor answered itself", async () => {
  await started();
  await host.run("turnkey.pause");
  await extension.ask();
  await host.run("turnkey.showTrace");
  const lines = host.channels.get("Turnkey Trace")!.join("\n");
  expect(lines).toMatch(/one line of the trace/);
  expect(lines).toMatch(/editor paused: Turnkey is paused/);
});

test("diagnostics have the facts, and no text, file name or path", async () => {
  await started();
  host.configuration.set("global", "turnkey.maxLines", 3);
  host.configuration.set("global", "turnkey.exclude", ["home/me/**.ts"]);
  host.configuration.set("global", "turnkey.model.path", "/home/me/private-name.gguf");
  await extension.ask();
  await host.run("turnkey.copyDiagnostics");
  expect(host.clipboard).toMatch(/Turnkey 1\.2\.3/);
  expect(host.clipboard).toMatch(/maxLines 3/);
  expect(host.clipboard).toMatch(/model\.path set/);
  expect(host.clipboard).toMatch(/the engine's own facts/);
  expect(host.clipboard).not.toMatch(/private-name|home\/me|x = 1/);
  await host.run("turnkey.toggle");
  await host.run("turnkey.copyDiagnostics");
  expect(host.clipboard).toMatch(/does not run/);
});

test("clearing caches is the engine's, and says what became of it", async () => {
  await started();
  await host.run("turnkey.clearCaches");
  expect(host.messages.map(({ severity, text }) => `${severity}: ${text}`)).toEqual([
    "info: What Turnkey kept of your files on this machine is deleted.",
  ]);
  await host.run("turnkey.toggle");
  await host.run("turnkey.clearCaches");
  expect(host.messages.at(-1)?.text).toMatch(/does not answer/);
});
