/** Frames and messages that the protocol does not allow: told apart, answered or ended, never met with silence. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameWatch } from "../../src/server/framing.ts";
import { MessageWatch } from "../../src/server/messageChecks.ts";
import { URI, useServer } from "./support/stage.ts";

const { bundlePath, startReady } = useServer();

const frame = (content: string, header = `Content-Length: ${Buffer.byteLength(content)}\r\n\r\n`): string =>
  header + content;

describe("frames", () => {
  const check = (stream: string, expected: RegExp | undefined) =>
    it(JSON.stringify(stream.slice(0, 80)), () => {
      const problem = new FrameWatch().feed(Buffer.from(stream));
      if (expected === undefined) expect(problem).toBeUndefined();
      else expect(problem).toMatch(expected);
    });

  check("", undefined);
  check(frame("{}") + frame("") + frame("ü\r\n\r\nx") + frame("{}"), undefined);
  check("Content-Type: x; charset=utf-8\r\ncontent-length:2\r\n\r\n{}", undefined);
  check("Content-Le", undefined);
  check("hello\n", /ends with \\n alone/);
  check("hello world", /begins with "hello "/);
  check("{", /begins with "\{"/);
  check("Content-Length: 2\n\n{}", /ends with \\n alone/);
  check("Content-Length: 2\r\r", /ends with \\r alone/);
  check("Content-Type: x\r\n\r\n{}", /no Content-Length/);
  check("\r\n", /no Content-Length/);
  check("Content-Length\r\n", /has no colon/);
  for (const length of ["x", "-1", "1.5", "0x10", "", "2 2", "9".repeat(16)])
    check(`Content-Length: ${length}\r\n\r\n`, /a Content-Length is "/);
  check("Content-Length: 536870889\r\n\r\n", /message of 536870889 bytes/);
  check("Content-Length: 536870888\r\n\r\n", undefined);
  check(`X: ${"y".repeat(5000)}`, /longer than 4096 bytes/);
  check(`${frame("{}")}oops\n`, /\\n alone/);

  it("the pieces that a stream comes in make no difference", () => {
    const part = fc.oneof(
      fc.string().map((content) => frame(content)),
      fc.constantFrom("\r\n", "X: y\r\n", "junk\n"),
    );
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (parts, sizes) => {
        const bytes = Buffer.from(parts.join(""));
        const whole = new FrameWatch().feed(bytes);
        const watch = new FrameWatch();
        let problem: string | undefined;
        for (let at = 0, turn = 0; at < bytes.length && problem === undefined; turn += 1) {
          const end = at + sizes[turn % sizes.length]!;
          problem = watch.feed(bytes.subarray(at, end));
          at = end;
        }
        expect(problem).toBe(whole);
      }),
    );
  });
});

describe("messages", () => {
  const initialize = { id: 0, method: "initialize", params: { capabilities: {} } };
  const check = (messages: readonly unknown[], expected: object | undefined) =>
    it(JSON.stringify(messages), () => {
      const watch = new MessageWatch();
      let problem: object | undefined;
      for (const message of messages) problem = watch.take(message);
      if (expected === undefined) expect(problem).toBeUndefined();
      else expect(problem).toMatchObject(expected);
    });
  const ask = (params: unknown) => ({ id: 7, method: "textDocument/inlineCompletion", params });
  const position = { line: 0, character: 0 };
  const right = { textDocument: { uri: URI }, position, context: { triggerKind: 1 } };
  const wrong = (params: unknown, message: RegExp) =>
    check([initialize, ask(params)], { id: 7, code: -32602, message: expect.stringMatching(message) });

  check([initialize, ask(right)], undefined);
  check([initialize, ask({ ...right, context: { triggerKind: 0, selectedCompletionInfo: null } })], undefined);
  wrong(undefined, /params must be an object/);
  wrong(null, /params must be an object/);
  wrong([right], /params must be an object/);
  wrong({}, /params\.textDocument must be an object/);
  wrong({ ...right, textDocument: { uri: 5 } }, /params\.textDocument\.uri must be a string/);
  wrong({ ...right, position: { line: -1, character: 0 } }, /position\.line must be a whole number/);
  wrong({ ...right, position: { line: 0.5, character: 0 } }, /position\.line/);
  wrong({ ...right, position: { line: 0 } }, /position\.character/);
  wrong({ ...right, context: undefined }, /params\.context must be an object/);
  wrong(
    { ...right, context: { triggerKind: 1, selectedCompletionInfo: { text: "x" } } },
    /selectedCompletionInfo\.range/,
  );

  check([{ ...initialize, params: null }], { id: 0, code: -32602 });
  check([{ ...initialize, params: { capabilities: 5 } }], { id: 0, code: -32602 });
  check([{ ...initialize, params: { capabilities: null } }], undefined);
  check([ask(right)], { id: 7, code: -32002 });
  check([{ ...initialize, params: null }, ask(right)], { id: 7, code: -32002 });
  check([initialize, { id: 1, method: "shutdown" }, ask(right)], { id: 7, code: -32600 });
  check([initialize, { id: 1, method: "shutdown" }, { method: "exit" }], undefined);
  check([initialize, { method: "turnkey/cursor", params: { uri: URI, position } }], { id: undefined, code: -32602 });
  check([initialize, { method: "turnkey/cursor", params: { uri: URI, position, single: true } }], undefined);
  check([initialize, { method: "turnkey/focus" }], { id: undefined, code: -32602 });
  check([initialize, { id: 3, method: "toString", params: 5 }], undefined);
  for (const message of [5, null, [], "x"]) check([message], { id: null, code: -32600 });
  check([{ id: 9 }], { id: 9, code: -32600 });
  check([{ id: 9, result: null }], undefined);
});

describe("the server", () => {
  it.each([
    ["a typed line", "hello\n", /not with \\r\\n\n$/],
    ["no length", "Content-Type: x\r\n\r\n", /no Content-Length\n$/],
    ["a length without an end", "Content-Length: 99999999999\r\n\r\n", /99999999999 bytes is announced\n$/],
  ])("ends with a line and 1: %s", async (_, input, expected) => {
    const child = spawn(process.execPath, [bundlePath(), "--stdio"], { stdio: "pipe" });
    const [out, err] = [text(child.stdout), text(child.stderr)];
    child.stdin.write(input);
    const [code] = (await once(child, "exit")) as [number];
    expect([code, await out]).toEqual([1, ""]);
    expect(await err).toMatch(/^turnkey: the client does not speak the language server protocol: [^\n]+\n$/);
    expect(await err).toMatch(expected);
  });

  it("says what was wrong with the last message, also where the input ends behind it", async () => {
    const child = spawn(process.execPath, [bundlePath(), "--stdio"], { stdio: "pipe" });
    const err = text(child.stderr);
    child.stdin.end("Content-Length: 5\r\n\r\nhello");
    const [code] = (await once(child, "exit")) as [number];
    expect([code, await err]).toEqual([1, "turnkey: A message is not JSON.\n"]);
  });

  it("ends with a line and 1 where nobody listens", async () => {
    const child = spawn(process.execPath, [bundlePath(), "--pipe=/nowhere/at/all"], { stdio: "pipe" });
    const err = text(child.stderr);
    expect((await once(child, "exit"))[0]).toBe(1);
    expect(await err).toBe("turnkey: /nowhere/at/all does not answer (ENOENT)\n");
  });

  it.each(["stdio", "ipc"] as const)(
    "answers what it cannot do with the right code, and goes on: %s",
    async (transport) => {
      const client = await startReady({ transport });
      const codeOf = (method: string, params: object) =>
        client.request(method, params).then(
          () => 0,
          (error: { code: number }) => error.code,
        );
      expect(await codeOf("textDocument/inlineCompletion", { position: 5 })).toBe(-32602);
      expect(await codeOf("turnkey/nothing", {})).toBe(-32601);
      await client.notify("turnkey/cursor", { uri: 5 });
      expect(await client.request("turnkey/health")).toMatchObject({ state: "ready" });
      expect(await client.stop()).toBe(0);
    },
  );

  it("answers what is not JSON, and goes on", async () => {
    const child = spawn(process.execPath, [bundlePath(), "--stdio"], { stdio: "pipe" });
    const out = text(child.stdout);
    const send = (content: string): boolean => child.stdin.write(frame(content));
    send("{broken");
    send('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"processId":null,"rootUri":null}}');
    send('{"jsonrpc":"2.0","id":2,"method":"shutdown"}');
    send('{"jsonrpc":"2.0","method":"exit"}');
    expect((await once(child, "exit"))[0]).toBe(0);
    expect(await out).toMatch(/"id":null,"error":\{"code":-32700,.*"id":1,"result":/s);
  });
});
