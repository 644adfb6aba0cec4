/** Two windows of one person: one engine serves both. Only where the extension is installed: a second window develops none. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "mocha";
import { awaitGhostText, notifications, READ_GHOST_TEXT, show, type, ui, uiOf, until } from "../ui.ts";
import { awaitReady, enginePid, ONE_LINE, showFile, turnkey, workspaceFolder } from "./scene.ts";

const OTHER = 1;
const WAIT_MS = 120_000;
const STATUS_MS = 60_000;

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
    await openOther("other.ts");
    await until("the other window at this engine", () => windows() === 2, { timeoutMs: WAIT_MS });
    assert.equal(enginePid(), pid);
    assert.deepEqual(serving(), [pid]);
    await typeInOther("retur");
    await ui("bringToFront");
    // A window that comes to the front has not always its cursor where it was.
    await show(document, ONE_LINE.indexOf("▮"));
    await type("ret");
    await awaitGhostText({ timeoutMs: WAIT_MS });

    process.kill(pid, "SIGKILL");
    await type("ur");
    await awaitReady({ otherThan: pid });
    await until("both at one engine", () => windows() === 2, { timeoutMs: WAIT_MS });
    await until("one process", () => serving().length === 1, { timeoutMs: STATUS_MS });
    assert.deepEqual(serving(), [enginePid()]);
    await type("n");
    await awaitGhostText({ timeoutMs: WAIT_MS });
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
  await until("ghost text in the other window", () => uiOf(OTHER, "evaluate", READ_GHOST_TEXT).then(Boolean), {
    timeoutMs: WAIT_MS,
  });
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
