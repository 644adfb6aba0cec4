/** The status bar item: shows the state, names what is in the way, and one click acts. */

import * as vscode from "vscode";
import type { StatusView } from "./statusView.ts";

/** Work that is done sooner is not worth a flicker. */
const SHOW_THINKING_AFTER_MS = 150;

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #later: NodeJS.Timeout | undefined;
  #shown = "";

  constructor() {
    this.#item = vscode.window.createStatusBarItem("turnkey.status", vscode.StatusBarAlignment.Right, 100);
    this.#item.name = "Turnkey";
  }

  show(view: StatusView): void {
    clearTimeout(this.#later);
    if (view.state === "thinking") this.#later = setTimeout(() => this.#apply(view), SHOW_THINKING_AFTER_MS);
    else this.#apply(view);
  }

  dispose(): void {
    clearTimeout(this.#later);
    this.#item.dispose();
  }

  #apply(view: StatusView): void {
    const key = JSON.stringify(view);
    if (key === this.#shown) return;
    this.#shown = key;
    const item = this.#item;
    item.text = view.text;
    item.tooltip = [view.summary, ...view.details].join("\n");
    item.command = view.command;
    item.backgroundColor = view.alert && new vscode.ThemeColor(`statusBarItem.${view.alert}Background`);
    item.accessibilityInformation = { label: accessibleName(view), role: "button" };
    item.show();
  }
}

/** Many of the sentences name Turnkey themselves. */
function accessibleName({ summary }: StatusView): string {
  return summary.includes("Turnkey") ? summary : `Turnkey: ${summary}`;
}
