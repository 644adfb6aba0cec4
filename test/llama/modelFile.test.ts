/** Every kind of wrong model file is told apart before it is loaded, and says what to do. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkModelFile, type ModelFileOptions } from "../../src/llama/modelFile.ts";
import { type GgufValue, toGguf } from "../models/ggufWriter.ts";
import { toTinyModel } from "../models/tinyModel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-models-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Make = (path: string) => Promise<void>;

const bytes =
  (content: Uint8Array | string): Make =>
  (path) =>
    writeFile(path, content);

const OPTIONS: ModelFileOptions = { freeMemory: undefined, leastContextSize: 512 };

interface Case {
  readonly name?: string;
  readonly options?: Partial<ModelFileOptions>;
  /** What the message must say beside the file's name. */
  readonly says?: RegExp;
}

let made = 0;

function check(title: string, make: Make, kind: string, { name = "model.gguf", options, says }: Case = {}): void {
  it(title, async () => {
    made += 1;
    const place = join(folder, String(made));
    await mkdir(place);
    const path = join(place, name);
    await make(path);
    const result = await checkModelFile(path, { ...OPTIONS, ...options });
    expect(result.kind).toBe(kind);
    if (result.kind === "good") return;
    expect(result.message).toMatch(/[.]$/);
    expect(result.message).toMatch(/\b(Choose|Check|Download|Update|Put|Give|Close)\b/);
    expect(result.message).toMatch(says ?? new RegExp(name.replaceAll(".", "\\.")));
  });
}

const model = (metadata: Record<string, GgufValue>) =>
  bytes(toGguf({ metadata, tensors: [{ name: "t", shape: [1], values: new Float32Array(1) }] }));
/** What a file needs to say at least about a model that completes. */
const COMPLETING: Record<string, GgufValue> = {
  "general.architecture": { type: "string", value: "llama" },
  "tokenizer.ggml.model": { type: "string", value: "gpt2" },
};
const text = (value: string): GgufValue => ({ type: "string", value });
const whole = toTinyModel();

describe("the file system", () => {
  check("nothing there", async () => {}, "missing");
  check("a folder", async (path) => void (await mkdir(path)), "directory");
  check("a way through a file", async (path) => bytes(whole)(dirname(path)), "missing", {
    name: "a-file/model.gguf",
  });
  check("a link in a circle", (path) => symlink(path, path), "notReadable");
  // The administrator may read everything.
  if (process.getuid?.() !== 0)
    check(
      "not allowed",
      async (path) => {
        await bytes(whole)(path);
        await chmod(path, 0);
      },
      "notReadable",
    );
});

describe("contents", () => {
  check("a model", bytes(whole), "good");
  check("empty", bytes(""), "notGguf", { says: /is empty/ });
  check("prose", bytes("Dear reader"), "notGguf");
  check("a pointer", bytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "notGguf", {
    says: /git lfs pull/,
  });
  check("a web page", bytes("<!DOCTYPE html><title>404</title>"), "notGguf", { says: /web page/ });
  check("a ZIP archive", bytes("PK\u0003\u0004"), "notGguf", { says: /ZIP/ });
  check("safetensors", bytes(`\u0010\0\0\0\0\0\0\0{"a":1}`), "notGguf", { says: /safetensors/ });
  check("the last tensor cut", bytes(whole.subarray(0, -64)), "truncated", { says: /\d+ bytes of \d+/ });
  check("the header cut", bytes(whole.subarray(0, 1000)), "truncated");
  check("of the future", bytes(toGguf({ version: 4, metadata: {}, tensors: [] })), "tooNew", { says: /version 4/ });
  check("of the past", bytes(toGguf({ version: 1, metadata: {}, tensors: [] })), "tooOld");
  check("does not say what it is", model({}), "corrupt");
  check("no weights", bytes(toGguf({ metadata: COMPLETING, tensors: [] })), "corrupt", {
    says: /vocabulary but no weights/,
  });
});

