/** The panel's side in the editor: what a page is told, and what becomes of what it asks for. */

import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PANEL_UPDATE, type PanelUpdate } from "../../src/core/panel/panelMessages.ts";
import { StoredFiles } from "../../src/editor/storedFiles.ts";
import { host } from "../fakes/vscode/host.ts";
import { EventEmitter, Uri } from "../fakes/vscode/index.ts";
import { type Activated, activateIn } from "./activated.ts";
import { listeners, until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A page as VS Code would show it; it checks what it hears as the real one does. */
class FakePage {
  readonly heard: PanelUpdate[] = [];
  readonly problems: string[] = [];
  readonly received = new EventEmitter<unknown>();
  readonly visibility = new EventEmitter<void>();
  readonly disposed = new EventEmitter<void>();
  visible = true;
  readonly webview = {
    ...{ html: "", options: {}, cspSource: "https://csp.test", onDidReceiveMessage: this.received.event },
    asWebviewUri: (uri: object) => `https://page.test${String(uri).replace("file://", "")}`,
    postMessage: async (message: string) => {
      const reading = PANEL_UPDATE(JSON.parse(message), "message");
      if ("problem" in reading) this.problems.push(reading.problem);
      else this.heard.push(reading.value);
      return true;
    },
  };
  readonly onDidChangeVisibility = this.visibility.event;
  readonly onDidDispose = this.disposed.event;

  say(message: unknown): void {
    this.received.fire(message);
  }

  last<Kind extends PanelUpdate["kind"]>(kind: Kind): Extract<PanelUpdate, { kind: Kind }> | undefined {
    return this.heard.findLast((update) => update.kind === kind) as Extract<PanelUpdate, { kind: Kind }> | undefined;
  }

  row(name: string) {
    return this.last("settings")?.rows.find((row) => row.name === name);
  }
}

let extension: Activated;
let page: FakePage;

beforeEach(() => host.reset());
afterEach(() => extension.end());

async function open(): Promise<void> {
  host.show(host.open("file:///home/me/a.ts", "let a = 1;\n"));
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
  await showPage();
}

async function showPage(): Promise<void> {
  page = new FakePage();
  const provider = host.views.get("turnkey.panel") as { resolveWebviewView(view: unknown): void };
  provider.resolveWebviewView(page);
  page.say({ kind: "ready" });
  // As the page does when it is built.
  page.say({ kind: "look", section: "settings" });
  await until("facts", () => page.last("facts") !== undefined && page.last("settings") !== undefined);
}

test("the frame lets in one script and one style sheet, and nothing else", async () => {
  await open();
  const { html } = page.webview;
  const nonce = /script-src 'nonce-([^']{20,})'/.exec(html)?.[1];
  expect(html).toContain("default-src 'none'");
  expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
    `<script type="module" nonce="${nonce}" src="https://page.test${process.cwd()}/dist/panel.js">`,
  ]);
  expect(html).not.toMatch(/unsafe|\son\w+=|style=|http:/);
});

test("a new page is told all there is, and each message is as the page reads it", async () => {
  await open();
  expect(page.heard.map(({ kind }) => kind).slice(0, 3)).toEqual(["words", "settings", "facts"]);
  const { facts } = page.last("facts")!;
  expect(facts).toMatchObject({ state: "ready", files: [{ path: "/home/me/a.ts", languageId: "typescript" }] });
  expect(facts.languages).toEqual([
    { languageId: "typescript", on: true, files: 1 },
    { languageId: "*", on: true, files: 0 },
  ]);
  expect(page.problems).toEqual([]);
});

test("a value is written where it is set, and only there", async () => {
  await open();
  page.say({ kind: "set", name: "maxLines", value: 3 });
  await until("the user's value", () => host.configuration.in("global", "turnkey.maxLines") === 3);
  expect(host.configuration.in("workspace", "turnkey.maxLines")).toBeUndefined();
  host.configuration.set("workspace", "turnkey.maxLines", 4);
  page.say({ kind: "set", name: "maxLines", value: 5 });
  await until("the workspace's value", () => host.configuration.in("workspace", "turnkey.maxLines") === 5);
  expect(host.configuration.in("global", "turnkey.maxLines")).toBe(3);
  page.say({ kind: "reset", name: "maxLines" });
  await until("the workspace has none", () => host.configuration.in("workspace", "turnkey.maxLines") === undefined);
  expect(host.configuration.in("global", "turnkey.maxLines")).toBe(3);
});

