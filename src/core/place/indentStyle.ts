/** What lines are indented with, and lines turned from one way into another. */

import { indentWidth, leading, widthOf } from "./brackets.ts";

/** How the lines around a place are indented. */
export interface IndentStyle {
  /** "mixed": both, or nothing to see. */
  readonly kind: "tabs" | "spaces" | "mixed";
  /** Columns of one level; undefined where no line shows it. */
  readonly unit: number | undefined;
  /** Nearly all lines stand at whole levels of it. */
  readonly isSure?: boolean;
}

/** From lines that are not blank, in order. */
export function findIndentStyle(lines: readonly string[]): IndentStyle {
  const indents = lines.map(leading);
  const tabs = indents.filter((indent) => indent.startsWith("\t")).length;
  // One space in front of a star is a comment, not a level.
  const spaces = indents.filter((indent) => indent.startsWith("  ")).length;
  if (tabs > 0 && spaces === 0) return { kind: "tabs", unit: 4 };
  if (spaces === 0 || tabs > 0) return { kind: "mixed", unit: undefined };
  const widths = indents.map(indentWidth).filter((width) => width > 0);
  const unit = commonStep(indents.map(indentWidth));
  const whole = widths.filter((width) => unit !== undefined && width % unit === 0).length;
  return { kind: "spaces", unit, isSure: whole >= widths.length * MOST_WHOLE };
}

/** The share of lines at whole levels that shows how wide these are; the others are aligned with something. */
const MOST_WHOLE = 0.8;

const USUAL_UNITS: ReadonlySet<number> = new Set([2, 3, 4, 8]);

/** The commonest step inwards from one line to the next, or the least width; odd widths are continuation lines. */
function commonStep(widths: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (let index = 1; index < widths.length; index += 1) {
    const step = widths[index]! - widths[index - 1]!;
    if (USUAL_UNITS.has(step)) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, countA], [b, countB]) => countB - countA || b - a);
  const least = Math.min(...widths.filter((width) => width > 0));
  // Lines that go on often stand twice as deep as a body.
  if (best?.[0] === 8 && (counts.get(4) ?? 0) * 3 >= best[1]) return 4;
  return best?.[0] ?? (USUAL_UNITS.has(least) ? least : undefined);
}

/** Turns leading spaces into tabs or tabs into spaces where the whole surroundings use the other. */
export function convertIndents(lines: readonly string[], style: IndentStyle): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== "").map(leading);
  if (style.kind === "tabs" && indents.some((indent) => indent.startsWith("  "))) {
    const unit = ownUnit(indents);
    return lines.map((line) => reindent(line, (indent) => "\t".repeat(Math.round(spacesIn(indent, unit) / unit))));
  }
  if (style.kind === "spaces" && indents.some((indent) => indent.includes("\t")))
    return lines.map((line) => reindent(line, (indent) => " ".repeat(spacesIn(indent, style.unit ?? 4))));
  return lines;
}

/** The columns of one level in lines indented by spaces. */
function ownUnit(indents: readonly string[]): number {
  const widths = indents.map((indent) => indent.replaceAll("\t", "").length).filter((width) => width > 0);
  return widths.every((width) => width % 4 === 0) ? 4 : 2;
}

function spacesIn(indent: string, tabWidth: number): number {
  return [...indent].reduce((width, character) => width + (character === "\t" ? tabWidth : 1), 0);
}

function reindent(line: string, change: (indent: string) => string): string {
  const indent = leading(line);
  return change(indent) + line.slice(indent.length);
}

/** Moves lines by so many columns, none beyond the first column. */
export function shiftIndents(lines: readonly string[], columns: number, style: IndentStyle): readonly string[] {
  if (columns === 0) return lines;
  return lines.map((line) =>
    line.trim() === "" ? line : reindent(line, (indent) => toIndent(indentWidth(indent) + columns, indent, style)),
  );
}

/** Lines of a body whose first level stands at `from` columns: it comes to stand at `to`, the others accordingly. */
export function scaleIndents(
  lines: readonly string[],
  { head, from, to }: { readonly head: number; readonly from: number; readonly to: number },
  style: IndentStyle,
): readonly string[] {
  return lines.map((line) => {
    const width = widthOf(line);
    if (width <= head) return line;
    const wanted = head + Math.round(((width - head) * (to - head)) / (from - head));
    return shiftIndents([line], wanted - width, style)[0] ?? line;
  });
}

/** Lines of a body behind a head at `from` columns, with levels as wide as the file's where theirs are others. */
export function toUnit(lines: readonly string[], from: number, style: IndentStyle): readonly string[] {
  const widths = lines.filter((line) => line.trim() !== "").map((line) => widthOf(line));
  const step = (widths[0] ?? from) - from;
  const { unit = step, isSure = false } = style;
  if (!isSure || step === unit || !USUAL_UNITS.has(step)) return lines;
  if (widths.some((width) => width < from || (width - from) % step !== 0)) return lines;
  return scaleIndents(lines, { head: from, from: from + step, to: from + unit }, style);
}

/** White space of so many columns, of tabs where the lines around or the one before had them. */
function toIndent(columns: number, before: string, { kind }: IndentStyle): string {
  const width = Math.max(0, columns);
  const hasTabs = kind === "tabs" || (kind === "mixed" && before.includes("\t"));
  return hasTabs ? "\t".repeat(Math.floor(width / 4)) + " ".repeat(width % 4) : " ".repeat(width);
}

/** What brings `linePrefix` to `width` columns. */
export function padding(linePrefix: string, width: number, { kind }: IndentStyle): string {
  const missing = width - indentWidth(linePrefix);
  if (missing <= 0) return "";
  return kind === "tabs" && missing % 4 === 0 ? "\t".repeat(missing / 4) : " ".repeat(missing);
}

/** The least columns of lines that are not blank; undefined where there is none. */
export function leastWidth(lines: readonly string[]): number | undefined {
  const widths = lines.filter((line) => line.trim() !== "").map((line) => widthOf(line));
  return widths.length === 0 ? undefined : Math.min(...widths);
}
