/** Makes the editor ask for ghost text where it has asked already, without a key: more can be shown by now. */

import * as vscode from "vscode";
import { SUPPORTED_SCHEMES } from "./editorGate.ts";

export class AskAgain implements vscode.Disposable {
  readonly #provider: vscode.InlineCompletionItemProvider;
  readonly #extensionId: string;
  #registered: vscode.Disposable;
  #asking = 0;

  /** The provider is registered from now on. */
  constructor(provider: vscode.InlineCompletionItemProvider, extensionId: string) {
    this.#provider = provider;
    this.#extensionId = extensionId;
    this.#registered = this.#register();
  }

  /** A request that comes now is this one's, and no command of the user's, whatever the editor calls it. */
  get isAsking(): boolean {
    return this.#asking > 0;
  }

  /**
   * Where the text and the cursor are as they were, VS Code asks a provider only once, except by command, and then keeps what
   * stands. A provider that was registered since is new to it: it is asked as after a key, and what it answers takes the
   * place of what stands without anything in between.
   */
  async now(): Promise<void> {
    this.#asking += 1;
    try {
      await this.#renew({ providerId: `${this.#extensionId}:*`, explicit: false });
    } finally {
      this.#asking -= 1;
    }
  }

  /**
   * The user's command. What stands goes first: to a second command VS Code would answer with what it has, and keep the one that is
   * shown in front of further ones.
   */
  async byCommand(): Promise<void> {
    await vscode.commands.executeCommand("editor.action.inlineSuggest.hide");
    await this.#renew();
  }

  async #renew(how?: { readonly providerId: string; readonly explicit: boolean }): Promise<void> {
    const before = this.#registered;
    this.#registered = this.#register();
    try {
      const args = how === undefined ? [] : [how];
      await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger", ...args);
    } finally {
      before.dispose();
    }
  }

  /** As `now`, if a document is still the one in use, and its text the same. */
  async in(uri: string, version: number): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.toString() !== uri || document.version !== version || !vscode.window.state.focused) return;
    await this.now();
  }

  dispose(): void {
    this.#registered.dispose();
  }

  #register(): vscode.Disposable {
    const selector = SUPPORTED_SCHEMES.map((scheme) => ({ scheme }));
    return vscode.languages.registerInlineCompletionItemProvider(selector, this.#provider);
  }
}
