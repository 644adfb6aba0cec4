/**
 * Reads what the start of a GGUF file says about the rest, without believing any of it: every length is bounded before
 * it is used. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

import { shorten } from "../core/shortText.ts";
import { type ByteSource, Cursor, GgufProblem, MAX_ENTRIES, STRING, TYPE_SIZES } from "./ggufCursor.ts";

export { type ByteSource, GgufProblem } from "./ggufCursor.ts";

/** The newest format version that the llama.cpp in use reads. */
const NEWEST_VERSION = 3;

/** Number arrays up to this length are kept (one entry per layer); longer ones belong to vocabularies. */
const MAX_KEPT_ARRAY = 1024;
const MAX_DIMENSIONS = 4;
/** Characters of a text from the file that a message repeats. */
const MAX_SHOWN = 64;

export type GgufScalar = number | boolean | string;

/** What an array is, whether its values were kept or not. */
export interface GgufList {
  /** GGUF's number of the elements' type. */
  readonly type: number;
  readonly length: number;
  /** Of texts: one that the list has twice, shortened; undefined: none, or not looked for. */
  readonly twice: string | undefined;
}

export interface GgufHeader {
  readonly version: number;
  /** Vocabulary-sized arrays are left out. */
  readonly metadata: ReadonlyMap<string, GgufScalar | readonly number[]>;
  /** Every array, the vocabulary-sized ones too. */
  readonly lists: ReadonlyMap<string, GgufList>;
  readonly tensorCount: number;
  /** Where the tensors' data begins. */
  readonly dataStart: number;
  /** Bytes that the file must have for every tensor to be there. */
  readonly expectedSize: number;
}

export interface GgufReadOptions {
  /** The list of texts with this key is searched for one that it has twice. */
  readonly distinct?: string | undefined;
}

/** Throws `GgufProblem`, or whatever `source.read` throws. */
export async function readGgufHeader(source: ByteSource, { distinct }: GgufReadOptions = {}): Promise<GgufHeader> {
  const cursor = new Cursor(source);
  const version = await readVersion(cursor);
  const tensorCount = await cursor.count("tensors");
  const metadataCount = await cursor.count("metadata entries");
  const metadata = new Map<string, GgufScalar | readonly number[]>();
  const lists = new Map<string, GgufList>();
  for (let i = 0; i < metadataCount; i += 1) {
    const key = await cursor.string();
    const { value, list } = await readValue(cursor, await cursor.uint32(), key === distinct);
    if (value !== undefined) metadata.set(key, value);
    if (list !== undefined) lists.set(key, list);
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || alignment < 1 || !Number.isInteger(Math.log2(alignment)))
    throw new GgufProblem("corrupt", `has an alignment of ${String(alignment)}`);
  let dataSize = 0;
  for (let i = 0; i < tensorCount; i += 1) dataSize = Math.max(dataSize, await readTensorEnd(cursor, alignment));
  const dataStart = Math.ceil(cursor.offset / alignment) * alignment;
  return { version, metadata, lists, tensorCount, dataStart, expectedSize: dataStart + dataSize };
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

const ARRAY = 9;

interface ReadValue {
  /** Undefined: it was skipped. */
  readonly value?: GgufScalar | readonly number[];
  readonly list?: GgufList;
}

async function readValue(cursor: Cursor, type: number, isDistinct: boolean): Promise<ReadValue> {
  if (type === STRING) return { value: await cursor.string() };
  if (type !== ARRAY) return { value: await cursor.scalar(type) };
  const elementType = await cursor.uint32();
  const length = await cursor.uint64();
  const list = { type: elementType, length, twice: undefined };
  if (elementType === STRING) {
    if (length > MAX_ENTRIES * 4) throw new GgufProblem("corrupt", `has a list of ${length} texts`);
    return { list: { ...list, twice: await readTexts(cursor, length, isDistinct) } };
  }
  const size = TYPE_SIZES[elementType];
  if (size === undefined) throw new GgufProblem("corrupt", `has a list of unknown type ${elementType}`);
  if (length > MAX_KEPT_ARRAY) {
    await cursor.skip(length * size);
    return { list };
  }
  const values: number[] = [];
  for (let i = 0; i < length; i += 1) values.push(Number(await cursor.scalar(elementType)));
  return { value: values, list };
}

/** Goes past the texts; answers with one that was there before, where that is asked for. Empty ones may be many. */
async function readTexts(cursor: Cursor, length: number, isDistinct: boolean): Promise<string | undefined> {
  const seen = new Set<string>();
  let twice: string | undefined;
  for (let i = 0; i < length; i += 1) {
    if (!isDistinct) {
      await cursor.skipString();
      continue;
    }
    const text = await cursor.string();
    if (text !== "" && seen.has(text)) twice ??= shorten(text, MAX_SHOWN);
    seen.add(text);
  }
  return twice;
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
  const name = JSON.stringify(shorten(await cursor.string(), MAX_SHOWN));
  const dimensions = await cursor.uint32();
  if (dimensions === 0) throw new GgufProblem("corrupt", `has a tensor without dimensions, ${name}`);
  if (dimensions > MAX_DIMENSIONS)
    throw new GgufProblem("corrupt", `has a tensor of ${dimensions} dimensions, ${name}`);
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
