/** The fake editor's state, and what a test does with it: open, type, undo, select, set, answer. */

import { FakeConfiguration } from "./configuration.ts";
import { FakeDocument, FakeEditor } from "./documents.ts";
import { CancellationTokenSource, EventEmitter, type Selection } from "./values.ts";

export interface FakeMessage {
  readonly severity: "info" | "warning" | "error" | "status";
  readonly text: string;
  readonly actions: readonly string[];
}

interface ChangeEvent {
  readonly document: FakeDocument;
  readonly contentChanges: readonly object[];
  readonly reason: number | undefined;
}

export class FakeStatusBarItem {
  text = "";
  name = "";
  tooltip = "";
  command = "";
  backgroundColor: { readonly id: string } | undefined;
  accessibilityInformation: { readonly label: string } | undefined;
  isShown = false;
  show(): void {
    this.isShown = true;
  }
  dispose(): void {
    this.isShown = false;
  }
}

export class FakeHost {
  readonly configuration = new FakeConfiguration();
  readonly opened = new EventEmitter<FakeDocument>();
  readonly closed = new EventEmitter<FakeDocument>();
  readonly changed = new EventEmitter<ChangeEvent>();
  readonly activeChanged = new EventEmitter<FakeEditor | undefined>();
  readonly selectionChanged = new EventEmitter<{ textEditor: FakeEditor; selections: readonly Selection[] }>();
  readonly windowStateChanged = new EventEmitter<{ focused: boolean }>();
  readonly extensionsChanged = new EventEmitter<void>();
  readonly commands = new Map<string, (...parameters: unknown[]) => unknown>();
  documents: FakeDocument[] = [];
  activeEditor: FakeEditor | undefined;
  focused = true;
  folders: { readonly uri: unknown; readonly name: string }[] = [];
  extensions: { readonly id: string; readonly isActive: boolean; readonly packageJSON: object }[] = [];
  messages: FakeMessage[] = [];
  /** The next message's button that is pressed. */
  pressed: string | undefined;
  /** Commands that were run and are not ours, with their parameters. */
  ran: (readonly [string, ...unknown[]])[] = [];
  picks: { readonly label: string; readonly detail?: string }[] = [];
  /** Part of the label of the entry that is picked next. */
  picked: string | undefined;
  /** Lists stay open until `pick` is called. */
  isPickingLate = false;
  pick: () => void = () => {};
  /** Documents and places that were shown. */
  shown: string[] = [];
  pickedFile: string | undefined;
  /** What is written into an input box. */
  input: string | undefined;
  /** What progress said, newest last. */
  progressed: string[] = [];
  /** Gives up what goes on when progress says this. */
  cancelAt: string | undefined;
  cancellation = new CancellationTokenSource();
  clipboard = "";
  statusBar = new FakeStatusBarItem();
  channels = new Map<string, string[]>();
  providers: unknown[] = [];
  /** What fills views, by their ids. */
  views = new Map<string, unknown>();

  reset(): void {
    const fresh = new FakeHost();
    this.configuration.reset();
    for (const [name, value] of Object.entries(fresh))
      if (!(value instanceof EventEmitter) && !(value instanceof FakeConfiguration)) Reflect.set(this, name, value);
  }

  open(uri: string, text = "", languageId = "typescript"): FakeDocument {
    const document = new FakeDocument(uri, languageId, text);
    this.documents.push(document);
    this.opened.fire(document);
    return document;
  }

  close(document: FakeDocument): void {
    this.documents = this.documents.filter((open) => open !== document);
    if (this.activeEditor?.document === document) this.show(undefined);
    this.closed.fire(document);
  }

  show(document: FakeDocument | undefined): FakeEditor | undefined {
    this.activeEditor = document && new FakeEditor(document);
    this.activeChanged.fire(this.activeEditor);
    return this.activeEditor;
  }

  edit(document: FakeDocument, offset: number, deleted: number, inserted: string, reason?: number): void {
    const contentChanges = [document.replace(offset, deleted, inserted)];
    this.changed.fire({ document, contentChanges, reason });
  }

  select(...selections: Selection[]): void {
    const textEditor = this.activeEditor!;
    textEditor.selections = selections;
    this.selectionChanged.fire({ textEditor, selections });
  }

  focus(focused: boolean): void {
    this.focused = focused;
    this.windowStateChanged.fire({ focused });
  }

  run(command: string, ...parameters: unknown[]): unknown {
    const ours = this.commands.get(command);
    if (ours) return ours(...parameters);
    this.ran.push([command, ...parameters]);
    return undefined;
  }

  progress(message: string): void {
    this.progressed.push(message);
    if (message === this.cancelAt) this.cancellation.cancel();
  }

  async say(severity: FakeMessage["severity"], text: string, actions: readonly string[]): Promise<string | undefined> {
    this.messages.push({ severity, text, actions });
    return actions.find((action) => action === this.pressed);
  }
}

export const host = new FakeHost();
