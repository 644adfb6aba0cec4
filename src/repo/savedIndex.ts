/** The index on disk: numbers and paths, no text. One writer at a time; a file that is not whole is not read. */

import { promises } from "node:fs";
import { dirname } from "node:path";
import { tryLock } from "../system/fileLock.ts";
import type { RepoIndex } from "./repoIndex.ts";
import { IndexSegment, type SegmentArrays, type SegmentFile } from "./segment.ts";

/** Changes with anything that is kept: what terms, units and hashes are, the file's own form. */
const FORM = 3;
const MAGIC = 0x54_4b_49_58;
const HEAD_WORDS = 4;
const ARRAYS = ["unitFile", "unitStart", "unitEnd", "unitLength", "terms", "offsets", "postings"] as const;
/** Written, read and summed up at once: less than a millisecond of work. */
export const PIECE_WORDS = 1 << 18;
const FILES_PER_LINE = 500;

/** Awaited between pieces; false: the work is not wanted any more. */
export type Breathe = () => Promise<boolean>;
const always: Breathe = async () => true;

/** The first line of the header; lines of files follow, segment after segment. */
interface Summary {
  readonly segments: readonly {
    readonly files: number;
    readonly dead: readonly number[];
    readonly lengths: readonly number[];
  }[];
}

type FileRow = readonly [path: string, size: number, mtimeMs: number, hash: number];

/** False when another writer is at it, the disk does not take it, or it is not wanted any more. */
export async function saveIndex(path: string, index: RepoIndex, breathe = always): Promise<boolean> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await promises.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const unlock = await tryLock(`${path}.lock`);
    if (unlock === undefined) return false;
    try {
      const isWhole = await writeSegments(temporary, index.segments, breathe);
      if (isWhole) await promises.rename(temporary, path);
      return isWhole;
    } finally {
      await promises.rm(temporary, { force: true }).catch(() => {});
      await unlock();
    }
  } catch {
    return false;
  }
}

