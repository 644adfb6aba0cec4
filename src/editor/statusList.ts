/** The status as a list: what the engine does, what is in the way, and everything one can do about it. */

import * as vscode from "vscode";
import { switchInlineSuggestOn } from "./blockers.ts";
import { describeRivals, describeStatus, type StatusFacts, viewStatus } from "./statusView.ts";

type Entry = vscode.QuickPickItem & { readonly act?: () => Thenable<unknown> };

export async function showStatusList(facts: StatusFacts, document: vscode.TextDocument | undefined): Promise<void> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showQuickPick<Entry>(
    [
      headOf(facts, document),
      ...describeStatus(facts.engine).map((label) => ({ label: `$(info) ${label}` })),
      ...listBlockers(facts, document),
      { label: t("Actions"), kind: vscode.QuickPickItemKind.Separator },
      ...listActions(facts, document),
    ],
    { title: t("Turnkey: status"), placeHolder: t("Choose an action") },
  );
  await chosen?.act?.();
}

/** The state itself: choosing it does what a click on the status bar would do. */
function headOf(facts: StatusFacts, document: vscode.TextDocument | undefined): Entry {
  const { text, summary, command } = viewStatus(facts);
  const label = text.replace("Turnkey", summary);
  if (command !== "turnkey.showStatus") return { label, act: () => vscode.commands.executeCommand(command) };
  return facts.blockers.inlineSuggestOff ? { label, act: () => switchInlineSuggestOn(document) } : { label };
}

function listBlockers(facts: StatusFacts, document: vscode.TextDocument | undefined): Entry[] {
  const { t } = vscode.l10n;
  const rivals = describeRivals(facts.blockers).map((label) => ({
    label: `$(warning) ${label}`,
    detail: t("Show the installed extensions"),
    act: () => vscode.commands.executeCommand("workbench.extensions.action.showEnabledExtensions"),
  }));
  if (!facts.blockers.inlineSuggestOff) return rivals;
  const label = `$(warning) ${t("The editor's inline suggestions are off")}`;
  const detail = t("Switch on editor.inlineSuggest.enabled");
  return [{ label, detail, act: () => switchInlineSuggestOn(document) }, ...rivals];
}

function listActions(facts: StatusFacts, document: vscode.TextDocument | undefined): Entry[] {
  const { t } = vscode.l10n;
  const isPaused = facts.pausedUntil !== undefined;
  const isOff = facts.document?.no?.kind === "disabled";
  const fileOff = facts.document?.fileOff === true;
  return [
    run(isPaused ? `$(debug-continue) ${t("Resume")}` : `$(debug-pause) ${t("Pause for an hour")}`, "turnkey.pause"),
    run(`$(circle-slash) ${facts.offEverywhere ? t("Switch on") : t("Switch off everywhere")}`, "turnkey.toggle"),
    ...(document ? listSwitches(document.languageId, { isOff, fileOff }) : []),
    ...(facts.getsModel ? [run(`$(debug-pause) ${t("Pause the download")}`, "turnkey.pauseDownload")] : []),
    run(`$(package) ${t("Choose model…")}`, "turnkey.chooseModel"),
    run(`$(dashboard) ${t("Fit to this machine")}`, "turnkey.tune"),
    ...(facts.engine.remote ? listServer() : []),
    run(`$(debug-restart) ${t("Restart engine")}`, "turnkey.restartEngine"),
    run(`$(list-flat) ${t("Show trace")}`, "turnkey.showTrace"),
    run(`$(copy) ${t("Copy diagnostics")}`, "turnkey.copyDiagnostics"),
    run(`$(question) ${t("Why this suggestion, or none")}`, "turnkey.showWhy"),
    run(`$(layout-sidebar-left) ${t("Open the panel")}`, "turnkey.showPanel"),
    run(`$(settings-gear) ${t("Open settings")}`, "workbench.action.openSettings", "turnkey."),
  ];
}

function listServer(): Entry[] {
  const { t } = vscode.l10n;
  return [
    run(`$(cloud) ${t("Send to the server in this workspace, or not…")}`, "turnkey.decideServer"),
    run(`$(lock) ${t("Set the server's key…")}`, "turnkey.setServerKey"),
  ];
}

/** `isOff`: by the language or for the file; the language is offered to be switched on only where it is to blame. */
function listSwitches(
  language: string,
  { isOff, fileOff }: { readonly isOff: boolean; readonly fileOff: boolean },
): Entry[] {
  const { t } = vscode.l10n;
  const forLanguage = isOff && !fileOff ? t("Switch on for {0}", language) : t("Switch off for {0}", language);
  const forFile = fileOff ? t("Switch on for this file") : t("Switch off for this file");
  return [run(`$(code) ${forLanguage}`, "turnkey.toggleLanguage"), run(`$(file) ${forFile}`, "turnkey.toggleFile")];
}

function run(label: string, command: string, ...parameters: unknown[]): Entry {
  return { label, act: () => vscode.commands.executeCommand(command, ...parameters) };
}
