/** Two windows of one person: one engine serves both. Only where the extension is installed, as people have it. */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "mocha";
import * as vscode from "vscode";
import { notifications, READ_GHOST_TEXT, screenshot, show, type, ui, uiOf, until } from "../ui.ts";
import { inPage, isPanelThere, openPanel, rowText } from "./panelPage.ts";
import { awaitReady, enginePid, ONE_LINE, set, showFile, turnkey, workspaceFolder } from "./scene.ts";

const [FIRST, OTHER] = [0, 1];
const WAIT_MS = 180_000;
const STATUS_MS = 60_000;
const ASK_AGAIN_MS = 30_000;

describe("a second window", () => {
  after(async () => {
    await uiOf(OTHER, "close").catch(() => {});
    await ui("bringToFront");
  });

  it("is served by the engine of the first, and both have one again when that is killed", async function () {
    this.timeout(8 * WAIT_MS);
    const document = await showFile("first.ts", ONE_LINE);
    await awaitReady();
    const pid = enginePid();
    const alone = megabytesOf(pid);
    await openOther("other.ts");
    await until("the other window at this engine", () => windows() === 2, { timeoutMs: WAIT_MS });
    assert.equal(enginePid(), pid);
    assert.deepEqual(serving(), [pid]);
    await typeInOther("retur");
    const together = megabytesOf(pid);
    console.log(`      the engine: ${alone} MB for one window, ${together} MB for two`);
    assert.ok(together < 2 * alone, "a second window costs no second model");
    await ui("bringToFront");
    // A window that comes to the front has not always its cursor where it was.
    await show(document, ONE_LINE.indexOf("▮"));
    await type("ret");
    await awaitGhostIn(FIRST);

    process.kill(pid, "SIGKILL");
    await type("ur");
    await awaitReady({ otherThan: pid });
    await until("both at one engine", () => windows() === 2, { timeoutMs: WAIT_MS });
    await until("one process", () => serving().length === 1, { timeoutMs: STATUS_MS });
    assert.deepEqual(serving(), [enginePid()]);
    await type("n");
    await awaitGhostIn(FIRST);
    await typeInOther("n");
    await closeOther();
    assert.equal(await notifications(), "");
  });

  it("has a panel of its own, and each shows what is set in the other and in the workspace's file", async function () {
    this.timeout(6 * WAIT_MS);
    await closeOther();
    rmSync(join(workspaceFolder(), ".vscode"), { recursive: true, force: true });
    await openPanel();
    await openOther("panels.ts");
    await until("the other window at this engine", () => windows() === 2, { timeoutMs: WAIT_MS });
    await openOtherPanel();
    await inBoth("an engine that is ready", (window) =>
      inPage<boolean>("/Turnkey is ready/.test(document.body.innerText)", window),
    );
    await set("turnkey.maxLines", 3);
    await inBoth("what the tests' window has set", (window) => says(window, /Set in User settings/));
    await setInOtherPanel("7");
    await until("what the other panel has set", () => inspected("maxLines")?.globalValue === 7);
    await inBoth("what the other panel has set", (window) => says(window, /Set in User settings/, "7"));
    const folder = join(workspaceFolder(), ".vscode");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "settings.json"), '{ "turnkey.maxLines": 5 }');
    await inBoth("the workspace's file", (window) =>
      says(window, /Set in Workspace settings.*Also set in User settings \(7\)/s, "5"),
    );
    await setInOtherPanel("6");
    await until("the workspace's value", () => inspected("maxLines")?.workspaceValue === 6);
    assert.equal(inspected("maxLines")?.globalValue, 7);
    await screenshot("panel-of-another-window", undefined, OTHER);
    rmSync(folder, { recursive: true });
    await inBoth("the user's value", (window) => says(window, /Set in User settings/, "7"));
    await set("turnkey.maxLines", undefined);
    await inBoth("the default", async (window) => !(await says(window, /Set in/)));
    await closeOther();
    assert.ok(await isPanelThere());
    assert.equal(await notifications(), "");
  });
});

