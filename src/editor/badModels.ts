/** Model files that broke the engine, remembered on this machine until the user chooses them again. */

import type * as vscode from "vscode";

const KEY = "badModels";
const MAX_MODELS = 20;

export class BadModels {
  readonly #store: vscode.Memento;

  constructor(store: vscode.Memento) {
    this.#store = store;
  }

  paths(): readonly string[] {
    return this.#store.get<string[]>(KEY, []);
  }

  has(path: string): boolean {
    return this.paths().includes(path);
  }

  /** The embedded model ("") in place of one of these. */
  goodOne(path: string): string {
    return this.has(path) ? "" : path;
  }

  add(path: string): void {
    void this.#store.update(KEY, [path, ...this.paths().filter((other) => other !== path)].slice(0, MAX_MODELS));
  }

  /** The user wants to try this one again. */
  forgive(path: string): void {
    void this.#store.update(
      KEY,
      this.paths().filter((other) => other !== path),
    );
  }

  /** All may be tried again. */
  clear(): void {
    void this.#store.update(KEY, []);
  }
}
