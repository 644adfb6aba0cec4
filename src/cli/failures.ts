/** What a program of ours says, in a line, when something outside of it fails where nobody expects it. */

import { writeSync } from "node:fs";
import { BugError } from "../core/bug.ts";
import { entryOf } from "../core/entryOf.ts";
import { shorten } from "../core/shortText.ts";

const FAILED = 1;

/** Ends the process with a line and the exit code 1 for whatever nobody catches, for output that cannot be written, and for work that stops. */
export function endOnFailures(): void {
  for (const [name, stream] of [
    ["output", process.stdout],
    ["error output", process.stderr],
  ] as const)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // Whoever read our output has seen enough.
      if (error.code === "EPIPE") process.exit();
      endWith(`the ${name} cannot be written: ${reasonOf(error)}`);
    });
  process.on("uncaughtException", (error: unknown) => endWith(describeFailure(error)));
  // Nothing is left to do, and nobody has said that the work is done.
  process.once("beforeExit", () => endWith("the work stopped before it was done; the system may lack files or memory"));
}

/** Some folder that is there, where the current one was deleted: many parts of Node need one. False: it was deleted. */
export function ensureCurrentFolder(other: string): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    process.chdir(other);
    return false;
  }
}

/** An error of the system's in words; a bug of ours with what a report needs. */
export function describeFailure(error: unknown): string {
  if (isSystemError(error)) return reasonOf(error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const kind = error instanceof BugError ? "this is a bug of Turnkey" : "something unforeseen went wrong";
  return `${kind}; please report it with these lines:\n${stack}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EMFILE: "too many files are open in this process; raise its limit (ulimit -n)",
  ENFILE: "too many files are open on this machine; close other programs",
  ENOMEM: "there is not enough memory",
  EAGAIN: "the system can start no more processes or threads",
  EACCES: "no permission",
  EROFS: "the disk is read-only",
  EIO: "the device failed",
};

function reasonOf(error: NodeJS.ErrnoException): string {
  const reason = entryOf(REASONS, error.code ?? "") ?? shorten(error.message, 200);
  return error.path === undefined ? reason : `${reason} (${shorten(error.path, 200)})`;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}

function endWith(message: string): never {
  try {
    // By the time a stream has written, the process may be gone.
    writeSync(2, `turnkey: ${message}\n`);
  } catch {
    // Nobody is left to be told.
  }
  process.exit(FAILED);
}
