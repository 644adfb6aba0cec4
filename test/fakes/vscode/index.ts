/**
 * A small `vscode` module for tests in plain Node. vitest's alias brings it to our sources; the hook at the end brings
 * the same one to the language client, which asks for it with `require`.
 */

import Module from "node:module";
import { host } from "./host.ts";
import * as values from "./values.ts";
import { Disposable, EventEmitter } from "./values.ts";

export * from "./values.ts";

const never = new EventEmitter<never>().event;

export const version = "1.139.1";

export const env = {
  appName: "Fake Editor",
  language: "en",
  remoteName: undefined,
  uiKind: 1,
  clipboard: {
    writeText: async (text: string) => {
      host.clipboard = text;
    },
  },
};

export const l10n = {
  bundle: undefined,
  t: (text: string, ...parameters: unknown[]) =>
    text.replace(/\{(\d+)\}/g, (_, index: string) => String(parameters[Number(index)])),
};

export const commands = {
  registerCommand: (name: string, run: (...parameters: unknown[]) => unknown) => {
    host.commands.set(name, run);
    return new Disposable(() => host.commands.delete(name));
  },
  executeCommand: async (name: string, ...parameters: unknown[]) => host.run(name, ...parameters),
};

export const extensions = {
  getExtension: (id: string) => host.extensions.find((extension) => extension.id === id),
  onDidChange: host.extensionsChanged.event,
};

export const languages = {
  match: (selector: readonly { readonly scheme?: string; readonly language?: string }[], document: FakeLike) =>
    selector.some(
      ({ scheme, language }) =>
        (scheme === undefined || scheme === document.uri.scheme) &&
        (language === undefined || language === document.languageId),
    )
      ? 10
      : 0,
  registerInlineCompletionItemProvider: (_selector: unknown, provider: unknown) => {
    host.providers.push(provider);
    return new Disposable(() => {
      const first = host.providers.indexOf(provider);
      host.providers = host.providers.filter((_, index) => index !== first);
    });
  },
  createDiagnosticCollection: () => ({ set: () => {}, clear: () => {}, dispose: () => {} }),
};

interface FakeLike {
  readonly uri: { readonly scheme: string };
  readonly languageId: string;
}

export const workspace = {
  get textDocuments() {
    return host.documents;
  },
  notebookDocuments: [],
  get workspaceFolders() {
    return host.folders;
  },
  get workspaceFile() {
    return host.configuration.hasWorkspaceFile ? values.Uri.parse("file:///home/me/all.code-workspace") : undefined;
  },
  isTrusted: true,
  getConfiguration: (section: string) => host.configuration.section(section),
  getWorkspaceFolder: () => undefined,
  asRelativePath: (uri: { readonly path: string }) => uri.path,
  onDidChangeConfiguration: host.configuration.changed.event,
  onDidOpenTextDocument: host.opened.event,
  onDidCloseTextDocument: host.closed.event,
  onDidChangeTextDocument: host.changed.event,
  onDidChangeWorkspaceFolders: never,
  onDidGrantWorkspaceTrust: never,
  onDidSaveTextDocument: never,
  onWillSaveTextDocument: never,
  onDidOpenNotebookDocument: never,
  onDidCloseNotebookDocument: never,
  onDidChangeNotebookDocument: never,
  onDidSaveNotebookDocument: never,
};

export const window = {
  get activeTextEditor() {
    return host.activeEditor;
  },
  get visibleTextEditors() {
    return host.activeEditor ? [host.activeEditor] : [];
  },
  get state() {
    return { focused: host.focused };
  },
  tabGroups: { all: [], onDidChangeTabs: never },
  onDidChangeActiveTextEditor: host.activeChanged.event,
  onDidChangeVisibleTextEditors: never,
  onDidChangeTextEditorSelection: host.selectionChanged.event,
  onDidChangeWindowState: host.windowStateChanged.event,
  showInformationMessage: (text: string, ...actions: string[]) => host.say("info", text, actions),
  showWarningMessage: (text: string, ...actions: (string | object)[]) =>
    host.say(
      "warning",
      text,
      actions.filter((action) => typeof action === "string"),
    ),
  showErrorMessage: (text: string, ...actions: string[]) => host.say("error", text, actions),
  setStatusBarMessage: (text: string) => void host.say("status", text, []),
  registerWebviewViewProvider: (id: string, provider: unknown) => {
    host.views.set(id, provider);
    return new Disposable(() => host.views.delete(id));
  },
  createStatusBarItem: () => host.statusBar,
  createOutputChannel: (name: string) => createChannel(name),
  showQuickPick: async (items: typeof host.picks) => {
    host.picks = items;
    return items.find(({ label }) => host.picked !== undefined && label.includes(host.picked));
  },
  createQuickPick: () => createQuickPick(),
  showTextDocument: async (document: { readonly uri?: object }, options: { readonly selection: object }) => {
    host.shown.push(`${document.uri ?? document} ${JSON.stringify(options.selection)}`);
  },
  showInputBox: async () => host.input,
  showOpenDialog: async () => (host.pickedFile === undefined ? undefined : [values.Uri.file(host.pickedFile)]),
  withProgress: async (
    _options: unknown,
    run: (progress: { report(value: { message?: string }): void }, token: unknown) => Promise<unknown>,
  ) => run({ report: ({ message = "" }) => host.progress(message) }, host.cancellation.token),
};

function createQuickPick(): object {
  const accepted = new values.EventEmitter<void>();
  const hidden = new values.EventEmitter<void>();
  const list = {
    ...{ activeItems: [], selectedItems: [] as object[], onDidAccept: accepted.event, onDidHide: hidden.event },
    get items() {
      return host.picks;
    },
    set items(items: typeof host.picks) {
      host.picks = items;
    },
    show: () => {
      host.pick = () => {
        list.selectedItems = host.picks.filter(({ label }) => host.picked !== undefined && label.includes(host.picked));
        (list.selectedItems.length > 0 ? accepted : hidden).fire();
      };
      if (!host.isPickingLate) host.pick();
    },
    dispose: () => {},
  };
  return list;
}

function createChannel(name: string): object {
  const lines: string[] = [];
  host.channels.set(name, lines);
  const log = (text: string): void => void lines.push(text);
  return {
    ...{ name, logLevel: values.LogLevel.Info, onDidChangeLogLevel: never },
    ...{ append: log, appendLine: log, trace: log, debug: log, info: log, warn: log, error: log },
    replace: (text: string) => lines.splice(0, lines.length, ...text.split("\n")),
    show: () => {},
    dispose: () => {},
  };
}

const fake = { ...values, version, env, l10n, commands, extensions, languages, workspace, window };
const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = (request, ...rest) => (request === "vscode" ? fake : load.call(loader, request, ...rest));
