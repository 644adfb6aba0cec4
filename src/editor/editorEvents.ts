/** Tells the engine what LSP does not carry: where the cursor is, whether the window has focus, what was an undo. */

import * as vscode from "vscode";
import { editorOf } from "./documentFacts.ts";
import { SUPPORTED_SCHEMES } from "./editorGate.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { HostTime } from "./hostTime.ts";

/** While typing, each request carries the place: the cursor is worth a message only when it rests. */
const CURSOR_RESTS_AFTER_MS = 60;

export interface EditorEventsOptions {
  readonly engine: Pick<EngineProcess, "tell">;
  /** Nothing would be shown: in a pause, and where the editor's inline suggestions are off. */
  readonly isSilent: () => boolean;
  readonly hostTime: HostTime;
}

export class EditorEvents implements vscode.Disposable {
  readonly #options: EditorEventsOptions;
  readonly #subscriptions: vscode.Disposable[];
  #cursor: NodeJS.Timeout | undefined;
  #toldFocus: boolean | undefined;

  constructor(options: EditorEventsOptions) {
    const { hostTime } = options;
    this.#options = options;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (!isOurs(event.document) || event.contentChanges.length === 0) return;
        hostTime.beginKeystroke();
        hostTime.measure(() => this.#tellReason(event));
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) =>
        hostTime.measure(() => {
          if (textEditor === vscode.window.activeTextEditor) this.#cursorMoved();
        }),
      ),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.tellFocus();
        this.#cursorMoved();
      }),
      vscode.window.onDidChangeWindowState(() => this.tellFocus()),
    ];
  }

  /** Tells a new engine everything. */
  tellAll(): void {
    this.#toldFocus = undefined;
    this.tellFocus();
    this.#tellCursor();
  }

  /** Where nothing would be shown, it is to the engine as if nobody looked: it loads and reads nothing. */
  tellFocus(): void {
    const focused = vscode.window.state.focused && !this.#options.isSilent();
    if (focused === this.#toldFocus) return;
    this.#toldFocus = focused;
    this.#options.engine.tell("turnkey/focus", { focused });
  }

  dispose(): void {
    clearTimeout(this.#cursor);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #cursorMoved(): void {
    clearTimeout(this.#cursor);
    this.#cursor = setTimeout(() => this.#options.hostTime.measure(() => this.#tellCursor()), CURSOR_RESTS_AFTER_MS);
  }

  #tellCursor(): void {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isOurs(editor.document)) return;
    const { line, character } = editor.selection.active;
    this.#options.engine.tell("turnkey/cursor", {
      uri: editor.document.uri.toString(),
      position: { line, character },
      single: editor.selections.length === 1 && editor.selection.isEmpty,
    });
  }

  #tellReason({ document, reason }: vscode.TextDocumentChangeEvent): void {
    if (reason === undefined || !editorOf(document)) return;
    const { version } = document;
    const word = reason === vscode.TextDocumentChangeReason.Undo ? "undo" : "redo";
    // The client sends the change itself only after it was told of it, and that may be after us.
    setImmediate(() =>
      this.#options.engine.tell("turnkey/changeReason", { uri: document.uri.toString(), version, reason: word }),
    );
  }
}

function isOurs(document: vscode.TextDocument): boolean {
  return SUPPORTED_SCHEMES.includes(document.uri.scheme);
}
