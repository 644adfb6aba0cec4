/** Reads `turnkey.*` for each document's scope, checked, and says once what is wrong with them. */

import * as vscode from "vscode";
import { checkSettings } from "../core/settings/checkSettings.ts";
import { SETTINGS, type Settings } from "../core/settings/settings.ts";
import { withQuickSuggestions } from "./quickSuggestions.ts";

/** What the values depend on. */
const OURS = ["turnkey", "editor.quickSuggestions"];

export class SettingsReader implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Fires when any value of ours may have changed, for any scope. */
  readonly onDidChange = this.#changed.event;
  readonly #complain: (sentence: string) => void;
  readonly #subscriptions: vscode.Disposable[];
  /** Asking VS Code costs a good part of a keystroke's millisecond, so each scope is read once. */
  readonly #read = new Map<string, Settings>();

  /** `complain` is called once per wrong value. */
  constructor(complain: (sentence: string) => void) {
    const said = new Set<string>();
    this.#complain = (sentence) => {
      if (said.has(sentence)) return;
      said.add(sentence);
      complain(sentence);
    };
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (OURS.some((name) => event.affectsConfiguration(name))) this.#forget();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#forget()),
      vscode.workspace.onDidCloseTextDocument((document) => this.#read.delete(keyOf(document))),
    ];
  }

  /** The values in force for a document, or for the window. */
  for(document?: vscode.TextDocument): Settings {
    const key = document ? keyOf(document) : "";
    const known = this.#read.get(key);
    if (known) return known;
    const { settings: own, complaints } = checkSettings(readValues(document));
    const quick = vscode.workspace.getConfiguration("editor", document).inspect("quickSuggestions");
    const settings = withQuickSuggestions(own, quick);
    this.#read.set(key, settings);
    complaints.forEach(this.#complain);
    return settings;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #forget(): void {
    this.#read.clear();
    this.#changed.fire();
  }
}

function keyOf(document: vscode.TextDocument): string {
  return `${document.languageId} ${document.uri.toString()}`;
}

function readValues(document: vscode.TextDocument | undefined): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("turnkey", document);
  return Object.fromEntries(Object.values(SETTINGS).map(({ name }) => [name, configuration.get(name)]));
}

/**
 * Where VS Code says that a setting is set. A window with a folder and no workspace file has one settings file beside the user's,
 * whose values VS Code tells twice, as the workspace's and as the folder's: here they are the workspace's.
 */
export function inspectPlaces<Value>(
  configuration: vscode.WorkspaceConfiguration,
  name: string,
): ReturnType<typeof configuration.inspect<Value>> {
  const found = configuration.inspect<Value>(name);
  if (found === undefined || vscode.workspace.workspaceFile !== undefined) return found;
  const { workspaceFolderValue: _, workspaceFolderLanguageValue: __, ...others } = found;
  return others;
}

/** Where a change of a setting takes effect: the narrowest place that has a value for it, else the user's settings. */
export function targetOf(name: string, document: vscode.TextDocument | undefined): vscode.ConfigurationTarget {
  const found = inspectPlaces(vscode.workspace.getConfiguration("turnkey", document), name);
  if (found?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (found?.workspaceValue !== undefined) return vscode.ConfigurationTarget.Workspace;
  return vscode.ConfigurationTarget.Global;
}