/** Undefined when there is none, what is there is damaged or of another age, or it is not wanted any more. */
export async function loadIndex(path: string, breathe = always): Promise<IndexSegment[] | undefined> {
  try {
    const handle = await promises.open(path, "r");
    try {
      return await readSegments(handle, breathe);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Magic, form, length of the header, checksum of all that follows; the header, JSON by lines; the arrays. */
async function writeSegments(path: string, all: readonly IndexSegment[], breathe: Breathe): Promise<boolean> {
  // What dies while it is written is dead in the next.
  const segments = [...all];
  const handle = await promises.open(path, "w", 0o600);
  try {
    const checksum = new Checksum();
    const write = async (words: Uint32Array) => {
      checksum.add(words);
      await handle.appendFile(bytesOf(words));
      return breathe();
    };
    let headerBytes = 0;
    await handle.appendFile(Buffer.alloc(HEAD_WORDS * 4));
    for (const line of linesOf(segments)) {
      const words = toLineWords(line);
      headerBytes += words.byteLength;
      if (!(await write(words))) return false;
    }
    for (const { arrays } of segments)
      for (const name of ARRAYS) for (const piece of piecesOf(arrays[name])) if (!(await write(piece))) return false;
    await handle.write(bytesOf(Uint32Array.of(MAGIC, FORM, headerBytes, checksum.value)), 0, HEAD_WORDS * 4, 0);
    return true;
  } finally {
    await handle.close();
  }
}

function* linesOf(segments: readonly IndexSegment[]): Generator<string> {
  const summary: Summary = {
    segments: segments.map((segment) => ({
      files: segment.files.length,
      dead: [...segment.files.keys()].filter((file) => !segment.isAlive(file)),
      lengths: ARRAYS.map((name) => segment.arrays[name].length),
    })),
  };
  yield JSON.stringify(summary);
  for (const { files } of segments)
    for (let from = 0; from < files.length; from += FILES_PER_LINE) {
      const rows = files.slice(from, from + FILES_PER_LINE);
      yield JSON.stringify(rows.map(({ path, stamp }): FileRow => [path, stamp.size, stamp.mtimeMs, stamp.hash]));
    }
}

/** A line is a number of words, so that all is summed up by words. */
function toLineWords(line: string): Uint32Array {
  const length = Buffer.byteLength(line);
  const padded = Buffer.alloc(4 * Math.ceil((length + 1) / 4), " ");
  padded.write(line);
  padded[padded.length - 1] = NEW_LINE;
  return wordsOf(padded);
}

const NEW_LINE = 0x0a;

async function readSegments(handle: promises.FileHandle, breathe: Breathe): Promise<IndexSegment[] | undefined> {
  const { size } = await handle.stat();
  let at = 0;
  const checksum = new Checksum();
  const read = async (count: number): Promise<Uint32Array> => {
    if (at + 4 * count > size) throw new Error("The saved index is cut off.");
    const words = new Uint32Array(count);
    for (const piece of piecesOf(words)) {
      await handle.read(bytesOf(piece), 0, piece.byteLength, at);
      at += piece.byteLength;
      if (at > HEAD_WORDS * 4) checksum.add(piece);
      if (!(await breathe())) throw new Error("The saved index is not wanted any more.");
    }
    return words;
  };
  const [magic, form, headerBytes = 0, sum] = await read(HEAD_WORDS);
  if (magic !== MAGIC || form !== FORM) return undefined;
  const { summary, files } = await parseHeader(bytesOf(await read(headerBytes / 4)), breathe);
  const parts: { files: SegmentFile[]; dead: readonly number[]; arrays: SegmentArrays }[] = [];
  let fileCount = 0;
  for (const { files: count, dead, lengths } of summary.segments) {
    const arrays: [string, Uint32Array][] = [];
    for (const [index, name] of ARRAYS.entries()) arrays.push([name, await read(lengths[index]!)]);
    const own = files.slice(fileCount, fileCount + count);
    parts.push({ files: own, dead, arrays: Object.fromEntries(arrays) as unknown as SegmentArrays });
    fileCount += count;
  }
  if (at !== size || sum !== checksum.value) return undefined;
  return parts.map(({ files, dead, arrays }) => {
    const segment = new IndexSegment(files, arrays);
    for (const file of dead) segment.kill(file);
    return segment;
  });
}

async function parseHeader(bytes: Buffer, breathe: Breathe): Promise<{ summary: Summary; files: SegmentFile[] }> {
  let summary: Summary | undefined;
  const files: SegmentFile[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEW_LINE, from);
    const line: unknown = JSON.parse(bytes.toString("utf8", from, end < 0 ? bytes.length : end));
    if (summary === undefined) summary = line as Summary;
    else
      for (const [path, size, mtimeMs, hash] of line as FileRow[]) files.push({ path, stamp: { size, mtimeMs, hash } });
    if (!(await breathe())) break;
    from = end < 0 ? bytes.length : end + 1;
  }
  return { summary: summary ?? { segments: [] }, files };
}

function* piecesOf(words: Uint32Array): Generator<Uint32Array> {
  for (let from = 0; from < words.length; from += PIECE_WORDS) yield words.subarray(from, from + PIECE_WORDS);
}

function bytesOf(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

/** A copy, aligned whatever the buffer is. */
function wordsOf(bytes: Buffer): Uint32Array {
  const words = new Uint32Array(Math.floor(bytes.length / 4));
  bytesOf(words).set(bytes.subarray(0, words.length * 4));
  return words;
}

/** FNV-1a by words. */
class Checksum {
  #hash = 0x811c9dc5;

  get value(): number {
    return this.#hash >>> 0;
  }

  add(words: Uint32Array): void {
    let hash = this.#hash;
    for (let index = 0; index < words.length; index += 1) hash = Math.imul(hash ^ words[index]!, 0x01000193);
    this.#hash = hash;
  }
}
