/** The grammars that come with us, on a thread of their own. */

import { join } from "node:path";
import type { Syntax } from "./core/grammar/syntax.ts";
import { findPackageRoot, findSyntaxWorker } from "./places.ts";
import { ThreadSyntax } from "./syntax/threadSyntax.ts";
import { systemClock } from "./system/systemClock.ts";

/** Starts nothing until it is asked. `note` is told why a grammar cannot be had. */
export function createSyntax(note: (message: string) => void): Syntax {
  return new ThreadSyntax({
    workerFile: findSyntaxWorker(),
    grammarFolder: join(findPackageRoot(), "grammars"),
    clock: systemClock,
    note,
  });
}
