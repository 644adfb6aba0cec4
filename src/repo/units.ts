/** How a file is cut into what is found and shown: its smallest definitions, and windows where there are none. */

import type { LineSpan } from "./indexedFile.ts";

/** A definition with fewer lines says too little by itself; one with more is cut. */
export const LEAST_LINES = 8;
export const MOST_LINES = 60;
export const WINDOW_LINES = 30;
const WINDOW_STEP = 15;

/** Windows that overlap by half: what stands at the end of one stands in the middle of the next. */
export function toWindows(lineCount: number, lines = WINDOW_LINES, step = WINDOW_STEP): LineSpan[] {
  const spans: LineSpan[] = [];
  for (let start = 0; start < lineCount; start += step) {
    spans.push({ start, end: Math.min(start + lines, lineCount) });
    if (start + lines >= lineCount) break;
  }
  return spans;
}

/**
 * The smallest definitions of 8 to 60 lines, and what is left between them in pieces of at most 30 lines. Every line is in
 * one unit; `definitions` in any order, properly nested.
 */
export function toUnits(lineCount: number, definitions: readonly LineSpan[]): LineSpan[] {
  const fitting = definitions
    .filter(({ start, end }) => end - start >= LEAST_LINES && end - start <= MOST_LINES && end <= lineCount)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  // An outer one comes right before those in it.
  const smallest = fitting.filter(({ end }, index) => {
    const next = fitting[index + 1];
    return next === undefined || next.start >= end;
  });
  const units: LineSpan[] = [];
  let covered = 0;
  for (const { start, end } of smallest) {
    if (end <= covered) continue;
    units.push(...toPieces(covered, start));
    units.push({ start: Math.max(start, covered), end });
    covered = end;
  }
  return [...units, ...toPieces(covered, lineCount)];
}

/** Pieces of about the same size. */
function toPieces(from: number, to: number): LineSpan[] {
  const count = Math.ceil((to - from) / WINDOW_LINES);
  return Array.from({ length: count }, (_, index) => ({
    start: from + Math.floor(((to - from) * index) / count),
    end: from + Math.floor(((to - from) * (index + 1)) / count),
  }));
}
