/** Names that a line defines, in any language: by the word in front of them, and by where they stand. */

/** Words that are followed by the name of what they define. */
const WORDS: ReadonlySet<string> = new Set(
  `function class interface enum struct trait type def fn func record union object module macro_rules namespace fun sub
  protocol mixin typedef define macro procedure method constructor impl given`.split(/\s+/),
);
/** Words that do so only at the start of a line that is not indented: elsewhere they name what is used nearby alone. */
const TOP_WORDS: ReadonlySet<string> = new Set("const let var static val final".split(" "));
const MODIFIERS: ReadonlySet<string> = new Set(
  `export default public private protected internal static async abstract override readonly final virtual inline extern pub
  unsafe declare sealed partial open data suspend get set local const`.split(/\s+/),
);
/** Words that are followed by a bracket without being called. */
const NOT_CALLED: ReadonlySet<string> = new Set(
  "if for while switch catch with match return function await super this elif unless until foreach using lock".split(
    " ",
  ),
);

const WORD = /[A-Za-z_$][\w$]*/y;
/** Where a line is longer it defines nothing that anybody looks for. */
const LONGEST_LINE = 300;

/** `export class Cart extends Base {` → Cart. */
export function namesDefinedIn(line: string): string[] {
  if (line.length > LONGEST_LINE) return [];
  const words = firstWords(line);
  const names: string[] = [];
  const isIndented = /^\s/.test(line);
  for (let index = 0; index < words.length; index += 1) {
    const { word, end } = words[index]!;
    const next = words[index + 1];
    if (WORDS.has(word) || (TOP_WORDS.has(word) && !isIndented)) {
      const named = next !== undefined && isNamed(line, end, next) ? next : undefined;
      if (named !== undefined) return [named.word];
    }
    if (MODIFIERS.has(word)) continue;
    const called = line.slice(end).trimStart();
    const opens = line.trimEnd().endsWith("{") && called.startsWith("(") && !NOT_CALLED.has(word);
    const assigned = !isIndented && index === 0 && /^(?::[^=]{1,60})?=(?!=)/.test(called);
    if (opens || assigned) names.push(word);
    break;
  }
  return names;
}

/** `function* walk`, `macro_rules! price`. */
function isNamed(line: string, end: number, next: { readonly start: number }): boolean {
  const between = line.slice(end, next.start).trim();
  return /^[*!]?$/.test(between);
}

const MOST_WORDS = 8;

/** The words at the start of a line, up to the first sign that no definition has; a receiver or a reach in brackets is passed over: `func (c *Cart) Total`, `pub(crate) fn total`. */
function firstWords(line: string): { word: string; start: number; end: number }[] {
  const words: { word: string; start: number; end: number }[] = [];
  let at = 0;
  while (at < line.length && words.length < MOST_WORDS) {
    WORD.lastIndex = at;
    const word = WORD.exec(line)?.[0];
    if (word !== undefined) {
      words.push({ word, start: at, end: at + word.length });
      at += word.length;
    } else if (line[at] === "(" && /^(?:func|pub)$/.test(words.at(-1)?.word ?? "")) {
      const close = line.indexOf(")", at);
      if (close < 0) break;
      at = close + 1;
      words[words.length - 1]!.end = at;
    } else if (/[\s*!#@]/.test(line[at]!)) at += 1;
    else break;
  }
  return words;
}
