/** Another model: chosen from a list, got where it is not here, tried, and only then used. */

import { existsSync } from "node:fs";
import { basename } from "node:path";
import * as vscode from "vscode";
import { parseAddress } from "../core/models/modelAddress.ts";
import type { ModelList } from "../core/models/modelDesk.ts";
import { SETTINGS, type Settings } from "../core/settings/settings.ts";
import type { EngineStatus } from "../protocol.ts";
import type { BadModels } from "./badModels.ts";
import { waitForModel } from "./engineAnswer.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { Messages } from "./messages.ts";
import { listDeletable, type ModelChoice } from "./modelChoices.ts";
import type { ModelDownloads } from "./modelDownloads.ts";
import type { ModelTasks } from "./modelTasks.ts";
import { pickModel } from "./pickModel.ts";

export interface ChooseModelOptions {
  readonly engine: Pick<EngineProcess, "status" | "onDidChangeStatus" | "start" | "restart">;
  readonly badModels: BadModels;
  readonly tasks: Pick<ModelTasks, "run">;
  readonly downloads: Pick<ModelDownloads, "get">;
  /** Remembers the models used lately. */
  readonly store: vscode.Memento;
  readonly settings: () => Settings;
  readonly messages: Messages;
}

const KEY = "recentModels";
const MAX_RECENT = 8;

export async function chooseModel(options: ChooseModelOptions): Promise<void> {
  const { tasks, store, settings } = options;
  // The other ways to a model are there whatever the machine says.
  const list = await tasks.run({ kind: "list" }).catch(() => undefined);
  const item = await pickModel({ list, recent: recentModels(store), current: settings().modelPath }, tasks);
  if (item?.choice.kind === "delete" && list !== undefined) await deleteModel(list, options);
  else if (item !== undefined) {
    const path = await pathOf(item.choice, options);
    if (path !== undefined) await useModel(path, options);
  }
}

/** A model that is known by name or address, without a list; by default the embedded one. */
export async function getAndUse(
  options: ChooseModelOptions,
  wanted = "embedded",
  title = vscode.l10n.t("the embedded model"),
): Promise<void> {
  const path = await pathOf({ kind: "get", wanted, title }, options);
  if (path !== undefined) await useModel(path, options);
}

/** Undefined: the user has changed their mind, or was told why there is none. */
async function pathOf(choice: ModelChoice, options: ChooseModelOptions): Promise<string | undefined> {
  switch (choice.kind) {
    case "use":
      return choice.path;
    case "get": {
      const path = await options.downloads.get(choice.wanted, choice.title);
      return path !== undefined && choice.wanted === "embedded" ? "" : path;
    }
    case "file":
      return await askForFile();
    case "address": {
      const address = await askForAddress();
      return address === undefined ? undefined : await options.downloads.get(address, address);
    }
    case "delete":
    case "none":
      return undefined;
    default:
      return choice satisfies never;
  }
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

async function askForAddress(): Promise<string | undefined> {
  const { t } = vscode.l10n;
  return await vscode.window.showInputBox({
    title: t("Get a model"),
    prompt: t("A model on Hugging Face (hf:user/repository:tag), or the address of a .gguf file"),
    validateInput: (text) =>
      parseAddress(text) === undefined
        ? t("Write hf:user/repository:tag, or an address that ends with .gguf.")
        : undefined,
  });
}

async function deleteModel(list: ModelList, { tasks, messages, settings }: ChooseModelOptions): Promise<void> {
  const { t } = vscode.l10n;
  const item = await vscode.window.showQuickPick(listDeletable(list), { title: t("Delete a model from the disk") });
  const model = list.stored.find(({ name }) => name === item?.name);
  if (model === undefined) return;
  const sure = t("Delete");
  const question = t("Delete {0} from the disk?", model.title);
  if ((await vscode.window.showWarningMessage(question, { modal: true }, sure)) !== sure) return;
  // The engine would lose its file.
  if (settings().modelPath === model.path) await writeSetting("");
  await tasks.run({ kind: "remove", name: model.name }).catch((error: unknown) => messages.say("error", String(error)));
}

/** The engine has the last word; where it says no, the model before is used again. */
async function useModel(path: string, options: ChooseModelOptions): Promise<void> {
  const { badModels, store, messages, settings } = options;
  const before = settings().modelPath;
  messages.forget();
  const problem = path === "" ? undefined : await tryModel(path, options);
  if (problem !== undefined) return messages.say("error", problem);
  const status = await switchTo(path, options);
  if (status.state === "error") {
    messages.say("error", status.message);
    if (before !== path && !badModels.has(before)) await switchTo(before, options);
    return;
  }
  if (status.state !== "ready" && status.state !== "thinking") return;
  // Broke the engine while it was loaded: what is ready now is the embedded one.
  if (badModels.has(path)) return;
  if (path !== "")
    await store.update(KEY, [path, ...recentModels(store).filter((other) => other !== path)].slice(0, MAX_RECENT));
  const name = status.model ?? basename(path);
  const fit = { title: vscode.l10n.t("Fit It to This Machine"), command: "turnkey.tune" };
  messages.say("info", vscode.l10n.t("Turnkey completes with {0} now.", name), [fit]);
}

/** What is wrong with the model, found beside the one in use; undefined: nothing that can be seen so. */
async function tryModel(path: string, { tasks, settings }: ChooseModelOptions): Promise<string | undefined> {
  const { threads, gpu, cacheMode, cacheType } = settings();
  const location = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Turnkey tries the model…") };
  const work = { kind: "try", path, settings: { threads, gpu, cacheMode, cacheType } } as const;
  // Where it cannot be tried here, the engine's own word counts.
  const trial = (): Promise<string | null> => tasks.run(work).catch(() => null);
  return (await vscode.window.withProgress(location, trial)) ?? undefined;
}

async function switchTo(path: string, { engine, badModels }: ChooseModelOptions): Promise<EngineStatus> {
  const isTriedAgain = badModels.has(path);
  badModels.forgive(path);
  const answer = waitForModel(engine);
  await writeSetting(path);
  // A running engine was told at its start which models to avoid, and one without a model waits for another setting.
  if (isTriedAgain || engine.status.state === "error") await engine.restart();
  else engine.start();
  const location = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Turnkey loads the model…") };
  return await vscode.window.withProgress(location, () => answer);
}

async function writeSetting(path: string): Promise<void> {
  await vscode.workspace
    .getConfiguration("turnkey")
    .update(SETTINGS.modelPath.name, path === "" ? undefined : path, vscode.ConfigurationTarget.Global);
}
