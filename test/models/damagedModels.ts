/**
 * Damaged GGUF files, made from the bytes of a whole one: what interrupted downloads, bad disks and bad converters leave.
 * Same seed, same files.
 */

import { closeSync, openSync, readSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createRandom, type Random } from "../server/support/randomEdits.ts";

export interface DamagedModel {
  /** What was done to it. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether the damage may go unseen: a bit that llama.cpp never looks at. */
  readonly mayWork: boolean;
  /** It ends too early. */
  readonly isCut: boolean;
}

/**
 * Writes the first part of a split model with a damaged head and nothing but zeros behind it, and links to the other
 * parts beside it. Answers with its path.
 */
export function writeDamagedPart(folder: string, partPath: string, { bytes, isCut }: DamagedModel): string {
  const path = join(folder, basename(partPath));
  writeFileSync(path, bytes);
  if (!isCut) truncateSync(path, statSync(partPath).size);
  for (const part of ["00002", "00003"]) {
    const name = basename(partPath).replace("00001", part);
    symlinkSync(join(dirname(partPath), name), join(folder, name));
  }
  return path;
}

/** The first `size` bytes. */
export function readHead(path: string, size: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(size);
    readSync(file, bytes, 0, size, 0);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** `whole` is a GGUF file of architecture qwen2, or its head with nothing behind it. */
export function damagedModels(whole: Buffer, { seed }: { readonly seed: number }): readonly DamagedModel[] {
  const random = createRandom(seed);
  const header = new Header(whole);
  return [
    ...SCALARS.flatMap(([key, values]) => values.map((value) => withScalar(header, key, value))),
    ...RETYPED.map((key) => withType(header, key)),
    ...ABSENT.map((key) => withoutKey(header, key)),
    ...vocabularyDamage(header),
    ...tensorDamage(header),
    ...frameDamage(header),
    ...cuts(whole, header, random),
    ...flips(whole, header, random),
  ];
}

const MOST = 0xffff_ffff;

/** Numbers that cannot be, by key. */
const SCALARS: readonly (readonly [key: string, values: readonly number[]])[] = [
  ["qwen2.block_count", [0, 7, 513, 0x7fff_ffff, MOST]],
  ["qwen2.context_length", [0]],
  ["qwen2.embedding_length", [0, 1, 63, 0x7fff_ffff, MOST]],
  ["qwen2.feed_forward_length", [0, 1, MOST]],
  ["qwen2.attention.head_count", [0, 3, 64, 0x7fff_ffff, MOST]],
  ["qwen2.attention.head_count_kv", [0, 3, 0x7fff_ffff, MOST]],
];

const RETYPED = ["qwen2.block_count", "qwen2.attention.head_count", "general.architecture", "tokenizer.ggml.tokens"];

const ABSENT = [
  "general.architecture",
  "qwen2.block_count",
  "qwen2.embedding_length",
  "qwen2.attention.head_count",
  "qwen2.attention.layer_norm_rms_epsilon",
  "tokenizer.ggml.model",
  "tokenizer.ggml.tokens",
  "tokenizer.ggml.merges",
];

/** Finds its way in the bytes of a header. */
class Header {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Where a key's characters begin. */
  keyAt(key: string): number {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(key.length));
    const at = this.bytes.indexOf(Buffer.concat([length, Buffer.from(key)]));
    if (at < 0) throw new Error(`the model has no ${key}`);
    return at + 8;
  }

  /** Where the number of a value's type stands; the value follows. */
  typeAt(key: string): number {
    return this.keyAt(key) + key.length;
  }

  /** Places of a list's texts: where the length of each stands. */
  texts(key: string): readonly number[] {
    const start = this.typeAt(key) + 8;
    const count = Number(this.bytes.readBigUInt64LE(start));
    const places: number[] = [];
    for (let index = 0, at = start + 8; index < count; index += 1) {
      places.push(at);
      at += 8 + Number(this.bytes.readBigUInt64LE(at));
    }
    return places;
  }

  /** The bytes with some of them changed. */
  changed(change: (copy: Buffer) => void): Buffer {
    const copy = Buffer.from(this.bytes);
    change(copy);
    return copy;
  }
}

const damaged = (name: string, bytes: Buffer, is: Partial<DamagedModel> = {}): DamagedModel => ({
  ...{ name, bytes, mayWork: false, isCut: false },
  ...is,
});

function withScalar(header: Header, key: string, value: number): DamagedModel {
  const at = header.typeAt(key) + 4;
  return damaged(
    `${key} is ${value}`,
    header.changed((copy) => copy.writeUInt32LE(value, at)),
  );
}

function withType(header: Header, key: string): DamagedModel {
  const at = header.typeAt(key);
  return damaged(
    `${key} of another type`,
    header.changed((copy) => copy.writeUInt32LE(copy.readUInt32LE(at) === 4 ? 6 : 4, at)),
  );
}

function withoutKey(header: Header, key: string): DamagedModel {
  const at = header.keyAt(key);
  return damaged(
    `no ${key}`,
    header.changed((copy) => copy.write("x", at)),
  );
}

