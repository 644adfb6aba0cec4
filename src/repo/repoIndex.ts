/** The index of a repository through all that happens to its files: segments, what is not in one yet, and open documents. */

import type { FileStamp, IndexedFile } from "./indexedFile.ts";
import { type Hit, type Query, type SearchWork, searchSegments } from "./search.ts";
import { type IndexSegment, toSegment } from "./segment.ts";
import { mergeSegments, STEP_WORK, StepCount } from "./segmentMerge.ts";

/** Files are put into a segment when so many wait with so many terms of their units, or when somebody searches. */
const MOST_WAITING = 256;
/** A segment is made in one go, and a term of it is more work than one that is moved. */
const MOST_WAITING_TERMS = STEP_WORK / 4;
/** Neighbouring segments are merged unless the older one is so many times as large: there are few, and each file is moved seldom. */
const GROWTH = 3;
/** A segment with more dead units than this part of all is written anew. */
const MOST_DEAD = 0.3;
/** A file that counts in another segment from now on is as much work as so many postings. */
const MOVED_FILE_WORK = 8;

interface Place {
  readonly segment: IndexSegment;
  readonly file: number;
}

export class RepoIndex {
  /** The oldest and largest first. */
  #segments: IndexSegment[] = [];
  readonly #waiting = new Map<string, IndexedFile>();
  #waitingTerms = 0;
  /** Of files that are in a segment and alive. */
  readonly #places = new Map<string, Place>();
  readonly #open = new Map<string, IndexedFile | undefined>();
  #openSegment: IndexSegment | undefined;
  #isTidying = false;
  /** Some files of its segments have no place yet: they must not be merged. */
  #isLoading = false;

  /** Files on disk that are in it. */
  get files(): number {
    return this.#places.size + this.#waiting.size;
  }

  get segments(): readonly IndexSegment[] {
    this.#settle();
    return this.#segments;
  }

  /**
   * Takes over segments that were saved, in steps that are told by how much they did. Files that are in it already are newer.
   */
  *load(segments: readonly IndexSegment[]): Generator<number> {
    this.#isLoading = true;
    this.#segments.unshift(...segments);
    const step = new StepCount();
    try {
      for (const segment of segments)
        for (const [file, { path }] of segment.files.entries()) {
          if (segment.isAlive(file)) this.#take(path, segment, file);
          if (step.isFull(MOVED_FILE_WORK)) yield step.take();
        }
    } finally {
      this.#isLoading = false;
    }
  }

  #take(path: string, segment: IndexSegment, file: number): void {
    if (this.#places.has(path) || this.#waiting.has(path)) segment.kill(file);
    else this.#place(path, segment, file);
  }

  stampOf(path: string): FileStamp | undefined {
    const place = this.#places.get(path);
    return this.#waiting.get(path)?.stamp ?? place?.segment.files[place.file]?.stamp;
  }

  /** Whether lines of a file may be shown: an open document that is to be found, or a file that is not open. */
  shows(path: string): boolean {
    return this.#open.has(path) ? this.#open.get(path) !== undefined : this.stampOf(path) !== undefined;
  }

  paths(): string[] {
    return [...this.#places.keys(), ...this.#waiting.keys()];
  }

  /** The file as it is on disk now. */
  put(file: IndexedFile): void {
    this.remove(file.path);
    this.#waiting.set(file.path, file);
    this.#waitingTerms += file.terms.length;
    if (this.#waiting.size >= MOST_WAITING || this.#waitingTerms >= MOST_WAITING_TERMS) this.#settle();
  }

  remove(path: string): void {
    this.#waitingTerms -= this.#waiting.get(path)?.terms.length ?? 0;
    this.#waiting.delete(path);
    const place = this.#places.get(path);
    if (place === undefined) return;
    place.segment.kill(place.file);
    this.#places.delete(path);
  }

  /** An open document stands for its file, whose text on disk does not count while it is open; undefined: it is not to be found at all. */
  open(path: string, document: IndexedFile | undefined): void {
    this.#open.set(path, document);
    this.#openSegment = undefined;
    this.#hide(path, true);
  }

  close(path: string): void {
    if (!this.#open.delete(path)) return;
    this.#openSegment = undefined;
    this.#hide(path, false);
  }

  /** See `searchSegments`. */
  search(query: Query, most: number, work?: SearchWork): Hit[] {
    this.#settle();
    this.#openSegment ??= toSegment([...this.#open.values()].filter((document) => document !== undefined));
    return searchSegments([...this.#segments, this.#openSegment], query, most, work);
  }

  #hide(path: string, isHidden: boolean): void {
    const place = this.#places.get(path);
    place?.segment.hide(place.file, isHidden);
  }

  /**
   * Merges segments until they are few, in steps that are told by how many postings they moved. The index answers the same
   * between any two of them, and may be changed there. Nothing where another is at it.
   */
  *tidy(): Generator<number> {
    if (this.#isTidying) return;
    this.#isTidying = true;
    try {
      for (let next = this.#nextMerge(); next !== undefined; next = this.#nextMerge()) yield* this.#merge(...next);
    } finally {
      this.#isTidying = false;
    }
  }

  #settle(): void {
    if (this.#waiting.size === 0) return;
    const segment = toSegment([...this.#waiting.values()]);
    this.#waiting.clear();
    this.#waitingTerms = 0;
    this.#segments.push(segment);
    for (const [file, { path }] of segment.files.entries()) this.#place(path, segment, file);
  }

  #nextMerge(): [IndexSegment, IndexSegment] | undefined {
    if (this.#isLoading) return undefined;
    const dead = this.#segments.find((segment) => segment.deadUnits > MOST_DEAD * segment.size);
    if (dead !== undefined) return [dead, toSegment([])];
    for (let at = this.#segments.length - 1; at > 0; at -= 1) {
      const [older, newer] = [this.#segments[at - 1]!, this.#segments[at]!];
      if (older.size <= GROWTH * newer.size) return [older, newer];
    }
    return undefined;
  }

  /** Each file counts in the old or in the new segment at any time. */
  *#merge(older: IndexSegment, newer: IndexSegment): Generator<number> {
    const merged = yield* mergeSegments(older, newer);
    this.#segments.splice(this.#segments.indexOf(older), 0, merged);
    const step = new StepCount();
    for (const [file, { path }] of merged.files.entries()) {
      const place = this.#places.get(path);
      if (place?.segment === older || place?.segment === newer) {
        place.segment.kill(place.file);
        merged.revive(file);
        this.#place(path, merged, file);
      }
      if (step.isFull(MOVED_FILE_WORK)) yield step.take();
    }
    this.#segments = this.#segments.filter((segment) => segment !== older && segment !== newer);
  }

  #place(path: string, segment: IndexSegment, file: number): void {
    this.#places.set(path, { segment, file });
    if (this.#open.has(path)) segment.hide(file, true);
  }
}
