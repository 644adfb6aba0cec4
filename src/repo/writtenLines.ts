/** Places where candidates were looked for, until the line there is finished: then it is known which of them held what it needed. */

import { dropOldest } from "../core/allowance.ts";
import type { RepoCandidate, RepoPlace } from "./candidates.ts";
import type { LabelledLine } from "./learntWeights.ts";
import { namesIn } from "./terms.ts";

/** What was found for a place. */
export interface SeenCandidate {
  readonly candidate: Pick<RepoCandidate, "names">;
  readonly features: readonly number[];
}

interface SeenPlace {
  readonly place: Pick<RepoPlace, "before" | "after">;
  readonly seen: readonly SeenCandidate[];
}

/** Places of a document that are waited for; the oldest make room. */
const MOST_PLACES = 8;
const MOST_DOCUMENTS = 8;
/** Lines above a place by which it is found again. */
const ANCHOR_LINES = 12;

export class WrittenLines {
  /** The document asked for last is the last. */
  readonly #places = new Map<string, readonly SeenPlace[]>();

  see({ path, before, after }: Pick<RepoPlace, "path" | "before" | "after">, seen: readonly SeenCandidate[]): void {
    const others = this.#places.get(path) ?? [];
    this.#places.delete(path);
    this.#places.set(path, [...others, { place: { before, after }, seen }].slice(-MOST_PLACES));
    dropOldest(this.#places, MOST_DOCUMENTS);
  }

  /** The lines that are finished by now: all places but the one that was looked at last have been left. */
  read(path: string, lines: readonly string[]): LabelledLine[] {
    const places = this.#places.get(path) ?? [];
    if (places.length < 2) return [];
    this.#places.set(path, places.slice(-1));
    return places.slice(0, -1).flatMap(({ place, seen }) => {
      const line = findFinishedLine(place, lines);
      return line === undefined ? [] : [toLabelled(line, place, seen)];
    });
  }

  forget(path: string): void {
    this.#places.delete(path);
  }
}

/** A line with less in it says nothing of what lines need. */
const LEAST_CHARS = 12;
const LEAST_NAMES = 2;

/**
 * The line that stands now where a cursor was, found by the lines above it; undefined where two places are equally like it, where the
 * line is as it was, and where hardly anything stands there.
 */
export function findFinishedLine({ before, after }: SeenPlace["place"], lines: readonly string[]): string | undefined {
  const above = before.split("\n");
  const begun = above.pop()! + (after.split("\n", 1)[0] ?? "");
  const anchor = above.slice(-ANCHOR_LINES);
  let best = { alike: 0, at: -1, isAlone: true };
  for (let at = 0; at < lines.length; at += 1) {
    const alike = countAlike(anchor, lines, at);
    if (alike > best.alike) best = { alike, at, isAlone: true };
    else if (alike === best.alike) best = { ...best, isAlone: false };
  }
  const line = anchor.length === 0 ? lines[0] : lines[best.at];
  const isFound = anchor.length === 0 || best.isAlone;
  return isFound && line !== undefined && line !== begun && saysEnough(line) ? line : undefined;
}

function countAlike(anchor: readonly string[], lines: readonly string[], at: number): number {
  let alike = 0;
  while (alike < anchor.length && alike < at && anchor[anchor.length - 1 - alike] === lines[at - 1 - alike]) alike += 1;
  return alike;
}

export function saysEnough(line: string): boolean {
  return line.trim().length >= LEAST_CHARS && new Set(namesIn(line)).size >= LEAST_NAMES;
}

function toLabelled(line: string, { before, after }: SeenPlace["place"], seen: readonly SeenCandidate[]): LabelledLine {
  const near = new Set(namesIn(`${before}\n${after}`));
  const novel = namesIn(line).filter((name) => !near.has(name));
  return {
    features: seen.map(({ features }) => features),
    isUseful: seen.map(({ candidate }) => novel.some((name) => candidate.names.includes(name))),
  };
}
