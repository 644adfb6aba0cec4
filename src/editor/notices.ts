/** What the user is told in a pop-up, with what they can do about it. */

import * as vscode from "vscode";
import { OWN_MODEL_MISSING } from "../core/models/modelDesk.ts";
import { SUPPORTED_SCHEMES } from "./editorGate.ts";
import { type MessageAction, Messages } from "./messages.ts";

export class Notices {
  readonly messages = new Messages();

  /** `complaint`: what is wrong with a setting, and what is used instead. */
  wrongSetting(complaint: string): void {
    const title = vscode.l10n.t("Open Settings");
    this.messages.say("warning", complaint, [
      { title, command: "workbench.action.openSettings", arguments: ["turnkey."] },
    ]);
  }

  engineSays(severity: "warning" | "error", text: string): void {
    if (text === OWN_MODEL_MISSING) this.#offerModel();
    else this.messages.say(severity, text, modelActions());
  }

  /** A package without its model offers to get it; nothing is got without a click. */
  #offerModel(): void {
    const text = vscode.l10n.t(
      "Turnkey came without its model (about 240 MB). It is got once, and everything works without a network then.",
    );
    this.messages.say("info", text, [
      { title: vscode.l10n.t("Get the Model"), command: "turnkey.getModel" },
      { title: vscode.l10n.t("Choose Model…"), command: "turnkey.chooseModel" },
    ]);
  }

  badModel(path: string): void {
    const text = vscode.l10n.t(
      "The model {0} broke the engine several times, so the embedded model is used. Choose another one, or the same one again when it has been replaced.",
      path,
    );
    this.messages.say("error", text, modelActions());
  }

  givenUp(text: string): void {
    this.messages.say("error", text, [{ title: vscode.l10n.t("Restart Engine"), command: "turnkey.restartEngine" }]);
  }

  /** Folders that are not on a disk that the engine could read: said once, for nothing will ever appear in their files. */
  virtualWorkspace(folders: readonly vscode.WorkspaceFolder[]): void {
    if (folders.length === 0 || folders.some(({ uri }) => SUPPORTED_SCHEMES.includes(uri.scheme))) return;
    const text = vscode.l10n.t(
      "This workspace is virtual, and Turnkey completes only files on a disk: open a local or remote folder to use it.",
    );
    this.messages.say("info", text);
  }
}

function modelActions(): readonly MessageAction[] {
  return [
    { title: vscode.l10n.t("Choose Model…"), command: "turnkey.chooseModel" },
    { title: vscode.l10n.t("Show Status"), command: "turnkey.showStatus" },
  ];
}
