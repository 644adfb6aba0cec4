/** A progress bar of the editor, which takes steps, told how far something is. */

import type * as vscode from "vscode";

export type PercentBar = (percent: number, message: string) => void;

/** It never goes back. */
export function createPercentBar(bar: vscode.Progress<{ message?: string; increment?: number }>): PercentBar {
  let most = 0;
  return (percent, message) => {
    bar.report({ message, increment: Math.max(0, percent - most) });
    most = Math.max(most, percent);
  };
}
