/** Commands that show something. */

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { awaitGhostText, ghostText, press, screenshot, sleep, type, ui, until } from "../ui.ts";
import { awaitReady, enginePid, ONE_LINE, showFile } from "./scene.ts";

/** Steps, and words of their titles. */
const WALKTHROUGH = [
  ["take", "Type, and take what is grey"],
  ["parts", "Words, lines, and when you ask"],
  ["model", "A larger model"],
  ["never", "What it never does"],
] as const;

describe("commands", () => {
  it("trigger asks for ghost text where there is none", async () => {
    await showFile("trigger.ts", ONE_LINE);
    await type("retur");
    await awaitGhostText();
    await press("Escape");
    await until("no ghost text", async () => (await ghostText()) === undefined);
    await vscode.commands.executeCommand("turnkey.trigger");
    await until("ghost text", ghostText);
  });

  it("a click on the status bar shows the status, with model and rates", async () => {
    await showFile("status.ts", ONE_LINE);
    await awaitReady();
    await ui("click", "[id='turnkey.turnkey.turnkey.status'] a");
    const list = await until("the list", async () => {
      const text = String(
        await ui(
          "evaluate",
          'document.querySelector(".quick-input-widget:not([style*=\\"display: none\\"])")?.innerText ?? ""',
        ),
      );
      return text.includes("Turnkey") && text;
    });
    await screenshot("status-list");
    assert.match(list, /tokens per second/);
    await press("Escape");
  });

  it("the walkthrough opens, each step with its picture", async () => {
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "turnkey.turnkey#start", false);
    const walkthrough = "document.querySelector('.gettingStartedContainer')";
    for (const [step, words] of WALKTHROUGH) {
      await until(`the step ${step}`, async () =>
        String(await ui("evaluate", `${walkthrough}?.innerText ?? ""`)).includes(words),
      );
      await ui("click", `[data-step-id="turnkey.turnkey#start#${step}"]`);
      await sleep(500);
      await screenshot(`walkthrough-${step}`);
    }
  });

  it("the trace shows how requests ended", async () => {
    await showFile("trace.ts", ONE_LINE);
    await type("retur");
    await awaitGhostText();
    await vscode.commands.executeCommand("turnkey.showTrace");
    await until("the trace", () =>
      vscode.workspace.textDocuments.some(({ uri, getText }) => uri.scheme === "output" && /shown/.test(getText())),
    );
    await screenshot("trace");
  });

  it("diagnostics hold no source text, file names or paths", async () => {
    const document = await showFile("verySecretName.ts", ONE_LINE);
    await type("retur");
    await awaitGhostText();
    await vscode.commands.executeCommand("turnkey.copyDiagnostics");
    const text = await until("the clipboard", async () => {
      const copied = await vscode.env.clipboard.readText();
      return copied.includes("Turnkey") && copied;
    });
    for (const secret of ["verySecretName", "subtract", document.uri.fsPath, process.env.HOME ?? "?"])
      assert.ok(!text.includes(secret), `the diagnostics contain ${secret}`);
    assert.match(text, /shown/);
  });

  it("restart replaces the engine", async () => {
    await showFile("restart.ts", ONE_LINE);
    const before = enginePid();
    await vscode.commands.executeCommand("turnkey.restartEngine");
    await awaitReady({ otherThan: before });
    await type("retur");
    await awaitGhostText();
  });
});
