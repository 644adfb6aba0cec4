/** Where windows meet their engine: a socket in a folder that only their user can enter. */

import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, realpathSync, type Stats, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface MeetingPlace {
  readonly kind: "place";
  /** A file's path; on Windows the name of a pipe. */
  readonly address: string;
  readonly isPipe: boolean;
  /** Where an engine that nobody started for itself alone writes what it cannot tell its windows. */
  readonly log: string;
}

export type FoundPlace = MeetingPlace | { readonly kind: "none"; readonly why: string };

/** A socket's path has so many bytes at most on macOS, with the zero at its end; Linux allows four more. */
const MAX_PATH_BYTES = 103;
/** What an engine's own name for its socket adds to the address: a point and its process id. */
const OWN_NAME_BYTES = 11;
/** Digits of the identity that stand in names; all of it is compared when windows and engine greet. */
const NAMED_DIGITS = 16;

/** The first of the folders, made where it is missing, that can be used: `folders` in the order in which they are wanted. */
export function findMeetingPlace(folders: readonly string[], identity: string): FoundPlace {
  let why = "there is no folder for it";
  for (const folder of folders) {
    const name = identity.slice(0, NAMED_DIGITS);
    try {
      const problem = openFolder(folder);
      const address = process.platform === "win32" ? pipeName(folder, name) : join(folder, `${name}.sock`);
      const isPipe = process.platform === "win32";
      if (problem !== undefined) why = problem;
      else if (!isPipe && Buffer.byteLength(address) + OWN_NAME_BYTES > MAX_PATH_BYTES)
        why = `the path ${address} is too long for a socket`;
      else return { kind: "place", address, isPipe, log: join(folder, `${name}.log`) };
    } catch (error) {
      why = `${folder} cannot be used (${error instanceof Error ? error.message : error})`;
    }
  }
  return { kind: "none", why };
}

/** What is wrong with a folder, in words; undefined: nothing, and it is there. Throws what the system does. */
function openFolder(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const user = process.getuid?.();
  // Windows has no modes; the folder is in the user's profile.
  if (user === undefined) return lstatSync(folder).isDirectory() ? undefined : `${folder} is not a folder`;
  const problem = judgeFolder(lstatSync(folder), user);
  if (problem !== undefined) return `${folder} ${problem}`;
  for (const above of foldersAbove(realpathSync(dirname(folder)))) {
    const risk = judgeFolderAbove(lstatSync(above), { user, group: process.getgid?.() ?? -1 });
    if (risk !== undefined) return `${above} ${risk}`;
  }
  return undefined;
}

type FolderFacts = Pick<Stats, "mode" | "uid" | "gid"> & {
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
};

/** What speaks against the folder itself; the facts are those of the name, not of what a link leads to. */
export function judgeFolder(facts: FolderFacts, user: number): string | undefined {
  if (facts.isSymbolicLink()) return "is a link";
  if (!facts.isDirectory()) return "is not a folder";
  if (facts.uid !== user) return "belongs to another user";
  if ((facts.mode & 0o777) !== 0o700) return `has the mode ${(facts.mode & 0o777).toString(8)}, not 700`;
  return undefined;
}

const STICKY = 0o1000;

/** What speaks against a folder above it: whoever can write there can put another folder in its place. */
export function judgeFolderAbove(
  { mode, uid, gid }: Pick<FolderFacts, "mode" | "uid" | "gid">,
  { user, group }: { readonly user: number; readonly group: number },
): string | undefined {
  if (uid !== user && uid !== 0) return "belongs to another user";
  if ((mode & STICKY) !== 0) return undefined;
  // The user's own group has nobody else in it, by custom; all others may have.
  const isOpen = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== group && gid !== 0);
  return isOpen ? "can be written to by others" : undefined;
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

/** Pipes stand in one list of the whole machine: a name that nobody can guess is kept in the user's folder. */
function pipeName(folder: string, name: string): string {
  const file = join(folder, "pipe");
  try {
    writeFileSync(file, randomBytes(16).toString("hex"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const secret = readFileSync(file, "utf8");
  // Another window is writing it in this moment.
  if (!/^[0-9a-f]{32}$/.test(secret)) throw new Error("the pipe has no name yet");
  return `\\\\.\\pipe\\turnkey-${secret}-${name}`;
}
