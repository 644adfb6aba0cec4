#!/usr/bin/env python3
"""Makes the vocabulary of a Qwen2 GGUF smaller, keeping the tokens that code needs.

Half of a very small model is its embedding: one row per token. Rows that code hardly ever uses are left out; every text
still works, through smaller tokens. All other weights are copied byte for byte.

What is kept: the 256 bytes, all special tokens, and of the rest those that occur most often in a corpus; the rank among
the merges decides between ASCII tokens that do not occur. The choice is closed under merges: both halves of a kept
token are kept, so that the tokenizer can still reach it. The output matrix becomes the embedding too (tied weights).

Needs the Python packages gguf, numpy and tokenizers.
"""

import argparse
from pathlib import Path

import numpy as np
from gguf import GGUFReader, GGUFValueType, GGUFWriter
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

NORMAL = 1

# How Qwen2 cuts a text into words before merging.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

# GGUF key part and text of each marker. The official file does not name them.
FILL_IN_THE_MIDDLE = {
    "fim_pre": "<|fim_prefix|>",
    "fim_suf": "<|fim_suffix|>",
    "fim_mid": "<|fim_middle|>",
    "fim_pad": "<|fim_pad|>",
    "fim_rep": "<|repo_name|>",
    "fim_sep": "<|file_sep|>",
}

# Written by the writer itself, or given to its constructor.
OWN_KEYS = {"GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture"}

CHUNK_CHARACTERS = 100_000

# How much an early merge counts beside occurrences in the corpus.
MERGE_RANK_WEIGHT = 200_000
MERGE_RANK_OFFSET = 1_000


class Vocabulary:
    """Texts, types and merges of a GGUF file's tokenizer."""

    def __init__(self, reader: GGUFReader):
        self.texts: list[str] = reader.fields["tokenizer.ggml.tokens"].contents()
        self.types: list[int] = reader.fields["tokenizer.ggml.token_type"].contents()
        self.merges: list[str] = reader.fields["tokenizer.ggml.merges"].contents()
        self.ids = {text: token for token, text in enumerate(self.texts)}
        self.halves: dict[str, tuple[str, str]] = {}
        for merge in self.merges:
            left, right = merge.split(" ")
            self.halves.setdefault(left + right, (left, right))

    def is_ascii(self, token: int) -> bool:
        """The stand-ins of space, tab and the two line ends count as ASCII."""
        return all(ord(character) < 128 or character in "ĠĊĉč" for character in self.texts[token])

    def normal(self) -> list[int]:
        return [token for token, kind in enumerate(self.types) if kind == NORMAL]

    def special(self) -> list[int]:
        """Without the entries that only fill the matrix up to a round size."""
        return [
            token
            for token, (text, kind) in enumerate(zip(self.texts, self.types))
            if kind != NORMAL and not text.startswith("[PAD")
        ]


