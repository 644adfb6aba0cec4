/** Indentation of generated lines: tabs or spaces as the file has them, and a first line that stands where it belongs. */

import { type Language, opensBody, opensLooseBody, startsLineComment } from "../languages/languages.ts";
import { indentWidth, leading, widthOf } from "./brackets.ts";
import {
  type Around,
  contentWidth,
  isEnd,
  isHeadOfBelow,
  leastLevel,
  leastOfNeighbours,
  mayBeMoved,
  possibleLevels,
} from "./indentLevels.ts";
import {
  convertIndents,
  findIndentStyle,
  type IndentStyle,
  leastWidth,
  padding,
  scaleIndents,
  shiftIndents,
  toUnit,
} from "./indentStyle.ts";

export interface IndentRequest {
  readonly generated: string;
  /** The document in model text and the cursor in it. */
  readonly text: string;
  readonly cursor: number;
  /** The cursor's line before the cursor. */
  readonly linePrefix: string;
  readonly language: Language;
  /** The cursor stands in a string of several lines. */
  readonly isInString?: boolean;
  /** That string begins with the nearest line above that is not blank: its lines may stand anywhere. */
  readonly startsString?: boolean;
}

/** Fits the white space at the start of each generated line to its file, and that of the first to the cursor. */
export function fitIndent(request: IndentRequest): string {
  const { generated, text, cursor, linePrefix, language, isInString = false, startsString = false } = request;
  const around = { ...linesAround(text, cursor), language, isInString };
  const style = styleAt(around, linePrefix);
  const [first = "", ...others] = generated.split("\n");
  // What a string says is nobody's to change.
  const isBody = isInString && (linePrefix === "" ? startsString : linePrefix.trim() !== "" && first.trim() === "");
  if (isBody) return generated;
  if (linePrefix.trim() === "") return fitLines([first, ...others], linePrefix, around, style).join("\n");
  const start = isAligned(first, linePrefix, around) ? first : fitStart(first, linePrefix, language);
  if (others.length === 0) return start;
  if (first.trim() !== "") return [start, ...fitBody(linePrefix + first, others, language, style)].join("\n");
  const below = { ...around, above: [...around.above, linePrefix] };
  return [start, ...fitLines(others, "", below, style)].join("\n");
}

/** Lines behind a whole one: what ends a body which `head` opens stands below it. */
function fitBody(head: string, lines: readonly string[], language: Language, style: IndentStyle): readonly string[] {
  const converted = convertIndents(lines, style);
  if (!hasLevels(head, language)) return converted;
  const level = widthOf(head);
  const end = endWidth(converted, language);
  const moved = end === undefined ? converted : shiftIndents(converted, level - end, style);
  return toUnit(moved, level, style);
}

/** What the lines around show; else what the language is written with. */
function styleAt({ above, below, language }: Around, linePrefix: string): IndentStyle {
  if (language.bodyStart === "\t" && isInBody(above.at(-1), linePrefix, language)) return { kind: "tabs", unit: 4 };
  const own = linePrefix.trim() === "" ? [] : [linePrefix];
  const lines = [...above, ...own, ...below];
  const style = findIndentStyle(lines);
  if (style.kind !== "mixed" || lines.some((line) => /^(?:\t| {2})/.test(line))) return style;
  const hasTabs = linePrefix.startsWith("\t") || (!linePrefix.startsWith(" ") && language.indents === "tabs");
  if (hasTabs) return { kind: "tabs", unit: 4 };
  return language.indents === "spaces" ? { kind: "spaces", unit: undefined } : style;
}

/** Whether a line whose body begins so stands in a body: below its head, or below another such line. */
function isInBody(above: string | undefined, linePrefix: string, language: Language): boolean {
  const { bodyStart = "" } = language;
  if (linePrefix.trim() !== "") return linePrefix.startsWith(bodyStart) || opensLooseBody(linePrefix, language);
  return above !== undefined && (above.startsWith(bodyStart) || opensLooseBody(above, language));
}

/**
 * Whether a text goes on in the column of a table that the line above or below has, behind spaces or tabs:
 *
 *     name   string
 *     id     int
 */
function isAligned(first: string, linePrefix: string, { above, below }: Around): boolean {
  const space = leading(first);
  if (space.length < 2 || first.trim() === "") return false;
  const column = linePrefix.length + space.length;
  return [above.at(-1), below[0]].some((line) => {
    if (line === undefined || leading(line) !== leading(linePrefix)) return false;
    return space.includes("\t") ? /\S\t+\S/.test(line) : /^ {2}\S$/.test(line.slice(column - 2, column + 1));
  });
}

