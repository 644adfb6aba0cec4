/** TypeScript and JavaScript that their grammars do not know. */

import { blank, named, type Reading } from "./reading.ts";

export const SCRIPT_READINGS: readonly Reading[] = [
  // export type * from "a"
  { pattern: /(?<=\bexport\s{1,9})type\s+(?=\*)/g },
  // import defer * as a from "b"
  { pattern: /(?<=\bimport\s{1,9})(?:defer|source)\s+(?=[\w$*{])/g },
  // await using a = b
  { pattern: /\b(?:await\s+)?using\s+(?=[\w$])/g, as: named("const ") },
  { pattern: /\busing(?=\s*[(.=,;)\]])/g, as: named("x") },
  // static accessor a = 1
  { pattern: /\baccessor\s+(?=[\w$#["'])/g },
  // class A<in out B>
  {
    pattern:
      /(?<=\b(?:class|interface|type)\s{1,9}[\w$]{1,80}\s{0,9}<[^<>(){};]{0,200})\b(?:in\s+out|in|out)\b\s*(?=[\w$]|$)/g,
  },
  // a<typeof import("b")>()
  { pattern: /\btypeof\s+import\s*\((?:\s*(?:"[^"\n]*"?|'[^'\n]*'?)\s*\)?)?/g, as: named("x") },
  // import("a").B
  {
    pattern: /\bimport\s*\(\s*(?:"[^"\n]*"?|'[^'\n]*'?)(?:\s*,\s*\{(?:[^{}]|\{[^{}]*\})*\}?)?\s*\)?/g,
    as: named("x"),
  },
  // type A = { (): B⏎ <C>(d: C): C }
  { pattern: /(?<=[\w$\])}>"'])[^\S\n]*\n\s*(?=<(?:\s*[\w$]|\s*$))/g, as: (found) => `;${found}`, isFar: true },
  // a<{ b: c }>`d`
  { pattern: /<[^`]*>(?=`)/g, as: blankTypeArguments },
];

/** The angles that the text ends with. */
function blankTypeArguments(found: string): string {
  let depth = 0;
  for (let at = found.length - 1; at >= 0; at -= 1) {
    if (found[at] === ">" && found[at - 1] !== "=") depth += 1;
    if (found[at] === "<") depth -= 1;
    if (depth === 0) return found.slice(0, at) + blank(found.slice(at));
  }
  return found;
}
