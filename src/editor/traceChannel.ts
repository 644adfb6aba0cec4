/** The output channel "Turnkey Trace": what the engine did for the latest requests, and what the editor answered itself. */

import * as vscode from "vscode";
import type { EngineProcess } from "./engineProcess.ts";
import type { OutcomeLog } from "./outcomeLog.ts";

export class TraceChannel implements vscode.Disposable {
  readonly #engine: Pick<EngineProcess, "request">;
  readonly #outcomes: OutcomeLog;
  #channel: vscode.OutputChannel | undefined;

  constructor(engine: Pick<EngineProcess, "request">, outcomes: OutcomeLog) {
    this.#engine = engine;
    this.#outcomes = outcomes;
  }

  /** Fills the channel with what is known now, and shows it. */
  async show(): Promise<void> {
    this.#channel ??= vscode.window.createOutputChannel("Turnkey Trace");
    this.#channel.replace(`${(await this.#lines()).join("\n")}\n`);
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  async #lines(): Promise<readonly string[]> {
    const { t } = vscode.l10n;
    const editor = this.#outcomes.editorLines();
    const own = editor.length === 0 ? [] : ["", `— ${t("Answered by the editor itself")} —`, ...editor];
    try {
      return [`— ${t("Engine")} —`, ...(await this.#engine.request("turnkey/trace", {})), ...own];
    } catch {
      return [t("The engine is not running, so there is no trace of it."), ...own];
    }
  }
}
