/** Where our own files are, and where things may be kept. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The nearest folder above this file, bundled or not, that has the models. */
export function findPackageRoot(): string {
  let folder = ownFolder();
  while (!existsSync(join(folder, "models")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** What the thread that parses runs: its bundle beside ours, or the source where we run from source. */
export function findSyntaxWorker(): string {
  const folder = ownFolder();
  const source = join(folder, "syntax", "worker.ts");
  return existsSync(source) ? source : join(folder, "syntaxWorker.cjs");
}

/** The program that tries models: as above, or the built one where only a part of us is bundled elsewhere (tests). */
export function findTrialProgram(): string | undefined {
  const folder = ownFolder();
  const places = [
    join(folder, "llama", "trialProgram.ts"),
    join(folder, "modelTrial.cjs"),
    join(findPackageRoot(), "dist", "modelTrial.cjs"),
  ];
  return places.find((path) => existsSync(path));
}

/** Where things may be kept that can be made again. */
export function findStorageFolder(): string {
  if (process.platform === "win32")
    return join(process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "turnkey");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "turnkey");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "turnkey");
}

function ownFolder(): string {
  return typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
}
