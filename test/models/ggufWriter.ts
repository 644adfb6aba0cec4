/** Writes GGUF files for tests: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */

export type GgufValue =
  | { readonly type: "uint16" | "uint32" | "int32" | "float32"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "int32s"; readonly value: readonly number[] };

export interface GgufTensor {
  readonly name: string;
  /** Fastest-running dimension first. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface GgufContents {
  /** Default: 3. */
  readonly version?: number;
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly tensors: readonly GgufTensor[];
}

const ALIGNMENT = 32;
const TYPE_NUMBERS = { uint16: 2, uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 } as const;
const FLOAT32_TENSOR = 0;

/** The bytes of a little-endian GGUF file; all tensors are float32. */
export function toGguf(contents: GgufContents): Buffer {
  const header = new ByteList();
  header.bytes(Buffer.from("GGUF", "latin1"));
  header.uint32(contents.version ?? 3);
  header.uint64(contents.tensors.length);
  header.uint64(Object.keys(contents.metadata).length);
  for (const [key, value] of Object.entries(contents.metadata)) {
    header.string(key);
    writeValue(header, value);
  }
  let offset = 0;
  for (const tensor of contents.tensors) {
    header.string(tensor.name);
    header.uint32(tensor.shape.length);
    for (const size of tensor.shape) header.uint64(size);
    header.uint32(FLOAT32_TENSOR);
    header.uint64(offset);
    offset += toAligned(tensor.values.byteLength);
  }
  header.pad(toAligned(header.length) - header.length);
  for (const { values } of contents.tensors) {
    header.bytes(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    header.pad(toAligned(values.byteLength) - values.byteLength);
  }
  return header.toBuffer();
}

function writeValue(out: ByteList, { type, value }: GgufValue): void {
  if (type === "strings" || type === "int32s") {
    out.uint32(TYPE_NUMBERS.array);
    out.uint32(type === "strings" ? TYPE_NUMBERS.string : TYPE_NUMBERS.int32);
    out.uint64(value.length);
    for (const entry of value) typeof entry === "string" ? out.string(entry) : out.int32(entry);
    return;
  }
  out.uint32(TYPE_NUMBERS[type]);
  if (type === "string") out.string(value);
  else if (type === "boolean") out.bytes(Buffer.from([value ? 1 : 0]));
  else out[type](value);
}

function toAligned(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

class ByteList {
  readonly #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts);
  }

  bytes(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  pad(count: number): void {
    this.bytes(Buffer.alloc(count));
  }

  uint16(value: number): void {
    const part = Buffer.alloc(2);
    part.writeUInt16LE(value);
    this.bytes(part);
  }

  uint32(value: number): void {
    const part = Buffer.alloc(4);
    part.writeUInt32LE(value);
    this.bytes(part);
  }

  int32(value: number): void {
    const part = Buffer.alloc(4);
    part.writeInt32LE(value);
    this.bytes(part);
  }

  float32(value: number): void {
    const part = Buffer.alloc(4);
    part.writeFloatLE(value);
    this.bytes(part);
  }

  uint64(value: number): void {
    const part = Buffer.alloc(8);
    part.writeBigUInt64LE(BigInt(value));
    this.bytes(part);
  }

  string(text: string): void {
    const part = Buffer.from(text, "utf8");
    this.uint64(part.length);
    this.bytes(part);
  }
}