/** A person opens it from the palette. */
async function openOtherPanel(): Promise<void> {
  await uiOf(OTHER, "bringToFront");
  const open = async (): Promise<void> => {
    await uiOf(OTHER, "keyboard.press", "F1");
    await uiOf(OTHER, "keyboard.type", "Turnkey: Open the Panel", { delay: 20 });
    await uiOf(OTHER, "keyboard.press", "Enter");
  };
  await open();
  let askAt = Date.now() + ASK_AGAIN_MS;
  await until(
    "the panel of the other window",
    async () => {
      if (await isPanelThere(OTHER)) return true;
      if (Date.now() < askAt) return false;
      askAt = Date.now() + ASK_AGAIN_MS;
      await uiOf(OTHER, "keyboard.press", "Escape");
      await open();
      return false;
    },
    { timeoutMs: WAIT_MS },
  );
}

/** @throws what the row says instead */
async function inBoth(what: string, ask: (window: number) => Promise<boolean>): Promise<void> {
  for (const window of [FIRST, OTHER])
    await until(`${what} in the panel of window ${window}`, () => ask(window), { timeoutMs: STATUS_MS }).catch(
      async (error: Error) => {
        const [text, value] = [await rowText("maxLines", window), await inPage(`${FIELD}.value`, window)];
        throw new Error(`${error.message}; it says ${JSON.stringify(text)}, and ${value} in its field`);
      },
    );
}

/** What the row of the number of lines says, and the value in its field. */
async function says(window: number, words: RegExp, value?: string): Promise<boolean> {
  if (!words.test(await rowText("maxLines", window))) return false;
  return value === undefined || (await inPage<string>(`${FIELD}.value`, window)) === value;
}

const FIELD = "document.querySelector('[data-name=\"maxLines\"] vscode-textfield')";

async function setInOtherPanel(value: string): Promise<void> {
  await uiOf(OTHER, "bringToFront");
  await inPage(`${FIELD}.focus()`, OTHER);
  for (const key of ["Control+a", value, "Tab"]) await uiOf(OTHER, "keyboard.press", key);
}

function inspected(name: string) {
  return vscode.workspace.getConfiguration("turnkey").inspect<number>(name);
}

/** Also what an earlier try may have left open. */
async function closeOther(): Promise<void> {
  while (
    await uiOf(OTHER, "close").then(
      () => true,
      () => false,
    )
  );
  await until("one window", () => windows() === 1, { timeoutMs: STATUS_MS });
  await ui("bringToFront");
}

function windows(): number | undefined {
  return turnkey().status().engine.windows;
}

/** Another window on the same folder and server, with a file of its own, the cursor where its line is to be written. */
async function openOther(name: string): Promise<void> {
  const file = join(workspaceFolder(), name);
  writeFileSync(file, ONE_LINE.replace("▮", ""));
  const authority = String(await ui("evaluate", "location.host"));
  const line = ONE_LINE.slice(0, ONE_LINE.indexOf("▮")).split("\n").length;
  const payload = [
    ["skipWelcome", "true"],
    ["gotoLineMode", "true"],
    ["openFile", `vscode-remote://${authority}${file}:${line}:3`],
  ];
  const query = new URLSearchParams({ folder: workspaceFolder(), payload: JSON.stringify(payload) });
  await ui("newWindow", `/?${query}`);
}

/** A person comes to the other window and types. */
async function typeInOther(text: string): Promise<void> {
  await uiOf(OTHER, "bringToFront");
  await uiOf(OTHER, "focus", ".editor-instance .monaco-editor textarea, .editor-instance .native-edit-context");
  await uiOf(OTHER, "keyboard.type", text, { delay: 20 });
  await awaitGhostIn(OTHER);
}

/** Asked for again where none comes: on a busy machine the engine may still have been loading. Seldom, for what is asked anew ends what was under way. */
async function awaitGhostIn(window: number): Promise<void> {
  let askAt = Date.now() + ASK_AGAIN_MS;
  const look = async (): Promise<boolean> => {
    if ((await uiOf(window, "evaluate", READ_GHOST_TEXT)) !== "") return true;
    if (Date.now() < askAt) return false;
    askAt = Date.now() + ASK_AGAIN_MS;
    await uiOf(window, "keyboard.press", "Alt+Backslash");
    return false;
  };
  await until(`ghost text in window ${window}`, look, { timeoutMs: WAIT_MS });
}

/** What the process has in memory for itself, and its share of what others have as well. */
function megabytesOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1000);
}

/** Processes that are engines of this run. */
function serving(): number[] {
  const place = `--share=${process.env.XDG_RUNTIME_DIR}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && commandOf(name).includes(place))
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}
