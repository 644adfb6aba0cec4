/** Which engine a window wants: windows with one wish share one engine, all others have engines of their own. */

import { createHash } from "node:crypto";
import { reloadingValuesOf, type Settings } from "../core/settings/settings.ts";

export interface EngineWish {
  /** Of the extension. */
  readonly version: string;
  /** The engine's program: another build of one version is another engine. */
  readonly program: { readonly path: string; readonly size: number; readonly changedMs: number };
  /** Which Node runs it. */
  readonly runtime: string;
  /** The machine, and the space of process ids: a folder may be shared by more than one. */
  readonly machine: string;
  /** With the model that is really loaded. */
  readonly settings: Settings;
}

/** 64 hexadecimal digits: the same for the same wish, in all windows. */
export function identityOf({ version, program, runtime, machine, settings }: EngineWish): string {
  const { path, size, changedMs } = program;
  const facts = [version, path, size, changedMs, runtime, machine, reloadingValuesOf(settings)];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}
