/** Token sequences of a repository through all that happens to its files: sorted segments, and files that wait for one. */

import type { TokenId } from "../core/tokens/tokenizer.ts";
import {
  GAP,
  LEAST_SHARED,
  MOST_BEHIND,
  type Precedent,
  PrecedentGroups,
  type PrecedentSource,
  type Precedents,
} from "../core/writing/precedents.ts";
import { buildSegment, mergeSequences, type PrecedentSegment, type SequenceFile } from "./precedentSegment.ts";

/** Files are sorted into a segment when so many tokens wait; those that wait are looked through one by one. */
const MOST_WAITING = 16_384;
/** Neighbouring segments are merged unless the older one is so many times as large: there are few, and each token is moved seldom. */
const GROWTH = 3;
/** A segment with more dead tokens than this part of all is written anew. */
const MOST_DEAD = 0.3;

interface Place {
  readonly segment: PrecedentSegment;
  readonly file: number;
}

export class PrecedentIndex implements Precedents {
  /** The oldest and largest first. */
  #segments: PrecedentSegment[] = [];
  readonly #waiting = new Map<string, SequenceFile>();
  #waitingTokens = 0;
  /** Of files that are in a segment and alive. */
  readonly #places = new Map<string, Place>();
  #isTidying = false;
  readonly #mostCounted: number;

  /** `mostCounted`: of so many places of a segment that share equally much all are counted; of more, a part stands for all. */
  constructor(mostCounted = 64) {
    this.#mostCounted = mostCounted;
  }

  get files(): number {
    return this.#places.size + this.#waiting.size;
  }

  get tokens(): number {
    return this.#segments.reduce((sum, { tokens, deadTokens }) => sum + tokens - deadTokens, this.#waitingTokens);
  }

  /** Of the arrays in memory. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 4 * this.#waitingTokens);
  }

  has(path: string): boolean {
    return this.#places.has(path) || this.#waiting.has(path);
  }

  paths(): string[] {
    return [...this.#places.keys(), ...this.#waiting.keys()];
  }

  /** The file as it is now, with `GAP` where something is left out. */
  put(path: string, ids: readonly TokenId[]): void {
    this.remove(path);
    this.#waiting.set(path, { path, ids: Uint32Array.from(ids) });
    this.#waitingTokens += ids.length;
  }

  remove(path: string): void {
    this.#waitingTokens -= this.#waiting.get(path)?.ids.length ?? 0;
    this.#waiting.delete(path);
    const place = this.#places.get(path);
    if (place === undefined) return;
    place.segment.kill(place.file);
    this.#places.delete(path);
  }

  find(context: readonly TokenId[], without: string | undefined): readonly Precedent[] {
    const found = new PrecedentGroups();
    for (const { path, ids } of this.#waiting.values())
      if (path !== without) found.addAll(ids, context, { isNear: false, path });
    const hidden = without === undefined ? undefined : this.#places.get(without);
    const parts = this.#segments.map((segment) => ({
      segment,
      ranges: segment.rangesOf(context),
      hidden: hidden?.segment === segment ? hidden.file : -1,
    }));
    const longest = parts.reduce((most, { ranges }) => Math.max(most, ranges.length), 0);
    // Not only by the longest: it may be of a file that does not count.
    for (let length = longest; length >= Math.max(LEAST_SHARED, found.longest - MOST_BEHIND); length -= 1)
      for (const { segment, ranges, hidden } of parts)
        segment.collect(ranges, length, hidden, this.#mostCounted, found);
    return found.best;
  }

  /** What follows a place, at most `most` tokens; nothing when its file has changed. */
  following({ path = "", at }: PrecedentSource, most: number): readonly TokenId[] {
    const place = this.#places.get(path);
    const ids = this.#waiting.get(path)?.ids ?? place?.segment.idsOf(place.file) ?? new Uint32Array();
    const gap = ids.indexOf(GAP, at);
    return Array.from(ids.slice(at, Math.min(at + most, gap < 0 ? ids.length : gap)));
  }

  /** Sorts what waits, and merges segments until they are few, in small steps. The index answers the same between any two, and may be changed there. */
  *tidy(): Generator<void> {
    if (this.#isTidying) return;
    this.#isTidying = true;
    try {
      if (this.#waitingTokens > MOST_WAITING) yield* this.#settle();
      for (let next = this.#nextMerge(); next !== undefined; next = this.#nextMerge()) yield* this.#merge(...next);
    } finally {
      this.#isTidying = false;
    }
  }

  *#settle(): Generator<void> {
    const files = [...this.#waiting.values()];
    const segment = yield* buildSegment(files);
    this.#segments.push(segment);
    for (const [index, file] of files.entries()) {
      // It may have changed meanwhile.
      if (this.#waiting.get(file.path) !== file) segment.kill(index);
      else {
        this.#waiting.delete(file.path);
        this.#waitingTokens -= file.ids.length;
        this.#places.set(file.path, { segment, file: index });
      }
    }
  }

  #nextMerge(): [PrecedentSegment, PrecedentSegment | undefined] | undefined {
    const dead = this.#segments.find(({ tokens, deadTokens }) => deadTokens > MOST_DEAD * tokens);
    if (dead !== undefined) return [dead, undefined];
    for (let at = this.#segments.length - 1; at > 0; at -= 1) {
      const [older, newer] = [this.#segments[at - 1]!, this.#segments[at]!];
      if (older.tokens <= GROWTH * newer.tokens) return [older, newer];
    }
    return undefined;
  }

  *#merge(older: PrecedentSegment, newer: PrecedentSegment | undefined): Generator<void> {
    const merged = yield* mergeSequences(newer === undefined ? [older] : [older, newer]);
    const at = this.#segments.indexOf(older);
    this.#segments.splice(at, newer === undefined ? 1 : 2, merged);
    for (const [file, path] of merged.paths.entries()) {
      const place = this.#places.get(path);
      // It may have been put anew or taken away meanwhile.
      if (place !== undefined && (place.segment === older || place.segment === newer))
        this.#places.set(path, { segment: merged, file });
      else merged.kill(file);
    }
  }
}
