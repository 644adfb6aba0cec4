/** CSS and HTML that their grammars do not know. */

import { named, type Reading } from "./reading.ts";

/** What stands in brackets, with brackets three deep; what is not closed there ends the text. */
const IN_BRACKETS = [1, 2, 3].reduce(
  (inner) => String.raw`\((?:[^(){};]|${inner})*(?:\)|$)`,
  String.raw`\([^(){};]*(?:\)|$)`,
);
const STRING = String.raw`"(?:[^"\\\n]|\\[\s\S])*(?:"|$)|'(?:[^'\\\n]|\\[\s\S])*(?:'|$)`;
const LIST = String.raw`\[(?:[^()[\]{}"']|${STRING})*(?:\]|$)`;
/** The same where a value or a prelude may hold anything. */
const ANYTHING = [1, 2].reduce(
  (inner) => String.raw`\((?:[^()[\]{}"']|${STRING}|${LIST}|${inner})*(?:\)|$)`,
  String.raw`\((?:[^()[\]{}"']|${STRING}|${LIST})*(?:\)|$)`,
);

/** A query asks for a feature, not for a class or an element. */
const NO_QUERY = /^@(?:media|container)\b.*(?:\(\s*[^\w\s(-]|::)/s;

function readPrelude(found: string): string {
  if (NO_QUERY.test(found)) return found;
  return named(found.startsWith("@media") ? "@media x" : "@x y")(found);
}

/** What is asked of a medium or of what holds an element, whole: `(width > 1px)`, `(1px <= width < 2px)`, `(hover)`. */
const AMOUNT = String.raw`[-+]?[\w.%-]+(?:\([^(){};]*\))?(?:\s*/\s*[\d.]+)?`;
const RANGE = String.raw`\(\s*(?:[a-z-]+\s*(?:[<>]=?|=)\s*${AMOUNT}|${AMOUNT}\s*(?:[<>]=?|=)\s*[a-z-]+(?:\s*[<>]=?\s*${AMOUNT})?)\s*\)`;
const FEATURE = String.raw`(?:${RANGE}|(?:style)?\(\s*-{0,2}[a-z][\w-]*(?:\s*:\s*${AMOUNT})?\s*\))`;
const NAME = String.raw`[a-z_-][\w-]*`;

/** They are read in a text that is all there, too. */
const WHOLE_PRELUDES: readonly Reading[] = [
  // @media (1px <= width < 2px) and (hover) { }
  { pattern: new RegExp(String.raw`(?<=@media\b[^{};]{0,300})${RANGE}`, "gi"), as: named("(x)") },
  // @container a not (width > 1px) { }
  {
    pattern: new RegExp(
      String.raw`@container\s+(?:${NAME}\s+)?(?:not\s+)?${FEATURE}(?:\s+(?:and|or)\s+(?:not\s+)?${FEATURE})*(?=\s*\{)`,
      "gi",
    ),
    as: named("@x y"),
  },
  // @layer a, b.c;
  {
    pattern: new RegExp(String.raw`@layer\s+${NAME}(?:\.${NAME})*(?:\s*,\s*${NAME}(?:\.${NAME})*)*(?=\s*[;{])`, "gi"),
    as: (found) => found.replaceAll(".", "x"),
  },
];

export const CSS_READINGS: readonly Reading[] = [
  ...WHOLE_PRELUDES,
  // @container a (width > 1px) { }
  {
    pattern: new RegExp(String.raw`@[\w-]+(?:[^(){};"'\\]|\\[\s\S]|${STRING}|${ANYTHING})*(?=[{;}]|$)`, "g"),
    as: readPrelude,
    isLoose: true,
  },
  // [a="b" i]
  { pattern: /(?<=\[[^\][\n]{0,200}["'\w])\s+[iIsS](?=\s*\]|\s*$)/g },
  // 50.5% { }
  { pattern: /(?<=[{},]\s{0,200})\d*\.\d*(?=%|$)/g, as: (found) => found.replace(".", "0") },
  // #a\.b, 1px\9
  { pattern: /\\(?:[\da-fA-F]{1,6}|[^\n\r]|$)/g, as: (found) => "x".repeat(found.length) },
  // a { &.b c & {} }
  { pattern: /&/g, as: () => "*" },
  { pattern: /(?<=[{};]\s{0,200})[>+~]/g },
  // symbols: ◆
  { pattern: /[^\0-\x7f]+/g, as: (found) => "x".repeat(found.length) },
  // :is(…)
  { pattern: new RegExp(String.raw`(?<=:)[\w-]+${IN_BRACKETS}`, "g"), as: named("x") },
  // --a: { b: c }
  { pattern: /(?<=--[\w-]{1,80}\s{0,9}:\s{0,200})\{(?:[^{}]|\{[^{}]*\})*\}?/g, as: named("x") },
  { pattern: /(?<=--[\w-]{0,80})\*/g, as: named("x") },
  { pattern: /(?<=--[\w-]{1,80}\s{0,9}:\s{0,200})(?=;)/g, as: () => "x" },
  // *a: b; <!-- -->
  { pattern: /(?<=[{;]\s{0,200})\*(?=[\w-]+\s*:|[\w-]*$)/g },
  { pattern: /<!-?-?|--?>/g },
  { pattern: /!\s+(?:important)?/g, as: named("!important") },
  // if(style(--a: 1): 2px; else: 3px)
  { pattern: new RegExp(String.raw`[\w-]+${ANYTHING}`, "g"), as: named("x") },
  // filter: progid:A.B(c='d')
  { pattern: /\bprogid:[^;{}]*/g, as: named("x") },
  // a {; }
  { pattern: /(?<=\{\s{0,200});/g },
];

const withoutSigns = (found: string): string => found.replaceAll(/[<>&]/g, "_");

export const HTML_READINGS: readonly Reading[] = [
  // <textarea>a < b</textarea>
  {
    pattern: /(?<=<(?:textarea|title)\b[^<>]{0,300}>)[\s\S]*?(?=<\/(?:textarea|title)|$(?![\s\S]))/gi,
    as: withoutSigns,
  },
  // {{ a && b }} {% if a < b %} {# a < b #}
  { pattern: /\{[{%#][\s\S]*?(?:[}%#]\}|$(?![\s\S]))/g, as: withoutSigns },
  // @if (a < b) { }
  { pattern: /@(?:else\s+)?\w+\s*\((?:[^(){}]|\((?:[^(){}]|\([^(){}]*\))*\))*\)?/g, as: withoutSigns },
  // <?a?> <%= b %> <![CDATA[c]]>
  { pattern: /<\?[\s\S]*?(?:\?>|$(?![\s\S]))|<%[\s\S]*?(?:%>|$(?![\s\S]))|<!\[[\s\S]*?(?:\]>|$(?![\s\S]))/g },
  // a < 1
  { pattern: /<(?=[\s\d=<])(?!\s*<[a-z/!])(?!\s+[\w-]+\s*=\s*["'])/gi, as: () => "_", isFar: true, isLoose: true },
  { pattern: /<\/[\w-]*$/g },
  // a > b & c
  { pattern: /(?<=>|^)[^<]+/g, as: withoutSigns },
];
