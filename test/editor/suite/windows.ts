/** Two windows of one person: one engine serves both. Only where the extension is installed: a second window develops none. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "mocha";
import { notifications, READ_GHOST_TEXT, show, type, ui, uiOf, until } from "../ui.ts";
import { awaitReady, enginePid, ONE_LINE, showFile, turnkey, workspaceFolder } from "./scene.ts";

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
    await uiOf(OTHER, "close");
    await until("one window", () => windows() === 1, { timeoutMs: STATUS_MS });
    assert.equal(await notifications(), "");
  });
});

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
  await ui("evaluate", `void window.open(${JSON.stringify(`/?${query}`)}, "_blank")`);
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