test("the only settings file of a folder is the workspace's; beside a workspace file it is the folder's", async () => {
  await open();
  const placesOf = (): readonly string[] => page.row("maxLines")!.set.map(({ place, value }) => `${place} ${value}`);
  host.configuration.set("workspace", "turnkey.maxLines", 4);
  await until("the workspace's value", () => page.row("maxLines")?.value === 4);
  expect([placesOf(), page.row("maxLines")!.place]).toEqual([["workspace 4"], "workspace"]);
  host.configuration.hasWorkspaceFile = true;
  host.configuration.set("workspaceFolder", "turnkey.maxLines", 5);
  await until("the folder's value", () => page.row("maxLines")?.value === 5);
  expect([placesOf(), page.row("maxLines")!.place]).toEqual([["workspace 4", "folder 5"], "folder"]);
});

test("settings that change elsewhere change on the page; what is wrong with them is said", async () => {
  await open();
  host.configuration.set("global", "turnkey.eagerness", "quiet");
  await until("quiet", () => page.row("eagerness")?.value === "quiet");
  host.configuration.set("global", "turnkey.eagerness", "loud");
  await until("a complaint", () => page.row("eagerness")?.problem?.includes('is "loud"') === true);
  expect(page.row("eagerness")?.value).toBe("balanced");
});

test("wrong messages and wrong values are answered in words, and change nothing", async () => {
  await open();
  const before = JSON.stringify(host.configuration.get("turnkey.maxLines"));
  page.say({ kind: "set", name: "maxLines", value: 0 });
  await until("a problem", () => page.last("problem")?.name === "maxLines");
  expect(page.last("problem")?.text).toContain("from 1 to 100");
  for (const message of [undefined, { kind: "run", command: "quit" }, { kind: "set" }, "wipe"]) page.say(message);
  await until("problems", () => page.heard.filter(({ kind }) => kind === "problem").length === 5);
  expect(JSON.stringify(host.configuration.get("turnkey.maxLines"))).toBe(before);
  expect(host.ran).toEqual([]);
});

test("languages and files are switched, and the reason of what is off is told", async () => {
  await open();
  const why = () => page.last("facts")?.facts.files[0]?.no?.kind;
  page.say({ kind: "language", languageId: "typescript", on: false });
  await until("the language is off", () => why() === "disabled");
  expect(host.configuration.in("global", "turnkey.enable")).toEqual({ "*": true, typescript: false });
  page.say({ kind: "language", languageId: "typescript", on: true });
  await until("the language is on", () => why() === undefined);
  expect(host.configuration.in("global", "turnkey.enable")).toBeUndefined();
  page.say({ kind: "file", uri: "file:///home/me/a.ts", on: false });
  await until("the file is off", () => why() === "fileOff");
  page.say({ kind: "file", uri: "file:///home/me/a.ts", on: false });
  page.say({ kind: "file", uri: "file:///elsewhere.ts", on: false });
  await until("a problem", () => page.last("problem") !== undefined);
  expect(why()).toBe("fileOff");
});

test("a page that is hidden or gone is told nothing, and nothing waits for it", async () => {
  await open();
  page.visible = false;
  page.visibility.fire();
  const told = page.heard.length;
  host.configuration.set("global", "turnkey.maxLines", 2);
  page.visible = true;
  page.visibility.fire();
  page.say({ kind: "ready" });
  await until("facts", () => page.heard.length > told + 2);
  // A page that comes back is a new one.
  expect(page.heard[told]?.kind).toBe("words");
  page.disposed.fire();
  expect([page.received, page.visibility, page.disposed].map(({ listenerCount }) => listenerCount)).toEqual([0, 0, 0]);
});

test("behind a page that is closed nothing of it is left: no listener, and no timer that waits or is begun", async () => {
  host.show(host.open("file:///home/me/a.ts", "let a = 1;\n"));
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
  const before = listeners();
  const ofPanel = timersOf("panelView.ts");
  try {
    for (const section of ["settings", "health", "why"]) {
      await showPage();
      page.say({ kind: "look", section });
      await until(
        "the section",
        () => page.last(section === "settings" ? "facts" : (section as "health")) !== undefined,
      );
      host.edit(host.activeEditor!.document, 0, 0, "x");
      host.configuration.set("global", "turnkey.maxLines", 4);
      page.disposed.fire();
      expect(listeners()).toEqual(before);
      host.configuration.set("global", "turnkey.maxLines", undefined);
      expect(ofPanel.waiting()).toBe(0);
    }
    expect(ofPanel.begun()).toBeGreaterThan(0);
  } finally {
    ofPanel.restore();
  }
});

