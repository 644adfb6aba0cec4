/** A model here and one on a server of 127.0.0.1, which speaks as llama-server does and writes what it is told to. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import type { RemoteStatus } from "../../../src/protocol.ts";
import { talk } from "../../fakes/serverTalk.ts";
import { introduce, type RawRequest, RawServer, streamOf } from "../../remote/rawServer.ts";
import {
  awaitGhostText,
  ghostText,
  notifications,
  press,
  restingGhostText,
  screenshot,
  type,
  ui,
  until,
} from "../ui.ts";
import { SIZES, THEMES, useTheme, violations, walkByTab } from "./panelAccess.ts";
import { awaitLearnt, inPage, openPanel } from "./panelPage.ts";
import { awaitReady, outcomesSince, set, showFile, turnkey } from "./scene.ts";

/** What it goes on with where the model here would go on otherwise, and is less sure. */
const THERE = "n left - right;";
const ASKS = `export function scale(size: number, by: number): number {
  return size * by;
}

export function combine(left: number, right: number): number {
  ▮
}
`;
/** A slow machine has time. */
const WAIT_MS = 60_000;
/** Asking again gives up what was asked before: not too often. */
const ROUND_MS = 40_000;
const ROUNDS = 2;
const SCENE_MS = 300_000;

const server = new RawServer();
/** Texts wait for it: so that what the model here says is seen first, however fast either is. */
let gate: { readonly opened: Promise<void>; readonly open: () => void };

function closeGate(): void {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  gate = { opened, open };
}

function remote(): RemoteStatus | undefined {
  return turnkey().status().engine.remote;
}

/** The server's word on a request: what the text must begin with, and then its own. */
function write({ body }: RawRequest): string {
  const { grammar = "" } = JSON.parse(body) as { readonly grammar?: string };
  const begun = /^root ::= "(.*)" \.\*$/.exec(grammar)?.[1] ?? "";
  const texts = [begun, THERE, "\n", "}"].filter((text) => text !== "");
  return streamOf(
    talk(
      "llama-server",
      texts.map((text) => ({ text, chance: 0.9999 })),
    ),
  );
}

/** Requests that have text of a document. */
function written(): readonly RawRequest[] {
  return server.requests.filter(({ path }) => path === "/completion");
}

/** The page's notification, by a part of what it says; undefined: there is none. */
async function question(): Promise<string | undefined> {
  return (await notifications()).split("\n").find((text) => text.includes("May Turnkey send text of this workspace"));
}

/** A notification that was not looked at for some seconds has gone to the list of them. */
async function answer(button: string): Promise<void> {
  const press = `(() => {
    const found = [...document.querySelectorAll(".notification-list-item .monaco-button")].find((one) => one.innerText === ${JSON.stringify(button)});
    found?.click();
    return found !== undefined;
  })()`;
  await until(`the button ${button}`, async () => {
    if ((await ui("evaluate", press)) === true) return true;
    await vscode.commands.executeCommand("notifications.showList");
    return false;
  });
}

/** Types, and waits for what the model here says at once. */
async function askHere(name: string): Promise<{ readonly document: vscode.TextDocument; readonly here: string }> {
  const document = await showFile(name, ASKS);
  const began = Date.now();
  await type("retur");
  for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
    // What was given up for something else is asked for again.
    const here = await awaitGhostText({ timeoutMs: ROUND_MS }).catch(() => undefined);
    // What the model here writes may come in pieces: all of it is to stay.
    if (here !== undefined) return { document, here: await restingGhostText({ timeoutMs: ROUND_MS }) };
  }
  throw new Error(`no ghost text; requests ended as ${outcomesSince(began).join(" ")}, ${JSON.stringify(remote())}`);
}

/** What the list behind the status bar says. */
async function statusList(): Promise<string> {
  void vscode.commands.executeCommand("turnkey.showStatus");
  const list = 'document.querySelector(".quick-input-widget:not([style*=\\"display: none\\"])")?.innerText ?? ""';
  const text = await until("the status list", async () => {
    const shown = String(await ui("evaluate", list));
    return shown.includes("127.0.0.1") && shown;
  });
  return text;
}

/** The panel's card. */
async function card(words: RegExp): Promise<string> {
  await openPanel();
  return until(
    `the server's card ${words}`,
    async () => {
      const shown = await ui("webview.evaluate", "document.querySelector('#server')?.innerText ?? ''").catch(() => "");
      return words.test(String(shown)) && String(shown);
    },
    { timeoutMs: WAIT_MS },
  );
}

async function showCard(name: string): Promise<void> {
  await ui("webview.evaluate", "document.querySelector('#server').scrollIntoView({ block: 'start' })");
  await screenshot(name);
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
}

