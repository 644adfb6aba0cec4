/** The entries of the list of models: embedded, got, found, recommended, and the ways to others. */

import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { describeBytes } from "../core/models/fetchOutcome.ts";
import { describeFit } from "../core/models/fit.ts";
import { type AddressCheck, EMBEDDED_NAME, type ListedModel, type ModelList } from "../core/models/modelDesk.ts";

export type ModelChoice =
  /** "" is the embedded model. */
  | { readonly kind: "use"; readonly path: string }
  | { readonly kind: "get"; readonly wanted: string; readonly title: string }
  | { readonly kind: "file" | "address" | "delete" | "none" };

export type ChoiceItem = vscode.QuickPickItem & { readonly choice: ModelChoice };

export interface KnownModels {
  /** Undefined: the machine could not be asked. */
  readonly list: ModelList | undefined;
  /** Used lately, latest first. */
  readonly recent: readonly string[];
  /** As in `turnkey.model.path`. */
  readonly current: string;
  /** What the servers said so far, by the models' names. */
  readonly checks: ReadonlyMap<string, AddressCheck>;
}

export function listChoices({ list, recent, current, checks }: KnownModels): ChoiceItem[] {
  const { t } = vscode.l10n;
  const stored = list?.stored ?? [];
  const found = list?.found ?? [];
  const listed = new Set([...stored, ...found].map(({ path }) => path));
  const others = [...new Set([current, ...recent])].filter(
    (path) => path !== "" && !listed.has(path) && (path === current || existsSync(path)),
  );
  const use = (model: ListedModel): ChoiceItem => ({
    ...describe(model, "$(file-binary)"),
    choice: { kind: "use", path: model.path! },
    ...(model.path === current ? { description: t("in use") } : {}),
  });
  return [
    embeddedItem(list?.embedded ?? true, current),
    ...others.map((path) => fileItem(path, current)),
    ...section(t("On this machine"), [...stored, ...found].map(use)),
    ...section(
      t("To get"),
      (list?.offered ?? []).map((model) => getItem(model, checks.get(model.name))),
    ),
    ...(list === undefined ? [] : [separator(t("Others"))]),
    { label: `$(folder-opened) ${t("Choose a file…")}`, choice: { kind: "file" } },
    ...(list === undefined
      ? []
      : [{ label: `$(cloud-download) ${t("Enter an address…")}`, choice: { kind: "address" } as const }]),
    ...(stored.length === 0
      ? []
      : [{ label: `$(trash) ${t("Delete a model…")}`, choice: { kind: "delete" } as const }]),
  ];
}

/** Of what can be deleted. */
export function listDeletable(list: ModelList): (vscode.QuickPickItem & { readonly name: string })[] {
  return list.stored.map((model) => ({ ...describe(model, "$(trash)"), name: model.name }));
}

function embeddedItem(isHere: boolean, current: string): ChoiceItem {
  const { t } = vscode.l10n;
  if (!isHere)
    return {
      label: `$(cloud-download) ${t("Embedded model")}`,
      description: t("to be got first"),
      choice: { kind: "get", wanted: EMBEDDED_NAME, title: t("the embedded model") },
    };
  const description = current === "" ? t("in use") : "";
  return { label: `$(package) ${t("Embedded model")}`, description, choice: { kind: "use", path: "" } };
}

function fileItem(path: string, current: string): ChoiceItem {
  const mark = path === current ? vscode.l10n.t("in use") : "";
  return {
    label: `$(file-binary) ${basename(path)}`,
    description: [dirname(path), mark].filter((part) => part !== "").join(" · "),
    choice: { kind: "use", path },
  };
}

/** With what its server says of it, once it has answered. */
function getItem(model: ListedModel, check: AddressCheck | undefined): ChoiceItem {
  const choice = { kind: "get", wanted: model.name, title: model.title } as const;
  const { problem, bytes = 0, fit } = check ?? {};
  if (problem !== undefined) return { label: `$(warning) ${model.title}`, detail: problem, choice };
  const icon = "$(cloud-download)";
  if (fit === undefined)
    return { ...describe(model, icon, vscode.l10n.t("about {0}", describeBytes(model.bytes))), choice };
  return { ...describe({ ...model, bytes, fit }, icon), choice };
}

function describe(
  { title, bytes, fit, remarks }: ListedModel,
  icon: string,
  size = describeBytes(bytes),
): vscode.QuickPickItem {
  return { label: `${icon} ${title}`, detail: [size, describeFit(fit), ...remarks].join(" · ") };
}

function section(title: string, items: readonly ChoiceItem[]): ChoiceItem[] {
  return items.length === 0 ? [] : [separator(title), ...items];
}

function separator(label: string): ChoiceItem {
  return { label, kind: vscode.QuickPickItemKind.Separator, choice: { kind: "none" } };
}