/** Behind code an indentation is a mistake, but comments are set apart. */
function fitStart(first: string, linePrefix: string, language: Language): string {
  if (first.trim() === "") return first;
  if (/\s$/.test(linePrefix)) return first.trimStart();
  const content = first.trimStart();
  const isComment = startsLineComment(content, 0, language) || content.startsWith("/*");
  return isComment ? first : first.replace(/^\s{2,}/, " ");
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

/** Lines of which the first stands behind the white space `linePrefix`. */
function fitLines(lines: readonly string[], linePrefix: string, around: Around, style: IndentStyle): readonly string[] {
  const converted =
    linePrefix === "" ? convertIndents(lines, style) : [lines[0]!, ...convertIndents(lines.slice(1), style)];
  const [first = "", ...others] = converted;
  if (first.trim() === "") return converted;
  const total = indentWidth(linePrefix + leading(first));
  const step = stepOf(others, total);
  // One space in front of a star is a comment, not a level.
  const unit =
    style.unit ??
    leastGap([
      total,
      ...notBlank(others)
        .filter((line) => !/^\s*\*/.test(line))
        .map(widthOf),
    ]);
  const wanted = wantedWidth(converted.join("\n"), linePrefix, around, { ...style, unit });
  const written = writtenLevel(first, { total, wanted }, others, around.language) ?? wanted;
  const fitted = fitFirstLine(first, linePrefix, { wanted, total }, style);
  const head = headLevel(around);
  // Below a head the levels of the text may be wider than the file's.
  if (written === total && wanted < total && head !== undefined && head < wanted && step === total - head)
    return [fitted, ...scaleIndents(others, { head, from: total, to: wanted }, style)];
  const moved = shiftIndents(others, wanted - written, style);
  return [fitted, ...(hasLevels(first, around.language) ? toUnit(moved, wanted, style) : moved)];
}

/** Whether the lines behind a head stand one level deeper: those of a list in brackets may stand anywhere. */
function hasLevels(head: string, language: Language): boolean {
  return language.bullet === undefined && opensBody(head, language) && !/[([]\s*$/.test(head);
}

/** The least difference of two of `widths`; undefined where there is none. */
function leastGap(widths: readonly number[]): number | undefined {
  const ascending = [...new Set(widths)].sort((a, b) => a - b);
  const gaps = ascending.slice(1).map((width, index) => width - ascending[index]!);
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

/** How much further right than `level` the next level of lines is. */
function stepOf(lines: readonly string[], level: number): number {
  return Math.min(
    ...notBlank(lines)
      .map((line) => widthOf(line) - level)
      .filter((step) => step > 0),
  );
}

/** The columns of what opens the body that a line stands in first. */
function headLevel({ above, language }: Around): number | undefined {
  const nearest = above.at(-1);
  return nearest !== undefined && opensBody(nearest, language) ? contentWidth(nearest, language) : undefined;
}

/**
 * Where the first line stands for the other lines: with those that stand furthest left, with what closes it, or as it was
 * written where its body would not stand further right than it will. Undefined where they show nothing, or stand further
 * right as they should.
 */
function writtenLevel(
  first: string,
  { total, wanted }: { readonly total: number; readonly wanted: number },
  others: readonly string[],
  language: Language,
): number | undefined {
  const least = leastWidth(others);
  if (least === undefined || least === total || !opensBody(first, language)) return least === total ? total : undefined;
  const end = endWidth(others, language);
  if (end !== undefined) return end;
  return least > total && least <= wanted ? total : undefined;
}

/** The columns of what ends the body that a line above `lines` opens: the first end further left than all before it. */
function endWidth(lines: readonly string[], language: Language): number | undefined {
  let least = Number.POSITIVE_INFINITY;
  for (const line of notBlank(lines)) {
    const width = widthOf(line);
    if (width < least && isEnd(line.trimStart(), language)) return width;
    least = Math.min(least, width);
  }
  return undefined;
}

function fitFirstLine(
  first: string,
  linePrefix: string,
  { wanted, total }: { readonly wanted: number; readonly total: number },
  style: IndentStyle,
): string {
  const extra = leading(first);
  const hasTabs = extra.includes("\t");
  const kind = style.kind === "mixed" && extra !== "" ? (hasTabs ? "tabs" : "spaces") : style.kind;
  if (wanted === total && (extra === "" || hasTabs === (kind === "tabs"))) return first;
  return padding(linePrefix, wanted, { ...style, kind }) + first.slice(extra.length);
}

/**
 * The columns in front of the first line. The cursor stands in the white space of its line, and the text begins with more
 * of it (the piece of a token, or the whole indentation once more): it goes on to the nearest level that a line may have
 * here, not beyond. Between lines that stand further right it stands as they do.
 */
function wantedWidth(text: string, linePrefix: string, around: Around, style: IndentStyle): number {
  const [first = ""] = text.split("\n", 1);
  const own = indentWidth(linePrefix);
  const total = indentWidth(linePrefix + leading(first));
  const isHead = isHeadOfBelow(text, total, around);
  // Between a head and what stands two levels deeper any level is one.
  if (isHead && total > (headLevel(around) ?? total)) return total;
  const least = isHead ? 0 : leastLevel(first, own, around, style);
  if (total < least && mayBeMoved(first, total, around)) return least;
  if (total === own) return own;
  const levels = possibleLevels(around, style, { first, own, total }).filter((level) => level >= own && level <= total);
  return Math.max(own, ...levels);
}

/**
 * Whether a text whose white space was fitted begins further left than the lines around it, where it ends the block that
 * they are in: in languages whose blocks are what stands further right.
 */
export function leavesBlock({ generated, text, cursor, linePrefix, language }: IndentRequest): boolean {
  if (!language.isIndented || linePrefix.trim() !== "" || startsLineComment(generated.trimStart(), 0, language))
    return false;
  const around = { ...linesAround(text, cursor), language };
  const total = indentWidth(linePrefix + leading(generated));
  return total < leastOfNeighbours(around) && !isHeadOfBelow(generated, total, around);
}
