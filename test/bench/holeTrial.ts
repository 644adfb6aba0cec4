/** Takes the rest of a line or a body out of a program, as people do who write it anew, and puts it in again. */

import { readStop } from "../../src/core/grammar/structure.ts";
import type { Gap } from "../../src/core/grammar/syntax.ts";
import { commentStart, endOfLine, findLanguage, opensBody } from "../../src/core/languages/languages.ts";
import { indentWidth, leading } from "../../src/core/place/brackets.ts";
import { findPlace } from "../../src/core/place/place.ts";
import { withoutSaidAgain } from "../../src/core/place/saidAgain.ts";
import { checkStop, createStopContext, finishText, type StopContext } from "../../src/core/place/stop.ts";
import { chooseInsertion } from "../../src/syntax/choice.ts";
import { focusOf } from "../../src/syntax/gap.ts";
import type { Grammar } from "../../src/syntax/grammar.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import { findProgressStop } from "../../src/syntax/progress.ts";
import { whereIs } from "../../src/syntax/whereIs.ts";
import type { Random } from "../random.ts";

/** A program with a hole, and what stood there. */
export interface Hole {
  readonly kind: "rest of a line" | "body";
  readonly gap: Gap;
  readonly text: string;
}

/** What became of the text: whole, or what was against it. */
export type HoleFate = "whole" | "cut by the tree" | "cut by the text" | "refused" | "does not join" | "repeats";

const MOST_LINES = 8;

/** Up to `count` holes of each kind; fewer where the program has not as many lines. */
export function holesOf(text: string, languageId: string, random: Random, count: number): readonly Hole[] {
  const lines = linesOf(text);
  const pick = <Each>(list: readonly Each[]) => random.pick(list);
  const code = lines.filter(({ line }) => isCode(line, languageId));
  const heads = lines.flatMap((_, index) => bodyBelow(lines, index, languageId) ?? []);
  const holes: Hole[] = [];
  for (let at = 0; at < count; at += 1) {
    if (code.length > 0) holes.push(...restOfLine(text, pick(code), random));
    if (heads.length > 0) {
      const { from, to } = pick(heads);
      holes.push({
        kind: "body",
        gap: { prefix: text.slice(0, from), suffix: text.slice(to) },
        text: text.slice(from, to),
      });
    }
  }
  return holes;
}

interface Line {
  readonly line: string;
  readonly start: number;
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const at = start;
    start += line.length + 1;
    return { line, start: at };
  });
}

function isCode(line: string, languageId: string): boolean {
  const language = findLanguage(languageId);
  return (
    /\w.*\w/.test(line) &&
    line.length < 200 &&
    commentStart(line, language) === undefined &&
    !/^\s*(?:\/?\*|<!--)/.test(line) &&
    endOfLine(line, language).in === "code"
  );
}

/** From behind one of its words or signs on. */
function restOfLine(text: string, { line, start }: Line, random: Random): readonly Hole[] {
  const trimmed = line.trimEnd();
  const ends = [...trimmed.matchAll(/\w+[^\S\n]*|[^\w\s][^\S\n]*/g)].map(({ index, 0: { length } }) => index + length);
  const inside = ends.slice(0, -1);
  if (inside.length === 0) return [];
  const from = start + random.pick(inside);
  const to = start + trimmed.length;
  return [
    {
      kind: "rest of a line",
      gap: { prefix: text.slice(0, from), suffix: text.slice(to) },
      text: text.slice(from, to),
    },
  ];
}

/** The lines that stand further right below a head, from where the cursor would be. */
function bodyBelow(
  lines: readonly Line[],
  index: number,
  languageId: string,
): { from: number; to: number } | undefined {
  const { line: head } = lines[index]!;
  if (!isCode(head, languageId) || !opensBody(head, findLanguage(languageId))) return undefined;
  const width = indentWidth(leading(head));
  const rest = lines.slice(index + 1);
  const length = rest.findIndex(({ line }) => line.trim() !== "" && indentWidth(leading(line)) <= width);
  const body = rest.slice(0, Math.max(0, length));
  while (body.at(-1)?.line.trim() === "") body.pop();
  const [first, last] = [body[0], body.at(-1)];
  if (first === undefined || last === undefined || body.length > MOST_LINES || first.line.trim() === "")
    return undefined;
  return { from: first.start + leading(first.line).length, to: last.start + last.line.trimEnd().length };
}

/** Judges holes of one language after another. */
export class HoleTrial {
  readonly #join: JoinCheck;
  readonly #oracle: PrefixOracle;
  readonly #grammar: Grammar;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    this.#join = new JoinCheck(grammar);
    this.#oracle = new PrefixOracle(grammar);
  }

  close(): void {
    this.#join.close();
    this.#oracle.close();
  }

  /** What becomes of the text when a model writes it; undefined in a comment or a string. */
  fateOf({ gap, text }: Hole, languageId: string): HoleFate | undefined {
    const focus = focusOf(gap, this.#grammar.table) ?? gap;
    const whole = { prefix: gap.prefix + text + gap.suffix, suffix: "" };
    if (whereIs(this.#join.rootOf(whole), { ...whole, prefix: gap.prefix }) === "text") return undefined;
    const context = this.#contextOf(gap, focus, languageId);
    const finished = finishText(text, "end", context).trimEnd();
    const wanted = text.trimEnd();
    if (finished !== wanted) return this.#isRepetition(text, context) ? "repeats" : "cut by the text";
    if (withoutSaidAgain(wanted, context.place) !== wanted) return "cut by the text";
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
      const stop = findProgressStop(this.#join, focus, {
        inserted: text.slice(0, end + 1),
        endsWithItem: context.endsWithItem,
      });
      if (stop !== undefined) return stop.reason === "repetition" ? "repeats" : "cut by the tree";
    }
    const start = this.#oracle.findStart(gap.prefix);
    if (start !== undefined && this.#oracle.judgeFrom(start, gap.prefix + text) === "dead") return "refused";
    const ground = {
      join: this.#join,
      oracle: this.#oracle,
      gap,
      focus: focusOf(gap, this.#grammar.table),
      start,
      learnt: new Set<string>(),
    };
    return chooseInsertion(ground, [{ text: wanted, replaced: 0 }]).chosen === 0 ? "whole" : "does not join";
  }

  #contextOf(gap: Gap, focus: Gap, languageId: string): StopContext {
    const document = gap.prefix + gap.suffix;
    const cursor = gap.prefix.length;
    const where = whereIs(this.#join.rootOf(focus), focus);
    const place = findPlace(document, cursor, languageId);
    return readStop(createStopContext({ text: document, cursor, place, maxLines: Number.POSITIVE_INFINITY }), where);
  }

  #isRepetition(text: string, context: StopContext): boolean {
    const verdict = checkStop(`${text}\n`, context);
    if (verdict.kind === "stop" && verdict.reason === "repetition") return true;
    const none = { ...context, above: [], below: [] };
    return finishText(text, "end", none).trimEnd() === text.trimEnd();
  }
}
