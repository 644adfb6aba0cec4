/** What keeps ghost text from being seen although Turnkey works: the editor's own switch, and other extensions. */

import * as vscode from "vscode";

/** Extensions that offer ghost text too. VS Code shows one answer only, so two of them get in each other's way. */
const RIVALS: readonly string[] = [
  "GitHub.copilot",
  "GitHub.copilot-chat",
  "Codeium.codeium",
  "Codeium.windsurf",
  "TabNine.tabnine-vscode",
  "Continue.continue",
  "ggml-org.llama-vscode",
  "TabbyML.vscode-tabby",
  "rjmacarthy.twinny",
  "ex3ndr.llama-coder",
  "sourcegraph.cody-ai",
  "Supermaven.supermaven",
  "AmazonWebServices.amazon-q-vscode",
  "Google.geminicodeassist",
  "VisualStudioExptTeam.vscodeintellicode-completions",
];

export interface Blockers {
  /** `editor.inlineSuggest.enabled` is off here. */
  readonly inlineSuggestOff: boolean;
  /** Names of other active extensions that offer ghost text. */
  readonly rivals: readonly string[];
}

export function findBlockers(document: vscode.TextDocument | undefined): Blockers {
  const rivals = RIVALS.map((id) => vscode.extensions.getExtension<unknown>(id))
    .filter((extension) => extension?.isActive === true)
    .map((extension) => nameOf(extension!));
  return { inlineSuggestOff: isInlineSuggestOff(document), rivals };
}

/** The editor shows no ghost text in the document, or anywhere, so that nothing needs to be generated. */
export function isInlineSuggestOff(document: vscode.TextDocument | undefined): boolean {
  return vscode.workspace.getConfiguration("editor", document).get<boolean>("inlineSuggest.enabled") === false;
}

/** Switches the editor's ghost text on where it was switched off. */
export async function switchInlineSuggestOn(document: vscode.TextDocument | undefined): Promise<void> {
  const name = "inlineSuggest.enabled";
  const configuration = vscode.workspace.getConfiguration("editor", document);
  const found = configuration.inspect<boolean>(name);
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const places = [
    ["globalValue", "globalLanguageValue", Global],
    ["workspaceValue", "workspaceLanguageValue", Workspace],
    ["workspaceFolderValue", "workspaceFolderLanguageValue", WorkspaceFolder],
  ] as const;
  for (const [plain, byLanguage, target] of places) {
    if (found?.[plain] === false) await configuration.update(name, true, target);
    if (found?.[byLanguage] === false) await configuration.update(name, true, target, true);
  }
  // Off by another way (a default of an extension): the user's own value wins.
  if (vscode.workspace.getConfiguration("editor", document).get<boolean>(name) === false)
    await configuration.update(name, true, Global);
}

function nameOf(extension: vscode.Extension<unknown>): string {
  const { displayName } = extension.packageJSON as { readonly displayName?: unknown };
  return typeof displayName === "string" ? displayName : extension.id;
}
