/** Sentences for the user, each shown once. */

import * as vscode from "vscode";

export interface MessageAction {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

export class Messages {
  readonly #said = new Set<string>();

  /** Shows a sentence unless it was shown before. */
  say(severity: "info" | "warning" | "error", text: string, actions: readonly MessageAction[] = []): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    const show = {
      info: vscode.window.showInformationMessage,
      warning: vscode.window.showWarningMessage,
      error: vscode.window.showErrorMessage,
    }[severity];
    void show(text, ...actions.map(({ title }) => title)).then((chosen) => {
      const action = actions.find(({ title }) => title === chosen);
      if (action) void vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
    });
  }

  /** The next sentences may be ones that were shown before: the user tries again. */
  forget(): void {
    this.#said.clear();
  }
}
