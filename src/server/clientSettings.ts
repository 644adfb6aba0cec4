/** One client's settings: checked, as it sends them or as it is asked for them. */

import type { Connection, InitializeParams } from "vscode-languageserver";
import { checkSettings } from "../core/settings/checkSettings.ts";
import { CurrentSettings } from "../core/settings/currentSettings.ts";
import { isRecord } from "../core/settings/settingKinds.ts";
import { reloadingValuesOf, type Settings } from "../core/settings/settings.ts";

export interface ClientSettingsOptions {
  /** Whatever came with `initialize`. */
  readonly initial: unknown;
  /** What the model was loaded with stays as it is: others use it too, and the client goes elsewhere with other wishes. */
  readonly keepsModel: boolean;
  readonly connection: Connection;
  readonly params: InitializeParams;
  /** Told in a sentence what is wrong with a value. */
  readonly complain: (sentence: string) => void;
  /** Told why the client did not give its settings. */
  readonly note: (message: string) => void;
}

export class ClientSettings extends CurrentSettings {
  readonly #options: ClientSettingsOptions;
  readonly #kept: Partial<Settings>;

  constructor(options: ClientSettingsOptions) {
    const initial = check(options.initial, options.complain);
    super(initial);
    this.#options = options;
    this.#kept = options.keepsModel ? reloadingValuesOf(initial) : {};
  }

  /** `pushed`: the client's settings, ours at the top or under `turnkey`; nothing at all means that they are to be fetched. */
  async change(pushed: unknown): Promise<void> {
    const { connection, params, note } = this.#options;
    if (pushed !== null && pushed !== undefined) this.#take(pushed);
    else if (params.capabilities?.workspace?.configuration)
      await connection.workspace.getConfiguration("turnkey").then(
        (fetched: unknown) => this.#take(fetched),
        (error: unknown) => note(`The client did not give its settings: ${error}`),
      );
  }

  #take(values: unknown): void {
    this.set({ ...check(values, this.#options.complain), ...this.#kept });
  }
}

function check(values: unknown, complain: (sentence: string) => void): Settings {
  const own = isRecord(values) && "turnkey" in values ? values.turnkey : values;
  const { settings, complaints } = checkSettings(own);
  for (const complaint of complaints) complain(complaint);
  return settings;
}
