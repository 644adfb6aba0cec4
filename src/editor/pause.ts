/** The hour of silence: survives a reload of the window and ends by itself. */

import * as vscode from "vscode";

const PAUSE_MS = 3_600_000;
const KEY = "pausedUntil";

export class Pause implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #store: vscode.Memento;
  #until: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: vscode.Memento) {
    this.#store = store;
    this.#until = store.get(KEY, 0);
    this.#wake();
  }

  /** Milliseconds since 1970 at which the pause ends; undefined when there is none. */
  get until(): number | undefined {
    return this.#until > Date.now() ? this.#until : undefined;
  }

  /** Begins an hour of silence, or ends the present one. */
  toggle(): void {
    this.#until = this.until === undefined ? Date.now() + PAUSE_MS : 0;
    void this.#store.update(KEY, this.#until);
    this.#wake();
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  #wake(): void {
    clearTimeout(this.#timer);
    const until = this.until;
    if (until !== undefined) this.#timer = setTimeout(() => this.#changed.fire(), until - Date.now() + 1);
  }
}
