/** The whole editor side: activated in a fake editor, with an engine process that has no model. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LoggedOutcome } from "../../src/editor/outcomeLog.ts";
import type { TurnkeyApi } from "../../src/extension.ts";
import type { FakeEngineManner } from "../fakes/engineServer.mts";
import { caret, type FakeDocument } from "../fakes/vscode/documents.ts";
import { host } from "../fakes/vscode/host.ts";
import { Position, Selection } from "../fakes/vscode/index.ts";
import { type Activated, activateIn } from "./activated.ts";
import { listeners, until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;

beforeEach(() => host.reset());
afterEach(() => extension.end());

function start(manner: FakeEngineManner = "good"): TurnkeyApi {
  extension = activateIn({ manner });
  return extension.api;
}

async function startReady(text = "let a = 1;\n", manner: FakeEngineManner = "good"): Promise<FakeDocument> {
  const document = host.open("file:///home/me/a.ts", text);
  host.show(document);
  start(manner);
  await until("the engine", () => extension.api.status().engine.state === "ready");
  return document;
}

function lastOutcome(): Pick<LoggedOutcome, "by" | "kind"> | undefined {
  const last = extension.api.outcomes().at(-1);
  return last && { by: last.by, kind: last.kind };
}

test("nothing is started before there is a document to complete", async () => {
  start();
  expect(extension.api.status().enginePid).toBeUndefined();
  host.show(host.open("output:log", "", "log"));
  host.show(host.open("file:///home/me/.env", "KEY=1", "dotenv"));
  expect(extension.api.status().enginePid).toBeUndefined();
  expect(host.statusBar.text).toBe("$(circle-slash) Turnkey");
  host.show(host.open("file:///home/me/a.ts"));
  await until("the engine", () => extension.api.status().engine.state === "ready");
  expect(host.statusBar.accessibilityInformation?.label).toBe("Turnkey is ready.");
});

test("globs that no matcher should take break nothing", async () => {
  const stars = `${"*a".repeat(200)}z`;
  const braces = `${"{".repeat(2423)}a${"}".repeat(2423)}`;
  host.configuration.set("global", "turnkey.exclude", [stars, "x".repeat(32_768), braces, "**/".repeat(300)]);
  host.show(host.open(`file:///home/${"a".repeat(200)}.ts`, "one\n"));
  start();
  await until("the engine", () => extension.api.status().engine.state === "ready");
  expect(await extension.ask()).toEqual(["automatic after one@0:0"]);
});

test("a request goes to the engine with its kind and the suggest widget's choice, and comes back as items", async () => {
  const document = await startReady("one\ntwo\n");
  expect(await extension.ask({ position: new Position(1, 3) })).toEqual(["automatic after two@1:3"]);
  expect(await extension.ask({ invoked: true })).toEqual(["asked after one@0:0"]);
  expect(await extension.ask({ selected: "toString " })).toEqual(["automatic toString after one@0:0"]);
  host.edit(document, 0, 0, "number ");
  expect(await extension.ask()).toEqual(["automatic after number one@0:0"]);
});

test("a request that is cancelled offers nothing", async () => {
  await startReady("slow\n");
  expect(await extension.ask({ cancelAfterMs: 30 })).toEqual([]);
  expect(await extension.ask({ cancelAfterMs: 0 })).toEqual([]);
});

test("while the engine is dead the answer is a named no, and afterwards all is as before", async () => {
  const document = await startReady();
  const pid = extension.api.status().enginePid!;
  process.kill(pid, "SIGKILL");
  await until("its end", () => extension.api.status().enginePid !== pid);
  expect(await extension.ask()).toEqual([]);
  expect(lastOutcome()).toEqual({ by: "editor", kind: "notReady" });
  expect(host.statusBar.text).toBe("$(sync~spin) Turnkey");
  host.edit(document, 0, 0, "x");
  await until("the engine", () => extension.api.status().engine.state === "ready");
  expect(await extension.ask()).toEqual(["automatic after xlet a = 1;@0:0"]);
  expect(host.messages).toEqual([]);
});

test("the engine dies under a request: a named no", async () => {
  await startReady("slow\n");
  const asked = extension.ask();
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.kill(extension.api.status().enginePid!, "SIGKILL");
  expect(await asked).toEqual([]);
  expect(lastOutcome()).toEqual({ by: "editor", kind: "notReady" });
});

test("an engine that answers with an error: a failure, logged, and no pop-up", async () => {
  await startReady("one\n", "fails");
  expect(await extension.ask()).toEqual([]);
  expect(lastOutcome()).toEqual({ by: "editor", kind: "failed" });
  expect(host.channels.get("Turnkey")!.join("\n")).toContain("broken on purpose");
  expect(host.messages).toEqual([]);
});

/** What the user does, and the kind of no it leads to; undefined: the engine is asked. */
function checkGate(
  what: string,
  act: (document: FakeDocument) => unknown,
  kind: LoggedOutcome["kind"] | undefined,
): void {
  test(`${what} → ${kind}`, async () => {
    const document = await startReady("one\n");
    await act(document);
    const offered = await extension.ask();
    expect(offered.length).toBe(kind === undefined ? 1 : 0);
    if (kind !== undefined) expect(lastOutcome()).toEqual({ by: "editor", kind });
  });
}

