/** When the user wants to be left in peace: within comments and strings, and while the machine runs on its battery. */

import { nearOf } from "../place/near.ts";
import { findPlace, standsIn } from "../place/place.ts";
import type { Document } from "../prompt/document.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import type { Settings } from "../settings/settings.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { NoSuggestion } from "./outcome.ts";

/** How much is done unasked now: all, a few lines are read for each request and nothing ahead, or nothing. */
export type Spared = "near" | "paused" | undefined;

export interface MannersOptions {
  readonly settings: Pick<SettingsInForce, "now">;
  /** Asked only where it matters. Left out: the machine never does. */
  readonly isOnBattery?: () => boolean;
}

export class Manners {
  readonly #options: MannersOptions;

  constructor(options: MannersOptions) {
    this.#options = options;
  }

  get spared(): Spared {
    const { settings, isOnBattery } = this.#options;
    const { onBattery } = settings.now;
    return onBattery !== "asUsual" && isOnBattery?.() === true ? onBattery : undefined;
  }

  /** The reason why nothing comes by itself at a place; undefined: something may. */
  check(document: Document, cursor: ModelOffset): NoSuggestion | undefined {
    return this.spared === "paused" ? ON_BATTERY : checkPlace(document, cursor, this.#options.settings.now);
  }
}

const ON_BATTERY: NoSuggestion = {
  kind: "paused",
  reason: "The machine runs on its battery, and turnkey.onBattery has Turnkey paused then.",
};

function checkPlace(
  { text, languageId }: Document,
  cursor: ModelOffset,
  { inComments, inStrings }: Settings,
): NoSuggestion | undefined {
  // Reading what a place stands in costs as much as a long line.
  if (inComments !== "off" && inStrings !== "off") return undefined;
  const near = nearOf({ prefix: text.slice(0, cursor), suffix: text.slice(cursor) });
  const place = standsIn(findPlace(near.text, near.cursor, languageId));
  if (place === "comment" && inComments === "off")
    return { kind: "quietPlace", reason: "Nothing comes by itself in comments here: turnkey.inComments." };
  if (place === "string" && inStrings === "off")
    return { kind: "quietPlace", reason: "Nothing comes by itself in strings here: turnkey.inStrings." };
  return undefined;
}
