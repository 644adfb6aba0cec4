/** Where a suggestion ends. Looks at the text alone: the model's own end tokens and the limits are the caller's. */

import { findOwners, findUnmatched, indentWidth, isCloser, leading, type Owner } from "./brackets.ts";
import type { Place } from "./place.ts";
import { findLoop, findRepeatedBlock, isSignificant, isStretched, squeeze } from "./repetition.ts";

export interface StopRequest {
  /** The document (LF) and the cursor that is completed at. */
  readonly text: string;
  readonly cursor: number;
  readonly place: Place;
  /** Lines of a block at most. */
  readonly maxLines: number;
}

/** What the rules need to know of the place, worked out once. */
export interface StopContext {
  readonly place: Place;
  readonly maxLines: number;
  /** Who closes the brackets that are open at the cursor, innermost first. */
  readonly owners: readonly Owner[];
  /** The nearest lines above the cursor's that are not blank, squeezed, nearest last. */
  readonly above: readonly string[];
  /** The nearest lines below the cursor's that are not blank. */
  readonly below: readonly string[];
}

export type StopVerdict =
  | { readonly kind: "continue" }
  /** `keep`: how many UTF-16 units of what was generated are wanted. */
  | { readonly kind: "stop"; readonly keep: number; readonly reason: StopReason };

export type StopReason =
  | "lineEnd"
  | "dedent"
  | "blockEnd"
  | "followingText"
  | "blankLines"
  | "maxLines"
  | "repetition"
  | "brokenCharacter";

/** Why generating ended without a stop rule: the model's own end token, or a limit. */
export type EndReason = "end" | "tokenLimit" | "timeLimit";

const LINES_ABOVE = 50;
const LINES_BELOW = 8;

export function createStopContext({ text, cursor, place, maxLines }: StopRequest): StopContext {
  const lineStart = cursor - place.linePrefix.length;
  const lineEnd = cursor + place.lineSuffix.length;
  return {
    place,
    maxLines,
    owners: findOwners(text, cursor),
    above: text
      .slice(Math.max(0, lineStart - 10_000), lineStart)
      .split("\n")
      .filter(notBlank)
      .slice(-LINES_ABOVE)
      .map(squeeze),
    below: text
      .slice(lineEnd, lineEnd + 4000)
      .split("\n")
      .filter(notBlank)
      .slice(0, LINES_BELOW),
  };
}

const CONTINUE: StopVerdict = { kind: "continue" };

/** Whether `generated`, the text of all tokens so far, has reached its end. Called after each token. */
export function checkStop(generated: string, context: StopContext): StopVerdict {
  const text = withoutHalfCharacter(generated);
  const broken = text.indexOf("\uFFFD");
  if (broken >= 0)
    return { kind: "stop", keep: Math.max(0, text.lastIndexOf("\n", broken)), reason: "brokenCharacter" };
  const verdict = context.place.mode === "line" ? checkLine(text, context) : checkBlock(text, context);
  if (verdict.kind === "stop") return verdict;
  const line = text.slice(text.lastIndexOf("\n") + 1);
  if (isStretched(line)) return { kind: "stop", keep: Math.max(0, text.lastIndexOf("\n")), reason: "repetition" };
  return CONTINUE;
}

/**
 * What is wanted of a text that ended without a stop rule. After the model's own end the last line is complete; at a
 * limit it is not, and a part of a line is never shown.
 */
export function finishText(generated: string, reason: EndReason, context: StopContext): string {
  const text = withoutHalfCharacter(generated);
  if (reason !== "end") return text.slice(0, Math.max(0, text.lastIndexOf("\n")));
  const verdict = checkStop(`${text}\n`, context);
  return verdict.kind === "stop" ? text.slice(0, verdict.keep) : text;
}

function withoutHalfCharacter(text: string): string {
  return text.replace(/\uFFFD+$/, "");
}

function checkLine(text: string, context: StopContext): StopVerdict {
  const end = text.indexOf("\n");
  const line = end < 0 ? text : text.slice(0, end);
  const foreign = findForeignCloser(line, context.owners);
  if (foreign !== undefined)
    return { kind: "stop", keep: line.slice(0, foreign).trimEnd().length, reason: "followingText" };
  if (end < 0) return CONTINUE;
  return { kind: "stop", keep: line.trim() === "" ? 0 : end, reason: "lineEnd" };
}

