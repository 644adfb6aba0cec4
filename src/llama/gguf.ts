/**
 * Reads what the start of a GGUF file says about the rest, without believing any of it: every length is bounded before
 * it is used. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

/** The newest format version that the llama.cpp in use reads. */
const NEWEST_VERSION = 3;

const MAX_ENTRIES = 1 << 20;
const MAX_STRING_BYTES = 16 * 2 ** 20;
/** Number arrays up to this length are kept (one entry per layer); longer ones belong to vocabularies. */
const MAX_KEPT_ARRAY = 1024;
const MAX_DIMENSIONS = 4;

export type GgufScalar = number | boolean | string;

export interface GgufHeader {
  readonly version: number;
  /** Vocabulary-sized arrays are left out. */
  readonly metadata: ReadonlyMap<string, GgufScalar | readonly number[]>;
  readonly tensorCount: number;
  /** Bytes that the file must have for every tensor to be there. */
  readonly expectedSize: number;
}

export type GgufProblemKind = "notGguf" | "truncated" | "corrupt" | "tooNew" | "tooOld";

/** What is wrong with the header; the message is half a sentence that follows the file's name. */
export class GgufProblem extends Error {
  override readonly name = "GgufProblem";
  readonly kind: GgufProblemKind;

  constructor(kind: GgufProblemKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Random access to a file. */
export interface ByteSource {
  readonly size: number;
  /** Fills as much of `target` as there is from `offset` on; answers how many bytes that was. */
  read(target: Uint8Array, offset: number): Promise<number>;
}

/** Throws `GgufProblem`, or whatever `source.read` throws. */
export async function readGgufHeader(source: ByteSource): Promise<GgufHeader> {
  const cursor = new Cursor(source);
  const version = await readVersion(cursor);
  const tensorCount = await cursor.count("tensors");
  const metadataCount = await cursor.count("metadata entries");
  const metadata = new Map<string, GgufScalar | readonly number[]>();
  for (let i = 0; i < metadataCount; i += 1) {
    const key = await cursor.string();
    const value = await readValue(cursor, await cursor.uint32());
    if (value !== undefined) metadata.set(key, value);
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || alignment < 1 || !Number.isInteger(Math.log2(alignment)))
    throw new GgufProblem("corrupt", `has an alignment of ${String(alignment)}`);
  let dataSize = 0;
  for (let i = 0; i < tensorCount; i += 1) dataSize = Math.max(dataSize, await readTensorEnd(cursor, alignment));
  const dataStart = Math.ceil(cursor.offset / alignment) * alignment;
  return { version, metadata, tensorCount, expectedSize: dataStart + dataSize };
}

async function readVersion(cursor: Cursor): Promise<number> {
  const start = await cursor.start(64);
  if (!start.startsWith("GGUF")) throw new GgufProblem("notGguf", describeStart(start));
  await cursor.skip(4);
  const version = await cursor.uint32();
  if ((version & 0xffff) === 0) throw new GgufProblem("corrupt", "was written for machines of the other byte order");
  if (version > NEWEST_VERSION)
    throw new GgufProblem(
      "tooNew",
      `has GGUF version ${version}, and this Turnkey knows versions up to ${NEWEST_VERSION}`,
    );
  if (version < 2) throw new GgufProblem("tooOld", `has GGUF version ${version}, which llama.cpp no longer reads`);
  return version;
}

/** People give all kinds of files; the commonest are named. */
function describeStart(start: string): string {
  if (start === "") return "is empty";
  if (start.startsWith("version https://git-lfs"))
    return "is only a Git LFS pointer: run `git lfs pull` where it comes from";
  if (/^\s*<(!doctype|html)/i.test(start)) return "is a web page: the download went wrong";
  if (start.startsWith("PK")) return "is a ZIP archive or a PyTorch file, not GGUF";
  if (/^[\s\S]{8}\{"/.test(start)) return "looks like a safetensors file, not GGUF";
  return "is not a GGUF file";
}

const TYPE_SIZES: readonly (number | undefined)[] = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];
const BOOLEAN = 7;
const STRING = 8;
const ARRAY = 9;

/** The value, or undefined for one that was skipped. */
async function readValue(cursor: Cursor, type: number): Promise<GgufScalar | readonly number[] | undefined> {
  if (type === STRING) return cursor.string();
  if (type !== ARRAY) return cursor.scalar(type);
  const elementType = await cursor.uint32();
  const length = await cursor.uint64();
  if (elementType === STRING) {
    if (length > MAX_ENTRIES * 4) throw new GgufProblem("corrupt", `has a list of ${length} texts`);
    for (let i = 0; i < length; i += 1) await cursor.skipString();
    return undefined;
  }
  const size = TYPE_SIZES[elementType];
  if (size === undefined) throw new GgufProblem("corrupt", `has a list of unknown type ${elementType}`);
  if (length > MAX_KEPT_ARRAY) return cursor.skip(length * size);
  const values: number[] = [];
  for (let i = 0; i < length; i += 1) values.push(Number(await cursor.scalar(elementType)));
  return values;
}

/** [values per block, bytes per block] by ggml's tensor type; undefined: taken out of the format or not known. */
export const TENSOR_TYPES: readonly (readonly [values: number, bytes: number] | undefined)[] = [
  [1, 4],
  [1, 2],
  [32, 18],
  [32, 20],
  undefined,
  undefined,
  [32, 22],
  [32, 24],
  [32, 34],
  [32, 36], // F32 … Q8_1
  [256, 84],
  [256, 110],
  [256, 144],
  [256, 176],
  [256, 210],
  [256, 292], // Q2_K … Q8_K
  [256, 66],
  [256, 74],
  [256, 98],
  [256, 50],
  [32, 18],
  [256, 110],
  [256, 82],
  [256, 136], // IQ2_XXS … IQ4_XS
  [1, 1],
  [1, 2],
  [1, 4],
  [1, 8],
  [1, 8],
  [256, 56],
  [1, 2], // I8 … I64, F64, IQ1_M, BF16
  undefined,
  undefined,
  undefined,
  [256, 54],
  [256, 66],
  undefined,
  undefined,
  undefined, // TQ1_0, TQ2_0
  [32, 17],
  [64, 36],
  [128, 18],
  [64, 18], // MXFP4, NVFP4, Q1_0, Q2_0
];

/** Where the tensor ends, from the start of the data section. */
async function readTensorEnd(cursor: Cursor, alignment: number): Promise<number> {
  const name = await cursor.string();
  const dimensions = await cursor.uint32();
  if (dimensions > MAX_DIMENSIONS) throw new GgufProblem("corrupt", `has a tensor of ${dimensions} dimensions`);
  let values = 1;
  for (let i = 0; i < dimensions; i += 1) values *= await cursor.uint64();
  const type = await cursor.uint32();
  const offset = await cursor.uint64();
  if (type >= TENSOR_TYPES.length)
    throw new GgufProblem("tooNew", `stores tensor ${name} in type ${type}, which this Turnkey does not know`);
  const block = TENSOR_TYPES[type];
  if (block === undefined)
    throw new GgufProblem("tooOld", `stores tensor ${name} in type ${type}, which was withdrawn`);
  const end = offset + (values / block[0]) * block[1];
  if (offset % alignment !== 0 || !Number.isSafeInteger(end) || values <= 0)
    throw new GgufProblem("corrupt", `describes tensor ${name} in a way that cannot be`);
  return end;
}

const CHUNK_BYTES = 1 << 18;

/** Reads forward in chunks; going past the end of the file is `truncated`. */
class Cursor {
  offset = 0;
  readonly #source: ByteSource;
  readonly #chunk: Buffer = Buffer.alloc(CHUNK_BYTES);
  #chunkStart = 0;
  #chunkLength = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Up to `length` bytes of the file's start as Latin-1, to be looked at. */
  async start(length: number): Promise<string> {
    await this.#fill(Math.min(length, this.#source.size));
    return this.#chunk.toString("latin1", 0, Math.min(length, this.#chunkLength));
  }

  async skip(bytes: number): Promise<undefined> {
    if (!(bytes <= this.#source.size - this.offset)) throw this.#tooShort();
    this.offset += bytes;
  }

  async uint32(): Promise<number> {
    return this.#chunk.readUInt32LE(await this.#take(4));
  }

  async uint64(): Promise<number> {
    const value = this.#chunk.readBigUInt64LE(await this.#take(8));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new GgufProblem("corrupt", `has a size of ${value}`);
    return Number(value);
  }

  async count(what: string): Promise<number> {
    const count = await this.uint64();
    if (count > MAX_ENTRIES) throw new GgufProblem("corrupt", `claims to have ${count} ${what}`);
    return count;
  }

  async string(): Promise<string> {
    const length = await this.#stringLength();
    if (length <= CHUNK_BYTES) {
      const at = await this.#take(length);
      return this.#chunk.toString("utf8", at, at + length);
    }
    const bytes = Buffer.alloc(length);
    if ((await this.#source.read(bytes, this.offset)) < length) throw this.#tooShort();
    this.offset += length;
    return bytes.toString("utf8");
  }

  async skipString(): Promise<void> {
    await this.skip(await this.#stringLength());
  }

  /** A number (64-bit ones lose digits beyond 2^53) or a truth value. */
  async scalar(type: number): Promise<number | boolean> {
    const size = TYPE_SIZES[type];
    if (size === undefined) throw new GgufProblem("corrupt", `has a value of unknown type ${type}`);
    const at = await this.#take(size);
    const bytes = this.#chunk;
    if (type === BOOLEAN) return bytes[at] !== 0;
    const readers = [
      () => bytes.readUInt8(at),
      () => bytes.readInt8(at),
      () => bytes.readUInt16LE(at),
      () => bytes.readInt16LE(at),
      () => bytes.readUInt32LE(at),
      () => bytes.readInt32LE(at),
      () => bytes.readFloatLE(at),
    ];
    if (type < readers.length) return readers[type]!();
    if (type === 12) return bytes.readDoubleLE(at);
    return Number(type === 10 ? bytes.readBigUInt64LE(at) : bytes.readBigInt64LE(at));
  }

  async #stringLength(): Promise<number> {
    const length = await this.uint64();
    if (length > MAX_STRING_BYTES) throw new GgufProblem("corrupt", `has a text of ${length} bytes`);
    return length;
  }

  /** Makes `count` bytes stand in the chunk, answers where, and goes past them. */
  async #take(count: number): Promise<number> {
    if (this.offset + count > this.#source.size) throw this.#tooShort();
    const inside = this.offset >= this.#chunkStart && this.offset + count <= this.#chunkStart + this.#chunkLength;
    if (!inside) await this.#fill(count);
    const at = this.offset - this.#chunkStart;
    this.offset += count;
    return at;
  }

  async #fill(needed: number): Promise<void> {
    this.#chunkStart = this.offset;
    this.#chunkLength = 0;
    while (this.#chunkLength < needed) {
      const target = this.#chunk.subarray(this.#chunkLength);
      const got = await this.#source.read(target, this.#chunkStart + this.#chunkLength);
      if (got === 0) throw this.#tooShort();
      this.#chunkLength += got;
    }
  }

  #tooShort(): GgufProblem {
    return new GgufProblem("truncated", `ends after ${this.#source.size} bytes, in the middle of its own header`);
  }
}
