/** Moments and switches: where nothing is to be shown, and who says so. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import * as vscode from "vscode";
import { awaitGhostText, expectNoGhostText, ghostText, press, screenshot, show, type, ui, until } from "../ui.ts";
import { awaitReady, awaitStatus, ONE_LINE, outcomesSince, set, showFile } from "./scene.ts";

describe("silence", () => {
  afterEach(async () => {
    await set("turnkey.enable", undefined);
    await set("editor.inlineSuggest.enabled", undefined);
  });

  it("with several cursors", async () => {
    const document = await showFile("cursors.ts", `${ONE_LINE}${ONE_LINE.replace("▮", "")}`);
    const editor = vscode.window.activeTextEditor!;
    const places = [...document.getText().matchAll(/^ {2}$/gm)].map(({ index }) => document.positionAt(index + 2));
    assert.equal(places.length, 2);
    editor.selections = places.map((place) => new vscode.Selection(place, place));
    await until("two cursors", async () => Number(await ui("evaluate", CURSORS_ON_PAGE)) === 2);
    const began = Date.now();
    await type("retur");
    await expectNoGhostText();
    await screenshot("several-cursors");
    await until("the typed text", () => document.getText().match(/ {2}retur$/gm)?.length === 2);
    assert.ok(!outcomesSince(began).includes("shown"), outcomesSince(began).join(" "));
    await press("Escape");
    await type("n");
    await awaitGhostText();
  });

  it("with a selection", async () => {
    await showFile("selection.ts", ONE_LINE);
    await type("retur");
    await awaitGhostText();
    await press("Shift+Home");
    await until("no ghost text", async () => (await ghostText()) === undefined);
    await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
    await expectNoGhostText();
  });

  it("right after an undo, until the next key", async () => {
    const document = await showFile("undo.ts", ONE_LINE);
    await type("retur");
    const ghost = await awaitGhostText();
    await press("Tab");
    await until("the accepted text", () => document.getText().includes(`retur${ghost}`));
    // What was asked for behind the accepted text may end until then.
    let undoneAt = Number.POSITIVE_INFINITY;
    const listener = vscode.workspace.onDidChangeTextDocument(({ reason }) => {
      if (reason === vscode.TextDocumentChangeReason.Undo) undoneAt = Math.min(undoneAt, Date.now());
    });
    await press("Control+z");
    await until("the text before", () => !document.getText().includes(`retur${ghost}`));
    listener.dispose();
    assert.ok(undoneAt <= Date.now(), "the editor tells of an undo");
    await expectNoGhostText();
    assert.ok(!outcomesSince(undoneAt).includes("shown"), outcomesSince(undoneAt).join(" "));
    await type("n");
    await awaitGhostText();
  });

  it("when switched off everywhere, for the language and for the file", async () => {
    const document = await showFile("toggles.ts", ONE_LINE);
    for (const [command, words] of [
      ["turnkey.toggle", /is switched off/],
      ["turnkey.toggleLanguage", /is off for typescript/],
      ["turnkey.toggleFile", /is off for this file/],
    ] as const) {
      await show(document, document.getText().lastIndexOf("\n}"));
      await vscode.commands.executeCommand(command);
      await awaitStatus(words, command);
      await type("r");
      await expectNoGhostText({ forMs: 1500 });
      await vscode.commands.executeCommand(command);
      await awaitReady();
      await awaitStatus(/Turnkey is (ready|thinking)/);
    }
    await type("\nretur");
    await awaitGhostText();
  });

  it("other files and languages are not switched off along", async () => {
    await showFile("off.ts", ONE_LINE);
    await vscode.commands.executeCommand("turnkey.toggleFile");
    await awaitStatus(/is off for this file/);
    await showFile("on.ts", ONE_LINE);
    await type("retur");
    await awaitGhostText();
    await vscode.commands.executeCommand("turnkey.toggleLanguage");
    await awaitStatus(/is off for typescript/);
    await showFile("on.py", "def add(a, b):\n    return a + b\n\n\ndef multiply(a, b):\n    ▮\n");
    await type("retur");
    await awaitGhostText();
  });

  it("while paused, by the palette, and one click resumes", async () => {
    await showFile("pause.ts", ONE_LINE);
    await runFromPalette("Turnkey: Pause for an Hour, or Resume");
    await awaitStatus(/is paused until/, "status-paused");
    await type("retur");
    await expectNoGhostText();
    await ui("click", "[id='turnkey.turnkey.turnkey.status'] a");
    await awaitStatus(/Turnkey is (ready|thinking)/);
    await show(
      vscode.window.activeTextEditor!.document,
      vscode.window.activeTextEditor!.document.getText().indexOf("retur\n") + 5,
    );
    await type("n");
    await awaitGhostText();
  });

  it("names the editor's own switch when that is in the way", async () => {
    await showFile("blocked.ts", ONE_LINE);
    await set("editor.inlineSuggest.enabled", false);
    await awaitStatus(/inline suggestions are off/, "status-blocked");
    await set("editor.inlineSuggest.enabled", undefined);
    await awaitStatus(/Turnkey is (ready|thinking)/);
  });
});

const CURSORS_ON_PAGE = 'document.querySelectorAll(".cursors-layer .cursor").length';

/** Types the whole title, as similar commands are listed too. */
async function runFromPalette(title: string): Promise<void> {
  await press("F1");
  await ui("waitForSelector", ".quick-input-widget input");
  await ui("keyboard.type", title);
  await until("the command in the list", async () =>
    String(
      await ui("evaluate", 'document.querySelector(".quick-input-list .monaco-list-row.focused")?.innerText ?? ""'),
    ).includes(title),
  );
  await press("Enter");
}
