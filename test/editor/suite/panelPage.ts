/** The panel's own page, in this window or another. */

import * as vscode from "vscode";
import { uiOf, until } from "../ui.ts";

/** The tests' own window. */
const HERE = 0;

export async function inPage<Value>(expression: string, window = HERE): Promise<Value> {
  return (await uiOf(window, "webview.evaluate", expression)) as Value;
}

export async function openPanel(): Promise<void> {
  await vscode.commands.executeCommand("turnkey.showPanel");
  await awaitPanel();
}

export async function awaitPanel(window = HERE, { timeoutMs = 15_000 } = {}): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const count = await inPage<number>("document.querySelectorAll('.setting').length", window).catch(() => 0);
    return count > 10 && (await inPage<boolean>("document.querySelector('#state').textContent !== ''", window));
  };
  await until(`the panel in window ${window}`, isThere, { timeoutMs });
}

/** What the row of a setting says. */
export function rowText(name: string, window = HERE): Promise<string> {
  return inPage(`document.querySelector('[data-name="${name}"]').innerText`, window);
}
