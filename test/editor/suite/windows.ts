/** A second window of the same user: one engine serves both. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "mocha";
import { awaitGhostText, notifications, type, ui, until } from "../ui.ts";
import { awaitReady, enginePid, ONE_LINE, showFile, turnkey, workspaceFolder } from "./scene.ts";

describe("a second window", () => {
  after(async () => {
    await ui("evaluate", "window.turnkeyTestWindow?.close()");
    await ui("bringToFront");
    await until("one window", () => windows() === 1, { timeoutMs: 60_000 });
  });

  it("is served by the engine of the first, and both have one again when that is killed", async () => {
    await showFile("first.ts", ONE_LINE);
    await awaitReady();
    const pid = enginePid();
    await openAnother(join(workspaceFolder(), "first.ts"));
    await until("the other window at this engine", () => windows() === 2, { timeoutMs: 120_000 });
    assert.equal(enginePid(), pid);
    assert.deepEqual(serving(), [pid]);
    process.kill(pid, "SIGKILL");
    await awaitReady({ otherThan: pid });
    await until("both at one engine", () => windows() === 2, { timeoutMs: 60_000 });
    await until("one process", () => serving().length === 1);
    assert.deepEqual(serving(), [enginePid()]);
    await ui("evaluate", "window.turnkeyTestWindow.close()");
    await until("one window", () => windows() === 1, { timeoutMs: 60_000 });
    await ui("bringToFront");
    await showFile("again.ts", ONE_LINE);
    await awaitReady();
    await type("retur");
    await awaitGhostText();
    assert.equal(await notifications(), "");
  });
});

function windows(): number | undefined {
  return turnkey().status().engine.windows;
}

/** Opens a window on the same server, with a file that suggestions are made for. */
async function openAnother(file: string): Promise<void> {
  const authority = String(await ui("evaluate", "location.host"));
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [
    ["skipWelcome", "true"],
    ["openFile", remote(file)],
  ];
  const query = new URLSearchParams({ folder: workspaceFolder(), payload: JSON.stringify(payload) });
  await ui("evaluate", `void (window.turnkeyTestWindow = window.open(${JSON.stringify(`/?${query}`)}, "_blank"))`);
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
