/** The language server as a process, driven by a client that knows only the protocol. */

import { describe, expect, it } from "vitest";
import { makeSecretLines } from "../secretLines.ts";
import type { Client } from "./support/client.ts";
import { createRandom, randomEvent, toPosition } from "./support/randomEdits.ts";
import { PLACE, URI, useServer } from "./support/stage.ts";

const { start, startReady } = useServer();

const states = (client: Client): string[] => client.statuses.map(({ state }) => state);

describe("starting", () => {
  it("initialize loads nothing; the first enabled document does", async () => {
    const client = start();
    const { capabilities } = await client.initialize({ settings: { enable: { "*": true, markdown: false } } });
    expect(capabilities).toEqual({
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      notebookDocumentSync: { notebookSelector: [{ notebook: "*", cells: [{ language: "*" }] }] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      inlineCompletionProvider: true,
    });
    await client.open("file:///project/a.md", "# a\n", "markdown");
    await client.open("file:///project/.env", "A=1\n", "plaintext");
    expect(await client.request("turnkey/health")).toMatchObject({ state: "off", message: "" });
    expect(client.stderr).toBe("");
    await client.open(URI, "a\n");
    await client.untilState("ready");
    expect(states(client)).toEqual(["off", "loading", "ready"]);
    expect(client.stderr).toBe("loading embedded\n");
    expect(await client.request("turnkey/health")).toEqual({
      state: "ready",
      traits: { family: "fake" },
      message: "",
      model: "fake",
      threads: 1,
      contextSize: 4096,
      rates: { prefill: 1000, decode: 100 },
      cache: { mode: "edit", type: "f16", rotateMs: 0 },
    });
  });

  it("a client with a provider of its own gets no capability; one that offers UTF-8 gets UTF-16", async () => {
    const client = start();
    const { capabilities } = await client.initialize(
      { ownInlineProvider: true },
      { capabilities: { general: { positionEncodings: ["utf-8"] } } },
    );
    expect(capabilities.inlineCompletionProvider).toBeUndefined();
    expect(capabilities.positionEncoding).toBe("utf-16");
  });

  it("a second initialize is refused", async () => {
    const client = start();
    await client.initialize();
    await expect(client.initialize()).rejects.toMatchObject({ code: -32600 });
  });

  it("a window without focus loads nothing until it has it", async () => {
    const client = start();
    await client.initialize();
    await client.notify("turnkey/focus", { focused: false });
    await client.open(URI, "a\n");
    expect(await client.request("turnkey/health")).toMatchObject({ state: "off" });
    await client.notify("turnkey/focus", { focused: true });
    await client.untilState("ready");
  });

  it("while the model loads, requests are answered with nothing", async () => {
    const client = start({ behaviour: { slowToLoad: true } });
    await client.initialize({ ownInlineProvider: true });
    await client.open(URI, "let x = ;\n");
    expect(await client.complete(URI, PLACE).items).toEqual([]);
    expect(client.received("turnkey/outcome")).toEqual([
      { uri: URI, kind: "notReady", detail: "The model is being loaded", totalMs: expect.any(Number) },
    ]);
    await client.until(() => client.stderr.includes("loading"), "the load");
    client.process.kill("SIGUSR2");
    await client.untilState("ready");
    expect(client.statuses.map(({ state, message }) => [state, message])).toEqual([
      ["off", ""],
      ["loading", "The model is being loaded"],
      ["loading", "The model is being loaded: 50 %"],
      ["ready", ""],
    ]);
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
  });
});

describe("requests", () => {
  it("answers with plain text at the cursor", async () => {
    const client = await startReady();
    const items = await client.complete(URI, PLACE).items;
    expect(items[0]?.insertText).toMatch(/^alpha/);
    expect(Object.keys(items[0]!).sort()).toEqual(["insertText", "range"]);
    expect(client.received("turnkey/outcome")).toEqual([]);
  });

  it("a cancelled request is answered with RequestCancelled, one cancelled in the queue too", async () => {
    const client = await startReady({ behaviour: { holdsFirstStep: true } });
    const cancelled = { code: -32800 };
    const running = client.complete(URI, PLACE);
    await client.request("turnkey/health");
    running.cancel();
    await expect(running.items).rejects.toMatchObject(cancelled);
    const queued = client.complete(URI, PLACE);
    queued.cancel();
    await expect(queued.items).rejects.toMatchObject(cancelled);
    client.process.kill("SIGUSR2");
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
  });

  it("thinks while it works", async () => {
    const client = await startReady({ behaviour: { stepMs: 60 } });
    await client.complete(URI, PLACE).items;
    await client.untilState("ready");
    expect(states(client)).toEqual(["off", "loading", "ready", "thinking", "ready"]);
  });

  it("unknown documents and places outside give nothing", async () => {
    const client = start();
    await client.initialize({ ownInlineProvider: true });
    await client.open(URI, "a\n");
    await client.untilState("ready");
    expect(await client.complete("file:///other.ts", PLACE).items).toEqual([]);
    expect(await client.complete(URI, { line: 9, character: 0 }).items).toEqual([]);
    expect(client.received<{ kind: string }>("turnkey/outcome").map(({ kind }) => kind)).toEqual([
      "unsupportedDocument",
      "notShowable",
    ]);
  });

  it("says what an undo, several cursors and a lost focus mean", async () => {
    const client = await startReady();
    const kinds = async (): Promise<string[]> => {
      const lines = await client.request<string[]>("turnkey/trace");
      return lines.flatMap((line) => / outcome: (\w+)/.exec(line)?.[1] ?? []);
    };
    await client.notify("turnkey/cursor", { uri: URI, position: PLACE, single: false });
    expect(await client.complete(URI, PLACE, 2).items).toEqual([]);
    await client.notify("turnkey/cursor", { uri: URI, position: PLACE, single: true });
    await client.change(URI, 2, [{ text: "let x = \n" }]);
    await client.notify("turnkey/changeReason", { uri: URI, version: 1, reason: "undo" });
    await client.complete(URI, PLACE, 2).items;
    await client.notify("turnkey/changeReason", { uri: URI, version: 2, reason: "undo" });
    expect(await client.complete(URI, PLACE, 2).items).toEqual([]);
    await client.change(URI, 3, [{ text: "let y = \n" }]);
    await client.notify("turnkey/focus", { focused: false });
    expect(await client.complete(URI, PLACE, 2).items).toEqual([]);
    expect(await kinds()).toEqual(["severalCursors", "shown", "afterUndo", "unfocused"]);
  });
});

describe("texts", () => {
  it.each([11, 12])("1,000 random events: the model reads what the client has, seed %i", async (seed) => {
    const client = await startReady({ behaviour: { report: true } });
    const random = createRandom(seed);
    let text = "let x = ;\n";
    for (let version = 2; version <= 1001; version++) {
      const event = randomEvent(text, random);
      await client.change(URI, version, event.changes);
      text = event.text;
      if (version % 50 !== 0) continue;
      const lineStart = text.lastIndexOf("\n", random(text.length + 1)) + 1;
      await client.complete(URI, toPosition(text, lineStart)).items;
      const [prefix, suffix] = lastRead(client.stderr);
      expect(prefix + suffix, JSON.stringify(event.changes)).toBe(text.replaceAll("\r\n", "\n"));
    }
    expect(client.received("window/showMessage")).toEqual([]);
    expect(await client.stop()).toBe(0);
  });

  const lastRead = (stderr: string): [string, string] => {
    const line = stderr.split("\n").findLast((text) => text.startsWith("continue "));
    return JSON.parse(line?.slice("continue ".length) ?? '["", ""]') as [string, string];
  };

  it("a document that cannot be followed is asked for again", async () => {
    const client = start();
    await client.initialize({ ownInlineProvider: true });
    await client.open(URI, "let x = ;\n");
    await client.untilState("ready");
    await client.change(URI, 2, [{ range: "nonsense", text: "a" }]);
    expect(await client.complete(URI, PLACE).items).toEqual([]);
    expect(client.received("turnkey/resync")).toEqual([{ uri: URI }]);
    await client.open(URI, "let x = ;\n", "typescript", 3);
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
    for (let version = 4; version < 20; version += 2) {
      await client.change(URI, version, [{ range: "nonsense", text: "a" }]);
      await client.open(URI, "let x = ;\n", "typescript", version + 1);
    }
    await client.request("turnkey/health");
    expect(client.received("turnkey/resync")).toHaveLength(3);
    expect(client.received("turnkey/message")).toHaveLength(1);
  });

  it("other editors are told in words", async () => {
    const client = await startReady();
    await client.change(URI, 2, [{ range: "nonsense", text: "a" }]);
    await client.change(URI, 3, [{ range: "nonsense", text: "a" }]);
    await client.request("turnkey/health");
    expect(client.received("window/showMessage")).toEqual([
      { type: 1, message: `Turnkey lost track of the text of ${URI}. Close it and open it again to get suggestions.` },
    ]);
  });
});

describe("settings", () => {
  const COMPLAINT = {
    severity: "warning",
    text: 'turnkey.maxLines is "many", but must be a whole number from 1 to 100; 12 is used instead.',
  };

  it("complains once of a wrong value, wherever it comes from", async () => {
    const client = start();
    await client.initialize({ ownInlineProvider: true, settings: { maxLines: "many" } });
    await client.notify("workspace/didChangeConfiguration", { settings: { turnkey: { maxLines: "many" } } });
    await client.notify("workspace/didChangeConfiguration", { settings: { maxLines: "many", eagerness: "loud" } });
    await client.request("turnkey/health");
    const messages = client.received("turnkey/message");
    expect(messages).toEqual([COMPLAINT, { severity: "warning", text: expect.stringContaining("turnkey.eagerness") }]);
  });

  it("other editors get it as a message of LSP's", async () => {
    const client = start();
    await client.initialize({ settings: { maxLines: "many" } });
    await client.request("turnkey/health");
    expect(client.received("window/showMessage")).toEqual([{ type: 2, message: COMPLAINT.text }]);
    expect(client.received("turnkey/message")).toEqual([]);
  });

  it("a language switched on loads the model, a new model path loads another", async () => {
    const client = start({ behaviour: { failed: "It is not a GGUF file." } });
    await client.initialize({ settings: { enable: { "*": false } } });
    await client.open(URI, "let x = ;\n");
    expect(await client.request("turnkey/health")).toMatchObject({ state: "off" });
    await client.notify("workspace/didChangeConfiguration", { settings: { turnkey: {} } });
    await client.untilState("ready");
    await client.notify("workspace/didChangeConfiguration", { settings: { turnkey: { model: { path: "/bad" } } } });
    await client.untilState("error");
    expect(client.statuses.at(-1)?.message).toBe("It is not a GGUF file.");
    expect(await client.complete(URI, PLACE).items).toEqual([]);
    await client.notify("workspace/didChangeConfiguration", { settings: { turnkey: { "model.path": "" } } });
    await client.untilState("ready");
    expect(client.received("window/showMessage")).toEqual([{ type: 1, message: "It is not a GGUF file." }]);
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
  });

  it("a model that broke the engine is not loaded again", async () => {
    const client = start();
    const settings = { model: { path: "/bad.gguf" } };
    await client.initialize({ ownInlineProvider: true, badModels: ["/bad.gguf"], settings });
    await client.open(URI, "a\n");
    await client.untilState("ready");
    expect(client.stderr).toBe("loading embedded\n");
    expect(client.received("turnkey/message")).toHaveLength(1);
  });
});

describe("diagnostics", () => {
  it("names no file, no folder and no source text", async () => {
    const client = start();
    const settings = { model: { path: "/home/someone/secret.gguf" }, exclude: ["**/mysecret/**"] };
    await client.initialize({ settings }, { clientInfo: { name: "test editor", version: "1.2" } });
    await client.open("file:///project/secret.ts", "let secret = ;\n");
    await client.untilState("ready");
    await client.complete("file:///project/secret.ts", { line: 0, character: 13 }).items;
    const text = await client.request<string>("turnkey/diagnostics");
    expect(text).not.toMatch(/secret|someone|home|alpha|\/project/);
    expect(text).toContain("client: test editor 1.2\n");
    expect(text).toContain("engine: ready\nshared: no\nmodel: a file of the user's\nthreads: 1 (setting 0)\n");
    expect(text).toContain("documents: typescript 1\ngrammars: 0 rules found wrong\noutcomes: shown 1");
  });

  it("hold none of two hundred secrets of an open document, nor does the trace", async () => {
    const client = start();
    await client.initialize();
    const secrets = makeSecretLines(12);
    const code = secrets.map(({ line }, at) => `function f${at}() {\n  ${line}\n}\n`).join("");
    await client.open(URI, `let x = ;\n${"// Nothing.\n".repeat(200)}${code}`);
    await client.untilState("ready");
    await client.complete(URI, PLACE).items;
    const trace = await client.request<readonly string[]>("turnkey/trace");
    const said = `${await client.request<string>("turnkey/diagnostics")}\n${trace.join("\n")}`;
    expect(trace.join("\n")).toContain("outcome: shown");
    expect(secrets.filter(({ secret }) => said.includes(secret)).map(({ line }) => line)).toEqual([]);
  });
});
