/** What the user switched off beside the settings: everything for an hour, and single files. */

import * as vscode from "vscode";
import { isInlineSuggestOff } from "./blockers.ts";
import { OffFiles } from "./offFiles.ts";
import { Pause } from "./pause.ts";

export class UserSwitches implements vscode.Disposable {
  readonly pause: Pause;
  readonly offFiles: OffFiles;

  constructor({ globalState, workspaceState }: Pick<vscode.ExtensionContext, "globalState" | "workspaceState">) {
    this.pause = new Pause(globalState);
    this.offFiles = new OffFiles(workspaceState);
  }

  get isPaused(): boolean {
    return this.pause.until !== undefined;
  }

  /** Nothing would be shown: in a pause, and where the editor's inline suggestions are off. */
  get isSilent(): boolean {
    return this.isPaused || isInlineSuggestOff(vscode.window.activeTextEditor?.document);
  }

  dispose(): void {
    this.offFiles.dispose();
    this.pause.dispose();
  }
}
