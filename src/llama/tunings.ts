/** What was found to be the fastest on this machine, model by model, remembered from `turnkey doctor --tune` on. */

import { cpus } from "node:os";
import { basename } from "node:path";
import { readTuning, type Tuning } from "../core/cache/tuning.ts";
import type { Machine } from "./machine.ts";
import { Notebook } from "./notebook.ts";

const FILE = "tunings.json";

/** What a tuning holds for. */
export interface TunedCase {
  readonly machine: Pick<Machine, "logicalCores" | "coreQuota">;
  readonly model: { readonly path: string; readonly size: number };
  readonly libraryVersion: string;
  /** "cpu", or the kind of graphics backend. */
  readonly backend: string;
}

export async function findTuning(storageFolder: string | undefined, tuned: TunedCase): Promise<Tuning | undefined> {
  return readTuning((await new Notebook(storageFolder, FILE).read())[toKey(tuned)]);
}

export async function noteTuning(storageFolder: string | undefined, tuned: TunedCase, tuning: Tuning): Promise<void> {
  await new Notebook(storageFolder, FILE).note(toKey(tuned), JSON.stringify(tuning));
}

/** On another processor, with another library or another model, other things are fast. */
function toKey({ machine, model, libraryVersion, backend }: TunedCase): string {
  const processor = cpus()[0]?.model.trim() ?? "";
  const cores = `${machine.logicalCores}/${machine.coreQuota ?? "all"}`;
  return [processor, cores, backend, libraryVersion, basename(model.path), model.size].join(" | ");
}
