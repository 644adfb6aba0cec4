/** The grammars that come with us, and what knows the workspace's other files. */

import { join } from "node:path";
import { findIndexFolder, findPackageRoot, findRepoWorker, findSyntaxWorker } from "./places.ts";
import { PrecedentDesk } from "./repo/precedentDesk.ts";
import { ThreadContext } from "./repo/threadContext.ts";
import { ThreadSyntax } from "./syntax/threadSyntax.ts";
import { systemClock } from "./system/systemClock.ts";

/** Starts nothing until it is asked. `note` is told why a grammar cannot be had. */
export function createSyntax(note: (message: string) => void): ThreadSyntax {
  return new ThreadSyntax({
    workerFile: findSyntaxWorker(),
    grammarFolder: join(findPackageRoot(), "grammars"),
    clock: systemClock,
    note,
  });
}

/** Starts nothing until it has folders. `note` is told what becomes of the index; `onState`, that its state is another. */
export function createContext(note: (message: string) => void, onState: () => void): ThreadContext {
  return new ThreadContext({
    workerFile: findRepoWorker(),
    grammarFolder: join(findPackageRoot(), "grammars"),
    indexFolder: findIndexFolder(),
    clock: systemClock,
    note,
    onState,
  });
}

/** Reads nothing until it has folders and a vocabulary. */
export function createPrecedents(note: (message: string) => void): PrecedentDesk {
  return new PrecedentDesk({ clock: systemClock, note });
}
