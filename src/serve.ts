/** The language server on the real model: what `server.ts` and `turnkey serve` both start. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { EngineFailure } from "./core/engine.ts";
import { createEngine } from "./llama/engine.ts";
import type { LoadEngine } from "./server/engineHost.ts";
import { startServer } from "./server/start.ts";

/** Serves one client over the transport that the arguments name (`--stdio`, `--node-ipc`, …). */
export function serve(argv: readonly string[]): void {
  startServer(argv, { loadEngine: createLoader() });
}

function createLoader(): LoadEngine {
  const packageRoot = findPackageRoot();
  const storageFolder = findStorageFolder();
  return async ({ modelPath, threads, gpu, contextSize }) => {
    const log = (line: string): void => console.error(line);
    try {
      const engine = await createEngine({ modelPath, packageRoot, threads, gpu, contextSize, storageFolder, log });
      return { engine, threads: undefined };
    } catch (error) {
      if (error instanceof EngineFailure) return { failed: error.message };
      throw error;
    }
  };
}

/** The nearest folder above the bundle that has the models. */
function findPackageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "models")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Where things may be kept that can be made again. */
function findStorageFolder(): string {
  if (process.platform === "win32")
    return join(process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "turnkey");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "turnkey");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "turnkey");
}
