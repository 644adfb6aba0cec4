/** Text that only says again what stands there already: the usual way for a small model to fail. */

/** A line without its indentation, and each run of white space as one space: how lines are compared. */
export function squeeze(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}

/** Opens a list that has no name: `const (`, `static {`. */
const UNNAMED = /^\w+ ?[([{]$/;
/** Lines that stand in every other block: equal by the language, not by repetition. */
const TRIVIAL =
  /^[^\p{L}\p{N}]*(?:(?:end|else|pass|break|continue|return|default|try|finally|do|then|fi|done|esac|begin|next|exit|null|none|true|false)[^\p{L}\p{N}]*)?$|^[^\p{L}\p{N}]*<\/?[\w.:-]*>$/iu;

/** Whether a squeezed line says enough for an equal line to be a repetition. */
export function isSignificant(squeezed: string): boolean {
  return !TRIVIAL.test(squeezed) && !UNNAMED.test(squeezed) && (squeezed.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3;
}

/** Whether a squeezed line has words, but is short: the head of an item, perhaps. */
export function isShort(squeezed: string): boolean {
  return !isSignificant(squeezed) && !TRIVIAL.test(squeezed) && hasWords(squeezed);
}

/** Whether a line says anything beside brackets and other signs. */
export function hasWords(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}

/** A comment, a decorator or an attribute. */
const IN_FRONT_OF_ITEM = /^(?:\/\/|\/?\*|#\s|--\s|@[\w.]|#!?\[|\[\w[^\]]*\]$)/;

/** Whether a squeezed line speaks of what follows it: one item after another may begin so. */
export function standsInFrontOfItem(squeezed: string): boolean {
  return IN_FRONT_OF_ITEM.test(squeezed);
}

/** A line of text that is compared with others; see `squeeze`. */
interface Compared {
  readonly squeezed: string;
  readonly width: number;
}

/**
 * What is known of an item that begins as the one `below` does: "same" up to its last line so far, which is still within
 * it, or "other", because something in it is not as there. Undefined where `lines` (none blank) begin otherwise, or say all
 * of it again. `holds`: a line may have a body that stands no further right.
 *
 *     - uses: a       - uses: a
 *       with: 1         with: 2
 */
export function compareItems(
  lines: readonly Compared[],
  below: readonly string[],
  holds: (line: string) => boolean,
): "same" | "other" | undefined {
  const [first, ...others] = lines;
  if (first === undefined || first.squeezed !== squeeze(below[0] ?? "")) return undefined;
  const isFlat = holds(first.squeezed);
  const end = others.findIndex(({ width, squeezed }) => (isFlat ? holds(squeezed) : width <= first.width));
  const body = end < 0 ? others : others.slice(0, end);
  if (body.some(({ squeezed }, at) => at + 1 < below.length && squeezed !== squeeze(below[at + 1]!))) return "other";
  return end < 0 ? "same" : undefined;
}

/** How often a group of lines must come in a row to be a loop, by the number of its lines. */
const LOOP_TIMES = [0, 3, 2, 2, 2] as const;

/**
 * The index of the first repeated line where the last of `lines` (squeezed, not blank) completes a loop: one line three
 * times, or two to four lines twice. Undefined when it does not.
 */
export function findLoop(lines: readonly string[]): number | undefined {
  for (let size = 1; size < LOOP_TIMES.length; size += 1) {
    const times = LOOP_TIMES[size]!;
    const start = lines.length - size * times;
    if (start < 0) continue;
    const group = lines.slice(start, start + size);
    const repeats = lines.slice(start).every((line, index) => line === group[index % size]);
    if (repeats && group.some(isSignificant)) return start + size;
  }
  return undefined;
}

/** Equal lines in a row that make a copy; three alike are every error check in Go. */
const COPIED_LINES = 5;
const COPIED_SIGNIFICANT = 4;

/**
 * The index in `lines` where they begin to say what stands above already: the lines right above once more from the
 * first on, or anywhere several lines in a row as they stand above in a row. All squeezed, not blank, nearest last.
 */
export function findRepeatedBlock(lines: readonly string[], above: readonly string[]): number | undefined {
  if (lines.length <= above.length && lines.some(isLong)) {
    const nearest = above.slice(above.length - lines.length);
    if (lines.every((line, index) => line === nearest[index])) return 0;
  }
  if (lines.length < COPIED_LINES) return undefined;
  const start = lines.length - COPIED_LINES;
  const tail = lines.slice(start);
  if (tail.filter(isSignificant).length < COPIED_SIGNIFICANT) return undefined;
  for (let at = 0; at + COPIED_LINES <= above.length; at += 1)
    if (tail.every((line, index) => line === above[at + index])) return start;
  return undefined;
}

/** Long enough for two equal lines in a row to be a mistake. */
function isLong(squeezed: string): boolean {
  return isSignificant(squeezed) && (squeezed.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 6;
}

/** Whether a line that says `squeezed` right below one that says `above` is a repetition. */
export function repeatsLine(squeezed: string, above: string | undefined): boolean {
  return squeezed === above && isLong(squeezed);
}

/** Whether the rest of a line is what stands right in front of it: `value: T; ▮` and `value: T;`. */
export function repeatsLeft(text: string, linePrefix: string): boolean {
  const [said, before] = [squeeze(text), squeeze(linePrefix)];
  if (text.trim().includes("\n") || !isSignificant(said) || !before.endsWith(said)) return false;
  return /^$|[\s;,{}()[\]]$/.test(before.slice(0, before.length - said.length));
}

const LONGEST_LINE = 400;
const LONGEST_UNIT = 24;
const STRETCHED_CHARS = 48;

/** A line that goes round in circles somewhere (`a, a, a, a, …`), or is too long to be wanted. */
export function isStretched(line: string): boolean {
  if (line.length > LONGEST_LINE) return true;
  const text = line.trimStart();
  for (let unit = 1; unit <= LONGEST_UNIT; unit += 1) if (goesRound(text, unit)) return true;
  return false;
}

/** Whether a part of `text` says the same `unit` characters again and again. */
function goesRound(text: string, unit: number): boolean {
  // Rules of dashes are meant, up to a length.
  const enough = unit === 1 ? 2 * STRETCHED_CHARS : Math.max(STRETCHED_CHARS, 4 * unit);
  let round = 0;
  let same = 0;
  for (let index = unit; index < text.length; index += 1) {
    round = text[index] === text[index - unit] ? round + 1 : 0;
    same = text[index] === text[index - 1] ? same + 1 : 0;
    if (round + unit >= enough && (unit === 1 || same + 1 < round)) return text[index] !== " " || unit > 1;
  }
  return false;
}
