/** The language server on the real model: what `serverProgram.ts` and `turnkey serve` both start. */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { EngineFailure } from "./core/cache/engine.ts";
import { createContext, createPrecedents, createSyntax } from "./grammars.ts";
import { CellFolder } from "./llama/cellFolder.ts";
import { MAX_ROTATE_MS } from "./llama/contextSize.ts";
import { createEngine } from "./llama/createEngine.ts";
import { resolveModelFolder } from "./llama/modelFolder.ts";
import { Notebook } from "./llama/notebook.ts";
import { findIndexFolder, findPackageRoot, findStorageFolder, findTrialProgram } from "./places.ts";
import { openServer } from "./remote/openServer.ts";
import type { LoadEngine } from "./server/engineHost.ts";
import { HabitBook } from "./server/habitBook.ts";
import type { KeptFiles } from "./server/keptFiles.ts";
import { RankBook } from "./server/rankBook.ts";
import { startServer } from "./server/start.ts";

/** Serves one client over the transport that the arguments name (`--stdio`, `--node-ipc`, …). */
export function serve(argv: readonly string[]): void {
  const kept = openKept();
  startServer(argv, {
    ...{ loadEngine, createSyntax, createContext, createPrecedents, openRemote: openServer },
    ...(kept && { kept }),
    habit: new HabitBook(new Notebook(findStorageFolder(), "habit.json")),
    ranks: openRanks(),
  });
}

function openRanks(): RankBook {
  const note = (sentence: string): void => log(`turnkey: ${sentence}`);
  return new RankBook(new Notebook(findStorageFolder(), "ranks.json", note), note);
}

function openKept(): KeptFiles | undefined {
  const storage = findStorageFolder();
  if (storage === undefined) return undefined;
  const cells = new CellFolder({ folder: join(storage, "cells"), note: (sentence) => log(`turnkey: ${sentence}`) });
  const clear = async (): Promise<void> => {
    await cells.forget(() => true);
    const indexes = findIndexFolder();
    if (indexes !== undefined)
      await rm(indexes, { recursive: true, force: true }).catch((error: unknown) => log(String(error)));
  };
  return { cells, clear };
}

const log = (line: string): void => console.error(line);

const loadEngine: LoadEngine = async (settings, signal) => {
  const note = (sentence: string): void => log(`turnkey: ${sentence}`);
  const storageFolder = findStorageFolder();
  const places = {
    packageRoot: findPackageRoot(),
    storageFolder,
    modelFolder: resolveModelFolder(settings.modelFolder, storageFolder),
    trialProgram: findTrialProgram(),
  };
  try {
    const sizes = { maxRotateMs: MAX_ROTATE_MS, readsFor: settings, nearFirst: true };
    const engine = await createEngine({ ...settings, ...places, ...sizes, log, note, signal });
    return { engine, another: () => engine.another() };
  } catch (error) {
    if (error instanceof EngineFailure) return { failed: error.message };
    throw error;
  }
};
