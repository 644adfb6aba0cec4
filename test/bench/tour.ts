/** One document visited in all the ways that a cache must follow: what is typed, changed and undone, and what is asked then. Pure. */

import { TextEdit } from "../../src/core/text/textEdit.ts";
import type { Session } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { Random } from "../random.ts";

export const ROWS = {
  paste: "paste of 30 lines",
  typing: "typing at one place, per key",
  above: "edit 20–40 lines above the cursor",
  several: "edit in several places",
  undo: "undo",
  jump: "cursor jump",
  switch: "file switch",
  accept: "accepting a suggestion",
} as const;
export type Row = keyof typeof ROWS;

/** A change of the document, the cursor's way, or the other document for a while. */
export type Move =
  | { readonly kind: "edit"; readonly edit: TextEdit<"raw"> }
  | { readonly kind: "cursor"; readonly offset: number }
  | { readonly kind: "visit" }
  /** A suggestion is made, and taken. */
  | { readonly kind: "suggest" }
  | { readonly kind: "accept" };

export interface Stop {
  readonly row: Row;
  /** Not measured. */
  readonly before: readonly Move[];
  /** Each is measured; afterwards the document is whole again and the cursor at `Tour.offset`. */
  readonly measured: readonly Move[];
  /** The edit mentions a name of the true line. */
  readonly related: boolean;
}

export interface Tour {
  readonly id: string;
  readonly languageId: string;
  /** To begin with. */
  readonly text: string;
  /** In the whole document. */
  readonly offset: number;
  /** The true line. */
  readonly truth: string;
  /** Longer than the prompt: its window moves on the way. */
  readonly isLong: boolean;
  readonly stops: readonly Stop[];
}

/** Characters: documents that are in the prompt as a whole, and those that are not. */
const SHORT = { from: 900, to: 2000 };
const LONG = { from: 4000, to: 20_000 };
const PASTED_LINES = 30;
const TYPED = 8;
const UNDONE_LINES = 6;

/** Undefined for a session whose document is too short or too long for all this. */
export function planTour({ id, trace }: Session): Tour | undefined {
  const [first] = trace;
  const last = trace.at(-1);
  if (first?.kind !== "open" || last?.kind !== "complete" || last.truth === undefined) return undefined;
  const text = documentsAfter(trace).textOf(first.path);
  const { offset, truth } = last;
  const isLong = isWithin(text.length, LONG);
  if (!(isLong || isWithin(text.length, SHORT)) || text.includes("\r")) return undefined;
  const starts = lineStarts(text).filter((start) => start <= offset);
  if (starts.length < PASTED_LINES || truth.trim().length < 8) return undefined;
  const stops = [pasteStop, typingStop, aboveStop, severalStop, undoStop, jumpStop, switchStop, acceptStop]
    .map((plan) => plan({ text, offset, truth, starts }))
    .filter((stop) => stop !== undefined);
  const pasted = stops.find(({ row }) => row === "paste")!;
  const start = invert(pasted.measured, text);
  return { id, languageId: first.languageId, text: start, offset, truth, isLong, stops };
}

function isWithin(length: number, { from, to }: typeof SHORT): boolean {
  return length >= from && length <= to;
}

interface Place {
  readonly text: string;
  readonly offset: number;
  readonly truth: string;
  /** Of the lines up to the cursor's. */
  readonly starts: readonly number[];
}

/** The document begins without these lines. */
function pasteStop({ text, starts }: Place): Stop {
  const lines = Math.min(PASTED_LINES, starts.length - 4);
  const from = starts[starts.length - 3 - lines]!;
  const to = starts[starts.length - 3]!;
  return { row: "paste", before: [], measured: [insert(from, text.slice(from, to))], related: false };
}

function typingStop({ text, offset }: Place): Stop {
  const from = offset - TYPED;
  const keys = [...text.slice(from, offset)];
  return {
    row: "typing",
    before: [remove(from, offset)],
    measured: keys.map((key, index) => insert(from + index, key)),
    related: false,
  };
}

const NAME = /[\p{L}_$][\p{L}\p{N}_$]{3,}/gu;

/** A name in a line above was another one; one of the true line's where there is such a line. */
function aboveStop({ text, truth, starts }: Place): Stop | undefined {
  const from = starts[Math.max(0, starts.length - 41)]!;
  const to = starts[Math.max(0, starts.length - 20)]!;
  const inTruth = new Set(truth.match(NAME) ?? []);
  const names = [...text.slice(from, to).matchAll(NAME)];
  const found = names.find(([name]) => inTruth.has(name)) ?? names[Math.floor(names.length / 2)];
  if (found === undefined) return undefined;
  return renameStop("above", text, [from + found.index], found[0], inTruth.has(found[0]));
}

/** Every place before the cursor that mentions a name. */
function severalStop({ text, offset, truth }: Place): Stop | undefined {
  const inTruth = new Set(truth.match(NAME) ?? []);
  const places = new Map<string, number[]>();
  for (const { 0: name, index } of text.slice(0, offset).matchAll(NAME))
    places.set(name, [...(places.get(name) ?? []), index]);
  const often = [...places].filter(([, offsets]) => offsets.length >= 3);
  const [name, offsets] = often.find(([candidate]) => inTruth.has(candidate)) ?? often[0] ?? [];
  if (name === undefined || offsets === undefined) return undefined;
  return renameStop("several", text, offsets.slice(-6), name, inTruth.has(name));
}

const OTHER_NAMES = ["value", "oldName", "previous", "someHandler", "temporary", "legacyCount"];

/** Before, another name stands there; the change that is measured writes the right one. */
function renameStop(row: Row, text: string, offsets: readonly number[], name: string, related: boolean): Stop {
  const other = new Random(name).pick(OTHER_NAMES);
  const there = TextEdit.of(offsets.map((start) => ({ start, end: start + name.length, text: other })));
  return {
    row,
    before: [{ kind: "edit", edit: there }],
    measured: [{ kind: "edit", edit: there.inverse(text) }],
    related,
  };
}

function undoStop({ text, starts }: Place): Stop {
  const from = starts[starts.length - 4 - UNDONE_LINES]!;
  const to = starts[starts.length - 4]!;
  return { row: "undo", before: [remove(from, to)], measured: [insert(from, text.slice(from, to))], related: false };
}

function jumpStop({ offset, starts }: Place): Stop {
  const away = starts[Math.max(1, starts.length - 25)]! - 1;
  return {
    row: "jump",
    before: [{ kind: "cursor", offset: away }],
    measured: [{ kind: "cursor", offset }],
    related: false,
  };
}

function switchStop({ offset }: Place): Stop {
  return { row: "switch", before: [{ kind: "visit" }], measured: [{ kind: "cursor", offset }], related: false };
}

/** Last: what is accepted stays. */
function acceptStop(): Stop {
  return { row: "accept", before: [{ kind: "suggest" }], measured: [{ kind: "accept" }], related: false };
}

function insert(at: number, text: string): Move {
  return { kind: "edit", edit: TextEdit.replace(at, at, text) };
}

function remove(from: number, to: number): Move {
  return { kind: "edit", edit: TextEdit.replace(from, to, "") };
}

/** The text in front of moves that lead to `text`. */
function invert(moves: readonly Move[], text: string): string {
  let result = text;
  for (const move of moves.toReversed())
    if (move.kind === "edit")
      for (const { start, text: inserted } of move.edit.replacements)
        result = result.slice(0, start) + result.slice(start + inserted.length);
  return result;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
