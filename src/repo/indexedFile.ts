/** One file, cut into units and turned into numbers: what segments are made of. */

import { namesDefinedIn } from "./definedNames.ts";
import { definitionTerm, eachTerm } from "./terms.ts";

/** Lines [start, end) of a file, counted from 0. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** What tells a file from an older state of it. `mtimeMs` and `size` are the file system's; `hash` decides. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  /** Of the content. */
  readonly hash: number;
}

export interface IndexedFile {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly spans: readonly LineSpan[];
  /** Terms per unit, with repetitions. */
  readonly lengths: Uint32Array;
  /** Parallel: a term, and unit · 64 + how often it occurs there (at most 63). Sorted by nothing. */
  readonly terms: Uint32Array;
  readonly postings: Uint32Array;
}

export const MOST_TIMES = 63;
/** A posting is unit · 64 + times: shifts are many times as fast as divisions. */
export const UNIT_SHIFT = Math.log2(MOST_TIMES + 1);

/** `spans` in any order; they may overlap. */
export function indexFile(
  path: string,
  lines: readonly string[],
  spans: readonly LineSpan[],
  stamp: FileStamp,
): IndexedFile {
  const lengths = new Uint32Array(spans.length);
  const terms: number[] = [];
  const postings: number[] = [];
  for (const [unit, { start, end }] of spans.entries()) {
    const times = new Map<number, number>();
    let length = 0;
    for (let line = start; line < end; line += 1)
      eachTerm(lines[line]!, (term) => {
        times.set(term, (times.get(term) ?? 0) + 1);
        length += 1;
      });
    lengths[unit] = length;
    for (let line = start; line < end; line += 1)
      for (const name of namesDefinedIn(lines[line]!)) times.set(definitionTerm(name), 1);
    for (const [term, count] of times) {
      terms.push(term);
      postings.push(unit * (MOST_TIMES + 1) + Math.min(count, MOST_TIMES));
    }
  }
  return { path, stamp, spans, lengths, terms: Uint32Array.from(terms), postings: Uint32Array.from(postings) };
}

/** What the file system says of a file's state. */
export type FileFacts = Pick<FileStamp, "size" | "mtimeMs">;

/** Whether a file was left alone between two looks, as the file system says. */
export function isSameState(known: FileFacts | undefined, now: FileFacts): boolean {
  return known?.size === now.size && known.mtimeMs === now.mtimeMs;
}

/** Of a text that is no file. */
export const NO_STAMP: FileStamp = { size: 0, mtimeMs: 0, hash: 0 };

const MIX = 0x85ebca6b;

/**
 * 32 bits of a file's content. Word by word in two rows, for all that is read for a question is hashed: a few times as fast as
 * `hashText`. Each step can be undone, so that two contents that differ in one word never share a hash.
 */
export function hashBytes(bytes: Uint8Array): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
  let [even, odd] = [0x811c9dc5 ^ aligned.length, 0x01000193];
  const pairs = words.length & ~1;
  for (let at = 0; at < pairs; at += 2) {
    even = mix(even, words[at]!);
    odd = mix(odd, words[at + 1]!);
  }
  if (pairs < words.length) even = mix(even, words[pairs]!);
  for (let at = 4 * words.length; at < aligned.length; at += 1) odd = mix(odd, aligned[at]!);
  return mix(even, odd) >>> 0;
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, MIX);
  return mixed ^ (mixed >>> 15);
}

/** 32 bits of a text (FNV-1a over UTF-16). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
