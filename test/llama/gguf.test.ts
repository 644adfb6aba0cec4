/** Headers of GGUF files, whole and broken in every way. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ByteSource, GgufProblem, readGgufHeader } from "../../src/llama/gguf.ts";
import { type GgufContents, type GgufValue, toGguf } from "../models/ggufWriter.ts";
import { toTinyModel } from "../models/tinyModel.ts";

/** Reads give at most `atOnce` bytes, as files may. */
function toSource(bytes: Uint8Array, atOnce = Number.POSITIVE_INFINITY): ByteSource {
  return {
    size: bytes.length,
    read: async (target, offset) => {
      const part = bytes.subarray(offset, offset + Math.min(target.length, atOnce));
      target.set(part);
      return part.length;
    },
  };
}

/** "good", or the kind of the problem. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const header = await readGgufHeader(toSource(bytes));
    return header.expectedSize > bytes.length ? "truncated" : "good";
  } catch (error) {
    if (error instanceof GgufProblem) return error.kind;
    throw error;
  }
}

describe("good files", () => {
  const metadata: Record<string, GgufValue> = {
    small: { type: "uint16", value: 65_535 },
    whole: { type: "uint32", value: 4_294_967_295 },
    negative: { type: "int32", value: -7 },
    real: { type: "float32", value: 0.5 },
    yes: { type: "boolean", value: true },
    text: { type: "string", value: "Grüße ▮ 𝒳" },
    long: { type: "string", value: "x".repeat(600_000) },
    words: { type: "strings", value: ["a", "", "ü"] },
    layers: { type: "int32s", value: [2, 2, 0] },
    vocabulary: { type: "int32s", value: new Array<number>(2000).fill(1) },
    last: { type: "string", value: "end" },
  };
  const tensors = [
    { name: "a", shape: [3, 5], values: new Float32Array(15) },
    { name: "b", shape: [8], values: new Float32Array(8) },
  ];
  const expected = {
    small: 65_535,
    whole: 4_294_967_295,
    negative: -7,
    real: 0.5,
    yes: true,
    text: "Grüße ▮ 𝒳",
    long: "x".repeat(600_000),
    layers: [2, 2, 0],
    last: "end",
  };

  it.each([1000, 65_536, Number.POSITIVE_INFINITY])("read %d bytes at once", async (atOnce) => {
    const bytes = toGguf({ metadata, tensors });
    // The long text is read in one go, which a source that gives little at once cannot do.
    const { long: _, ...shorter } = metadata;
    const input = Number.isFinite(atOnce) ? toGguf({ metadata: shorter, tensors }) : bytes;
    const { long: __, ...shorterExpected } = expected;
    const header = await readGgufHeader(toSource(input, atOnce));
    expect(Object.fromEntries(header.metadata)).toEqual(Number.isFinite(atOnce) ? shorterExpected : expected);
    expect([header.version, header.tensorCount]).toEqual([3, 2]);
    expect(header.expectedSize).toBe(input.length);
  });

  it("the tiny model", async () => {
    expect(await outcomeOf(toTinyModel())).toBe("good");
  });
});

describe("broken files", () => {
  const check = (name: string, contents: Partial<GgufContents> | Buffer, kind: string) =>
    it(name, async () => {
      const bytes = Buffer.isBuffer(contents) ? contents : toGguf({ metadata: {}, tensors: [], ...contents });
      expect(await outcomeOf(bytes)).toBe(kind);
    });
  const text = (content: string) => Buffer.from(content, "latin1");
  const tensor = { name: "t", shape: [32], values: new Float32Array(32) };

  check("empty", text(""), "notGguf");
  check("prose", text("Once upon a time"), "notGguf");
  check("a version from the future", { version: 4 }, "tooNew");
  check("the first version", { version: 1 }, "tooOld");
  check("the other byte order", text("GGUF\0\0\0\u0003".padEnd(64, "\0")), "corrupt");
  check("only the magic", text("GGUF"), "truncated");
  check("claims a billion tensors", text("GGUF\u0003\0\0\0\0\0\0\u0040\0\0\0\0".padEnd(64, "\0")), "corrupt");
  check("claims a size beyond numbers", text(`GGUF\u0003\0\0\0${"\xff".repeat(16)}`), "corrupt");
  check("an alignment of 3", { metadata: { "general.alignment": { type: "uint32", value: 3 } } }, "corrupt");
  check("no values", { tensors: [{ ...tensor, shape: [0] }] }, "corrupt");
  check("five dimensions", { tensors: [{ ...tensor, shape: [2, 2, 2, 2, 2] }] }, "corrupt");
  check("a tensor larger than the file", { tensors: [{ ...tensor, shape: [33, 1] }] }, "truncated");

  const withType = (type: number) => {
    const bytes = toGguf({ metadata: {}, tensors: [tensor] });
    // magic, version, two counts, name with its length, dimensions, one size
    bytes.writeUInt32LE(type, 4 + 4 + 16 + 9 + 4 + 8);
    return bytes;
  };
  check("a tensor type from the future", withType(99), "tooNew");
  check("a withdrawn tensor type", withType(4), "tooOld");
  check("a smaller tensor type", withType(2), "good");
});

describe("any damage is recognised or harmless", () => {
  const whole = toTinyModel();

  it("cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 33 }), async (length) => {
        expect(await outcomeOf(whole.subarray(0, length))).toBe(length < 4 ? "notGguf" : "truncated");
      }),
      { numRuns: 200 },
    );
  });

  it("bytes changed anywhere in the header", async () => {
    const damage = fc.record({ at: fc.nat(9000), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 8 }), async (places) => {
        const bytes = Buffer.from(whole);
        for (const { at, value } of places) bytes[at] = value;
        expect(["good", "notGguf", "truncated", "corrupt", "tooNew", "tooOld"]).toContain(await outcomeOf(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
