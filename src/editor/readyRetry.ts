/** Asks once more for the user who stopped typing while the model was still being loaded. */

import * as vscode from "vscode";
import type { EngineStatus } from "../protocol.ts";
import type { LoggedOutcome } from "./outcomeLog.ts";

/** Whoever waited longer has turned to something else. */
const WAITS_AT_MOST_MS = 30_000;

export class ReadyRetry {
  #missed: { readonly document: vscode.TextDocument; readonly version: number; readonly at: number } | undefined;

  /** A request in the active document has ended. */
  noteOutcome({ kind }: Pick<LoggedOutcome, "kind">): void {
    const document = vscode.window.activeTextEditor?.document;
    if (kind === "notReady" && document) this.#missed = { document, version: document.version, at: performance.now() };
    else if (kind === "shown") this.#missed = undefined;
  }

  noteStatus({ state }: EngineStatus): void {
    const missed = this.#missed;
    if (state !== "ready" || !missed) return;
    this.#missed = undefined;
    const { activeTextEditor, state: windowState } = vscode.window;
    const isWaiting =
      activeTextEditor?.document === missed.document &&
      missed.document.version === missed.version &&
      windowState.focused &&
      performance.now() - missed.at < WAITS_AT_MOST_MS;
    if (isWaiting) void vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
  }
}
