/** Random change events of a client that keeps its own text, with its own idea of positions. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export type ContentChange =
  | { readonly range: { readonly start: Position; readonly end: Position }; readonly text: string }
  | { readonly text: string };

/** A number from 0 up to and without `bound`. */
export type Random = (bound: number) => number;

/** Same seed, same numbers (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** LSP's lines: ended by \r\n, \n or \r; characters are UTF-16 code units. */
export function toPosition(text: string, offset: number): Position {
  let line = 0;
  let lineStart = 0;
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    const next = end.index + end[0].length;
    if (next > offset) break;
    line += 1;
    lineStart = next;
  }
  return { line, character: offset - lineStart };
}

const PIECES = [
  "a",
  "x = 1",
  "\n",
  "\r\n",
  "\n\n",
  "\t",
  "  ",
  "é",
  "漢字",
  "👩‍💻",
  "e\u0301",
  "function f() {",
  "}",
  "",
  "\"'`",
];
const MAX_LENGTH = 600;

/** One change event: usually one change, sometimes several or the whole text. */
export function randomEvent(
  text: string,
  random: Random,
): { readonly changes: ContentChange[]; readonly text: string } {
  const changes: ContentChange[] = [];
  let current = text;
  const count = random(4) === 0 ? 2 + random(4) : 1;
  for (let index = 0; index < count; index++) {
    const { change, text: next } = randomChange(current, random);
    changes.push(change);
    current = next;
  }
  return { changes, text: current };
}

function randomChange(text: string, random: Random): { readonly change: ContentChange; readonly text: string } {
  if (random(25) === 0 || text.length > MAX_LENGTH) {
    const whole = wholeText(text, random);
    if (random(2) === 0) return { change: { text: whole }, text: whole };
    const range = { start: toPosition(text, 0), end: toPosition(text, text.length) };
    return { change: { range, text: whole }, text: whole };
  }
  const start = cutPoint(text, random(text.length + 1));
  const end = cutPoint(text, Math.min(text.length, start + random(random(5) === 0 ? 60 : 4)));
  const inserted = Array.from({ length: random(4) }, () => PIECES[random(PIECES.length)]).join("");
  return {
    change: { range: { start: toPosition(text, start), end: toPosition(text, end) }, text: inserted },
    text: text.slice(0, start) + inserted + text.slice(end),
  };
}

/** What formatters, checkouts and line-end switches do. */
function wholeText(text: string, random: Random): string {
  switch (random(4)) {
    case 0:
      return text.replaceAll(/\r\n|\n|\r/g, "\r\n");
    case 1:
      return text.replaceAll(/\r\n|\n|\r/g, "\n");
    case 2:
      return text
        .slice(0, MAX_LENGTH / 2)
        .replaceAll(/[^\n]+/g, (line) => (random(3) === 0 ? `  ${line.trim()}` : line));
    default:
      return PIECES[random(PIECES.length)]!.repeat(random(5));
  }
}

/** Editors put no position between \r and \n, nor inside of a surrogate pair. */
function cutPoint(text: string, offset: number): number {
  const splits =
    text.slice(offset - 1, offset + 1) === "\r\n" ||
    /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(offset - 1, offset + 1));
  return splits && offset > 0 ? offset - 1 : offset;
}