describe("a server that writes too", () => {
  before(async () => {
    await server.start();
    server.answer = (socket, request) => {
      if (!introduce(socket, request, "llama-server")) void gate.opened.then(() => socket.write(write(request)));
    };
    closeGate();
    await awaitReady();
    await set("turnkey.remote.timeout", 120_000);
    await set("turnkey.remote.url", `127.0.0.1:${server.port}`);
  });

  after(async () => {
    await set("turnkey.remote.url", undefined);
    await set("turnkey.remote.timeout", undefined);
    await until("no server", () => remote() === undefined);
    await server.stop();
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
  });

  it("asks once, with the server's name, and sends nothing before", async () => {
    const asked = await until("the question", question, { timeoutMs: WAIT_MS });
    assert.ok(asked.includes(`to 127.0.0.1:${server.port}?`), asked);
    await screenshot("remote-question");
    await askHere("remoteAsked.ts");
    await until("the reason", () => remote()?.state === "withheld", { timeoutMs: WAIT_MS });
    assert.deepEqual(server.requests, []);
    assert.match(await card(/Nothing is sent/), /Nobody has agreed yet/);
    await answer("Send");
    await until("the server", () => remote()?.state === "unasked", { timeoutMs: WAIT_MS });
    assert.equal(await question(), undefined);
  }).timeout(SCENE_MS);

  it("shows the text of the model here at once, and the server's surer one at the pause", async () => {
    const { document, here } = await askHere("remoteBoth.ts");
    assert.ok(!here.startsWith(THERE), `the model here writes the same: ${here}`);
    await until("the request at the pause", () => written().length > 0, { timeoutMs: WAIT_MS });
    assert.equal(await ghostText(), here, "what stands stays while the server writes");
    await screenshot("remote-here");
    gate.open();
    const there = await until(
      "the server's text",
      async () => {
        const text = await ghostText();
        return text?.startsWith(THERE) && text;
      },
      { timeoutMs: WAIT_MS },
    );
    await screenshot("remote-there");
    await press("Tab");
    await until("the accepted text", () => document.getText().includes(`  retur${there}`));
    assert.equal(await notifications(), "", "asked once only");
    const words = await card(/Reached/);
    for (const part of [`127.0.0.1:${server.port}`, "llama-server", "qwen2.5-coder-7b", "qwen-coder", "Is said"])
      assert.ok(words.includes(part), `${part} in ${words}`);
    assert.match(words, /Was sent\s+\d+ requests, \d/);
    await showCard("remote-card");
  }).timeout(SCENE_MS);

  it("killed in between, is not missed: the model here goes on, and only the status says so", async () => {
    closeGate();
    const before = written().length;
    const { document, here } = await askHere("remoteKilled.ts");
    await until("the request at the pause", () => written().length > before, { timeoutMs: WAIT_MS });
    await server.stop();
    await until("the status", () => remote()?.state === "failed", { timeoutMs: WAIT_MS });
    assert.equal(await ghostText(), here, "what stands stays");
    await press("Tab");
    await until("the accepted text", () => document.getText().includes(`  retur${here}`));
    assert.equal(await notifications(), "");
    assert.match(
      await statusList(),
      /The server is left alone for a while: 127\.0\.0\.1:\d+ (?:cannot be reached|closed)/,
    );
    await screenshot("remote-gone-status");
    await press("Escape");
    assert.match(await card(/Gone since/), /it is asked again by itself/);
    await showCard("remote-card-gone");
    assert.equal(turnkey().status().engine.state, "ready");
  }).timeout(SCENE_MS);

  it("gone, and with what was learnt, the panel is for everybody: themes, sizes, and all of it by the Tab key", async () => {
    await set("turnkey.learnHere", true);
    try {
      await askHere("remoteLearnt.ts");
      await openPanel();
      assert.match(await card(/Gone since|Cannot be used since/), /127\.0\.0\.1/);
      await awaitLearnt();
      for (const [name, theme] of THEMES) {
        await useTheme(theme);
        for (const [size, enter, leave] of SIZES) {
          await inPage(`${enter};0`);
          await inPage("document.querySelector('#server').scrollIntoView({ block: 'start' })");
          await screenshot(`remote-card-${name}-${size}`);
          assert.deepEqual(await violations(), [], `${name}, ${size}`);
          await inPage(`${leave};0`);
        }
      }
      const { reached, wanted } = await walkByTab("settings");
      assert.deepEqual(reached, wanted);
      for (const stop of ["setServerKey", "decideServer", "forgetHabit"])
        assert.ok(
          reached.some((name) => name.includes(stop)),
          `${stop} in ${reached.join(", ")}`,
        );
    } finally {
      await set("turnkey.learnHere", false);
      await set("workbench.colorTheme", "Default Dark Modern");
    }
  }).timeout(2 * SCENE_MS);
});
