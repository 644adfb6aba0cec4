/** Hears of what may change the cache, as long as somebody looks at it. */

import * as vscode from "vscode";

/** Work goes on without anything that could be heard of: it is looked at so often all the same. */
const LOOK_MS = 1_000;

export class CacheFollower implements vscode.Disposable {
  readonly #timer: NodeJS.Timeout;
  readonly #subscription: vscode.Disposable;

  constructor(onChange: () => void) {
    this.#timer = setInterval(onChange, LOOK_MS);
    this.#subscription = vscode.workspace.onDidChangeTextDocument(onChange);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscription.dispose();
  }
}
