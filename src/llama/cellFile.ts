/**
 * The form of a file of cells: what llama.cpp wrote, and behind it what is known of the cells, with a checksum of all. As
 * llama.cpp reads from the front and leaves alone what follows, no byte has to be copied.
 *
 *     keys and values … | JSON of a Tail | its length, 4 bytes | SHA-256 of all before it, 32 bytes | 8 bytes of magic
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, type FileHandle } from "node:fs/promises";
import type { CellKey } from "../core/cache/cellStore.ts";
import type { SavedCells } from "../core/cache/savedCells.ts";
import { isRecord } from "../core/settings/settingKinds.ts";

const MAGIC = Buffer.from("TKCELLS1", "latin1");
const SUM_BYTES = 32;
const END_BYTES = 4 + SUM_BYTES + MAGIC.length;
/** Longer than that of any cache that fits into a memory. */
const MOST_TAIL_BYTES = 64 * 2 ** 20;

interface Tail {
  readonly key: CellKey;
  readonly cells: SavedCells;
}

/** What stands at the end of a file, with the checksum that all of it must have. */
export interface CellFileEnd extends Tail {
  readonly checksum: string;
}

/** Puts behind what llama.cpp wrote what is known of it. Rejects as the system does. */
export async function closeCellFile(path: string, { key, cells }: Tail): Promise<void> {
  const hash = await hashOf(path, Number.POSITIVE_INFINITY);
  const json = Buffer.from(JSON.stringify({ key, cells: pack(cells) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const sum = hash.update(json).update(length).digest();
  await appendFile(path, Buffer.concat([json, length, sum, MAGIC]));
}

/** Undefined: it is no file of this form, or is damaged at its end. Rejects as the system does. */
export async function readCellFileEnd(handle: FileHandle): Promise<CellFileEnd | undefined> {
  const { size } = await handle.stat();
  if (size < END_BYTES) return undefined;
  const end = await readAt(handle, size - END_BYTES, END_BYTES);
  const length = end.readUInt32LE(0);
  if (!end.subarray(4 + SUM_BYTES).equals(MAGIC) || length > Math.min(MOST_TAIL_BYTES, size - END_BYTES))
    return undefined;
  const tail = parseTail(await readAt(handle, size - END_BYTES - length, length));
  return tail && { ...tail, checksum: end.toString("hex", 4, 4 + SUM_BYTES) };
}

/** Whether all bytes of a file are those that were summed up. Rejects as the system does. */
export async function hasCellChecksum(path: string, size: number, checksum: string): Promise<boolean> {
  const hash = await hashOf(path, size - SUM_BYTES - MAGIC.length);
  return hash.digest("hex") === checksum;
}

async function hashOf(path: string, bytes: number): Promise<ReturnType<typeof createHash>> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, end: bytes - 1 }))
    hash.update(chunk as Buffer);
  return hash;
}

async function readAt(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await handle.read(bytes, 0, length, from);
  return bytes;
}

const NUMBERS = ["ids", "contexts", "origins", "rotations"] as const;
const SWITCHES = ["tainted", "seams"] as const;
const MOST = 0xffff_ffff;

/** True and false as 1 and 0: a third of the length. */
function pack(cells: SavedCells): Record<keyof SavedCells, readonly number[]> {
  return { ...cells, tainted: cells.tainted.map(Number), seams: cells.seams.map(Number) };
}

function parseTail(json: Buffer): Tail | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isRecord(value.key) || !isRecord(value.cells)) return undefined;
  const { key, cells } = value;
  const { name, fingerprint } = key;
  if (typeof name !== "string" || typeof fingerprint !== "string") return undefined;
  const count = Array.isArray(cells.ids) ? cells.ids.length : 0;
  const isList = (name: keyof SavedCells, most: number) => isListOf(cells[name], count, most);
  if (count === 0 || !NUMBERS.every((name) => isList(name, MOST)) || !SWITCHES.every((name) => isList(name, 1)))
    return undefined;
  const numbers = cells as Record<keyof SavedCells, number[]>;
  const [tainted, seams] = [numbers.tainted.map(Boolean), numbers.seams.map(Boolean)];
  const { ids, contexts, origins, rotations } = numbers;
  return { key: { name, fingerprint }, cells: { ids, contexts, origins, rotations, tainted, seams } };
}

function isListOf(value: unknown, length: number, most: number): boolean {
  const isOne = (one: unknown) => Number.isInteger(one) && (one as number) >= 0 && (one as number) <= most;
  return Array.isArray(value) && value.length === length && value.every(isOne);
}
