/** The engine dies, freezes, has no model: the editor notices no more than a change of the status. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "mocha";
import * as vscode from "vscode";
import { awaitGhostText, expectNoGhostText, notifications, press, screenshot, type, until } from "../ui.ts";
import { awaitReady, awaitStatus, enginePid, ONE_LINE, set, showFile, turnkey, workspaceFolder } from "./scene.ts";

describe("the engine", () => {
  afterEach(async () => {
    await set("turnkey.model.path", undefined);
    await awaitReady();
  });

  it("killed between two keys, comes back by itself", async () => {
    const document = await showFile("killed.ts", ONE_LINE);
    await type("ret");
    const killed = enginePid();
    process.kill(killed, "SIGKILL");
    await type("ur");
    await until("the typed text", () => document.getText().includes("  retur\n"));
    await awaitReady({ otherThan: killed });
    const ghost = await awaitGhostText();
    assert.equal(await notifications(), "");
    await press("Tab");
    await until("the accepted text", () => document.getText().includes(`retur${ghost}`));
  });

  it("killed again and again while somebody types, does not disturb", async () => {
    const document = await showFile("killedAgain.ts", ONE_LINE);
    for (const part of ["re", "tu"]) {
      const killed = enginePid();
      process.kill(killed, "SIGKILL");
      await type(part, { delayMs: 60 });
      await awaitReady({ otherThan: killed });
    }
    await type("r");
    await until("the typed text", () => document.getText().includes("  retur\n"));
    await awaitGhostText();
    assert.equal(await notifications(), "");
  });

  it("frozen between two keys, is replaced", async () => {
    // With a clean record: the fourth death in a row would be followed by half a minute of waiting.
    const worn = enginePid();
    await vscode.commands.executeCommand("turnkey.restartEngine");
    await awaitReady({ otherThan: worn });
    const document = await showFile("frozen.ts", ONE_LINE);
    await type("ret");
    const frozen = enginePid();
    process.kill(frozen, "SIGSTOP");
    await type("ur");
    await until("the typed text", () => document.getText().includes("  retur\n"));
    await awaitReady({ otherThan: frozen });
    assert.throws(() => process.kill(frozen, 0), "the frozen process is gone");
    await awaitGhostText();
    assert.equal(await notifications(), "");
  });

  it("without its model file, says so once and leaves the editor alone", async () => {
    const document = await showFile("missing.ts", ONE_LINE);
    await set("turnkey.model.path", join(workspaceFolder(), "nowhere.gguf"));
    await awaitStatus(/error/);
    await until("the message", async () => (await notifications()).includes("nowhere.gguf"));
    await screenshot("model-missing");
    await type("return 1;");
    await until("the typed text", () => document.getText().includes("return 1;"));
    await expectNoGhostText({ forMs: 1000 });
    assert.equal((await notifications()).split("nowhere.gguf").length - 1, 1, "one message only");
    assert.equal(turnkey().status().engine.state, "error");
  });

  it("with a file that is no model, says so, and works again with the embedded one", async () => {
    const file = join(workspaceFolder(), "text.gguf");
    writeFileSync(file, "This is not a model.\n".repeat(100));
    const document = await showFile("broken.ts", ONE_LINE);
    await set("turnkey.model.path", file);
    await until("the message", async () => (await notifications()).includes("text.gguf"));
    await awaitStatus(/error/, "model-broken");
    await set("turnkey.model.path", undefined);
    await awaitReady();
    await type("retur");
    await awaitGhostText();
    assert.ok(document.getText().includes("  retur\n"));
  });
});