function vocabularyDamage(header: Header): readonly DamagedModel[] {
  const tokens = header.texts("tokenizer.ggml.tokens");
  const count = header.typeAt("tokenizer.ggml.tokens") + 8;
  const types = header.typeAt("tokenizer.ggml.token_type") + 8;
  const model = header.typeAt("tokenizer.ggml.model") + 4;
  const [first, second] = [tokens[40]!, tokens[41]!];
  return [
    damaged(
      "two tokens with one text",
      header.changed((copy) => copy.copy(copy, second, first, first + 9)),
    ),
    damaged(
      "a list of no tokens",
      header.changed((copy) => copy.writeBigUInt64LE(0n, count)),
    ),
    damaged(
      "one token too few",
      header.changed((copy) => copy.writeBigUInt64LE(BigInt(tokens.length - 1), count)),
    ),
    damaged(
      "more tokens than there are bytes",
      header.changed((copy) => copy.writeBigUInt64LE(2n ** 40n, count)),
    ),
    damaged(
      "a token of 2^60 bytes",
      header.changed((copy) => copy.writeBigUInt64LE(2n ** 60n, first)),
    ),
    damaged(
      "a type for every second token",
      header.changed((copy) => copy.writeBigUInt64LE(BigInt(tokens.length >> 1), types)),
    ),
    damaged(
      "a vocabulary of a kind that nobody knows",
      header.changed((copy) => copy.write("gpt?", model + 8)),
    ),
  ];
}

/** The first tensor's description: name, number of dimensions, dimensions, type, offset. */
function tensorDamage(header: Header): readonly DamagedModel[] {
  const name = header.keyAt("token_embd.weight");
  const dimensions = name + "token_embd.weight".length;
  const type = dimensions + 4 + 16;
  const offset = type + 4;
  const change = (what: string, work: (copy: Buffer) => void): DamagedModel => damaged(what, header.changed(work));
  return [
    change("a tensor without dimensions", (copy) => copy.writeUInt32LE(0, dimensions)),
    change("a tensor of five dimensions", (copy) => copy.writeUInt32LE(5, dimensions)),
    change("a tensor with no columns", (copy) => copy.writeBigUInt64LE(0n, dimensions + 4)),
    change("a tensor of 2^62 rows", (copy) => copy.writeBigUInt64LE(2n ** 62n, dimensions + 12)),
    change("a tensor of 2^40 rows", (copy) => copy.writeBigUInt64LE(2n ** 40n, dimensions + 12)),
    change("a tensor of a type to come", (copy) => copy.writeUInt32LE(200, type)),
    change("a tensor of a withdrawn type", (copy) => copy.writeUInt32LE(4, type)),
    change("a tensor at an odd place", (copy) => copy.writeBigUInt64LE(7n, offset)),
    change("a tensor behind the end", (copy) => copy.writeBigUInt64LE(2n ** 45n, offset)),
    change("a tensor over another one", (copy) => copy.writeBigUInt64LE(32n, offset)),
    change("a tensor of another name", (copy) => copy.write("x", name)),
  ];
}

function frameDamage(header: Header): readonly DamagedModel[] {
  const change = (what: string, work: (copy: Buffer) => void): DamagedModel => damaged(what, header.changed(work));
  const tensors = header.bytes.readBigUInt64LE(8);
  const entries = header.bytes.readBigUInt64LE(16);
  return [
    change("another magic", (copy) => copy.write("GGUX", 0)),
    change("version 0", (copy) => copy.writeUInt32LE(0, 4)),
    change("the other byte order", (copy) => copy.writeUInt32BE(3, 4)),
    change("one tensor too many", (copy) => copy.writeBigUInt64LE(tensors + 1n, 8)),
    change("one tensor too few", (copy) => copy.writeBigUInt64LE(tensors - 1n, 8)),
    change("2^62 tensors", (copy) => copy.writeBigUInt64LE(2n ** 62n, 8)),
    change("one entry too many", (copy) => copy.writeBigUInt64LE(entries + 1n, 16)),
    change("one entry too few", (copy) => copy.writeBigUInt64LE(entries - 1n, 16)),
    change("nothing but zeros", (copy) => copy.fill(0)),
    change("a hole in the header", (copy) => copy.fill(0, 512, 1024)),
  ];
}

/** Interrupted downloads. */
function cuts(whole: Buffer, header: Header, random: Random): readonly DamagedModel[] {
  const headerSize = header.keyAt("token_embd.weight");
  const places = [0, 3, 24, ...Array.from({ length: 5 }, () => 25 + random(headerSize - 25))];
  return [...places, whole.length - 1].map((size) =>
    damaged(`cut to ${size} bytes`, whole.subarray(0, size), { isCut: true }),
  );
}

/** One to three bits of the header the other way. */
function flips(whole: Buffer, header: Header, random: Random): readonly DamagedModel[] {
  const headerSize = header.keyAt("token_embd.weight");
  return Array.from({ length: 20 }, () => {
    const bits = Array.from({ length: 1 + random(3) }, () => [random(headerSize), random(8)] as const);
    const bytes = Buffer.from(whole);
    for (const [at, bit] of bits) bytes[at] = bytes[at]! ^ (1 << bit);
    return damaged(`flipped ${bits.map(([at, bit]) => `${at}:${bit}`).join(" ")}`, bytes, { mayWork: true });
  });
}
