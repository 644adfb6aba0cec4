import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { createConnection } from "vscode-languageserver/node";
import { BugError, must } from "../../src/core/bug.ts";
import type { OpenDocument } from "../../src/core/request/openDocuments.ts";
import type { TextEdit } from "../../src/core/text/textEdit.ts";
import { Mirror, ServerDocuments } from "../../src/server/documents.ts";
import { type ContentChange, createRandom, randomEvent, toPosition } from "./support/randomEdits.ts";

const URI = "file:///project/a.ts";

/** A sink that follows texts by the edits alone. */
class Texts {
  readonly texts = new Map<string, { text: string; version: number }>();
  readonly edits: TextEdit[] = [];
  failAt: number | undefined;

  open({ uri, text, version }: OpenDocument): void {
    must(!this.texts.has(uri), `${uri} is open already`);
    this.texts.set(uri, { text, version });
  }
  change(uri: string, edit: TextEdit, version: number): void {
    if (version === this.failAt) throw new BugError("a bug in the pipeline");
    const { text } = this.#known(uri);
    this.edits.push(edit);
    this.texts.set(uri, { text: edit.apply(text), version });
  }
  close(uri: string): void {
    this.#known(uri);
    this.texts.delete(uri);
  }
  textOf(uri: string): string {
    return this.#known(uri).text;
  }
  #known(uri: string): { text: string; version: number } {
    const known = this.texts.get(uri);
    if (known === undefined) throw new BugError(`no open document ${uri}`);
    return known;
  }
}

const disposables: (() => void)[] = [];
afterEach(() => {
  for (const dispose of disposables.splice(0)) dispose();
});

/** Server and client in one process, over two streams. */
function createStage() {
  const sink = new Texts();
  const broken: string[] = [];
  const touched: string[] = [];
  const documents = new ServerDocuments({
    sink,
    onTouched: ({ uri, version }) => touched.push(`${uri} ${version}`),
    onBroken: (uri, error) => broken.push(`${uri}: ${error instanceof Error ? error.message : error}`),
    verify: true,
  });
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  documents.listen(server);
  server.onRequest("test/ping", () => "pong");
  server.listen();
  const client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  client.listen();
  disposables.push(() => client.dispose());
  const send = (method: string, params: object) => client.sendNotification(method, params);
  return {
    sink,
    broken,
    touched,
    documents,
    send,
    open: (text: string, uri = URI, version = 1) =>
      send("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version, text } }),
    change: (version: number | null, contentChanges: readonly ContentChange[], uri = URI) =>
      send("textDocument/didChange", { textDocument: { uri, version }, contentChanges }),
    close: (uri = URI) => send("textDocument/didClose", { textDocument: { uri } }),
    /** Everything sent so far has been handled. */
    ping: () => client.sendRequest("test/ping"),
  };
}

describe("Mirror", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("1,000 random events, seed %i", (seed) => {
    const random = createRandom(seed);
    let text = "const 👍 = 1;\r\n\tfoo();\n";
    const mirror = new Mirror(URI, "typescript", 0, text);
    for (let version = 1; version <= 1000; version++) {
      const { changes, text: next } = randomEvent(text, random);
      mirror.apply(changes, version);
      const edit = mirror.takeEdit();
      const failure = `changes ${JSON.stringify(changes)} of ${JSON.stringify(text)} became ${edit}`;
      expect(mirror.broken, failure).toBeUndefined();
      expect(mirror.text, failure).toBe(next);
      expect(edit?.apply(text), failure).toBe(next);
      text = next;
    }
  });

  function checkEdit(name: string, before: string, changes: readonly ContentChange[], expected: string): void {
    it(name, () => {
      const mirror = new Mirror(URI, "typescript", 1, before).apply(changes, 2);
      expect(String(mirror.takeEdit())).toBe(expected);
      expect(mirror.takeEdit()).toBeUndefined();
    });
  }
  const at = (line: number, character: number) => ({ line, character });

  checkEdit(
    "each change counts from the text before it",
    "ab\n",
    [
      { range: { start: at(0, 2), end: at(0, 2) }, text: "c\n" },
      { range: { start: at(1, 0), end: at(1, 0) }, text: "d" },
    ],
    'TextEdit.of([{ start: 2, end: 2, text: "c\\nd" }])',
  );
  checkEdit(
    "a whole text is reduced to what differs",
    "one\ntwo\nthree\nfour\n",
    [{ text: "one\n  two\nthree\nfive\n" }],
    'TextEdit.of([{ start: 4, end: 4, text: "  " }, { start: 15, end: 18, text: "ive" }])',
  );
  checkEdit(
    "a completion that replaces its beginning is an insertion",
    "con",
    [{ range: { start: at(0, 0), end: at(0, 3) }, text: "console" }],
    'TextEdit.of([{ start: 3, end: 3, text: "sole" }])',
  );
  checkEdit(
    "other line ends",
    "a\r\nb\r\n",
    [{ range: { start: at(0, 0), end: at(2, 0) }, text: "a\nb\n" }],
    'TextEdit.of([{ start: 1, end: 3, text: "\\n" }, { start: 4, end: 6, text: "\\n" }])',
  );
  checkEdit(
    "a character behind the line's end means the line's end",
    "ab\ncd",
    [{ range: { start: at(0, 99), end: at(0, 99) }, text: "!" }],
    'TextEdit.of([{ start: 2, end: 2, text: "!" }])',
  );
  checkEdit(
    "a range the wrong way round",
    "abcd",
    [{ range: { start: at(0, 3), end: at(0, 1) }, text: "" }],
    'TextEdit.of([{ start: 1, end: 3, text: "" }])',
  );
  checkEdit("nothing but a version", "ab", [{ text: "ab" }], "TextEdit.empty");
});

