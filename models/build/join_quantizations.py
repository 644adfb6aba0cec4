#!/usr/bin/env python3
"""Joins two quantizations of one model: tensor by tensor the better one that costs nothing, or the smaller one.

A tensor comes byte for byte from the first file where it is no larger there than in the second, or where it is asked
for by name; otherwise from the second. Metadata comes from the second file, without what llama-quantize says about its
importance matrix.

Needs the Python package gguf.
"""

import argparse
from pathlib import Path

from gguf import GGUFReader, GGUFValueType, GGUFWriter

# Written by the writer itself, or given to its constructor.
OWN_KEYS = {"GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture"}


def copy_metadata(reader: GGUFReader, writer: GGUFWriter) -> None:
    for key, field in reader.fields.items():
        if key in OWN_KEYS or key.startswith("quantize.imatrix"):
            continue
        value = field.contents()
        if key == "tokenizer.ggml.tokens":
            writer.add_token_list(value)
        elif key == "tokenizer.ggml.token_type":
            writer.add_token_types(value)
        elif key == "tokenizer.ggml.merges":
            writer.add_token_merges(value)
        elif field.types[0] == GGUFValueType.ARRAY:
            writer.add_array(key, value)
        else:
            writer.add_key_value(key, value, field.types[0])


def join_tensors(original: GGUFReader, requantized: GGUFReader, writer: GGUFWriter, keep: tuple[str, ...]) -> int:
    """Answers how many tensors stayed as they were although the second file has them in another type."""
    originals = {tensor.name: tensor for tensor in original.tensors}
    kept = 0
    for candidate in requantized.tensors:
        first = originals[candidate.name]
        wanted = any(part in candidate.name for part in keep)
        chosen = first if wanted or first.n_bytes <= candidate.n_bytes else candidate
        kept += chosen is first and first.tensor_type != candidate.tensor_type
        writer.add_tensor(candidate.name, chosen.data, raw_dtype=chosen.tensor_type)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("original", type=Path, help="GGUF file with the better quantization")
    parser.add_argument("requantized", type=Path, help="GGUF file with the smaller quantization")
    parser.add_argument("output", type=Path, help="GGUF file to write")
    parser.add_argument(
        "--keep", default="", help="parts of tensor names, separated by commas, that always come from the first file"
    )
    options = parser.parse_args()

    original = GGUFReader(str(options.original))
    requantized = GGUFReader(str(options.requantized))
    writer = GGUFWriter(str(options.output), requantized.fields["general.architecture"].contents())
    copy_metadata(requantized, writer)
    keep = tuple(part for part in options.keep.split(",") if part)
    kept = join_tensors(original, requantized, writer, keep)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(f"{kept} tensors kept as they were; {options.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
