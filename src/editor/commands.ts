/** The commands of the palette. Each is one line here; what it does is in the part it belongs to. */

import * as vscode from "vscode";
import type { PanelSection } from "../core/panel/panelMessages.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { OffFiles } from "./offFiles.ts";
import type { Pause } from "./pause.ts";
import type { ServerAccess } from "./serverAccess.ts";
import { findSimilarCode } from "./similarCode.ts";
import { toggleEverywhere, toggleLanguage } from "./toggles.ts";

export interface CommandParts {
  readonly settingsFor: (document: vscode.TextDocument | undefined) => Settings;
  readonly store: vscode.Memento;
  readonly pause: Pick<Pause, "toggle">;
  readonly offFiles: Pick<OffFiles, "toggle">;
  readonly engine: Pick<EngineProcess, "request" | "restart">;
  /** Why nothing is offered at the cursor although the user asks; undefined when something may be. */
  readonly whyNot: () => string | undefined;
  /** At the cursor, and further ones where it is asked again. */
  readonly suggest: () => Promise<void>;
  readonly chooseModel: () => Promise<void>;
  /** By name or address, with a title for the user; the embedded one where nothing is said. */
  readonly getModel: (wanted?: string, title?: string) => Promise<void>;
  readonly pauseDownload: () => void;
  readonly tune: () => Promise<void>;
  readonly server: Pick<ServerAccess, "setKey" | "decide">;
  readonly showStatus: () => Promise<void>;
  readonly showPanel: (section?: PanelSection) => Promise<void>;
  readonly showTrace: () => Promise<void>;
  readonly diagnostics: () => Promise<string>;
}

/** How long a remark stays in the status bar. */
const REMARK_MS = 5_000;

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { t } = vscode.l10n;
  const commands: Readonly<Record<string, (...words: string[]) => unknown>> = {
    "turnkey.trigger": () => trigger(parts),
    "turnkey.toggle": () => toggleEverywhere(parts.settingsFor(active()), parts.store, active()),
    "turnkey.toggleLanguage": () => withDocument((document) => toggleLanguage(parts.settingsFor(document), document)),
    "turnkey.toggleFile": () => withDocument(({ uri }) => parts.offFiles.toggle(uri)),
    "turnkey.pause": () => parts.pause.toggle(),
    "turnkey.chooseModel": () => parts.chooseModel(),
    "turnkey.getModel": (wanted, title) => parts.getModel(wanted, title),
    "turnkey.pauseDownload": () => parts.pauseDownload(),
    "turnkey.tune": () => parts.tune(),
    "turnkey.setServerKey": () => parts.server.setKey(),
    "turnkey.decideServer": () => parts.server.decide(),
    "turnkey.restartEngine": () => parts.engine.restart(),
    "turnkey.showStatus": () => parts.showStatus(),
    "turnkey.showPanel": () => parts.showPanel(),
    "turnkey.showWhy": () => parts.showPanel("why"),
    "turnkey.findSimilar": () => findSimilarCode(parts.engine),
    "turnkey.showTrace": () => parts.showTrace(),
    "turnkey.copyDiagnostics": () => copyDiagnostics(parts),
    "turnkey.clearCaches": () =>
      ask(parts.engine, "turnkey/clearCaches", t("What Turnkey kept of your files on this machine is deleted.")),
    "turnkey.forgetHabit": () =>
      ask(parts.engine, "turnkey/forgetHabit", t("What Turnkey learnt from what you take is forgotten.")),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
}

async function trigger({ whyNot, suggest }: CommandParts): Promise<void> {
  const why = whyNot();
  if (why === undefined) await suggest();
  else vscode.window.setStatusBarMessage(why, REMARK_MS);
}

async function copyDiagnostics({ diagnostics }: CommandParts): Promise<void> {
  await vscode.env.clipboard.writeText(await diagnostics());
  vscode.window.setStatusBarMessage(vscode.l10n.t("The diagnostics of Turnkey are in the clipboard."), REMARK_MS);
}

/** The engine does it, and `done` is said. */
async function ask(
  engine: CommandParts["engine"],
  method: "turnkey/clearCaches" | "turnkey/forgetHabit",
  done: string,
): Promise<void> {
  const isDone = await engine.request(method, {}).then(
    () => true,
    () => false,
  );
  const failed = vscode.l10n.t("The engine of Turnkey does not answer; try again when it is there.");
  await vscode.window.showInformationMessage(isDone ? done : failed);
}

async function withDocument(run: (document: vscode.TextDocument) => unknown): Promise<void> {
  const document = active();
  if (document) await run(document);
  else vscode.window.setStatusBarMessage(vscode.l10n.t("Open a file first."), REMARK_MS);
}

function active(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}
