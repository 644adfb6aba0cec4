/**
 * A text with its tokens, which always equal those of tokenizing it afresh. After an edit only the few segments that it
 * touches are tokenized again. Why that is exact: tokenText.md.
 */

import { must } from "../bug.ts";
import { ownText } from "../text/ownText.ts";
import { countWhile } from "../text/sortedSearch.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { Boundaries } from "./segments.ts";
import { alignTokens, type TokenReplacement } from "./tokenAlign.ts";
import type { InstanceSource, TokenId, Tokenizer } from "./tokenizer.ts";
import { concatRuns, sliceRun, type TokenRun } from "./tokenRun.ts";

/** A stretch of the text whose tokens depend on nothing outside of it. Never empty. */
export interface Segment extends TokenRun {
  /** UTF-16 offset in the text. */
  readonly start: number;
  readonly text: string;
}

/** Its tokens are those of the text before `cut` and then those of the text behind it, each tokenized on its own. */
export interface TokenText {
  readonly text: string;
  /** The cursor: always between two segments. */
  readonly cut: number;
  /** Without gaps, in order. */
  readonly segments: readonly Segment[];
}

/** Deletions and insertions of token instances: sorted, disjoint, by index in the old tokens. */
export interface TokenEdit {
  readonly replacements: readonly TokenReplacement[];
}

/** `cut` is an offset in `text`; throws `BugError` outside of it. */
export function tokenizeText(text: string, cut: number, tokenizer: Tokenizer, instances: InstanceSource): TokenText {
  must(cut >= 0 && cut <= text.length, `a cut at ${cut} in a text of ${text.length}`);
  const { boundaries, memo } = knowledgeOf(tokenizer);
  const segments = cutStretch({ text, cut, start: 0, end: text.length }, boundaries).map(({ start, end }) => {
    const known = memo.tokenize(text.slice(start, end));
    return { start, ...known, instances: known.ids.map(() => instances.next()) };
  });
  return { text, cut, segments };
}

/**
 * `old` after `edit`, with the cursor at `cut` of the new text: equal to tokenizing afresh, and every token that is still
 * there is the same instance. Moving a window over a document is an edit of its ends.
 */
export function retokenize(
  old: TokenText,
  edit: TextEdit,
  cut: number,
  tokenizer: Tokenizer,
  instances: InstanceSource,
): { readonly tokens: TokenText; readonly edit: TokenEdit } {
  const text = edit.apply(old.text);
  must(cut >= 0 && cut <= text.length, `a cut at ${cut} in a text of ${text.length}`);
  const { boundaries, memo } = knowledgeOf(tokenizer);
  const segments: Segment[] = [];
  const replacements: TokenReplacement[] = [];
  let next = 0; // first old segment not taken over yet
  let tokenIndex = 0; // of its first token, in the old tokens
  let delta = 0; // of the text left of it
  for (const stretch of changedStretches(old, edit, cut, boundaries)) {
    for (; next < stretch.first; next++) tokenIndex += push(segments, old.segments[next]!, delta);
    const stale = concatRuns(old.segments.slice(stretch.first, stretch.last));
    const fresh = cutStretch({ text, cut, ...stretch }, boundaries).map(({ start, end }) => ({
      start,
      ...memo.tokenize(text.slice(start, end)),
    }));
    const aligned = alignTokens(
      stale,
      fresh.flatMap(({ ids }) => ids),
      instances,
    );
    let used = 0;
    for (const { ids, ...rest } of fresh) {
      segments.push({ ...rest, ids, instances: aligned.instances.slice(used, used + ids.length) });
      used += ids.length;
    }
    for (const { start, end, ...run } of aligned.replacements)
      replacements.push({ start: start + tokenIndex, end: end + tokenIndex, ...run });
    tokenIndex += stale.ids.length;
    delta = stretch.deltaBehind;
    next = stretch.last;
  }
  for (; next < old.segments.length; next++) push(segments, old.segments[next]!, delta);
  return { tokens: { text, cut, segments }, edit: { replacements } };
}

/** What replaying `edit` on the old tokens gives: the new tokens. */
export function applyTokenEdit(run: TokenRun, edit: TokenEdit): TokenRun {
  const parts: TokenRun[] = [];
  let done = 0;
  for (const replacement of edit.replacements) {
    parts.push(sliceRun(run, done, replacement.start), replacement);
    done = replacement.end;
  }
  return concatRuns([...parts, sliceRun(run, done, run.ids.length)]);
}

/** All tokens, or those of the text between two offsets that are segment boundaries (0, the cut and the end always are). */
export function tokensBetween({ text, segments }: TokenText, from = 0, to = text.length): TokenRun {
  const first = boundaryIndex(segments, text.length, from);
  return concatRuns(segments.slice(first, boundaryIndex(segments, text.length, to)));
}

/** How many tokens the whole text has. */
export function countTokens({ segments }: TokenText): number {
  return segments.reduce((sum, { ids }) => sum + ids.length, 0);
}

function boundaryIndex(segments: readonly Segment[], length: number, offset: number): number {
  const index = countWhile(segments.length, (at) => segments[at]!.start < offset);
  const start = segments[index]?.start ?? length;
  must(start === offset, `no segment starts at ${offset}; the next one starts at ${start}`);
  return index;
}

