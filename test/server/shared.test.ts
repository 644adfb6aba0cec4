/** One engine process for several windows, by real processes and sockets. */

import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { PanelHealth } from "../../src/core/panel/panelHealth.ts";
import { IDENTITY, open, useSharedEngines, type Window } from "./support/sharedEngine.ts";

const { address, start, come, window } = useSharedEngines();

const URI = "file:///project/a.ts";
const PLACE = { line: 0, character: 8 };
const TEXT = "let x = ;\n";

const kinds = (client: Window): string[] =>
  client.received<{ kind: string }>("turnkey/outcome").map(({ kind }) => kind);
const windowsOf = (client: Window): unknown => (client.statuses.at(-1) as { windows?: number }).windows;

async function begun(options: { readonly settings?: object } = {}): Promise<Window> {
  const one = await window();
  await one.begin(TEXT, options);
  await one.untilState("ready");
  return one;
}

async function expectSuggestion(client: Window): Promise<void> {
  expect(await client.complete(URI, PLACE, 2).items).toMatchObject([{ insertText: "alpha + beta" }]);
}

describe("two windows", () => {
  it("have one engine, one model, and each its own documents, settings and trace", async () => {
    const engine = start();
    expect(await engine.said).toEqual({ kind: "listening" });
    const first = await begun();
    const second = await begun({ settings: { enable: { "*": false, typescript: true, markdown: false } } });
    expect([first.enginePid, second.enginePid]).toEqual([engine.pid, engine.pid]);
    await first.until(() => windowsOf(first) === 2, "the other window");
    expect(windowsOf(second)).toBe(2);
    expect(first.log.filter((line) => line.startsWith("loading"))).toEqual(["loading embedded"]);
    await second.change(URI, 2, [{ text: "let other = 1;\nlet y = ;\n" }]);
    await expectSuggestion(first);
    expect(await second.complete(URI, { line: 1, character: 8 }, 2).items).toMatchObject([
      { insertText: "alpha + beta" },
    ]);
    expect((await first.request<string[]>("turnkey/trace")).join("\n")).not.toContain("version 2");
    expect((await second.request<string[]>("turnkey/trace")).join("\n")).toContain("version 2");
    await second.open("file:///project/a.md", "# a\n", "markdown");
    await first.open("file:///project/a.md", "# a\n", "markdown");
    expect(await second.complete("file:///project/a.md", { line: 0, character: 3 }).items).toEqual([]);
    expect(kinds(second).at(-1)).toBe("disabled");
    await first.complete("file:///project/a.md", { line: 0, character: 3 }).items;
    expect(kinds(first).at(-1)).not.toBe("disabled");
    expect(await first.request("turnkey/diagnostics")).toContain("shared: by 2 windows");
  });

  it("each with its panel: requests, figures and copies are its own, and what one looks at costs the other nothing", async () => {
    await start().said;
    const [first, second] = [await begun(), await begun()];
    await second.change(URI, 2, [{ text: "const mine = 1;\nlet y = ;\n" }]);
    for (const client of [first, second]) await client.request("turnkey/why", { watch: true });
    await expectSuggestion(first);
    await expectSuggestion(first);
    await second.complete(URI, { line: 1, character: 8 }, 2).items;
    const told = (client: Window) =>
      Promise.all([
        client.request<readonly { number: number; line: number }[]>("turnkey/why", { watch: true }),
        client.request<PanelHealth>("turnkey/figures", { watch: true }),
      ]);
    const [[mine, figures], [theirs, others]] = [await told(first), await told(second)];
    expect([mine.map(({ line }) => line), theirs.map(({ line }) => line)]).toEqual([[0, 0], [1]]);
    expect([figures.figures.shown, others.figures.shown]).toEqual([2, 1]);
    expect([figures.strip !== undefined, others.strip !== undefined]).toEqual([true, true]);
    const copied = await first.request<string>("turnkey/copiedTest", { request: mine[0]!.number });
    expect(JSON.parse(copied)).toMatchObject({ trace: [{ open: { languageId: "typescript" } }, {}] });
    // One looks away: the other's texts are kept.
    await first.request("turnkey/why", { watch: false });
    expect(await second.request("turnkey/copiedTest", { request: theirs[0]!.number })).not.toBeNull();
    expect(await first.request("turnkey/copiedTest", { request: mine.at(-1)!.number })).toBeNull();
  });

  it("ask at once, and both are answered; one without focus loads and does nothing", async () => {
    await start({ stepMs: 2 }).said;
    const [first, second] = [await begun(), await begun()];
    await Promise.all([first, second, first, second].map(expectSuggestion));
    const resting = await window();
    await resting.initialize({ ownInlineProvider: true });
    await resting.notify("turnkey/focus", { focused: false });
    await resting.open(URI, TEXT);
    expect(await resting.request("turnkey/health")).toMatchObject({ state: "off", windows: 3 });
  });

  it("one leaves, is killed, or sends rubbish: the other goes on", async () => {
    const engine = start({ stepMs: 5 });
    await engine.said;
    const [stays, leaves, dies, raves] = [await begun(), await begun(), await begun(), await begun()];
    await leaves.leave();
    await stays.until(() => windowsOf(stays) === 3, "the one that left");
    dies.complete(URI, PLACE).items.catch(() => {});
    dies.die();
    await stays.until(() => windowsOf(stays) === 2, "the one that died");
    raves.socket.write("GET / HTTP/1.1\r\n\r\n");
    await raves.until(() => raves.isClosed, "its end");
    await stays.until(() => windowsOf(stays) === 1, "the one that raved");
    expect(stays.log.join("\n")).toContain("does not speak the language server protocol");
    await expectSuggestion(stays);
    expect(stays.enginePid).toBe(engine.pid);
  });

  it("settings that belong to the model are kept: the window that wants others goes elsewhere", async () => {
    await start().said;
    const [first, second] = [await begun(), await begun()];
    await second.notify("workspace/didChangeConfiguration", {
      settings: { turnkey: { "model.path": "/other.gguf", eagerness: "quiet" } },
    });
    expect(await second.request("turnkey/diagnostics")).toContain('changed settings: eagerness "quiet"\n');
    await expectSuggestion(second);
    await expectSuggestion(first);
  });
});

