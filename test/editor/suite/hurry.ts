/** Keys as fast as the browser can, with the focus lost and won: one engine all the way. */

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";
import { awaitGhostText, focusEditor, notifications, press, screenshot, type, ui, until } from "../ui.ts";
import { awaitReady, enginePid, outcomesSince, showFile } from "./scene.ts";

const SECONDS = Number(process.env[TEST_ENVIRONMENT.hurrySeconds] ?? 20);
/** Rounds of keys between two losses of the focus. */
const ROUNDS = 25;

const LINES = "export const total = (first: number, second: number) => first + second;\n".repeat(299);

describe("in a hurry", () => {
  it(`keys go to and fro for ${SECONDS} s, and the engine stays the one it was`, async () => {
    const document = await showFile("hurry.ts", `${LINES}export function multiply(a: number, b: number) {\n  ▮`);
    await awaitReady();
    await type("return ");
    await awaitGhostText();
    const [text, began, engine] = [document.getText(), Date.now(), enginePid()];
    let rounds = 0;
    // As many on a slow machine, which takes longer.
    for (const end = began + SECONDS * 1000; Date.now() < end || rounds < SECONDS; rounds += 1) {
      await press("q", "z", "Backspace", "Backspace");
      if (rounds % ROUNDS === ROUNDS - 1) await loseAndWinFocus();
    }
    await until("the text as it was", () => document.getText() === text);
    assert.equal(enginePid(), engine, "the engine was replaced");
    await type("a");
    await awaitGhostText();
    await screenshot("in-a-hurry");
    assert.equal(enginePid(), engine, "the engine was replaced");
    assert.equal(await notifications(), "");
    const outcomes = outcomesSince(began);
    assert.ok(outcomes.length > 0 && !outcomes.includes("failed"), outcomes.join(" "));
  });
});

/** What the editor asks of the page and hears from it; keys still arrive. */
async function loseAndWinFocus(): Promise<void> {
  await ui("evaluate", '(() => { document.hasFocus = () => false; window.dispatchEvent(new Event("blur")); })()');
  await until("a window without focus", () => !vscode.window.state.focused);
  await press("q", "z", "Backspace", "Backspace");
  await ui("evaluate", '(() => { delete document.hasFocus; window.dispatchEvent(new Event("focus")); })()');
  await until("a window with focus", () => vscode.window.state.focused);
  await focusEditor();
}
