/** How requests ended, and what follows from it: a hint at the first suggestion, another try once the model is there. */

import type * as vscode from "vscode";
import type { EngineStatus } from "../protocol.ts";
import { FirstHint } from "./firstHint.ts";
import { OutcomeLog } from "./outcomeLog.ts";
import { ReadyRetry } from "./readyRetry.ts";

export class RequestEnds implements vscode.Disposable {
  readonly hint: FirstHint;
  readonly #retry: ReadyRetry;
  readonly log = new OutcomeLog((outcome) => {
    this.#retry.noteOutcome(outcome);
    this.hint.noteOutcome(outcome.kind);
    this.#onEnd();
  });

  readonly #onEnd: () => void;

  /** `ask`: for ghost text at the cursor, as after a key. `onEnd` is told of each request that has ended. */
  constructor(store: vscode.Memento, ask: () => void, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.hint = new FirstHint(store);
    this.#retry = new ReadyRetry(ask);
  }

  noteStatus(status: EngineStatus): void {
    this.#retry.noteStatus(status);
  }

  dispose(): void {
    this.hint.dispose();
  }
}
