/** Indentation of generated lines: tabs or spaces as the file has them, and a first line that stands where it belongs. */

import { indentWidth, leading } from "./brackets.ts";
import { continuesLine, goesOn, type Language, opensBody, startsLineComment } from "./languages.ts";

export interface IndentRequest {
  readonly generated: string;
  /** The document in model text and the cursor in it. */
  readonly text: string;
  readonly cursor: number;
  /** The cursor's line before the cursor. */
  readonly linePrefix: string;
  readonly language: Language;
}

/** How the lines around a place are indented. */
export interface IndentStyle {
  /** "mixed": both, or nothing to see. */
  readonly kind: "tabs" | "spaces" | "mixed";
  /** Columns of one level; undefined where no line shows it. */
  readonly unit: number | undefined;
}

/** Fits the white space at the start of each generated line to its file, and that of the first to the cursor. */
export function fitIndent({ generated, text, cursor, linePrefix, language }: IndentRequest): string {
  const around = { ...linesAround(text, cursor), language };
  const style = styleAt(around, linePrefix);
  const [first = "", ...others] = generated.split("\n");
  return [fitStart(first, linePrefix, around, style), ...convertIndents(others, style)].join("\n");
}

/** What the lines around show; else what the language is written with. */
function styleAt({ above, below, language }: Around, linePrefix: string): IndentStyle {
  if (language.bodyStart === "\t" && isInBody(above.at(-1), linePrefix, language)) return { kind: "tabs", unit: 4 };
  const lines = [...above, ...below];
  const style = findIndentStyle(lines);
  if (style.kind !== "mixed" || language.indents === undefined || lines.some((line) => /^(?:\t| {2})/.test(line)))
    return style;
  return language.indents === "tabs" ? { kind: "tabs", unit: 4 } : { kind: "spaces", unit: undefined };
}

/** Whether a line whose body begins so stands in a body: below its head, or below another such line. */
function isInBody(above: string | undefined, linePrefix: string, language: Language): boolean {
  const { bodyStart = "" } = language;
  if (linePrefix.trim() !== "") return linePrefix.startsWith(bodyStart) || opensBody(linePrefix, language);
  return above !== undefined && (above.startsWith(bodyStart) || opensBody(above, language));
}

function fitStart(first: string, linePrefix: string, around: Around, style: IndentStyle): string {
  if (first.trim() === "") return first;
  if (linePrefix.trim() === "") return fitFirstLine(first, linePrefix, around, style);
  // Within a line an indentation is a mistake, but comments are set apart.
  if (/\s$/.test(linePrefix)) return first.trimStart();
  const content = first.trimStart();
  const isComment = startsLineComment(content, 0, around.language) || content.startsWith("/*");
  return isComment ? first : first.replace(/^\s{2,}/, " ");
}

interface Around {
  /** Nearest last. */
  readonly above: readonly string[];
  readonly below: readonly string[];
  readonly language: Language;
}

const LOOK_CHARS = 6000;

function linesAround(text: string, cursor: number): Pick<Around, "above" | "below"> {
  const lineStart = cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
  const lineEnd = text.indexOf("\n", cursor);
  const above = text.slice(Math.max(0, lineStart - LOOK_CHARS), lineStart);
  const below = lineEnd < 0 ? "" : text.slice(lineEnd + 1, lineEnd + 1 + LOOK_CHARS);
  // A line cut at the far end has an indentation of its own.
  const whole = lineStart > LOOK_CHARS ? above.slice(above.indexOf("\n") + 1) : above;
  return { above: notBlank(whole.split("\n")), below: notBlank(below.split("\n")) };
}

function notBlank(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim() !== "");
}

/** From lines that are not blank, in order. */
export function findIndentStyle(lines: readonly string[]): IndentStyle {
  const indents = lines.map(leading);
  const tabs = indents.filter((indent) => indent.startsWith("\t")).length;
  // One space in front of a star is a comment, not a level.
  const spaces = indents.filter((indent) => indent.startsWith("  ")).length;
  if (tabs > 0 && spaces === 0) return { kind: "tabs", unit: 4 };
  if (spaces === 0 || tabs > 0) return { kind: "mixed", unit: undefined };
  return { kind: "spaces", unit: commonStep(indents.map(indentWidth)) };
}

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
  return best?.[0] ?? (USUAL_UNITS.has(least) ? least : undefined);
}

/** Turns leading spaces into tabs or tabs into spaces where the whole surroundings use the other. */
function convertIndents(lines: readonly string[], style: IndentStyle): readonly string[] {
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

/**
 * The cursor stands in the white space of its line, and the text begins with more of it: the piece of a token (" return"),
 * or the whole indentation once more. It goes on to the nearest level that a line may have here, not beyond.
 */
function fitFirstLine(first: string, linePrefix: string, around: Around, style: IndentStyle): string {
  const extra = leading(first);
  if (extra === "") return first;
  const own = indentWidth(linePrefix);
  const total = indentWidth(linePrefix + extra);
  const levels = possibleLevels(around, style, { first, own, total }).filter((level) => level >= own && level <= total);
  const wanted = Math.max(own, ...levels);
  if (wanted === total && extra.includes("\t") === (style.kind === "tabs")) return first;
  return padding(linePrefix, wanted, style) + first.slice(extra.length);
}

/**
 * Widths that a line may have between these: one level more behind what opens a body or goes on; in front of the cursor's white space those of
 * the lines above that are still open; within it only what both neighbours have. Where the file shows no levels, what
 * the cursor's line has is a level, and where it has nothing, any.
 */
function possibleLevels(
  { above, below, language }: Around,
  { unit }: IndentStyle,
  { first, own, total }: { readonly first: string; readonly own: number; readonly total: number },
): readonly number[] {
  const nearest = above.at(-1);
  const widthAbove = indentWidth(leading(nearest ?? ""));
  const widthBelow = indentWidth(leading(below[0] ?? ""));
  const mayBeDeeper =
    nearest !== undefined &&
    (opensBody(nearest, language) || goesOn(nearest, language) || continuesLine(first, language));
  if (mayBeDeeper) {
    if (unit !== undefined) return [widthAbove, widthAbove + unit, widthBelow];
    return [own > widthAbove ? own : total];
  }
  if (own > 0) return [Math.min(widthAbove, widthBelow)];
  const levels: number[] = [widthBelow];
  let least = Number.POSITIVE_INFINITY;
  for (const line of above.toReversed()) {
    const width = indentWidth(leading(line));
    if (width >= least) continue;
    levels.push(width);
    least = width;
  }
  return levels;
}

/** What brings `linePrefix` to `width` columns. */
function padding(linePrefix: string, width: number, { kind }: IndentStyle): string {
  const missing = width - indentWidth(linePrefix);
  if (missing <= 0) return "";
  return kind === "tabs" && missing % 4 === 0 ? "\t".repeat(missing / 4) : " ".repeat(missing);
}
