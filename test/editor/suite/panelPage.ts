/** The panel's own page, in this window or another. */

import * as vscode from "vscode";
import { focusEditor, press, uiOf, until } from "../ui.ts";

/** The tests' own window. */
const HERE = 0;

export async function inPage<Value>(expression: string, window = HERE): Promise<Value> {
  return (await uiOf(window, "webview.evaluate", expression)) as Value;
}

/** With its settings, whatever it showed last. */
export async function openPanel(): Promise<void> {
  await vscode.commands.executeCommand("turnkey.showPanel");
  await until("the panel", async () => {
    await inPage("document.querySelector('#tab-settings').click()").catch(() => {});
    return isPanelThere();
  });
}

/** Its settings are drawn, and its state. */
export async function isPanelThere(window = HERE): Promise<boolean> {
  const count = await inPage<number>("document.querySelectorAll('.setting').length", window).catch(() => 0);
  return count > 10 && (await inPage<boolean>("document.querySelector('#state').textContent !== ''", window));
}

/** What the row of a setting says. */
export function rowText(name: string, window = HERE): Promise<string> {
  return inPage(`document.querySelector('[data-name="${name}"]').innerText`, window);
}

/** Opens a section by its tab. */
export async function openSection(name: string): Promise<void> {
  await inPage(`document.querySelector("#tab-${name}").click()`);
  await until(`the section ${name}`, () => inPage<boolean>(`!document.querySelector("#section-${name}").hidden`));
}

/** What the card says of what was shown here, and learnt of it; "" while there is nothing. */
export function learntWords(): Promise<string> {
  return inPage("document.querySelector('#habit').innerText");
}

/**
 * A file is in use, ghost text was at its cursor, and the panel is open: waits until the card of what was learnt counts it.
 * What was asked for by a command does not count, and on a busy machine nothing may have come by itself: a key now and then.
 */
export async function awaitLearnt(): Promise<void> {
  let [key, keyAt] = ["n", Date.now()];
  const hasCounted = async (): Promise<boolean> => {
    if (/Eager\s+[1-9]\d* of \d+/.test(await learntWords())) return true;
    if (Date.now() - keyAt < 8_000) return false;
    await focusEditor();
    await press(key);
    [key, keyAt] = [key === "n" ? "Backspace" : "n", Date.now()];
    return false;
  };
  await until("what was shown", hasCounted, { timeoutMs: 100_000 });
}
