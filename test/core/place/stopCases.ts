/** Stop rules as data: where, what is generated, and what is kept of it. */

import { expect, test } from "vitest";
import { findPlace } from "../../../src/core/place/place.ts";
import { checkStop, createStopContext, type StopContext } from "../../../src/core/place/stop.ts";
import { cursorMark } from "./marks.ts";

export function contextOf(languageId: string, marked: string, maxLines = 12): StopContext {
  const { text, cursor } = cursorMark(marked);
  return createStopContext({ text, cursor, place: findPlace(text, cursor, languageId), maxLines });
}

/** Generates `text` in pieces of `size` and answers with what is kept and why; "…" where nothing stops it. */
export function generate(text: string, size: number, context: StopContext): string {
  for (let length = size; length < text.length + size; length += size) {
    const generated = text.slice(0, length);
    const verdict = checkStop(generated, context);
    if (verdict.kind === "stop") return `${generated.slice(0, verdict.keep)} ◂${verdict.reason}`;
  }
  return `${text}…`;
}

export interface Case {
  readonly language?: string;
  readonly at: string;
  readonly generated: string;
  readonly expected: string;
  readonly maxLines?: number;
  /** A grammar is there: a line goes on while what it opens is open. */
  readonly goesOn?: true;
}

/** Checks a case however the text comes: the first stop is the same. */
export function check(name: string, given: Case) {
  const context = () =>
    Object.assign(contextOf(given.language ?? "typescript", given.at, given.maxLines), {
      goesOnWhileOpen: given.goesOn ?? false,
    });
  test(`${name}, by characters`, () => expect(generate(given.generated, 1, context())).toBe(given.expected));
  test(`${name}, in pieces`, () => expect(generate(given.generated, 7, context())).toBe(given.expected));
  test(`${name}, all at once`, () =>
    expect(generate(given.generated, given.generated.length, context())).toBe(given.expected));
}
