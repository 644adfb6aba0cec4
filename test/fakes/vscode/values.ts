/** The plain values of the `vscode` module, as far as the extension and its language client use them. */

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position, end: Position);
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(...places: [Position, Position] | [number, number, number, number]) {
    const isNumbers = places.length === 4;
    this.start = isNumbers ? new Position(places[0], places[1]) : places[0];
    this.end = isNumbers ? new Position(places[2], places[3]) : places[1];
  }
  get isEmpty(): boolean {
    return this.start.line === this.end.line && this.start.character === this.end.character;
  }
}

export class Selection extends Range {
  get active(): Position {
    return this.end;
  }
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly fragment: string;
  private constructor(scheme: string, path: string, fragment: string) {
    this.scheme = scheme;
    this.path = path;
    this.fragment = fragment;
  }
  static parse(text: string): Uri {
    const [, scheme, path, fragment] = /^([^:]+):(?:\/\/[^/]*)?([^#]*)#?(.*)$/.exec(text)!;
    return new Uri(scheme!, path!, fragment!);
  }
  static file(path: string): Uri {
    return new Uri("file", path, "");
  }
  static joinPath(base: Uri, ...names: readonly string[]): Uri {
    return new Uri(base.scheme, [base.path, ...names].join("/"), "");
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    const slashes = this.path.startsWith("/") && this.scheme !== "vscode-notebook-cell" ? "//" : "";
    return `${this.scheme}:${slashes}${this.path}${this.fragment && `#${this.fragment}`}`;
  }
}

export class Disposable {
  readonly #dispose: () => void;
  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }
  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
  dispose(): void {
    this.#dispose();
  }
}

export class EventEmitter<Value> {
  readonly #listeners = new Set<(value: Value) => unknown>();
  readonly event = (listener: (value: Value) => unknown, self?: unknown): Disposable => {
    const bound = listener.bind(self);
    this.#listeners.add(bound);
    return new Disposable(() => this.#listeners.delete(bound));
  };
  fire(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
  get listenerCount(): number {
    return this.#listeners.size;
  }
}

export class CancellationTokenSource {
  readonly #emitter = new EventEmitter<void>();
  #cancelled = false;
  readonly token = this.#createToken();
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#emitter.fire();
  }
  dispose(): void {
    this.#emitter.dispose();
  }
  #createToken(): { readonly isCancellationRequested: boolean; readonly onCancellationRequested: unknown } {
    const isCancelled = (): boolean => this.#cancelled;
    return {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: this.#emitter.event,
    };
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class InlineCompletionItem {
  readonly insertText: string;
  readonly range: Range | undefined;
  constructor(insertText: string, range?: Range) {
    this.insertText = insertText;
    this.range = range;
  }
}

export class CancellationError extends Error {}
// The language client derives classes of its own from these when it is loaded.
export class CallHierarchyItem {}
export class CodeAction {}
export class CodeLens {}
export class CompletionItem {}
export class Diagnostic {}
export class DocumentLink {}
export class InlayHint {}
export class SymbolInformation {}
export class TypeHierarchyItem {}
export class InlineCompletionList {}

export const TextDocumentChangeReason = { Undo: 1, Redo: 2 };
export const InlineCompletionTriggerKind = { Invoke: 0, Automatic: 1 };
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const UIKind = { Desktop: 1, Web: 2 };
export const LogLevel = { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const DiagnosticTag = { Unnecessary: 1, Deprecated: 2 };
export const CompletionItemTag = { Deprecated: 1 };
export const SymbolTag = { Deprecated: 1 };
export const CodeActionKind = new Proxy(
  {},
  { get: (_, name) => ({ value: String(name), append: () => ({ value: "" }) }) },
);