describe("what it is for", () => {
  check("pools its answers", bytes(toTinyModel({ embeddingOnly: true })), "embeddingOnly");
  check("an encoder", model({ "general.architecture": text("nomic-bert") }), "embeddingOnly");
  check(
    "looks both ways",
    model({ "general.architecture": text("qwen2"), "qwen2.attention.causal": { type: "boolean", value: false } }),
    "embeddingOnly",
  );
  check("sees pictures", model({ "general.architecture": text("clip") }), "unsupportedArchitecture");
  check(
    "an adapter",
    model({ "general.architecture": text("llama"), "general.type": text("adapter") }),
    "unsupportedArchitecture",
  );
  check("no vocabulary", model({ "general.architecture": text("llama") }), "unsupportedArchitecture", {
    says: /no vocabulary/,
  });
  check("not known", model({ "general.architecture": text("nova9") }), "unsupportedArchitecture", {
    options: { isArchitectureKnown: (architecture) => architecture === "qwen2" },
    says: /"nova9"/,
  });
});

describe("memory", () => {
  // One layer, one key head of 32 + 32 values of two bytes: 128 bytes per position.
  const needed = whole.length + 128 * 512;
  check("just enough", bytes(whole), "good", { options: { freeMemory: needed } });
  check("a byte too little", bytes(whole), "tooLargeForMemory", { options: { freeMemory: needed - 1 } });
  check(
    "two terabytes, of which the disk holds next to nothing",
    async (path) => {
      await model(COMPLETING)(path);
      await truncate(path, 2 * 2 ** 40);
    },
    "tooLargeForMemory",
    { options: { freeMemory: 2 ** 36 }, says: /needs 2048\.0 GB of memory, and 64\.0 GB are free/ },
  );
});

describe("parts", () => {
  const part = (index: number, count = 3) =>
    toGguf({
      metadata: {
        ...(index === 0 ? COMPLETING : {}),
        "split.no": { type: "uint16", value: index },
        "split.count": { type: "uint16", value: count },
      },
      tensors: index === 0 ? [] : [{ name: `t${index}`, shape: [4], values: new Float32Array(4) }],
    });
  const parts =
    (...contents: readonly (Uint8Array | undefined)[]): Make =>
    async (path) => {
      for (const [index, content] of contents.entries())
        if (content) await writeFile(path.replace(/0000\d-of/, `0000${index + 1}-of`), content);
    };
  const first = { name: "m-00001-of-00003.gguf" };

  check("all there", parts(part(0), part(1), part(2)), "good", first);
  check("one missing", parts(part(0), part(1)), "noShard", {
    ...first,
    says: /m-00003-of-00003\.gguf is not beside it/,
  });
  check("the first missing", parts(undefined, part(1), part(2)), "noShard", {
    name: "m-00002-of-00003.gguf",
    says: /m-00001-of-00003\.gguf is not beside it/,
  });
  check("one cut", parts(part(0), part(1), part(2).subarray(0, -20)), "truncated", {
    ...first,
    says: /m-00003-of-00003\.gguf/,
  });
  check("one twice", parts(part(0), part(1), part(1)), "noShard", { ...first, says: /not part 3/ });
  check("renamed", bytes(part(0)), "noShard", { says: /original names/ });

  it("any part stands for the whole", async () => {
    const place = join(folder, "any-part");
    await mkdir(place);
    const path = join(place, "m-00002-of-00003.gguf");
    await parts(part(0), part(1), part(2))(path);
    const size = part(0).length + part(1).length + part(2).length;
    expect(await checkModelFile(path, OPTIONS)).toMatchObject({ kind: "good", path: join(place, first.name), size });
  });
});

describe("checksums", () => {
  const right = createHash("sha256").update(whole).digest("hex");
  const against = (title: string, list: string | undefined, kind: string) =>
    it(title, async () => {
      const place = await mkdtemp(join(folder, "checksums-"));
      const listPath = join(place, "SHA256SUMS");
      await bytes(whole)(join(place, "model.gguf"));
      if (list !== undefined) await writeFile(listPath, list);
      const options = { ...OPTIONS, checksums: { listPath, storageFolder: undefined } };
      expect((await checkModelFile(join(place, "model.gguf"), options)).kind).toBe(kind);
    });
  against("as listed", `${right}  model.gguf\n`, "good");
  against("another", `${"0".repeat(64)}  model.gguf\n`, "checksumMismatch");
  against("not in the list", `${right}  other.gguf\n`, "checksumMismatch");
  against("no list", undefined, "checksumMismatch");
});

