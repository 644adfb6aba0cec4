/** The index on disk: numbers and paths, no text. One writer at a time; a file that is not whole is not read. */

import { promises } from "node:fs";
import { dirname } from "node:path";
import type { RepoIndex } from "./repoIndex.ts";
import { IndexSegment, type SegmentArrays, type SegmentFile } from "./segment.ts";

/** Changes with anything that the arrays mean: terms, units, the file's own form. */
const FORM = 1;
const MAGIC = 0x54_4b_49_58;
const HEADER_WORDS = 4;
const ARRAYS = ["unitFile", "unitStart", "unitEnd", "unitLength", "terms", "offsets", "postings"] as const;
/** A writer that has not ended by then has died. */
const LOCK_MAX_MS = 60_000;

interface Header {
  readonly segments: readonly {
    readonly files: readonly SegmentFile[];
    readonly dead: readonly number[];
    readonly lengths: readonly number[];
  }[];
}

/** False when another writer is at it, or the disk does not take it. */
export async function saveIndex(path: string, index: RepoIndex): Promise<boolean> {
  const lock = `${path}.lock`;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await promises.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (!(await takeLock(lock))) return false;
    try {
      await promises.writeFile(temporary, toBytes(index.segments), { mode: 0o600 });
      await promises.rename(temporary, path);
    } finally {
      await promises.rm(temporary, { force: true });
      await promises.rm(lock, { force: true });
    }
    return true;
  } catch {
    return false;
  }
}

/** Undefined when there is none, or what is there is damaged or of another age. */
export async function loadIndex(path: string): Promise<IndexSegment[] | undefined> {
  try {
    return fromBytes(await promises.readFile(path));
  } catch {
    return undefined;
  }
}

async function takeLock(lock: string): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt += 1)
    try {
      await (await promises.open(lock, "wx", 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const age = Date.now() - (await promises.stat(lock)).mtimeMs;
      if (age < LOCK_MAX_MS) return false;
      await promises.rm(lock, { force: true });
    }
  return false;
}

/** Magic, form, length of the header, checksum of all that follows; the header as JSON; the arrays. */
function toBytes(segments: readonly IndexSegment[]): Buffer {
  const header: Header = {
    segments: segments.map((segment) => ({
      files: segment.files,
      dead: segment.files.flatMap((_, file) => (segment.isAlive(file) ? [] : [file])),
      lengths: ARRAYS.map((name) => segment.arrays[name].length),
    })),
  };
  const json = Buffer.from(JSON.stringify(header));
  // Arrays begin at a multiple of their element's size.
  const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, " ")]);
  const parts = segments.flatMap(({ arrays }) => ARRAYS.map((name) => bytesOf(arrays[name])));
  const words = new Uint32Array(HEADER_WORDS);
  const head = bytesOf(words);
  const whole = Buffer.concat([head, padded, ...parts]);
  words.set([MAGIC, FORM, padded.length, checksumOf(whole.subarray(head.length))]);
  head.copy(whole);
  return whole;
}

function fromBytes(bytes: Buffer): IndexSegment[] | undefined {
  const [magic, form, jsonLength = 0, checksum] = wordsOf(bytes.subarray(0, HEADER_WORDS * 4));
  const rest = bytes.subarray(HEADER_WORDS * 4);
  if (magic !== MAGIC || form !== FORM || checksum !== checksumOf(rest)) return undefined;
  const header = JSON.parse(rest.subarray(0, jsonLength).toString()) as Header;
  let at = jsonLength;
  return header.segments.map(({ files, dead, lengths }) => {
    const arrays = Object.fromEntries(
      ARRAYS.map((name, index) => {
        const end = at + lengths[index]! * 4;
        const words = wordsOf(rest.subarray(at, end));
        at = end;
        return [name, words];
      }),
    ) as unknown as SegmentArrays;
    const segment = new IndexSegment(files, arrays);
    for (const file of dead) segment.kill(file);
    return segment;
  });
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
function checksumOf(bytes: Buffer): number {
  let hash = 0x811c9dc5;
  const words = wordsOf(bytes);
  for (let index = 0; index < words.length; index += 1) hash = Math.imul(hash ^ words[index]!, 0x01000193);
  return hash >>> 0;
}
