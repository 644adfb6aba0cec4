/** Whether text of other files can help at a place at all, by what the text before it is. */

import { findLanguage, languageOfPath } from "../core/languages/languages.ts";
import { findWithin } from "../core/place/longStrings.ts";
import type { RepoPlace } from "./candidates.ts";

/** Lines that bring names along: which ones comes out of what will be written, not out of what is like it elsewhere. */
const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|(?:pub\s+)?use\s|(?:pub\s+)?mod\s+\w+\s*;|extern\s+crate\b|package\s|using\s|#\s*include\b|#!|require\b|export\s+\*|\}\s*from\s|(?:const|let|var)\b.*=\s*require\()/;

/** Not in comments and longer strings, nor among what a file begins with. */
export function canBeHelped({ path, before }: Pick<RepoPlace, "path" | "before">): boolean {
  const language = findLanguage(languageOfPath(path));
  if (language.isProse) return true;
  if (findWithin(before, language) !== undefined) return false;
  const isSaying = (line: string) =>
    line.trim() !== "" && !language.lineComments.some((sign) => line.trim().startsWith(sign.trim()));
  const lines = before.split("\n").slice(0, -1);
  const last = lines.findLast(isSaying);
  if (last === undefined || IMPORT.test(last)) return false;
  const latestImport = lines.findLastIndex((line) => IMPORT.test(line));
  return latestImport < 0 || isClosed(lines.slice(latestImport));
}

/** `import (` goes on to its bracket. */
function isClosed(lines: readonly string[]): boolean {
  let depth = 0;
  for (const line of lines) {
    depth += (line.match(/[({]/g)?.length ?? 0) - (line.match(/[)}]/g)?.length ?? 0);
    if (depth <= 0) return true;
  }
  return false;
}