/** The first closer of `text` that closes something in front of the cursor which a later line closes already. */
function findForeignCloser(text: string, owners: readonly Owner[]): number | undefined {
  return findUnmatched(text).closers.find((_, index) => owners[index] === "later")?.offset;
}

/** A line of what was generated. The first one goes on from the cursor's line. */
interface Line {
  readonly index: number;
  readonly start: number;
  /** Where its line feed is, or the end of the text. */
  readonly end: number;
  readonly text: string;
  /** Its line feed is there: it will not change any more. */
  readonly complete: boolean;
  /** The whole line as it would stand in the document, squeezed. */
  readonly squeezed: string;
  /** Columns of white space in front of it. */
  readonly width: number;
  /** Where the line before it ends: what is kept when this one is not. */
  readonly cut: number;
}

function toLines(text: string, place: Place): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [index, part] of text.split("\n").entries()) {
    const whole = index === 0 ? place.linePrefix + part : part;
    const end = start + part.length;
    lines.push({
      index,
      start,
      end,
      text: part,
      complete: end < text.length,
      squeezed: squeeze(whole),
      width: indentWidth(leading(whole)),
      cut: Math.max(0, start - 1),
    });
    start = end + 1;
  }
  return lines;
}

function checkBlock(text: string, context: StopContext): StopVerdict {
  const lines = toLines(text, context.place);
  for (const line of lines) {
    const verdict = checkBlockLine(text, lines, line, context);
    if (verdict.kind === "stop") return verdict;
  }
  return CONTINUE;
}

type Rule = (text: string, lines: readonly Line[], line: Line, context: StopContext) => StopVerdict;

/** In order: the first that says stop is heard. */
function checkBlockLine(...given: Parameters<Rule>): StopVerdict {
  for (const rule of [checkBlank, checkCloser, checkDedent, checkFollowing, checkRepeated, checkLength]) {
    const verdict = rule(...given);
    if (verdict.kind === "stop") return verdict;
  }
  return CONTINUE;
}

/** Two blank lines end a block. */
const checkBlank: Rule = (_text, lines, line) => {
  const before = lines[line.index - 1];
  const blank = (candidate: Line | undefined) => candidate?.complete === true && candidate.text.trim() === "";
  if (line.index < 2 || !blank(line) || !blank(before)) return CONTINUE;
  return { kind: "stop", keep: before!.cut, reason: "blankLines" };
};

/** A line that closes what was open at the cursor is the block's last, unless the text behind the cursor closes it. */
const checkCloser: Rule = (text, _lines, line, context) => {
  const { place, owners } = context;
  const content = line.text.trim();
  if (content === "") return CONTINUE;
  const outer = findUnmatched(text.slice(0, line.end)).closers;
  const first = outer.find(({ offset }) => offset >= line.start);
  if (first === undefined) return checkEnder(line, context);
  const startsLine = text.slice(line.start, first.offset).trim() === "";
  const owner = owners[outer.indexOf(first)] ?? "nobody";
  if (line.index === 0 && place.linePrefix.trim() === "" && startsLine && !place.opens)
    return { kind: "stop", keep: 0, reason: owner === "nobody" ? "dedent" : "followingText" };
  if (owner === "later")
    return {
      kind: "stop",
      keep: startsLine ? line.cut : text.slice(0, first.offset).trimEnd().length,
      reason: "followingText",
    };
  if (owner === "sameLine" && line.index > 0) return { kind: "stop", keep: first.offset, reason: "followingText" };
  if (!line.complete) return CONTINUE;
  return { kind: "stop", keep: startsLine ? closersEnd(text, line) : line.end, reason: "blockEnd" };
};