def make_tokenizer(ids: dict[str, int], merges: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(vocab=ids, merges=[tuple(merge.split(" ")) for merge in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def count_tokens(tokenizer: Tokenizer, text: str, size: int) -> np.ndarray:
    counts = np.zeros(size, np.int64)
    chunks = [text[start : start + CHUNK_CHARACTERS] for start in range(0, len(text), CHUNK_CHARACTERS)]
    for encoding in tokenizer.encode_batch(chunks):
        np.add.at(counts, np.array(encoding.ids, np.int64), 1)
    return counts


def choose_tokens(vocabulary: Vocabulary, counts: np.ndarray, size: int) -> list[int]:
    """The kept tokens' old numbers in their new order: normal ones first, then special ones."""
    special = vocabulary.special()
    kept = {token for token in vocabulary.normal() if vocabulary.texts[token] not in vocabulary.halves}

    def value(token: int) -> float:
        bonus = MERGE_RANK_WEIGHT / (token + MERGE_RANK_OFFSET) if vocabulary.is_ascii(token) else 0
        return counts[token] + bonus

    for token in sorted(vocabulary.normal(), key=value, reverse=True):
        if len(kept) + len(special) >= size:
            break
        keep_with_halves(vocabulary, token, kept)
    return sorted(kept) + sorted(special)


def keep_with_halves(vocabulary: Vocabulary, token: int, kept: set[int]) -> None:
    waiting = [token]
    while waiting:
        current = waiting.pop()
        if current in kept:
            continue
        kept.add(current)
        waiting.extend(vocabulary.ids[half] for half in vocabulary.halves.get(vocabulary.texts[current], ()))


def choose_merges(vocabulary: Vocabulary, new_ids: dict[str, int]) -> list[str]:
    return [
        merge
        for merge in vocabulary.merges
        if merge.replace(" ", "", 1) in new_ids and all(half in new_ids for half in merge.split(" "))
    ]


def write_trimmed(reader: GGUFReader, path: Path, tokens: list[int], merges: list[str], name: str | None) -> None:
    vocabulary = Vocabulary(reader)
    new_ids = {vocabulary.texts[token]: new for new, token in enumerate(tokens)}
    renumbered = {old: new for new, old in enumerate(tokens)}
    writer = GGUFWriter(str(path), reader.fields["general.architecture"].contents())
    for key, field in reader.fields.items():
        if key in OWN_KEYS:
            continue
        value = field.contents()
        if key == "tokenizer.ggml.tokens":
            writer.add_token_list([vocabulary.texts[token] for token in tokens])
        elif key == "tokenizer.ggml.token_type":
            writer.add_token_types([vocabulary.types[token] for token in tokens])
        elif key == "tokenizer.ggml.merges":
            writer.add_token_merges(merges)
        elif key.endswith("_token_id"):
            writer.add_uint32(key, renumbered[value])
        elif field.types[0] == GGUFValueType.ARRAY:
            writer.add_array(key, value)
        else:
            writer.add_key_value(key, name if key == "general.name" and name else value, field.types[0])
    for part, text in FILL_IN_THE_MIDDLE.items():
        key = f"tokenizer.ggml.{part}_token_id"
        if text in new_ids and key not in reader.fields:
            writer.add_uint32(key, new_ids[text])
    add_tensors(writer, reader, np.array(tokens))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_tensors(writer: GGUFWriter, reader: GGUFReader, rows: np.ndarray) -> None:
    names = {tensor.name for tensor in reader.tensors}
    # Without an output matrix the embedding already is both.
    source = "output.weight" if "output.weight" in names else "token_embd.weight"
    for tensor in reader.tensors:
        if tensor.name == source:
            chosen = np.ascontiguousarray(tensor.data[rows])
            writer.add_tensor("token_embd.weight", chosen, raw_dtype=tensor.tensor_type)
        elif tensor.name != "token_embd.weight":
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path, help="GGUF file of a Qwen2 model")
    parser.add_argument("output", type=Path, help="GGUF file to write")
    parser.add_argument("size", type=int, help="number of tokens to keep")
    parser.add_argument("corpus", type=Path, help="text whose tokens are counted")
    parser.add_argument("--held-out", type=Path, help="other text, on which the cost in tokens is reported")
    parser.add_argument("--name", help="the new model's general.name")
    options = parser.parse_args()

    reader = GGUFReader(str(options.input))
    vocabulary = Vocabulary(reader)
    normal_ids = {vocabulary.texts[token]: token for token in vocabulary.normal()}
    full = make_tokenizer(normal_ids, vocabulary.merges)
    counts = count_tokens(full, options.corpus.read_text(encoding="utf-8"), len(vocabulary.texts))
    tokens = choose_tokens(vocabulary, counts, options.size)
    new_ids = {vocabulary.texts[token]: new for new, token in enumerate(tokens)}
    merges = choose_merges(vocabulary, new_ids)
    write_trimmed(reader, options.output, tokens, merges, options.name)
    print(f"{len(tokens)} of {len(vocabulary.texts)} tokens, {len(merges)} of {len(vocabulary.merges)} merges kept")
    if options.held_out:
        text = options.held_out.read_text(encoding="utf-8")
        normal_new = {text: new for text, new in new_ids.items() if vocabulary.types[vocabulary.ids[text]] == NORMAL}
        before = len(full.encode(text).ids)
        after = len(make_tokenizer(normal_new, merges).encode(text).ids)
        print(f"held-out text: {before} tokens before, {after} after ({100 * (after - before) / before:.2f} % more)")


if __name__ == "__main__":
    main()
