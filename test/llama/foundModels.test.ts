/** Models that other programs brought are found where those keep them. */

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findModels } from "../../src/llama/foundModels.ts";

const MODEL = Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(5 * 2 ** 20)]);
const DIGEST = "a".repeat(64);

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "turnkey-found-"));
});
afterEach(() => rm(home, { recursive: true }));

async function put(path: string, contents: Buffer | string = MODEL): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), contents);
}

const manifest = (mediaType: string, digest = DIGEST): string =>
  JSON.stringify({
    layers: [
      { mediaType: "application/vnd.ollama.image.license", digest: "sha256:b" },
      { mediaType, digest: `sha256:${digest}` },
    ],
  });
const WEIGHTS = "application/vnd.ollama.image.model";

describe("found", () => {
  const check = (
    name: string,
    files: Readonly<Record<string, Buffer | string>>,
    expected: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) =>
    it(name, async () => {
      for (const [path, contents] of Object.entries(files)) await put(path, contents);
      const inHome = Object.fromEntries(Object.entries(environment).map(([key, path]) => [key, join(home, path)]));
      const found = await findModels({ folder: home, environment: inHome, platform: "linux" });
      expect(found.map(({ program, title, bytes }) => `${program}: ${title} (${bytes / MODEL.length})`)).toEqual(
        expected,
      );
    });

  check("nothing", {}, []);
  check("LM Studio", { ".lmstudio/models/someone/Some-GGUF/some.Q8_0.gguf": MODEL }, ["LM Studio: some.Q8_0 (1)"]);
  check("LM Studio of old", { ".cache/lm-studio/models/a/b/c.gguf": MODEL }, ["LM Studio: c (1)"]);
  check("llama.cpp", { ".cache/llama.cpp/a_b_c.gguf": MODEL, ".cache/llama.cpp/a_b_c.gguf.json": "{}" }, [
    "llama.cpp: a_b_c (1)",
  ]);
  check("llama.cpp elsewhere", { "there/x.gguf": MODEL }, ["llama.cpp: x (1)"], { LLAMA_CACHE: "there" });
  check(
    "Hugging Face",
    { "hf/hub/models--someone--Some-GGUF/snapshots/abc/deep/x.gguf": MODEL },
    ["Hugging Face: someone/Some-GGUF: x (1)"],
    { HF_HOME: "hf" },
  );
  check(
    "a split model is one",
    { ".lmstudio/models/x-00001-of-00002.gguf": MODEL, ".lmstudio/models/x-00002-of-00002.gguf": MODEL },
    ["LM Studio: x (2)"],
  );
  check(
    "what is no model",
    {
      ".lmstudio/models/mmproj-x.gguf": MODEL,
      ".lmstudio/models/page.gguf": Buffer.alloc(MODEL.length),
      ".lmstudio/models/vocabulary.gguf": "GGUF",
      ".lmstudio/models/x.gguf.part": MODEL,
    },
    [],
  );
  check(
    "Ollama",
    {
      ".ollama/models/manifests/registry.ollama.ai/library/coder/1.5b": manifest(WEIGHTS),
      ".ollama/models/manifests/hf.co/someone/other/latest": manifest(WEIGHTS, "c".repeat(64)),
      ".ollama/models/manifests/registry.ollama.ai/library/picture/x": manifest(
        "application/vnd.ollama.image.projector",
      ),
      ".ollama/models/manifests/registry.ollama.ai/library/torn/x": "{",
      [`.ollama/models/blobs/sha256-${DIGEST}`]: MODEL,
      [`.ollama/models/blobs/sha256-${"c".repeat(64)}`]: MODEL,
    },
    ["Ollama: coder:1.5b (1)", "Ollama: someone/other:latest (1)"],
  );
  check(
    "Ollama without its weights, and with a digest that leads elsewhere",
    {
      ".ollama/models/manifests/registry.ollama.ai/library/coder/1.5b": manifest(WEIGHTS),
      ".ollama/models/manifests/registry.ollama.ai/library/coder/evil": manifest(WEIGHTS, "../../../x"),
    },
    [],
  );

  it("one file under two names is one model", async () => {
    await put("hf/models--a--b/blobs/1", MODEL);
    await mkdir(join(home, "hf/models--a--b/snapshots/s"), { recursive: true });
    for (const name of ["x.gguf", "y.gguf"])
      await symlink(join(home, "hf/models--a--b/blobs/1"), join(home, "hf/models--a--b/snapshots/s", name));
    const found = await findModels({
      folder: home,
      environment: { HF_HUB_CACHE: join(home, "hf") },
      platform: "linux",
    });
    expect(found.map(({ title }) => title)).toEqual(["a/b: x"]);
  });
});
