/**
 * A Qwen2 model with random weights, small enough to be written at test time (under 1 MB for one layer). It says
 * nothing sensible, but it is a real model: with one layer, keys and values depend on token and position only.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type GgufTensor, type GgufValue, toGguf } from "./ggufWriter.ts";

export interface TinyModelOptions {
  /** Default: 1. */
  readonly layers?: number;
  /** With fill-in-the-middle tokens (default), or prefix-only. */
  readonly fim?: boolean;
  /** A model that answers with one vector per text and cannot generate. Default: false. */
  readonly embeddingOnly?: boolean;
  /** Positions that the model says it was trained for. Default: 2048. */
  readonly trainedContext?: number;
  /** Same seed, same file. Default: 1. */
  readonly seed?: number;
}

const WIDTH = 64;
const HEADS = 2;
const KEY_HEADS = 1;
const HEAD_WIDTH = 32;
const INNER_WIDTH = 128;

/** Merges make tokens of several bytes, so that re-tokenization has something to do. Each builds on those before it. */
const MERGES = [
  "Ġ Ġ",
  "ĠĠ ĠĠ",
  "Ċ Ċ",
  "r e",
  "t u",
  "re tu",
  "r n",
  "retu rn",
  "i n",
  "i f",
  "Ġ if",
  "e l",
  "s e",
  "el se",
  "( )",
];
const FIM_TOKENS = [
  "<|fim_prefix|>",
  "<|fim_suffix|>",
  "<|fim_middle|>",
  "<|fim_pad|>",
  "<|repo_name|>",
  "<|file_sep|>",
];
const FIM_KEYS = ["fim_pre", "fim_suf", "fim_mid", "fim_pad", "fim_rep", "fim_sep"];
const NORMAL = 1;
const CONTROL = 3;

/** Writes the model to `path`, making its folder. */
export async function writeTinyModel(path: string, options: TinyModelOptions = {}): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, toTinyModel(options));
}

/** The bytes of the model's GGUF file. */
export function toTinyModel(options: TinyModelOptions = {}): Buffer {
  const layers = options.layers ?? 1;
  const vocabulary = toVocabulary(options.fim ?? true);
  const metadata: Record<string, GgufValue> = {
    "general.architecture": { type: "string", value: "qwen2" },
    "general.name": { type: "string", value: "Tiny random model" },
    "qwen2.block_count": { type: "uint32", value: layers },
    "qwen2.context_length": { type: "uint32", value: options.trainedContext ?? 2048 },
    "qwen2.embedding_length": { type: "uint32", value: WIDTH },
    "qwen2.feed_forward_length": { type: "uint32", value: INNER_WIDTH },
    "qwen2.attention.head_count": { type: "uint32", value: HEADS },
    "qwen2.attention.head_count_kv": { type: "uint32", value: KEY_HEADS },
    "qwen2.attention.layer_norm_rms_epsilon": { type: "float32", value: 1e-6 },
    "qwen2.rope.freq_base": { type: "float32", value: 10_000 },
    ...vocabulary.metadata,
  };
  if (options.embeddingOnly) metadata["qwen2.pooling_type"] = { type: "uint32", value: 1 };
  return toGguf({ metadata, tensors: toTensors(layers, vocabulary.size, new Random(options.seed ?? 1)) });
}

function toVocabulary(fim: boolean): { size: number; metadata: Record<string, GgufValue> } {
  const plain = [...toByteTexts(), ...new Set(MERGES.map((merge) => merge.replace(" ", "")))];
  const special = ["<|endoftext|>", ...(fim ? FIM_TOKENS : [])];
  const tokens = [...plain, ...special];
  const metadata: Record<string, GgufValue> = {
    "tokenizer.ggml.model": { type: "string", value: "gpt2" },
    "tokenizer.ggml.pre": { type: "string", value: "qwen2" },
    "tokenizer.ggml.tokens": { type: "strings", value: tokens },
    "tokenizer.ggml.token_type": {
      type: "int32s",
      value: tokens.map((_, id) => (id < plain.length ? NORMAL : CONTROL)),
    },
    "tokenizer.ggml.merges": { type: "strings", value: MERGES },
    "tokenizer.ggml.eos_token_id": { type: "uint32", value: plain.length },
    "tokenizer.ggml.add_bos_token": { type: "boolean", value: false },
  };
  if (fim)
    for (const [index, key] of FIM_KEYS.entries())
      metadata[`tokenizer.ggml.${key}_token_id`] = { type: "uint32", value: tokens.indexOf(FIM_TOKENS[index]!) };
  return { size: tokens.length, metadata };
}

/** GPT-2's printable stand-ins for the 256 bytes: printable ones stand for themselves, the others follow from U+0100. */
function toByteTexts(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCodePoint(printable ? byte : next++);
  });
}

function toTensors(layers: number, vocabularySize: number, random: Random): readonly GgufTensor[] {
  const ones = (name: string, size: number): GgufTensor => ({
    name,
    shape: [size],
    values: new Float32Array(size).fill(1),
  });
  const matrix = (name: string, inputs: number, outputs: number, deviation: number): GgufTensor => ({
    name,
    shape: [inputs, outputs],
    values: random.normals(inputs * outputs, deviation),
  });
  const bias = (name: string, size: number): GgufTensor => ({ name, shape: [size], values: random.normals(size, 0.1) });
  // Deviations are chosen so that attention is far from uniform and logits spread over several units.
  const keep = 1 / Math.sqrt(WIDTH);
  const tensors = [
    matrix("token_embd.weight", WIDTH, vocabularySize, 0.25),
    ones("output_norm.weight", WIDTH),
    // Not tied to the embedding, or every token would predict itself.
    matrix("output.weight", WIDTH, vocabularySize, 0.25),
  ];
  for (let layer = 0; layer < layers; layer += 1) {
    const name = (part: string) => `blk.${layer}.${part}`;
    tensors.push(
      ones(name("attn_norm.weight"), WIDTH),
      matrix(name("attn_q.weight"), WIDTH, HEADS * HEAD_WIDTH, 1.5 * keep),
      bias(name("attn_q.bias"), HEADS * HEAD_WIDTH),
      matrix(name("attn_k.weight"), WIDTH, KEY_HEADS * HEAD_WIDTH, 1.5 * keep),
      bias(name("attn_k.bias"), KEY_HEADS * HEAD_WIDTH),
      matrix(name("attn_v.weight"), WIDTH, KEY_HEADS * HEAD_WIDTH, keep),
      bias(name("attn_v.bias"), KEY_HEADS * HEAD_WIDTH),
      matrix(name("attn_output.weight"), HEADS * HEAD_WIDTH, WIDTH, keep),
      ones(name("ffn_norm.weight"), WIDTH),
      matrix(name("ffn_gate.weight"), WIDTH, INNER_WIDTH, keep),
      matrix(name("ffn_up.weight"), WIDTH, INNER_WIDTH, keep),
      matrix(name("ffn_down.weight"), INNER_WIDTH, WIDTH, 1 / Math.sqrt(INNER_WIDTH)),
    );
  }
  return tensors;
}

/** Normal numbers by Box and Muller's method over the mulberry32 generator. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  normals(count: number, deviation: number): Float32Array {
    return Float32Array.from({ length: count }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - this.#uniform()));
      return deviation * radius * Math.cos(2 * Math.PI * this.#uniform());
    });
  }

  #uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
