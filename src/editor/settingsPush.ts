/**
 * Sends the engine the settings in force, checked, whenever they differ from what it has. The engine works for one
 * document at a time, so it gets those of the active document's folder and language.
 */

import * as vscode from "vscode";
import { toSettingValues } from "../core/settings/checkSettings.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { SettingsReader } from "./settingsReader.ts";

export class SettingsPush {
  readonly #settings: Pick<SettingsReader, "for">;
  #sent = "";

  constructor(settings: Pick<SettingsReader, "for">) {
    this.#settings = settings;
  }

  /** For an engine that is about to start. */
  initialValues(): Record<string, unknown> {
    const values = this.#values();
    this.#sent = JSON.stringify(values);
    return values;
  }

  async push(client: NonNullable<EngineProcess["client"]>): Promise<void> {
    const values = this.#values();
    const text = JSON.stringify(values);
    if (text === this.#sent) return;
    this.#sent = text;
    await client.sendNotification("workspace/didChangeConfiguration", { settings: { turnkey: values } });
  }

  #values(): Record<string, unknown> {
    return toSettingValues(this.#settings.for(vscode.window.activeTextEditor?.document));
  }
}
