/** Where our own files are, and where things may be kept. */

import { existsSync } from "node:fs";
import { homedir as osHomedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
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

/** What the thread that keeps the index runs; as above. */
export function findRepoWorker(): string {
  const folder = ownFolder();
  const source = join(folder, "repo", "repoWorker.ts");
  return existsSync(source) ? source : join(folder, "repoWorker.cjs");
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

/** What of the surroundings decides where things are kept. */
export interface Surroundings {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Throws where the system knows no home folder. */
  readonly homedir: () => string;
}

/**
 * Where things may be kept that can be made again; undefined: nowhere. Only absolute places count: a relative one would be
 * another folder each time, often one of the user's projects.
 */
export function findStorageFolder(
  { platform, environment, homedir }: Surroundings = {
    platform: process.platform,
    environment: process.env,
    homedir: osHomedir,
  },
): string | undefined {
  const inHome = (...parts: readonly string[]): string | undefined => {
    try {
      return join(homedir(), ...parts);
    } catch {
      // No HOME, and no entry for the user either.
      return undefined;
    }
  };
  const [given, usual] =
    platform === "win32"
      ? [environment.LOCALAPPDATA, inHome("AppData", "Local")]
      : platform === "darwin"
        ? [undefined, inHome("Library", "Caches")]
        : [environment.XDG_CACHE_HOME, inHome(".cache")];
  const folder = [given, usual].find((path) => path !== undefined && isAbsolute(path));
  return folder && join(folder, "turnkey");
}

/** Where indexes of folders are kept; undefined: nowhere. */
export function findIndexFolder(): string | undefined {
  const storage = findStorageFolder();
  return storage && join(storage, "indexes");
}

/** Where windows of one user may meet at an engine, in the order in which they are tried; see `sharing/meetingPlace.ts`. */
export function findMeetingFolders(surroundings?: Surroundings): readonly string[] {
  const { XDG_RUNTIME_DIR: runtime } = surroundings?.environment ?? process.env;
  const storage = findStorageFolder(surroundings);
  const isOfSystem = (surroundings?.platform ?? process.platform) === "linux" && runtime !== undefined;
  return [
    ...(isOfSystem && isAbsolute(runtime) ? [join(runtime, "turnkey")] : []),
    ...(storage === undefined ? [] : [join(storage, "windows")]),
  ];
}

function ownFolder(): string {
  return typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
}
