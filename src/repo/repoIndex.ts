/** The index of a repository through all that happens to its files: segments, what is not in one yet, and open documents. */

import type { FileStamp, IndexedFile } from "./indexedFile.ts";
import { type Hit, type Query, searchSegments } from "./search.ts";
import { type IndexSegment, mergeSegments, toSegment } from "./segment.ts";

/** Files are put into a segment when so many wait, or when somebody searches. */
const MOST_WAITING = 256;
/** Neighbouring segments are merged unless the older one is so many times as large: there are few, and each file is moved seldom. */
const GROWTH = 3;
/** A segment with more dead units than this part of all is written anew. */
const MOST_DEAD = 0.3;

interface Place {
  readonly segment: IndexSegment;
  readonly file: number;
}

export class RepoIndex {
  /** The oldest and largest first. */
  #segments: IndexSegment[] = [];
  readonly #waiting = new Map<string, IndexedFile>();
  /** Of files that are in a segment and alive. */
  readonly #places = new Map<string, Place>();
  readonly #open = new Map<string, IndexedFile | undefined>();
  #openSegment: IndexSegment | undefined;

  /** Files on disk that are in it. */
  get files(): number {
    return this.#places.size + this.#waiting.size;
  }

  get segments(): readonly IndexSegment[] {
    this.#settle();
    return this.#segments;
  }

  /** Takes over segments that were saved; only into an empty index. */
  load(segments: readonly IndexSegment[]): void {
    this.#segments = [...segments];
    for (const segment of segments)
      for (const [file, { path }] of segment.files.entries()) {
        if (segment.isAlive(file)) this.#places.set(path, { segment, file });
      }
  }

  stampOf(path: string): FileStamp | undefined {
    const place = this.#places.get(path);
    return this.#waiting.get(path)?.stamp ?? place?.segment.files[place.file]?.stamp;
  }

  paths(): string[] {
    return [...this.#places.keys(), ...this.#waiting.keys()];
  }

  /** The file as it is on disk now. */
  put(file: IndexedFile): void {
    this.remove(file.path);
    this.#waiting.set(file.path, file);
    if (this.#waiting.size >= MOST_WAITING) this.#settle();
  }

  remove(path: string): void {
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

  search(query: Query, most: number): Hit[] {
    this.#settle();
    this.#openSegment ??= toSegment([...this.#open.values()].filter((document) => document !== undefined));
    return searchSegments([...this.#segments, this.#openSegment], query, most);
  }

  #hide(path: string, isHidden: boolean): void {
    const place = this.#places.get(path);
    place?.segment.hide(place.file, isHidden);
  }

  #settle(): void {
    if (this.#waiting.size > 0) {
      this.#add(toSegment([...this.#waiting.values()]));
      this.#waiting.clear();
    }
    const empty = toSegment([]);
    for (const [number, segment] of this.#segments.entries())
      if (segment.deadUnits > MOST_DEAD * segment.size) this.#segments[number] = this.#merge(segment, empty);
    for (;;) {
      const [older, newer] = this.#segments.slice(-2);
      if (older === undefined || newer === undefined || older.size > GROWTH * newer.size) return;
      this.#segments.splice(-2, 2, this.#merge(older, newer));
    }
  }

  #merge(older: IndexSegment, newer: IndexSegment): IndexSegment {
    const merged = mergeSegments(older, newer);
    this.#place(merged);
    return merged;
  }

  #add(segment: IndexSegment): void {
    this.#segments.push(segment);
    this.#place(segment);
  }

  #place(segment: IndexSegment): void {
    for (const [file, { path }] of segment.files.entries()) {
      this.#places.set(path, { segment, file });
      if (this.#open.has(path)) segment.hide(file, true);
    }
  }
}
