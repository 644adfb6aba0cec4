/** The settings in force: one value that all parts read when they need it, and that tells them when it changes. */

import { changedFields, DEFAULT_SETTINGS, type Settings } from "./settings.ts";

/** What a part sees of the settings in force. Nothing of `now` is to be kept: it is asked again each time. */
export interface SettingsInForce {
  readonly now: Settings;
  /** Calls `listener` after each change, with the settings before it; those who came first are called first. */
  onChange(listener: (before: Settings) => void): void;
}

export class CurrentSettings implements SettingsInForce {
  #now: Settings;
  readonly #listeners: ((before: Settings) => void)[] = [];

  /** The defaults, but for `changes`. */
  constructor(changes: Partial<Settings> = {}) {
    this.#now = { ...DEFAULT_SETTINGS, ...changes };
  }

  get now(): Settings {
    return this.#now;
  }

  onChange(listener: (before: Settings) => void): void {
    this.#listeners.push(listener);
  }

  /** Nobody is told of settings that say the same. */
  set(settings: Settings): void {
    const before = this.#now;
    if (changedFields(before, settings).length === 0) return;
    this.#now = settings;
    for (const listener of this.#listeners) listener(before);
  }
}
