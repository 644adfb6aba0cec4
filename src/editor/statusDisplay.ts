/** The status as people see it: in the status bar, and as a list when it is clicked. */

import * as vscode from "vscode";
import type { Blockers } from "./blockers.ts";
import { StatusBar } from "./statusBar.ts";
import { showStatusList } from "./statusList.ts";
import { StatusSource, type StatusSourceOptions } from "./statusSource.ts";
import { type StatusView, viewStatus } from "./statusView.ts";

export class StatusDisplay implements vscode.Disposable {
  readonly #source: StatusSource;
  readonly #bar = new StatusBar();

  constructor(options: StatusSourceOptions) {
    this.#source = new StatusSource(options);
  }

  get view(): StatusView {
    return viewStatus(this.#source.facts());
  }

  /** Why nothing is offered at the cursor although the user asks; undefined when something may be. */
  get whyNot(): string | undefined {
    const { isInTheWay, summary } = this.view;
    return isInTheWay ? summary : undefined;
  }

  get blockers(): Blockers {
    return this.#source.blockers();
  }

  /** What is in the way is looked up afresh the next time. */
  forgetBlockers(): void {
    this.#source.forgetBlockers();
  }

  refresh(): void {
    this.#bar.show(this.view);
  }

  showList(): Promise<void> {
    this.forgetBlockers();
    return showStatusList(this.#source.facts(), vscode.window.activeTextEditor?.document);
  }

  dispose(): void {
    this.#bar.dispose();
  }
}
