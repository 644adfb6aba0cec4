/** The list of models: the embedded one, those used lately, or a file. The engine has the last word on the choice. */

import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { SETTINGS } from "../core/settings/settings.ts";
import type { BadModels } from "./badModels.ts";
import { waitForModel } from "./engineAnswer.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { Messages } from "./messages.ts";

export interface ChooseModelOptions {
  readonly engine: Pick<EngineProcess, "status" | "onDidChangeStatus" | "start" | "restart">;
  readonly badModels: BadModels;
  /** Remembers the models used lately. */
  readonly store: vscode.Memento;
  readonly currentPath: () => string;
  readonly messages: Messages;
}

const KEY = "recentModels";
const MAX_RECENT = 8;

type ModelItem = vscode.QuickPickItem & { readonly path: string | undefined };

export async function chooseModel(options: ChooseModelOptions): Promise<void> {
  const choice = await vscode.window.showQuickPick(listChoices(options), {
    title: vscode.l10n.t("Choose the model that Turnkey completes with"),
    placeHolder: vscode.l10n.t("Models are GGUF files on the machine where the engine runs"),
    matchOnDescription: true,
  });
  const path = choice && (choice.path ?? (await askForFile()));
  if (path !== undefined) await useModel(path, options);
}

function listChoices({ store, currentPath }: ChooseModelOptions): ModelItem[] {
  const { t } = vscode.l10n;
  const current = currentPath();
  const mark = (path: string): string => (path === current ? t("in use") : "");
  const known = [...new Set([...(current === "" ? [] : [current]), ...recentModels(store)])];
  const recent = known.map((path) => ({
    label: `$(file-binary) ${basename(path)}`,
    description: [dirname(path), mark(path)].filter((part) => part !== "").join(" · "),
    path,
  }));
  return [
    { label: `$(package) ${t("Embedded model")}`, description: mark(""), path: "" },
    ...recent,
    { label: `$(folder-opened) ${t("Choose a file…")}`, path: undefined },
  ];
}

function recentModels(store: vscode.Memento): readonly string[] {
  return store.get<string[]>(KEY, []).filter((path) => existsSync(path));
}

async function askForFile(): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: vscode.l10n.t("Use This Model"),
    filters: { [vscode.l10n.t("GGUF models")]: ["gguf"] },
  });
  return files?.[0]?.fsPath;
}

async function useModel(path: string, options: ChooseModelOptions): Promise<void> {
  const { engine, badModels, store, messages } = options;
  const isTriedAgain = badModels.has(path);
  badModels.forgive(path);
  messages.forget();
  const answer = waitForModel(engine);
  await vscode.workspace
    .getConfiguration("turnkey")
    .update(SETTINGS.modelPath.name, path === "" ? undefined : path, vscode.ConfigurationTarget.Global);
  // A running engine was told at its start which models to avoid.
  if (isTriedAgain) await engine.restart();
  else engine.start();
  const location = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Turnkey loads the model…") };
  const status = await vscode.window.withProgress(location, () => answer);
  if (status.state === "error") messages.say("error", status.message);
  if (status.state !== "ready" && status.state !== "thinking") return;
  // Broke the engine while it was loaded: what is ready now is the embedded one.
  if (badModels.has(path)) return;
  if (path !== "")
    await store.update(KEY, [path, ...recentModels(store).filter((other) => other !== path)].slice(0, MAX_RECENT));
  const name = status.model ?? basename(path);
  void vscode.window.showInformationMessage(vscode.l10n.t("Turnkey completes with {0} now.", name));
}