describe("what is no file", () => {
  const windows = process.platform === "win32";
  if (!windows)
    check("a pipe that nobody writes to", async (path) => void execFileSync("mkfifo", [path]), "notFile", {
      says: /model\.gguf is a pipe, not a file\. Choose/,
    });
  if (!windows)
    check("a socket", (path) => new Promise((resolve) => createServer().unref().listen(path, resolve)), "notFile", {
      says: /is a socket/,
    });
  if (!windows)
    check("a device without an end", (path) => symlink("/dev/zero", path), "notFile", { says: /is a device/ });
  it("characters that no path may have", async () => {
    const result = await checkModelFile("/a\0b.gguf", OPTIONS);
    expect(result).toMatchObject({ kind: "notReadable", message: expect.stringMatching(/^\/a�b\.gguf .*Choose/) });
  });
});

describe("numbers that cannot be", () => {
  const number = (value: number): GgufValue => ({ type: "uint32", value });
  const base: Record<string, GgufValue> = {
    ...COMPLETING,
    "llama.block_count": number(2),
    "llama.embedding_length": number(64),
    "llama.attention.head_count": number(4),
    "llama.attention.head_count_kv": number(2),
  };
  const wrong = (changes: Record<string, GgufValue>, says: RegExp) =>
    check(JSON.stringify(changes), model({ ...base, ...changes }), "corrupt", { says });
  const right = (title: string, changes: Record<string, GgufValue>) =>
    check(title, model({ ...base, ...changes }), "good");

  right("as it should be", {});
  for (const key of ["block_count", "context_length", "embedding_length", "feed_forward_length"])
    wrong({ [`llama.${key}`]: number(0) }, new RegExp(`^model\\.gguf says that its ${key} is 0, which cannot be\\.`));
  for (const key of ["attention.head_count", "attention.head_count_kv", "attention.key_length"])
    for (const value of [0, 0x7fff_ffff]) wrong({ [`llama.${key}`]: number(value) }, new RegExp(`${key} is ${value}`));
  wrong({ "llama.block_count": number(513) }, /block_count is 513/);
  right("as many layers as llama.cpp takes", { "llama.block_count": number(512) });
  wrong({ "llama.block_count": text("many") }, /block_count is a string/);
  wrong({ "llama.attention.head_count": { type: "float32", value: 2.5 } }, /head_count is 2\.5/);
  wrong({ "llama.attention.head_count_kv": number(3) }, /4 attention heads share 3 keys/);
  wrong({ "llama.attention.head_count": number(65) }, /65 attention heads for 64 numbers/);
  right("heads by layer, one without", { "llama.attention.head_count": { type: "int32s", value: [4, 0] } });
  wrong({ "llama.attention.head_count": { type: "int32s", value: [4, -1] } }, /head_count is -1/);
  right("no attention at all", { "llama.attention.head_count": number(0), "llama.ssm.conv_kernel": number(4) });
  wrong({ "llama.expert_count": number(2), "llama.expert_used_count": number(3) }, /uses 3 of 2 experts/);
  wrong({ "llama.expert_count": number(2), "llama.expert_used_count": number(0) }, /uses 0 of 2 experts/);
  right("experts", { "llama.expert_count": number(8), "llama.expert_used_count": number(2) });

  const tokens = (...value: readonly string[]): GgufValue => ({ type: "strings", value });
  const list = "tokenizer.ggml.tokens";
  wrong({ [list]: tokens("a", "b", "a") }, /has the token "a" twice/);
  wrong({ [list]: tokens() }, /without tokens/);
  right("several tokens without text", { [list]: tokens("a", "", "") });
  wrong(
    { [list]: tokens("a", "b"), "tokenizer.ggml.token_type": { type: "int32s", value: [1] } },
    /a list of 1 for the token type of 2/,
  );
  wrong({ [list]: tokens("a"), "tokenizer.ggml.scores": { type: "int32s", value: [1] } }, /for the scores of 1/);
  right("a type for each token", {
    [list]: tokens("a", "b"),
    "tokenizer.ggml.token_type": { type: "int32s", value: [1, 1] },
  });

  it("what was shipped with a checksum is not searched for tokens that are there twice", async () => {
    const path = join(folder, "shipped.gguf");
    await model({ ...base, [list]: tokens("a", "a") })(path);
    const listPath = join(folder, "SHA256SUMS");
    const sum = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    await writeFile(listPath, `${sum}  shipped.gguf\n`);
    expect(await checkModelFile(path, { ...OPTIONS, checksums: { listPath, storageFolder: undefined } })).toMatchObject(
      { kind: "good" },
    );
  });
});
