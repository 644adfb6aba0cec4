/** Names for what a grammar has against a text, the same wherever it has it again. Pure. */

import type { Stop } from "./attempt.ts";

/** Brackets, ends and strings that are missing leave all that follows in doubt: of them nothing can be learnt. */
const NEVER_LEARNT = /^(?:end|[)\]};])$|dedent|indent|string_end|heredoc_end/;
const LAST_TOKEN = /(?:(?<![\w$])[\w$]+|[^\s\w)\]}])$/;
const LAST_WORD = /(?<![\w$])[\w$]+$/;
const LONGEST_WORD = 200;

/** The place where a grammar stopped furthest, and by which rules. Offsets are counted from the end of the text, in UTF-16 units. */
export interface Stopping {
  /** Of what it did not take, and of the end of what it took. */
  readonly left: number;
  readonly taken: number;
  readonly rules: ReadonlySet<string>;
}

/** What is known when `stops` were met in `text`, and others before. */
export function furthestOf(text: string, stops: readonly Stop[], known: Stopping): Stopping {
  const left = text.length - Math.max(0, ...stops.map(({ offset }) => offset));
  if (left > known.left) return known;
  const before = left === known.left ? known.rules : new Set<string>();
  const taken = text.length - Math.max(0, ...stops.map((stop) => stop.taken));
  return { left, taken, rules: namesOf(text, stops, before) };
}

/** What was called: `a` of `a(b, (c))`. */
function calledIn(text: string): string | undefined {
  if (!text.endsWith(")")) return undefined;
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ")") depth += 1;
    else if (text[at] === "(") depth -= 1;
    if (depth === 0) return LAST_WORD.exec(text.slice(0, at).trimEnd())?.[0];
  }
  return undefined;
}

/** Names of the rules by which the parser stopped furthest, added to `known`: each by itself, and with the word in front of the place. */
function namesOf(text: string, stops: readonly Stop[], known: ReadonlySet<string>): ReadonlySet<string> {
  const furthest = Math.max(...stops.map(({ offset }) => offset));
  const names = new Set(known);
  for (const { offset, taken, state, symbol } of stops) {
    if (offset < furthest || NEVER_LEARNT.test(symbol)) continue;
    const rule = `${state} ${symbol}`;
    names.add(rule);
    const before = text.slice(Math.max(0, taken - LONGEST_WORD), taken);
    const word = LAST_TOKEN.exec(before)?.[0] ?? calledIn(before);
    if (word !== undefined) names.add(`${rule} behind ${word}`);
  }
  return names;
}
