/** The extent of Python's strings, with the expressions inside formatted ones. */

/** Python itself follows strings within strings no deeper than 150 times. */
const MOST_DEPTH = 150;

/**
 * The offset behind the string whose first quote stands at `at`; the length of the text when it is unfinished, or too deep;
 * undefined when it has a line break that it cannot have. `depth`: strings that it stands in.
 */
export function skipPythonString(text: string, at: number, prefix: string, depth = 0): number | undefined {
  if (depth > MOST_DEPTH) return text.length;
  const quote = text[at]!;
  const isTriple = text.startsWith(quote.repeat(3), at);
  // Two quotes at the end of the text may be an empty string or the beginning of three.
  const end = isTriple ? quote.repeat(3) : quote;
  const isFormatted = /[ft]/i.test(prefix);
  let index = at + end.length;
  while (index < text.length) {
    if (text.startsWith(end, index)) return index + end.length;
    const character = text[index]!;
    if (character === "\n" && !isTriple) return undefined;
    if (character === "\\") index += text.startsWith("\r\n", index + 1) ? 3 : 2;
    else if (isFormatted && text.startsWith("{{", index)) index += 2;
    else if (isFormatted && character === "{") {
      const after = skipReplacement(text, index + 1, { isTriple, within: depth + 1 });
      if (after === undefined) return undefined;
      index = after;
    } else index += 1;
  }
  return text.length;
}

/** From behind `{` to behind its `}`: an expression, then perhaps a format with replacements of its own. */
function skipReplacement(
  text: string,
  from: number,
  string: { readonly isTriple: boolean; readonly within: number },
): number | undefined {
  const { isTriple, within } = string;
  if (within > MOST_DEPTH) return text.length;
  let depth = 0;
  let inFormat = false;
  let index = from;
  while (index < text.length) {
    const character = text[index]!;
    if (inFormat && character === "{") {
      const after = skipReplacement(text, index + 1, { isTriple, within: within + 1 });
      if (after === undefined) return undefined;
      index = after;
      continue;
    }
    if (character === "}" && depth === 0) return index + 1;
    if (inFormat) {
      if (character === "\n" && !isTriple) return undefined;
    } else if (character === '"' || character === "'") {
      const after = skipPythonString(text, index, prefixBefore(text, index, from), within);
      if (after === undefined) return undefined;
      index = after;
      continue;
    } else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
    else if (character === ":" && depth === 0) inFormat = true;
    index += 1;
  }
  return text.length;
}

function prefixBefore(text: string, quote: number, from: number): string {
  return /(?<!\w)[a-z]{1,2}$/i.exec(text.slice(Math.max(from, quote - 3), quote))?.[0] ?? "";
}
