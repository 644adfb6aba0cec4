/** C# that its grammar does not know. */

import { DIRECTIVES } from "./cReadings.ts";
import { begun, blank, named, type Reading } from "./reading.ts";

export const CSHARP_READINGS: readonly Reading[] = [
  ...DIRECTIVES,
  // a?.b = c
  { pattern: /\?(?=\s*[.[])/g, isFar: true },
  // extension(string a) { }
  { pattern: /\bextension\s*(?:<[^<>]*>)?\s*\([^(){};]*\)?/g, as: named("class x") },
  // (a ? ref b : ref c) = d
  { pattern: /(?<=[?:]\s{0,200})ref\b\s*/g },
  { pattern: /\([^();{}]*\?[^();{}]*\)(?=\s*=)/g, as: named("x") },
  // (ref a, out b) => { }
  {
    pattern: /\((?:[^();{}]|\([^();{}]*\))*\)(?=\s*=>)/g,
    as: (found) => found.replaceAll(/\b(?:ref|out|in|scoped|readonly)\s+(?=\w+\s*[,)=])/g, blank),
  },
  // readonly ref partial struct A<T>
  {
    pattern:
      /\b(?:readonly|ref|partial|file|required|scoped)\s+(?=(?:(?:readonly|ref|partial)\s+)*(?:struct|class|record|interface)\b|\w*$)/g,
  },
  // void operator +=(int a)
  { pattern: /(?<=\boperator\s{0,9}(?:checked\s{1,9})?)(?:[-+*/%&|^]|<<|>>>?)=/g, as: named("+") },
  // if (a is [_, .. var b])
  { pattern: /(?<=\.\.\s{0,9})var\s+\w+/g },
  { pattern: new RegExp(String.raw`(?<=[,(]\s{0,9})${begun("params")}\s+`, "g") },
];
