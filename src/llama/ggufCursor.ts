/** Reads a GGUF file's header piece by piece, forward, with a bound for every length that it states. */

/** More tensors or entries than any model has. */
export const MAX_ENTRIES = 1 << 20;
const MAX_STRING_BYTES = 16 * 2 ** 20;

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

/** Bytes of a value by GGUF's number of its type; undefined: not of one size. */
export const TYPE_SIZES: readonly (number | undefined)[] = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];
const BOOLEAN = 7;
export const STRING = 8;

const CHUNK_BYTES = 1 << 18;

/** Reads forward in chunks; going past the end of the file is `truncated`. */
export class Cursor {
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
