/** Switches Turnkey on and off in its settings: everywhere, and for one language. */

import * as vscode from "vscode";
import { entryOf } from "../core/entryOf.ts";
import { isEnabledFor, SETTINGS, type Settings } from "../core/settings/settings.ts";
import { inspectPlaces, targetOf } from "./settingsReader.ts";

type Enable = Settings["enable"];

const KEY = "enableBeforeOff";

/** No language is on. */
export function isOffEverywhere({ enable }: Pick<Settings, "enable">): boolean {
  return enable["*"] === false && !Object.values(enable).includes(true);
}

/** Switches everything off, or back to what was on before. `store` remembers which languages that were. */
export async function toggleEverywhere(
  settings: Settings,
  store: vscode.Memento,
  document: vscode.TextDocument | undefined,
): Promise<void> {
  const before = store.get<Enable>(KEY, { "*": true });
  const isOff = isOffEverywhere(settings);
  if (!isOff) await store.update(KEY, settings.enable);
  await write(isOff ? before : allOff(settings.enable), document);
}

export async function toggleLanguage(settings: Settings, document: vscode.TextDocument): Promise<void> {
  const { languageId } = document;
  await switchLanguage(settings, { languageId, wanted: !isEnabledFor(settings, languageId) }, document);
}

/**
 * Switches one language ("*": all that are not named). An entry that would say nothing new is left out, and so is a value
 * without such entries.
 */
export async function switchLanguage(
  settings: Settings,
  { languageId, wanted }: { readonly languageId: string; readonly wanted: boolean },
  document: vscode.TextDocument | undefined,
): Promise<void> {
  const { [languageId]: _, ...others } = settings.enable;
  const under = valuesUnder(document);
  const isSaidWithout = isEnabledFor({ ...settings, enable: { ...under, ...others } }, languageId) === wanted;
  const enable = isSaidWithout ? others : { ...settings.enable, [languageId]: wanted };
  const isNew = Object.entries(enable).some(([name, on]) => entryOf(under, name) !== on);
  await write(isNew ? enable : undefined, document);
}

/** What holds where the narrowest value is left out. */
function valuesUnder(document: vscode.TextDocument | undefined): Enable {
  const configuration = vscode.workspace.getConfiguration("turnkey", document);
  const found = inspectPlaces<Enable>(configuration, SETTINGS.enable.name);
  const layers = [found?.defaultValue, found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  const target = targetOf(SETTINGS.enable.name, document);
  // The targets count from the user's settings on, which stand above the defaults.
  // Not `Object.assign`, for which a language of the name `__proto__` is no entry.
  return Object.fromEntries(layers.slice(0, target).flatMap((layer) => Object.entries(layer ?? {})));
}

/** Each language is named: a value of another scope would shine through what is left out. */
function allOff(enable: Enable): Enable {
  return Object.fromEntries(["*", ...Object.keys(enable)].map((languageId) => [languageId, false]));
}

async function write(enable: Enable | undefined, document: vscode.TextDocument | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("turnkey", document);
  await configuration.update(SETTINGS.enable.name, enable, targetOf(SETTINGS.enable.name, document));
}
