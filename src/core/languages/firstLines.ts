/** Lines at the start of a file that say which languages it may be of. */

import type { FirstLine } from "./languageEntry.ts";
import type { Language } from "./languages.ts";

const FIRST_LINES: Readonly<Record<FirstLine, RegExp>> = {
  fromImport: /^from\s+[\w.]+\s+import\s/,
  importFrom: /^import\s.*\bfrom\s+["']/,
  importName: /^import\s+[\w.]+(?:\s+as\s+\w+)?$/,
  include: /^#\s*include\s*[<"]/,
  package: /^package\s+[\w.]+;?$/,
  phpTag: /^<\?php/,
  require: /^(?:const|let|var)\s[^=]*=\s*require\(/,
  useItem: /^use\s+[\w:]+(?:::|;)/,
  usingItem: /^using\s+(?:static\s+|namespace\s+)?[\w.:]+;$/,
};

/** Whether no file of a language begins with `line`, but files of others do. */
export function startsOtherFiles(line: string, { firstLines }: Language): boolean {
  if (firstLines === undefined) return false;
  const kinds = Object.keys(FIRST_LINES) as FirstLine[];
  return kinds.some((kind) => !firstLines.includes(kind) && FIRST_LINES[kind].test(line.trim()));
}