/** Timers that are begun by a file of the source, as their stacks say. */
function timersOf(file: string) {
  const waiting = new Set<unknown>();
  let begun = 0;
  const [begin, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
  const set = vi.spyOn(globalThis, "setTimeout").mockImplementation(((act: () => void, ms: number) => {
    const isOf = new Error().stack!.includes(file);
    const timer = begin(() => {
      waiting.delete(timer);
      act();
    }, ms);
    if (isOf) {
      begun += 1;
      waiting.add(timer);
    }
    return timer;
  }) as never);
  const unset = vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    waiting.delete(timer);
    clear(timer);
  });
  const restore = (): void => [set, unset].forEach((spy) => void spy.mockRestore());
  return { waiting: () => waiting.size, begun: () => begun, restore };
}

test("the engine keeps text for the page only while the reasons are looked at", async () => {
  await open();
  const watched = async () =>
    (await extension.seen()).told.filter(([method]) => method === "turnkey/why").map(([, params]) => params);
  expect(await watched()).toEqual([]);
  page.say({ kind: "look", section: "why" });
  await until("the requests", () => page.last("why") !== undefined);
  expect(await watched()).toEqual([{ watch: true }]);
  page.say({ kind: "openPlace", request: 3 });
  await until("a problem", () => page.last("problem")?.text === "That request is not known any more.");
  page.say({ kind: "copyTest", request: 3 });
  await until("a problem", () => page.last("problem")?.text === "The text of that request is kept no more.");
  page.visible = false;
  page.visibility.fire();
  await until("nobody looks", async () => JSON.stringify((await watched()).at(-1)) === '{"watch":false}');
});

test("the cache is looked at as long as somebody sees it, and no longer", async () => {
  await open();
  const listeners = host.changed.listenerCount;
  page.say({ kind: "look", section: "health" });
  await until("figures", () => page.last("health") !== undefined);
  expect(host.changed.listenerCount).toBe(listeners + 1);
  host.edit(host.activeEditor!.document, 0, 0, "x");
  await until("another look", () => page.heard.filter(({ kind }) => kind === "health").length > 1);
  page.say({ kind: "look", section: "settings" });
  expect(host.changed.listenerCount).toBe(listeners);
  page.say({ kind: "look", section: "health" });
  page.disposed.fire();
  expect(host.changed.listenerCount).toBe(listeners);
});

describe("what is kept", () => {
  test("is measured, and wiped but for models and what is not ours", async () => {
    await open();
    const folder = mkdtempSync(join(tmpdir(), "turnkey-stored-"));
    for (const name of ["cells", "indexes", "models", "windows"]) mkdirSync(join(folder, name));
    for (const name of ["speed.json", "indexes/one", "cells/one", "models/m.gguf", "mine.gguf"])
      writeFileSync(join(folder, name), "0123456789");
    let cleared = 0;
    const clear = { clear: () => (cleared += 1) };
    const stored = new StoredFiles({ folder, modelFolder: () => "", offFiles: clear, badModels: clear });
    expect(await stored.find()).toEqual([
      { what: "notes", path: folder, bytes: 20, files: 2 },
      { what: "cells", path: join(folder, "cells"), bytes: 10, files: 1 },
      { what: "models", path: join(folder, "models"), bytes: 10, files: 1 },
    ]);
    expect(await stored.wipe()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(["mine.gguf", "models", "windows"]);
    expect(cleared).toBe(2);
  });

  test("is wiped only when the user says so twice", async () => {
    await open();
    page.say({ kind: "file", uri: "file:///home/me/a.ts", on: false });
    await until("the file is off", () => page.last("facts")?.facts.files[0]?.no?.kind === "fileOff");
    page.say({ kind: "wipe" });
    await until("the question", () => host.messages.some(({ text }) => text.startsWith("Wipe what")));
    expect(page.last("done")).toBeUndefined();
    expect(Uri.parse("file:///home/me/a.ts").toString()).toBe(page.last("facts")?.facts.activeUri);
  });
});
