/** What the gate wants to know of a document, at the price of a few look-ups per keystroke. */

import * as vscode from "vscode";
import { DocumentExclusion, type Exclusion } from "../core/excluded/excluded.ts";
import { HEAD_LENGTH, HEAD_LINES, headOf } from "../core/excluded/secretText.ts";
import { type EditorFacts, SUPPORTED_SCHEMES } from "./editorGate.ts";

export interface DocumentFactsOptions {
  readonly isPaused: () => boolean;
  readonly isFileOff: (uri: vscode.Uri) => boolean;
}

export class DocumentFacts implements vscode.Disposable {
  readonly #options: DocumentFactsOptions;
  readonly #subscriptions: vscode.Disposable[];
  /** Reading a whole text to know its length costs too much at each keystroke. */
  readonly #lengths = new WeakMap<vscode.TextDocument, number>();
  readonly #undone = new WeakSet<vscode.TextDocument>();
  readonly #exclusions = new WeakMap<vscode.TextDocument, DocumentExclusion>();

  constructor(options: DocumentFactsOptions) {
    this.#options = options;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      // A document whose language is changed is closed and opened again.
      vscode.workspace.onDidCloseTextDocument((document) => this.#exclusions.delete(document)),
    ];
  }

  /** What does not depend on the cursor. `globs`: files that the user has excluded. */
  of(
    document: vscode.TextDocument,
    globs: readonly string[],
  ): Pick<EditorFacts, "scheme" | "paused" | "fileOff" | "exclusion" | "languageId" | "length"> {
    return {
      scheme: document.uri.scheme,
      paused: this.#options.isPaused(),
      fileOff: this.#options.isFileOff(document.uri),
      exclusion: this.#exclusionOf(document, globs),
      languageId: document.languageId,
      length: this.#lengthOf(document),
    };
  }

  at(document: vscode.TextDocument, globs: readonly string[], position: vscode.Position): Omit<EditorFacts, "invoked"> {
    const selections = editorOf(document)?.selections ?? [];
    return {
      ...this.of(document, globs),
      lineLength: document.lineAt(position.line).text.length,
      undone: this.#undone.has(document),
      focused: vscode.window.state.focused,
      cursors: selections.length,
      selected: selections.some(({ isEmpty }) => !isEmpty),
    };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #exclusionOf(document: vscode.TextDocument, globs: readonly string[]): Exclusion | undefined {
    if (!SUPPORTED_SCHEMES.includes(document.uri.scheme)) return undefined;
    const known = this.#exclusions.get(document) ?? new DocumentExclusion(document.uri.toString(), document.languageId);
    this.#exclusions.set(document, known);
    return known.find(readHead(document), globs);
  }

  #lengthOf(document: vscode.TextDocument): number {
    if (!SUPPORTED_SCHEMES.includes(document.uri.scheme)) return 0;
    const known = this.#lengths.get(document) ?? document.getText().length;
    this.#lengths.set(document, known);
    return known;
  }

  #follow({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    // Saving and the like is told as an event without changes.
    if (contentChanges.length === 0) return;
    if (reason === undefined) this.#undone.delete(document);
    else this.#undone.add(document);
    const known = this.#lengths.get(document);
    if (known === undefined) return;
    const grown = contentChanges.reduce((sum, { text, rangeLength }) => sum + text.length - rangeLength, 0);
    this.#lengths.set(document, known + grown);
  }
}

/** The first lines, one by one: of a long text no more is read at a keystroke. */
function readHead(document: vscode.TextDocument): string {
  let head = "";
  for (let line = 0; line < Math.min(HEAD_LINES, document.lineCount) && head.length < HEAD_LENGTH; line += 1)
    head += `${document.lineAt(line).text.slice(0, HEAD_LENGTH)}\n`;
  return headOf(head);
}

/** The editor that the user has on a document: the active one if it shows it. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((editor) => editor.document === document);
}