describe("who may come", () => {
  it("a window with another wish is refused in words, and whoever does not greet is sent away", async () => {
    await start().said;
    expect(await come("another engine")).toEqual({
      turnkey: "refused",
      why: expect.stringMatching(/version|settings/),
    });
    for (const greeting of ["Content-Length: 20\r\n\r\n", '{"turnkey":"welcome","pid":1}\n', `${"x".repeat(3000)}`]) {
      const socket = (await open(address()))!;
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.resume();
      socket.write(greeting);
      socket.end();
      await closed;
    }
    await expectSuggestion(await begun());
  });

  it("what is said right behind the greeting is not lost", async () => {
    await start().said;
    const socket = (await open(address()))!;
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { capabilities: {} } });
    socket.write(
      `${JSON.stringify({ turnkey: "hello", identity: IDENTITY })}\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    let answer = "";
    for await (const chunk of socket) {
      answer += chunk;
      if (answer.includes('"capabilities"')) break;
    }
    expect(answer).toMatch(/^\{"turnkey":"welcome","pid":\d+\}\nContent-Length: /);
  });
});

describe("one engine, whoever starts", () => {
  it("of five that start at once, one stays", async () => {
    const engines = Array.from({ length: 5 }, () => start());
    const said = await Promise.all(engines.map((engine) => engine.said));
    expect(said.map(({ kind }) => kind).sort()).toEqual(["listening", "taken", "taken", "taken", "taken"]);
    const losers = engines.filter((_, index) => said[index]!.kind === "taken");
    expect(await Promise.all(losers.map(({ exited }) => exited))).toEqual([0, 0, 0, 0]);
    expect((await window()).enginePid).toBe(engines.find((engine) => !losers.includes(engine))?.pid);
  });

  it("a killed engine's address is taken over by one of those that come at once", async () => {
    const dead = start();
    await dead.said;
    const left = await begun();
    process.kill(dead.pid, "SIGKILL");
    await left.until(() => left.isClosed, "its end");
    await dead.exited;
    expect(await come()).toBeUndefined();
    const engines = Array.from({ length: 4 }, () => start());
    // Two may take it over in the same moment; the one that lost it leaves when it sees so.
    const ends = engines.map((engine) => engine.exited.then(() => engine.pid));
    const gone: number[] = [];
    while (gone.length < 3)
      gone.push(await Promise.race(ends.filter((_, index) => !gone.includes(engines[index]!.pid))));
    const stays = engines.find(({ pid }) => !gone.includes(pid))!;
    expect((await window()).enginePid).toBe(stays.pid);
    expect(readdirSync(dirname(address())).sort()).toEqual(["e.sock", `e.sock.${stays.pid}`]);
  });

  it("a file that is no socket is replaced", async () => {
    rmSync(address(), { force: true });
    writeFileSync(address(), "not a socket");
    expect(await start().said).toEqual({ kind: "listening" });
    expect(await window()).toBeDefined();
  });
});
