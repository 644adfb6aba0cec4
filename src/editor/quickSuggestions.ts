/** What the user says of comments and strings in `editor.quickSuggestions`. */

import type { Settings } from "../core/settings/settings.ts";

/** `editor.quickSuggestions` as VS Code tells where it is set: the fields of `inspect`. */
export interface InspectedPlaces {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly globalLanguageValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly workspaceFolderLanguageValue?: unknown;
}

/** What counts comes first, as VS Code has it: a language's own value before all others, the narrower place before the wider. */
const ORDER = [
  "workspaceFolderLanguageValue",
  "workspaceLanguageValue",
  "globalLanguageValue",
  "workspaceFolderValue",
  "workspaceValue",
  "globalValue",
] as const;

/**
 * The settings with "off" in place of "editor" where the user has it so there. Only what the user has set counts, for VS Code's own default is `off` in comments
 * and strings; and only where it names the place: one word for all places speaks of the list of suggestions.
 */
export function withQuickSuggestions(settings: Settings, inspected: InspectedPlaces | undefined): Settings {
  const asked = (chosen: Settings["inComments"], place: "comments" | "strings"): Settings["inComments"] =>
    chosen === "editor" && isOffIn(inspected, place) ? "off" : chosen;
  return {
    ...settings,
    inComments: asked(settings.inComments, "comments"),
    inStrings: asked(settings.inStrings, "strings"),
  };
}

function isOffIn(inspected: InspectedPlaces | undefined, place: "comments" | "strings"): boolean {
  for (const scope of ORDER) {
    const value = inspected?.[scope];
    const said = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[place] : undefined;
    if (said !== undefined) return said === "off" || said === false;
  }
  return false;
}