checkGate("typing", (document) => host.edit(document, 0, 0, "x"), undefined);
checkGate("undo", (document) => host.edit(document, 0, 1, "", 1), "afterUndo");
checkGate("redo", (document) => host.edit(document, 0, 1, "", 2), "afterUndo");
checkGate(
  "undo, then typing",
  (document) => [host.edit(document, 0, 1, "", 1), host.edit(document, 0, 0, "x")],
  undefined,
);
checkGate("several cursors", () => host.select(caret(0, 0), caret(0, 1)), "severalCursors");
checkGate("a selection", () => host.select(new Selection(new Position(0, 0), new Position(0, 2))), "selection");
checkGate("looking elsewhere", () => host.focus(false), "unfocused");
checkGate("the pause", () => host.run("turnkey.pause"), "paused");
checkGate("the pause, twice", () => [host.run("turnkey.pause"), host.run("turnkey.pause")], undefined);
checkGate("switched off here", () => host.run("turnkey.toggleFile"), "disabled");
checkGate("switched off for the language", () => host.run("turnkey.toggleLanguage"), "disabled");
checkGate("switched off", () => host.run("turnkey.toggle"), "disabled");
checkGate(
  "switched off and on",
  async () => {
    await host.run("turnkey.toggle");
    await host.run("turnkey.toggle");
    await until("the engine", () => extension.api.status().engine.state === "ready");
  },
  undefined,
);
checkGate("excluded", () => host.configuration.set("workspace", "turnkey.exclude", ["me/*.ts"]), "excluded");
checkGate("a line without end", (document) => host.edit(document, 0, 0, "x".repeat(10_001)), "tooLarge");
checkGate("a file without end", (document) => host.edit(document, 0, 0, "x\n".repeat(10_000_000)), "tooLarge");

test("an engine that lost a document's text is sent it again", async () => {
  await startReady("lost\n");
  const opened = async () => (await extension.seen()).told.filter(([method]) => method === "didOpen").length;
  expect(await opened()).toBe(1);
  await extension.ask();
  await until("the text", async () => (await opened()) === 2);
});

test("the cursor is told when it rests, and whether it is a single one; an undo after its change", async () => {
  const document = await startReady("one\ntwo\n");
  const told = async (method: string) => (await extension.seen()).told.filter(([name]) => name === method);
  for (let key = 0; key < 20; key++) host.select(caret(0, key % 3));
  host.select(caret(1, 2));
  await until("the cursor", async () => (await told("turnkey/cursor")).length === 2);
  host.select(caret(1, 2), caret(0, 0));
  await until("the cursors", async () => (await told("turnkey/cursor")).length === 3);
  expect((await told("turnkey/cursor")).map(([, params]) => params)).toEqual([
    { uri: "file:///home/me/a.ts", position: { line: 0, character: 0 }, single: true },
    { uri: "file:///home/me/a.ts", position: { line: 1, character: 2 }, single: true },
    { uri: "file:///home/me/a.ts", position: { line: 1, character: 2 }, single: false },
  ]);
  host.edit(document, 0, 1, "", 1);
  await until("the undo", async () => (await told("turnkey/changeReason")).length === 1);
  expect((await told("turnkey/changeReason"))[0]![1]).toEqual({
    ...{ uri: "file:///home/me/a.ts", version: document.version, reason: "undo" },
  });
});

test("extension host time is counted per keystroke, and whole texts are not read for it", async () => {
  const document = await startReady();
  const readsBefore = document.reads;
  const configurationReads = host.configuration.reads;
  for (let key = 0; key < 100; key++) {
    host.edit(document, 0, 0, "x");
    host.select(caret(0, 1));
    await extension.ask({ position: new Position(0, 1) });
  }
  expect(extension.api.metrics().hostTime.keystrokes).toBe(100);
  expect(extension.api.metrics().hostTime.sumMs).toBeGreaterThan(0);
  expect(document.reads).toBe(readsBefore);
  expect(host.configuration.reads).toBe(configurationReads);
});

test("what the API shows holds no text, file name or path", async () => {
  await startReady("const secret = 42;\n");
  await extension.ask();
  host.run("turnkey.pause");
  await extension.ask();
  expect(JSON.stringify([extension.api.metrics(), extension.api.status(), extension.api.outcomes()])).not.toMatch(
    /secret|a\.ts|home/,
  );
});

test("a virtual workspace is told so, once", () => {
  host.folders = [{ uri: { scheme: "vscode-vfs" }, name: "far away" }];
  start();
  expect(host.messages.map(({ severity, text }) => `${severity}: ${text}`)).toEqual([
    expect.stringMatching(/^info: .*virtual/),
  ]);
});

test("after it is disposed of, nothing runs, and nothing of ours listens", async () => {
  const before = listeners();
  await startReady();
  const pid = extension.api.status().enginePid!;
  await extension.end();
  expect(() => process.kill(pid, 0)).toThrow();
  // Each language client leaves one listener of its notebook feature behind at three events: its own, and idle.
  const left = { opened: before.opened! + 1, changed: before.changed! + 1, closed: before.closed! + 1 };
  expect(listeners()).toEqual({ ...before, ...left });
  expect(host.commands.size).toBe(0);
  expect(host.providers).toEqual([]);
});