/** `});` is kept whole; of `} else {` only the closer. */
function closersEnd(text: string, line: Line): number {
  let end = line.start + leading(line.text).length;
  while (end < line.end && (isCloser(text[end]) || text[end] === ";" || text[end] === ",")) end += 1;
  return /^\s*((\/\/|#|--|\/\*).*)?$/.test(text.slice(end, line.end)) ? line.end : end;
}

/** `end`, `fi`, `</div>`: what closes a block without a bracket. */
const ENDER =
  /^(end|fi|done|esac|end[ _]?(if|while|for|foreach|function|case|module|class|task|switch|sub|macro|loop|try)|<\/[\w.:-]*>)[;,).]*$/i;

/** Ends a block like a closer does; whose it is, only the indentation says. */
function checkEnder(line: Line, { place, below }: StopContext): StopVerdict {
  const content = line.text.trim();
  const base = indentWidth(place.indent);
  const closes = place.opens
    ? line.width <= base
    : line.width < base || (line.index === 0 && place.linePrefix.trim() === "");
  if (!closes || !line.complete || !ENDER.test(content)) return CONTINUE;
  const next = below.find((candidate) => indentWidth(leading(candidate)) <= line.width);
  const owned =
    next !== undefined && indentWidth(leading(next)) === line.width && squeeze(next).startsWith(squeeze(content));
  if (owned || place.lineSuffix.trim().startsWith(content))
    return { kind: "stop", keep: line.cut, reason: "followingText" };
  if (line.index === 0 && !place.opens) return { kind: "stop", keep: 0, reason: "dedent" };
  return { kind: "stop", keep: line.end, reason: "blockEnd" };
}

/** Stand further left than the block they belong to: labels of a switch, access labels, preprocessor lines. */
const OUTDENTED =
  /^(case\b|default\s*(:|=>)|(public|private|protected|signals|slots)\b[^;(]*:$|#\s*(if|ifdef|ifndef|else|elif|endif|define|undef|include|pragma|region|endregion)\b)/;

const checkDedent: Rule = (text, _lines, line, { place }) => {
  if (line.index === 0 || line.text.trim() === "") return CONTINUE;
  const base = indentWidth(place.indent);
  const belongs = place.opens ? line.width > base : line.width >= base;
  if (belongs || findUnmatched(text.slice(0, line.start)).openers.length > 0) return CONTINUE;
  const content = line.text.trim();
  // A part of a word may still become one of them.
  if (OUTDENTED.test(content) || (!line.complete && /^(#\s*|[a-z]{1,9})$/.test(content) && couldBeOutdented(content)))
    return CONTINUE;
  // What closes a block may still come.
  if (!line.complete && couldBeEnder(content)) return CONTINUE;
  return ENDER.test(content) ? CONTINUE : { kind: "stop", keep: line.cut, reason: "dedent" };
};

function couldBeOutdented(content: string): boolean {
  return (
    ["case", "default", "public", "private", "protected", "signals", "slots"].some((word) =>
      word.startsWith(content),
    ) || content.startsWith("#")
  );
}

function couldBeEnder(content: string): boolean {
  return /^(e|en|end\w*|f|fi|d|do|don|done|es|esa|esac|<|<\/[\w.:-]*>?)[;,).]*$/i.test(content);
}

/** The generated text has reached what stands behind the cursor, exactly or up to white space. */
const checkFollowing: Rule = (_text, lines, line, { below, place }) => {
  if (!line.complete || (line.index === 0 && place.linePrefix.trim() !== "")) return CONTINUE;
  const following = below.find((candidate, index) => isSignificant(squeeze(candidate)) || index >= 2);
  if (following === undefined) return CONTINUE;
  const alike = line.squeezed === squeeze(following) && isSignificant(line.squeezed);
  if (alike && line.width <= indentWidth(leading(following)))
    return { kind: "stop", keep: line.cut, reason: "followingText" };
  // At another depth a line may be the same by chance, two lines hardly.
  const before = lines[line.index - 1];
  const second = below[below.indexOf(following) + 1];
  if (before === undefined || second === undefined) return CONTINUE;
  if (before.squeezed === squeeze(following) && isSignificant(before.squeezed) && line.squeezed === squeeze(second))
    return { kind: "stop", keep: before.cut, reason: "followingText" };
  return CONTINUE;
};

const checkRepeated: Rule = (_text, lines, line, { above }) => {
  if (!line.complete || line.squeezed === "") return CONTINUE;
  const done = lines.slice(0, line.index + 1).filter(({ squeezed }) => squeezed !== "");
  const squeezed = done.map((each) => each.squeezed);
  const loop = findLoop(squeezed);
  if (loop !== undefined) return { kind: "stop", keep: done[loop]!.cut, reason: "repetition" };
  const copied = findRepeatedBlock(squeezed, above);
  if (copied !== undefined) return { kind: "stop", keep: done[copied]!.cut, reason: "repetition" };
  return CONTINUE;
};

const checkLength: Rule = (_text, lines, line, { maxLines }) => {
  if (!line.complete) return CONTINUE;
  const first = lines.findIndex(({ text }) => text.trim() !== "");
  if (first < 0 || line.index - first + 1 < maxLines) return CONTINUE;
  return { kind: "stop", keep: line.end, reason: "maxLines" };
};

function notBlank(line: string): boolean {
  return line.trim() !== "";
}
