/**
 * Real vocabularies without weights: `models/ggml-vocab-*.gguf` of llama.cpp's sources, which node-llama-cpp brings along
 * as a git bundle. Taken out once and kept in the user's cache folder.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getLlama, type Llama, type LlamaModel } from "node-llama-cpp";

/** By llama.cpp's file name; the issue asks for the first six, the others have further pre-tokenizers. */
export const VOCABULARIES = [
  "qwen2",
  "deepseek-coder",
  "starcoder",
  "refact",
  "llama-spm",
  "gpt-2",
  "llama-bpe",
  "deepseek-llm",
  "falcon",
  "command-r",
  "mpt",
  "phi-3",
  "qwen35",
  "gemma-4",
] as const;

export type VocabularyName = (typeof VOCABULARIES)[number];

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A git bundle of llama.cpp's sources. */
export const BUNDLE = join(ROOT, "node_modules/node-llama-cpp/llama/gitRelease.bundle");

/** The embedded model; only its vocabulary is read. */
export const EMBEDDED_MODEL = join(ROOT, "models/turnkey-embedded-0.5b-00001-of-00003.gguf");

/** Path of a vocabulary file. Takes all of them out of the bundle when it is not there yet; throws with what to do. */
export function vocabularyPath(name: VocabularyName): string {
  const folder = join(
    process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
    "turnkey-development/vocabularies",
    bundledCommit(),
  );
  const path = join(folder, `ggml-vocab-${name}.gguf`);
  if (!existsSync(path)) takeOut(folder);
  return path;
}

/** The bundle's commit, from its head: "# v2 git bundle", then a line "<commit> HEAD". */
function bundledCommit(): string {
  const listed = git("bundle", "list-heads", BUNDLE).toString();
  const commit = /^[0-9a-f]{40}/.exec(listed)?.[0];
  if (commit === undefined) throw new Error(`No commit in ${BUNDLE}; run \`npm ci\` again.`);
  return commit;
}

function takeOut(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  const repository = join(made, "repository");
  try {
    git("clone", "--bare", "--quiet", BUNDLE, repository);
    for (const name of VOCABULARIES) {
      const file = `ggml-vocab-${name}.gguf`;
      writeFileSync(join(made, file), git("-C", repository, "cat-file", "blob", `HEAD:models/${file}`));
    }
    rmSync(repository, { recursive: true });
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function git(...parameters: string[]): Buffer {
  try {
    return execFileSync("git", parameters, { maxBuffer: 64 * 2 ** 20, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new Error(
      missing
        ? "The vocabulary tests need git, to take vocabularies out of node-llama-cpp's bundle. Install git and run them again."
        : `git ${parameters.join(" ")} failed; is node-llama-cpp installed completely? Run \`npm ci\` again.`,
      { cause: error },
    );
  }
}

let llama: Promise<Llama> | undefined;

/** The vocabulary of a GGUF file, without weights. The caller disposes it. */
export async function loadVocabulary(path: string): Promise<LlamaModel> {
  llama ??= getLlama({ gpu: false, build: "never", maxThreads: 1, logger: () => {} });
  return (await llama).loadModel({ modelPath: path, vocabOnly: true });
}
