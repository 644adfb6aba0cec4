/** The playground's picture as lines of text. Pure. */

export interface DemoState {
  readonly model: string;
  readonly path: string;
  readonly text: string;
  /** UTF-16 offset. */
  readonly cursor: number;
  /** Ghost text at the cursor; "" for none. */
  readonly ghost: string;
  /** Lines of figures, newest last. */
  readonly figures: readonly string[];
  /** What is going on, in a few words. */
  readonly status: string;
}

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** Turns text into how it looks: with colours or without. */
export interface Paint {
  bar(text: string): string;
  dim(text: string): string;
  ghost(text: string): string;
  cursor(text: string): string;
}

export const COLOURS: Paint = {
  bar: (text) => `\u001b[7m${text}\u001b[0m`,
  dim: (text) => `\u001b[2m${text}\u001b[0m`,
  ghost: (text) => `\u001b[90m${text}\u001b[0m`,
  cursor: (text) => `\u001b[7m${text}\u001b[0m`,
};

/** The signs stand for what grey would say. */
export const NO_COLOURS: Paint = {
  bar: (text) => text,
  dim: (text) => text,
  ghost: (text) => `‹${text}›`,
  cursor: (text) => (text === " " ? "▮" : text),
};

const FIGURE_ROWS = 5;
const TAB = "    ";

type Style = "code" | "ghost" | "cursor";

interface StyledText {
  readonly text: string;
  readonly style: Style;
}

/** As many lines as there are rows, none wider than the columns. */
export function renderFrame(state: DemoState, { columns, rows }: FrameSize, paint: Paint): readonly string[] {
  const codeRows = Math.max(rows - FIGURE_ROWS - 3, 1);
  const title = ` Turnkey  ${state.model}  ${state.path}`;
  const figures = state.figures.slice(-FIGURE_ROWS);
  const lines = [
    paint.bar(padded(title, columns)),
    ...codeLines(state, codeRows, { columns, paint }),
    paint.dim("─".repeat(columns)),
    ...Array.from({ length: FIGURE_ROWS }, (_, index) => cut(figures[index] ?? "", columns)),
    paint.bar(padded(` ${state.status}`, columns)),
  ];
  return lines.slice(0, rows);
}

function codeLines(
  { text, cursor, ghost }: DemoState,
  count: number,
  { columns, paint }: { columns: number; paint: Paint },
): string[] {
  const atLineEnd = cursor >= text.length || text[cursor] === "\n";
  const spans: StyledText[] = [
    { text: text.slice(0, cursor), style: "code" },
    { text: atLineEnd && ghost === "" ? " " : "", style: "cursor" },
    { text: ghost, style: "ghost" },
    { text: atLineEnd || ghost !== "" ? "" : text.slice(cursor, cursor + 1), style: "cursor" },
    { text: text.slice(atLineEnd || ghost !== "" ? cursor : cursor + 1), style: "code" },
  ];
  const lines = splitLines(spans);
  const cursorLine = text.slice(0, cursor).split("\n").length - 1;
  const first = Math.max(0, Math.min(cursorLine - Math.floor(count * 0.6), lines.length - count));
  const ghostLines = ghost.split("\n").length - 1;
  return Array.from({ length: count }, (_, row) => {
    const line = lines[first + row];
    if (line === undefined) return "";
    const index = first + row;
    const isGhost = index > cursorLine && index <= cursorLine + ghostLines;
    const number = index > cursorLine ? index + 1 - ghostLines : index + 1;
    const gutter = `${isGhost ? "" : number}`.padStart(4);
    return `${paint.dim(gutter)} ${paintLine(line, columns - 5, paint)}`;
  });
}

function splitLines(spans: readonly StyledText[]): StyledText[][] {
  const lines: StyledText[][] = [[]];
  for (const { text, style } of spans)
    for (const [index, part] of text.replaceAll("\t", TAB).split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)!.push({ text: part, style });
    }
  return lines;
}

function paintLine(spans: readonly StyledText[], width: number, paint: Paint): string {
  let left = width;
  let line = "";
  for (const { text, style } of spans) {
    const visible = text.slice(0, left);
    left -= visible.length;
    if (visible === "") break;
    if (style === "code") line += visible;
    else line += style === "ghost" ? paint.ghost(visible) : paint.cursor(visible);
  }
  return line;
}

function padded(text: string, width: number): string {
  return cut(text, width).padEnd(width);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`;
}
