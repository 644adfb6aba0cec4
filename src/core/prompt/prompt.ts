/** Window and layout become the wanted tokens. */

import { must } from "../bug.ts";
import type { FimLayout } from "../tokens/fim.ts";
import type { InstanceId, InstanceSource, TokenId, Tokenizer } from "../tokens/tokenizer.ts";
import { concatRuns, EMPTY_RUN, sliceRun, type TokenRun } from "../tokens/tokenRun.ts";
import type { TokenText } from "../tokens/tokenText.ts";
import type { Budget } from "./budget.ts";

/** The identities of the special tokens: the same in every prompt of an engine, so that their cells are found again. */
export interface Markers {
  readonly begin: InstanceId;
  readonly prefix: readonly InstanceId[];
  readonly suffix: readonly InstanceId[];
  readonly middle: readonly InstanceId[];
}

/** Called once per engine. */
export function createMarkers(instances: InstanceSource, { fim }: { readonly fim: FimLayout | undefined }): Markers {
  const named = (tokens: readonly TokenId[] = []) => tokens.map(() => instances.next());
  return {
    begin: instances.next(),
    prefix: named(fim?.prefix),
    suffix: named(fim?.suffix),
    middle: named(fim?.middle),
  };
}

export interface PromptRequest {
  /** The window's tokens; what is left of its cut is the text before the cursor. */
  readonly tokens: TokenText;
  /** Undefined: from the text before the cursor alone. */
  readonly fim: FimLayout | undefined;
  readonly beginToken: TokenId | undefined;
  /** Made for the same layout. */
  readonly markers: Markers;
  readonly budget: Pick<Budget, "prefixTokens" | "suffixTokens">;
  readonly tokenizer: Pick<Tokenizer, "detokenize">;
  /** Text of other files in front of the document's own, as if it stood in one file with it. */
  readonly header?: TokenRun;
  /** What is left of the text before the cursor begins with a line, where one begins near enough. */
  readonly fromLineStart?: boolean;
}

export interface Prompt {
  readonly run: TokenRun;
  /** Tokens of the document before and behind the cursor that are in the prompt. */
  readonly prefixTokens: number;
  readonly suffixTokens: number;
  /** Position behind the last token of the text before the cursor. */
  readonly cursor: number;
  /** The end of the text before the cursor that was left out: what is generated must begin with it. */
  readonly heal: string;
}

/**
 *     psm           begin PREFIX header before SUFFIX behind MIDDLE
 *     spm           begin SUFFIX behind PREFIX header before MIDDLE
 *     prefix only   begin header before
 *
 * Text beyond the budget is left out at the starts of segments: from the far end before the cursor, in steps, so that
 * the first token stays the same while typing; from the far end behind it.
 */
export function buildPrompt(request: PromptRequest): Prompt {
  const { tokens, fim, beginToken, markers, budget, tokenizer, header = EMPTY_RUN } = request;
  const sides = splitAtCut(tokens);
  const heals = (fim?.needsHealing ?? true) && !isInIndentation(tokens);
  const healed = heals ? withoutLastWord(sides.before, tokenizer) : { ...sides, heal: "" };
  const trimmed = trimFront(healed.before, budget.prefixTokens);
  const before = request.fromLineStart === true ? fromLineStart(trimmed, tokenizer) : trimmed;
  const begin: TokenRun = beginToken === undefined ? EMPTY_RUN : { ids: [beginToken], instances: [markers.begin] };
  if (fim === undefined)
    return {
      run: concatRuns([begin, header, before]),
      prefixTokens: before.ids.length,
      suffixTokens: 0,
      cursor: begin.ids.length + header.ids.length + before.ids.length,
      heal: healed.heal,
    };
  const behind = trimBack(sides.behind, budget.suffixTokens);
  const prefixPart = concatRuns([toRun(fim.prefix, markers.prefix), header, before]);
  const suffixPart = concatRuns([toRun(fim.suffix, markers.suffix), behind]);
  const texts = fim.order === "psm" ? [prefixPart, suffixPart] : [suffixPart, prefixPart];
  const front = begin.ids.length + (fim.order === "psm" ? 0 : suffixPart.ids.length);
  return {
    run: concatRuns([begin, ...texts, toRun(fim.middle, markers.middle)]),
    prefixTokens: before.ids.length,
    suffixTokens: behind.ids.length,
    cursor: front + prefixPart.ids.length,
    heal: healed.heal,
  };
}

