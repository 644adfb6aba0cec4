/** Where a text may be cut without changing its tokens. The reasons, with pictures, are in tokenText.md. */

import { must } from "../bug.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Whether the text may be cut between two neighbours, whatever stands around them. UTF-16 code units. */
type Rule = (left: number, right: number) => boolean;

const NEWLINE = 0x0a;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;

/** A word or a number ends, and what follows is ASCII. "'" may go on with a word: contractions, as in `it's`. */
const wordEnds: Rule = (left, right) =>
  (isLetter(left) && right < 0x80 && !isLetter(right) && right !== APOSTROPHE) ||
  (isDigit(left) && right < 0x80 && !isDigit(right));

/** `\s*[\r\n]+` and `[\r\n/]*` end here; white space would go on with the first, "/" with the second. */
const lineStarts: Rule = (left, right) => left === NEWLINE && isVisible(right) && right !== SLASH;

/** No pattern of the family holds a white space behind a visible character. */
const spaceStarts: Rule = (left, right) => isVisible(left) && (right === 0x20 || right === 0x09 || right === NEWLINE);

/** "\n" is a pre-token of its own, or at least a run of "\n" is. */
const newlineRunEnds: Rule = (left, right) => (left === NEWLINE) !== (right === NEWLINE);

const either =
  (...rules: Rule[]): Rule =>
  (left, right) =>
    rules.some((rule) => rule(left, right));

/**
 * Pre-tokenizers of llama.cpp (`tokenizer.ggml.pre`) by the family of their patterns, each read in llama-vocab.cpp. Those
 * not named are unknown: some join words across spaces (exaone-moe), count digits from the right (afmoe, tiny_aya), have
 * no end of line at all (spark2_5) or tokenize the whole text at once (kimi-k2).
 */
const FAMILIES: readonly { readonly rule: Rule; readonly kinds: readonly string[] }[] = [
  {
    // …?\p{L}+ | \p{N}{1,3} | ␣?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
    rule: either(wordEnds, lineStarts),
    kinds: [
      "qwen2 qwen35 deepseek-r1-qwen stablelm2 hunyuan solar-open megrez grok-2 ufakzeka seed-coder laguna bailingmoe",
      "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 dbrx smaug-bpe glm4 chatglm-bpe minicpm5",
      "tekken gpt-4o llama4 kanana2 minimax-m2 deepseek-v3 hunyuan-dense",
    ],
  },
  {
    // 's|'t|… | ␣?\p{L}+ | ␣?\p{N}+ | ␣?[^\s\p{L}\p{N}]+ | \s+(?!\S), digits or punctuation sometimes split off before
    rule: either(wordEnds, spaceStarts),
    kinds: [
      "gpt-2 phi-2 mellum mpt olmo jais trillion granite-docling",
      "starcoder refact command-r smollm codeshell exaone minerva-7b mellum2",
      "default falcon",
    ],
  },
  {
    // [\r\n] is split off before everything else
    rule: either(wordEnds, newlineRunEnds),
    kinds: ["deepseek-coder deepseek-llm"],
  },
  {
    // No words at all; no token holds "\n" beside anything else (for "spm" the adapter has looked)
    rule: newlineRunEnds,
    kinds: ["spm gemma4"],
  },
];

/** Segments are cut at the first boundary behind so many characters: a call of the tokenizer costs as much as 100 of them. */
const TARGET_LENGTH = 128;

/** Code units from 0x80 on are one class in the tables. */
const CLASSES = 0x81;

/** The boundaries of one vocabulary. */
export class Boundaries {
  /** Whether there are any. Without, the whole text is one segment. */
  readonly known: boolean;
  /** A boundary stays one as long as no edit touches this many code units on either side of it. */
  readonly reach: number;
  /** By left class and right class: 0 no boundary, 1 boundary, 2 boundary unless a user-defined text reaches across it. */
  readonly #pairs = new Uint8Array(CLASSES * CLASSES);
  readonly #userDefined: ReadonlySet<string>;
  readonly #userDefinedLengths: readonly number[];

  constructor({ kind, userDefined }: Pick<Tokenizer, "kind" | "userDefined">) {
    const rule = FAMILIES.find(({ kinds }) => kinds.some((names) => names.split(" ").includes(kind)))?.rule;
    this.known = rule !== undefined;
    this.#userDefined = new Set(userDefined);
    this.#userDefinedLengths = [...new Set(userDefined.map((text) => text.length))];
    this.reach = Math.max(1, ...this.#userDefinedLengths);
    if (rule === undefined) return;
    for (let left = 0; left < CLASSES; left++)
      for (let right = 0; right < CLASSES; right++) if (rule(left, right)) this.#pairs[left * CLASSES + right] = 1;
    for (const text of this.#userDefined) this.#suspect(text);
  }

  /** Whether the tokens of `text` are those of its part before `offset` and then those of the rest. */
  isSafe(text: string, offset: number): boolean {
    if (offset <= 0 || offset >= text.length) return true;
    const pair = this.#pairs[toClass(text.charCodeAt(offset - 1)) * CLASSES + toClass(text.charCodeAt(offset))];
    return pair === 1 || (pair === 2 && !this.#isInUserDefined(text, offset));
  }

  /** Boundaries that cut `text[start, end)` into segments of a good length; ends of lines where there are any. */
  cuts(text: string, start: number, end: number): number[] {
    must(start <= end && end <= text.length, `no stretch [${start}, ${end}) in a text of ${text.length}`);
    const cuts: number[] = [];
    if (!this.known) return cuts;
    for (let from = start; end - from > TARGET_LENGTH; ) {
      const cut = this.#firstCut(text, from + TARGET_LENGTH, end);
      if (cut === undefined) break;
      cuts.push(cut);
      from = cut;
    }
    return cuts;
  }

  #firstCut(text: string, least: number, end: number): number | undefined {
    let first: number | undefined;
    for (let offset = least; offset < end; offset++) {
      if (first !== undefined && offset > least + TARGET_LENGTH) break;
      if (!this.isSafe(text, offset)) continue;
      if (text.charCodeAt(offset - 1) === NEWLINE || text.charCodeAt(offset) === NEWLINE) return offset;
      first ??= offset;
    }
    return first;
  }

  /** A cut inside of `text` needs a look, and one right behind it: SentencePiece puts a space there. */
  #suspect(text: string): void {
    const mark = (left: number, right: number) => {
      const index = toClass(left) * CLASSES + toClass(right);
      if (this.#pairs[index] === 1) this.#pairs[index] = 2;
    };
    for (let index = 1; index < text.length; index++) mark(text.charCodeAt(index - 1), text.charCodeAt(index));
    for (let right = 0; right < CLASSES; right++) mark(text.charCodeAt(text.length - 1), right);
  }

  #isInUserDefined(text: string, offset: number): boolean {
    for (const length of this.#userDefinedLengths)
      for (let start = Math.max(0, offset - length); start < offset; start++)
        if (this.#userDefined.has(text.slice(start, start + length))) return true;
    return false;
  }
}

function toClass(code: number): number {
  return Math.min(code, CLASSES - 1);
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ASCII without white space and control characters. */
function isVisible(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}
