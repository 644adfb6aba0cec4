/** Asks for the user who stopped typing while the model was still being loaded, or before the extension was there. */

import * as vscode from "vscode";
import type { EngineStatus } from "../protocol.ts";
import type { LoggedOutcome } from "./outcomeLog.ts";

/** Whoever waited longer has turned to something else. */
const WAITS_AT_MOST_MS = 30_000;

interface Missed {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly at: number;
}

export class ReadyRetry {
  readonly #ask: () => void;
  readonly #startedAt = performance.now();
  #missed: Missed | undefined;
  /** A request has come, or the model was there in time for it. */
  #isAwake = false;

  /** `ask`: at the cursor, as after a key. */
  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** A request in the active document has ended. */
  noteOutcome({ kind }: Pick<LoggedOutcome, "kind">): void {
    const document = vscode.window.activeTextEditor?.document;
    this.#isAwake = true;
    if (kind === "notReady" && document) this.#missed = { document, version: document.version, at: performance.now() };
    else if (kind === "shown") this.#missed = undefined;
  }

  noteStatus({ state }: EngineStatus): void {
    if (state !== "ready") return;
    const missed = this.#missed ?? this.#typedBefore();
    this.#missed = undefined;
    this.#isAwake = true;
    if (missed === undefined) return;
    const { activeTextEditor, state: windowState } = vscode.window;
    const isWaiting =
      activeTextEditor?.document === missed.document &&
      missed.document.version === missed.version &&
      windowState.focused &&
      performance.now() - missed.at < WAITS_AT_MOST_MS;
    if (isWaiting) this.#ask();
  }

  /** Keys of before the extension was there asked nobody; a text that was changed is of version 2 or later. */
  #typedBefore(): Missed | undefined {
    const document = vscode.window.activeTextEditor?.document;
    if (this.#isAwake || document === undefined || document.version <= 1) return undefined;
    return { document, version: document.version, at: this.#startedAt };
  }
}