describe("ServerDocuments", () => {
  it("follows opening, changes and closing, in order", async () => {
    const stage = createStage();
    const random = createRandom(99);
    let text = "start\n";
    await stage.open(text);
    for (let version = 2; version <= 200; version++) {
      const event = randomEvent(text, random);
      await stage.change(version, event.changes);
      text = event.text;
    }
    await stage.ping();
    expect(stage.broken).toEqual([]);
    expect(stage.sink.texts.get(URI)).toEqual({ text, version: 200 });
    expect(stage.documents.get(URI)?.text).toBe(text);
    expect(stage.touched).toHaveLength(200);
    expect(stage.sink.edits).toHaveLength(199);
    await stage.close();
    await stage.ping();
    expect(stage.sink.texts.size).toBe(0);
    expect(stage.documents.get(URI)).toBeUndefined();
  });

  it("an opening of what is open starts afresh", async () => {
    const stage = createStage();
    await stage.open("old");
    await stage.open("new", URI, 7);
    await stage.ping();
    expect(stage.sink.texts.get(URI)).toEqual({ text: "new", version: 7 });
    expect(stage.broken).toEqual([]);
  });

  it("changes and closings of what is not open do nothing", async () => {
    const stage = createStage();
    await stage.change(2, [{ text: "a" }]);
    await stage.close();
    await stage.ping();
    expect(stage.sink.texts.size).toBe(0);
    expect(stage.broken).toEqual([]);
  });

  const insert = (text: string): ContentChange => ({
    range: { start: toPosition("", 0), end: toPosition("", 0) },
    text,
  });
  const malformed = { range: { start: { line: "x" } }, text: 1 } as unknown as ContentChange;

  function checkBroken(name: string, spoil: (stage: ReturnType<typeof createStage>) => Promise<void>, reason: RegExp) {
    it(`${name}: the document counts as closed, says so once, and comes back`, async () => {
      const stage = createStage();
      await stage.open("a");
      await spoil(stage);
      await stage.change(9, [insert("lost")]);
      await stage.ping();
      expect(stage.broken).toEqual([expect.stringMatching(reason)]);
      expect(stage.documents.get(URI)).toBeUndefined();
      expect(stage.sink.texts.has(URI)).toBe(false);
      await stage.open("again", URI, 10);
      await stage.change(11, [insert("once ")]);
      await stage.ping();
      expect(stage.sink.texts.get(URI)).toEqual({ text: "once again", version: 11 });
      expect(stage.broken).toHaveLength(1);
    });
  }
  checkBroken("a change that makes no sense", (stage) => stage.change(2, [malformed]), /^file:.*: /);
  checkBroken("a change without a version", (stage) => stage.change(null, [insert("b")]), /version/);
  checkBroken(
    "a bug in the pipeline",
    (stage) => {
      stage.sink.failAt = 2;
      return stage.change(2, [insert("b")]);
    },
    /a bug in the pipeline/,
  );

  it("a whole text mends a broken document", async () => {
    const stage = createStage();
    await stage.open("a");
    await stage.change(2, [malformed]);
    await stage.change(3, [{ text: "whole" }, insert("the ")]);
    await stage.ping();
    expect(stage.broken).toHaveLength(1);
    expect(stage.sink.texts.get(URI)).toEqual({ text: "the whole", version: 3 });
  });
});

describe("notebooks", () => {
  const NOTEBOOK = "file:///project/a.ipynb";
  const cellUri = (name: string) => `vscode-notebook-cell:/project/a.ipynb#${name}`;
  const cell = (name: string) => ({ kind: 2, document: cellUri(name) });
  const text = (name: string, content: string) => ({
    uri: cellUri(name),
    languageId: "python",
    version: 1,
    text: content,
  });

  it("cells open, change and close like documents", async () => {
    const stage = createStage();
    await stage.send("notebookDocument/didOpen", {
      notebookDocument: { uri: NOTEBOOK, notebookType: "jupyter-notebook", version: 1, cells: [cell("a"), cell("b")] },
      cellTextDocuments: [text("a", "import os\n"), text("b", "print(1)\n")],
    });
    const range = { start: toPosition("", 0), end: toPosition("", 0) };
    await stage.send("notebookDocument/didChange", {
      notebookDocument: { uri: NOTEBOOK, version: 2 },
      change: {
        cells: {
          structure: {
            array: { start: 1, deleteCount: 1, cells: [cell("c")] },
            didOpen: [text("c", "")],
            didClose: [{ uri: cellUri("b") }],
          },
          textContent: [
            { document: { uri: cellUri("a"), version: 2 }, changes: [{ range, text: "# 👍\n" }] },
            {
              document: { uri: cellUri("c"), version: 2 },
              changes: [
                { range, text: "x" },
                { range, text: "y" },
              ],
            },
          ],
        },
      },
    });
    await stage.ping();
    expect(stage.broken).toEqual([]);
    expect([...stage.sink.texts].map(([uri, { text }]) => [uri, text])).toEqual([
      [cellUri("a"), "# 👍\nimport os\n"],
      [cellUri("c"), "yx"],
    ]);
    await stage.send("notebookDocument/didClose", {
      notebookDocument: { uri: NOTEBOOK },
      cellTextDocuments: [{ uri: cellUri("a") }, { uri: cellUri("c") }],
    });
    await stage.ping();
    expect(stage.sink.texts.size).toBe(0);
  });
});
