/** The panel's settings in VS Code's: read with all places where they are set, and written where they are. */

import * as vscode from "vscode";
import {
  checkNewValue,
  type Inspected,
  placeOf,
  type SettingPlace,
  type SettingRow,
  settingRows,
  setValues,
} from "../core/panel/settingRows.ts";
import { inspectPlaces } from "./settingsReader.ts";

/** Of a setting in the manifest, in the user's language. */
interface Property {
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enumDescriptions?: readonly string[];
}

const TARGETS: Readonly<Record<SettingPlace, vscode.ConfigurationTarget>> = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};

/** `manifest`: VS Code has put the user's words into it. */
export function readSettingRows(manifest: unknown): readonly SettingRow[] {
  const properties = propertiesOf(manifest);
  const document = vscode.window.activeTextEditor?.document;
  const configuration = vscode.workspace.getConfiguration("turnkey", document);
  return settingRows({
    inspect: (name) => inspectPlaces(configuration, name) as Inspected | undefined,
    read: (name) => configuration.get(name),
    languageId: document?.languageId,
    wordsOf: (name) => {
      const { description, markdownDescription, enumDescriptions } = properties[name] ?? {};
      return { description: markdownDescription ?? description ?? "", choices: enumDescriptions ?? [] };
    },
    isTrusted: vscode.workspace.isTrusted,
  });
}

/** Undefined when it is written; else what is wrong, and nothing has changed. */
export async function writeSetting(name: string, value: unknown): Promise<string | undefined> {
  const checked = checkNewValue(name, value);
  return "problem" in checked ? checked.problem : update(name, checked.value);
}

/** The value goes from the narrowest place that has one. */
export async function resetSetting(name: string): Promise<string | undefined> {
  return update(name, undefined);
}

async function update(name: string, value: unknown): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const configuration = vscode.workspace.getConfiguration("turnkey", document);
  const { place, languageId } = placeOf(
    setValues(inspectPlaces(configuration, name) as Inspected | undefined, document?.languageId),
  );
  try {
    await configuration.update(name, value, TARGETS[place], languageId !== undefined);
    return undefined;
  } catch (error) {
    // A settings file that VS Code cannot write: broken, open with changes, or read-only.
    const reason = error instanceof Error ? error.message : String(error);
    return vscode.l10n.t("turnkey.{0} was not changed: {1}", name, reason);
  }
}

function propertiesOf(manifest: unknown): Readonly<Record<string, Property>> {
  const { contributes } = manifest as {
    readonly contributes?: { readonly configuration?: { readonly properties?: Record<string, Property> } };
  };
  return contributes?.configuration?.properties ?? {};
}