function push(segments: Segment[], segment: Segment, delta: number): number {
  segments.push(delta === 0 ? segment : { ...segment, start: segment.start + delta });
  return segment.ids.length;
}

/** Old segments [first, last) stood where [start, end) of the new text is now. */
interface Stretch {
  first: number;
  last: number;
  start: number;
  end: number;
  /** New minus old offset of everything from `end` up to the next stretch. */
  deltaBehind: number;
}

/**
 * The segments that must be cut and tokenized again: those that touch a changed place or lie within reach of one, both
 * neighbours of the old cut where nothing but the cursor had made a boundary, and the one that the new cut falls into.
 */
function changedStretches(old: TokenText, edit: TextEdit, cut: number, boundaries: Boundaries): Stretch[] {
  const { segments } = old;
  if (segments.length === 0) {
    const end = edit.lengthDelta;
    return end === 0 ? [] : [{ first: 0, last: 0, start: 0, end, deltaBehind: end }];
  }
  const startsFrom = (offset: number) => countWhile(segments.length, (index) => segments[index]!.start < offset);
  const ranges = edit.replacements.map(({ start, end }) => ({
    first: Math.max(0, startsFrom(start - boundaries.reach + 1) - 1),
    last: startsFrom(end + boundaries.reach),
  }));
  const place = toOldOffset(edit, cut);
  if (place !== old.cut && !boundaries.isSafe(old.text, old.cut)) {
    const index = startsFrom(old.cut);
    ranges.push({ first: index - 1, last: index + 1 });
  }
  if (place !== undefined) {
    const index = startsFrom(place);
    if (index > 0 && (segments[index]?.start ?? old.text.length) !== place)
      ranges.push({ first: index - 1, last: index });
  }
  return toStretches(old, edit, ranges);
}

function toStretches(old: TokenText, edit: TextEdit, ranges: { first: number; last: number }[]): Stretch[] {
  const stretches: Stretch[] = [];
  let passed = 0;
  let delta = 0;
  for (const { first, last } of merged(ranges)) {
    const start = old.segments[first]!.start + delta;
    const oldEnd = old.segments[last]?.start ?? old.text.length;
    for (; passed < edit.replacements.length && edit.replacements[passed]!.start <= oldEnd; passed++) {
      const { start, end, text } = edit.replacements[passed]!;
      delta += text.length - (end - start);
    }
    stretches.push({ first, last, start, end: oldEnd + delta, deltaBehind: delta });
  }
  return stretches;
}

function merged(ranges: { first: number; last: number }[]): { first: number; last: number }[] {
  const result: { first: number; last: number }[] = [];
  for (const range of ranges.sort((a, b) => a.first - b.first)) {
    const previous = result.at(-1);
    if (previous !== undefined && range.first <= previous.last) previous.last = Math.max(previous.last, range.last);
    else result.push({ ...range });
  }
  return result;
}

/** Where `offset` of the new text was; undefined where its neighbours are new. */
function toOldOffset(edit: TextEdit, offset: number): number | undefined {
  let delta = 0;
  for (const { start, end, text } of edit.replacements) {
    if (offset < start + delta) break;
    if (offset <= start + delta + text.length) return undefined;
    delta += text.length - (end - start);
  }
  return offset - delta;
}

function cutStretch(
  { text, cut, start, end }: { text: string; cut: number; start: number; end: number },
  boundaries: Boundaries,
): { start: number; end: number }[] {
  const inside = cut > start && cut < end;
  const cuts = inside
    ? [...boundaries.cuts(text, start, cut), cut, ...boundaries.cuts(text, cut, end)]
    : boundaries.cuts(text, start, end);
  const starts = start < end ? [start, ...cuts] : [];
  return starts.map((from, index) => ({ start: from, end: starts[index + 1] ?? end }));
}

/** The cursor's right neighbour is tokenized at every key; undo and moving to and fro bring back more. */
const MEMO_ENTRIES = 1024;

/** The tokens of the last segments, by their text. */
class Memo {
  readonly #tokenizer: Tokenizer;
  readonly #entries = new Map<string, { readonly text: string; readonly ids: readonly TokenId[] }>();

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  tokenize(text: string): { readonly text: string; readonly ids: readonly TokenId[] } {
    const known = this.#entries.get(text);
    if (known !== undefined) {
      // Behind all others: the first entry is always the one not used for the longest time.
      this.#entries.delete(known.text);
      this.#entries.set(known.text, known);
      return known;
    }
    const own = ownText(text);
    const made = { text: own, ids: this.#tokenizer.tokenize(own) };
    this.#entries.set(own, made);
    if (this.#entries.size > MEMO_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
    return made;
  }
}

const knowledge = new WeakMap<Tokenizer, { readonly boundaries: Boundaries; readonly memo: Memo }>();

/** What is worked out once per tokenizer. */
function knowledgeOf(tokenizer: Tokenizer): { readonly boundaries: Boundaries; readonly memo: Memo } {
  let known = knowledge.get(tokenizer);
  if (known === undefined) {
    known = { boundaries: new Boundaries(tokenizer), memo: new Memo(tokenizer) };
    knowledge.set(tokenizer, known);
  }
  return known;
}
