/** The first suggestion of a new installation says, for a moment and once, which key takes it. */

import * as vscode from "vscode";

const KEY = "firstHintGiven";
const SHOWN_MS = 10_000;

export class FirstHint implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #store: vscode.Memento;
  #timer: NodeJS.Timeout | undefined;
  #isGiven = false;

  constructor(store: vscode.Memento) {
    this.#store = store;
  }

  /** Whether it is to be read now. */
  get isGiven(): boolean {
    return this.#isGiven;
  }

  /** A request has ended. */
  noteOutcome(kind: string): void {
    if (kind !== "shown" || this.#store.get(KEY, false)) return;
    void this.#store.update(KEY, true);
    this.#set(true);
    this.#timer = setTimeout(() => this.#set(false), SHOWN_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  #set(isGiven: boolean): void {
    this.#isGiven = isGiven;
    this.#changed.fire();
  }
}
