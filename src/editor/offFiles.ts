/** Files that the user switched off one by one, remembered with the workspace. */

import * as vscode from "vscode";
import { dropOldest } from "../core/allowance.ts";

const KEY = "offFiles";
/** The oldest are forgotten first. */
const MAX_FILES = 500;

export class OffFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #store: vscode.Memento;
  readonly #off: Set<string>;

  constructor(store: vscode.Memento) {
    this.#store = store;
    this.#off = new Set(store.get<string[]>(KEY, []));
  }

  has(uri: vscode.Uri): boolean {
    return this.#off.size > 0 && this.#off.has(uri.toString());
  }

  toggle(uri: vscode.Uri): void {
    const key = uri.toString();
    if (!this.#off.delete(key)) this.#off.add(key);
    dropOldest(this.#off, MAX_FILES);
    void this.#store.update(KEY, [...this.#off]);
    this.#changed.fire(uri);
  }

  /** All are on again. */
  clear(): void {
    const uris = [...this.#off].map((key) => vscode.Uri.parse(key));
    this.#off.clear();
    void this.#store.update(KEY, []);
    for (const uri of uris) this.#changed.fire(uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