function toRun(ids: readonly TokenId[], instances: readonly InstanceId[]): TokenRun {
  must(ids.length === instances.length, `${instances.length} identities for ${ids.length} markers: another layout's`);
  return { ids, instances };
}

type Segment = TokenText["segments"][number];

function splitAtCut({ segments, cut }: TokenText): { before: readonly Segment[]; behind: readonly Segment[] } {
  const first = segments.findIndex((segment) => segment.start >= cut);
  const index = first < 0 ? segments.length : first;
  const last = segments[index - 1];
  must(last === undefined || last.start + last.text.length <= cut, `a segment crosses the cut at ${cut}`);
  return { before: segments.slice(0, index), behind: segments.slice(index) };
}

/**
 * In front of the first word of a line there is nothing to go on with. Healed, indentation comes out longer or shorter:
 * on the embedded model the line's beginning was right at 7 of 30 places instead of 13.
 */
function isInIndentation({ text, cut }: TokenText): boolean {
  return text.slice(text.lastIndexOf("\n", cut - 1) + 1, cut).trim() === "";
}

/** A name that the user may still be writing. */
const UNFINISHED_WORD = /(?<![\p{L}\p{N}_$])[\p{L}\p{N}_$]+$/u;
/** A longer word is cut inside: spelling it again takes a step of decoding per token. */
const MOST_HEALED_TOKENS = 4;

/**
 * Token healing: the last tokens before the cursor may be the start of longer ones that the text to come would have
 * made. They are left out, and what is generated must begin with their text. So the prompt stays the same while a word is
 * typed.
 */
function withoutLastWord(
  segments: readonly Segment[],
  tokenizer: Pick<Tokenizer, "detokenize">,
): { before: readonly Segment[]; heal: string } {
  const index = segments.findLastIndex((segment) => segment.ids.length > 0);
  const last = segments[index];
  if (last === undefined) return { before: segments, heal: "" };
  const wordStart = last.text.length - (UNFINISHED_WORD.exec(last.text)?.[0].length ?? 0);
  const least = last.ids.length - MOST_HEALED_TOKENS;
  let count = last.ids.length - 1;
  let kept = tokenizer.detokenize(last.ids.slice(0, count));
  // The whole word is left out: "retur" in two tokens, " ret" and "ur", would not become "return" by its second one. A
  // token may end inside a character; the text can be cut only between two.
  const isInsideWord = () => kept.length > wordStart && count > least;
  // Of nothing all of this is false.
  while (isInsideWord() || !last.text.startsWith(kept) || kept.endsWith("\uFFFD")) {
    count -= 1;
    kept = tokenizer.detokenize(last.ids.slice(0, count));
  }
  const heal = last.text.slice(kept.length);
  // Half a surrogate pair, and what stands for a broken character, cannot be generated again.
  if (/\p{Surrogate}|\uFFFD/u.test(heal)) return { before: segments, heal: "" };
  const shortened = { ...last, ...sliceRun(last, 0, count), text: kept };
  return { before: [...segments.slice(0, index), shortened], heal };
}

/** How much is left out at once, as a part of the budget. */
const TRIM_STEP = 0.25;

function trimFront(segments: readonly Segment[], most: number): TokenRun {
  const whole = concatRuns(segments);
  const excess = Math.max(0, whole.ids.length - most);
  const step = Math.max(1, Math.floor(most * TRIM_STEP));
  const least = Math.ceil(excess / step) * step;
  let start = 0;
  for (const segment of segments) {
    if (start >= least) break;
    start += segment.ids.length;
  }
  // One segment may be longer than the whole budget: it is cut inside.
  const tooShort = whole.ids.length - start < most / 2;
  return sliceRun(whole, tooShort ? least : start, whole.ids.length);
}

/** Text in front of the first line's end is worth less than a beginning that looks like one. */
function fromLineStart(run: TokenRun, tokenizer: Pick<Tokenizer, "detokenize">): TokenRun {
  const reach = Math.floor(run.ids.length * TRIM_STEP);
  const end = run.ids.slice(0, reach).findIndex((id) => tokenizer.detokenize([id]).endsWith("\n"));
  return sliceRun(run, end + 1, run.ids.length);
}

function trimBack(segments: readonly Segment[], most: number): TokenRun {
  const whole = concatRuns(segments);
  let end = 0;
  for (const segment of segments) {
    if (end + segment.ids.length > most) break;
    end += segment.ids.length;
  }
  const tooShort = end < most / 2;
  return sliceRun(whole, 0, tooShort ? most : end);
}
