/** What is kept of the user's files on the disk: which of it may be, by a client's settings and trust. */

import type { CellStore } from "../core/cache/cellStore.ts";
import { DocumentExclusion } from "../core/excluded/excluded.ts";
import type { KeepingOptions } from "../core/request/cellKeeper.ts";
import type { SettingsInForce } from "../core/settings/currentSettings.ts";
import type { Settings } from "../core/settings/settings.ts";

/** Of all sessions of a process. */
export interface KeptFiles {
  readonly cells: CellStore;
  /** Deletes the cells and everything else. Never rejects. */
  clear(): Promise<void>;
}

/**
 * What a session may keep; undefined: nothing. What was kept before it may not be any more goes with the change of settings.
 * `isTrusted`: whether the user trusts the folders.
 */
export function keepingFor(
  kept: KeptFiles | undefined,
  settings: SettingsInForce,
  isTrusted: () => boolean,
): KeepingOptions | undefined {
  if (kept === undefined) return undefined;
  settings.onChange((before) => {
    const isMeant = findUnwanted(before, settings.now);
    if (isMeant !== undefined) void kept.cells.forget(isMeant);
  });
  return { store: kept.cells, isAllowed: () => settings.now.cacheKept && isTrusted() };
}

/** Which documents nothing may be kept of any more; undefined: there is no change. */
function findUnwanted(before: Settings, now: Settings): ((uri: string) => boolean) | undefined {
  const isSame = JSON.stringify(before.exclude) === JSON.stringify(now.exclude);
  if (before.cacheKept === now.cacheKept && isSame) return undefined;
  return (uri) => !now.cacheKept || new DocumentExclusion(uri, "plaintext").find("", now.exclude) !== undefined;
}
