/** GGUF files that other programs have brought: LM Studio, Ollama, llama.cpp, Hugging Face's and node-llama-cpp's own caches. */

import type { Dirent } from "node:fs";
import { open, readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { toModelName } from "../core/models/modelAddress.ts";

export interface FoundModel {
  readonly path: string;
  /** As its program calls it. */
  readonly title: string;
  readonly program: string;
  /** All parts together, bytes. */
  readonly bytes: number;
}

export interface Home {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

/** Deeper than any of the programs goes, and more than anybody has. */
const MAX_DEPTH = 6;
const MAX_FILES = 300;
const MAX_ENTRIES = 20_000;
/** Vocabularies without weights are smaller. */
const LEAST_BYTES = 4 * 2 ** 20;

/** Each file once, by program and title. Folders that are not there or cannot be read have none. */
export async function findModels(home: Home): Promise<readonly FoundModel[]> {
  const found = new Map<string, FoundModel>();
  const add = async (path: string, facts: Omit<FoundModel, "path" | "bytes">): Promise<void> => {
    if (found.size >= MAX_FILES) return;
    const bytes = await sizeOfModel(path);
    const real = bytes === undefined ? undefined : await realpath(path).catch(() => undefined);
    if (bytes === undefined || real === undefined || found.has(real)) return;
    found.set(real, { path, bytes: bytes + (await sizeOfOtherParts(path)), ...facts });
  };
  for (const [program, folder] of modelFolders(home))
    for (const path of await modelFilesIn(folder)) await add(path, { program, title: titleOf(path) });
  for (const { title, blob } of await readOllama(ollamaFolder(home))) await add(blob, { program: "Ollama", title });
  return [...found.values()].sort((a, b) => compare(a.program, b.program) || compare(a.title, b.title));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function modelFolders({
  folder,
  environment,
  platform,
}: Home): readonly (readonly [program: string, folder: string])[] {
  const caches = [
    environment.XDG_CACHE_HOME,
    join(folder, ".cache"),
    platform === "darwin" ? join(folder, "Library", "Caches") : undefined,
    platform === "win32" ? environment.LOCALAPPDATA : undefined,
  ].filter((cache) => cache !== undefined && cache !== "");
  const hub = environment.HF_HUB_CACHE || (environment.HF_HOME ? join(environment.HF_HOME, "hub") : undefined);
  return [
    ["LM Studio", join(folder, ".lmstudio", "models")],
    ["LM Studio", join(folder, ".cache", "lm-studio", "models")],
    ...(environment.LLAMA_CACHE ? [["llama.cpp", environment.LLAMA_CACHE] as const] : []),
    ...caches.map((cache) => ["llama.cpp", join(cache!, "llama.cpp")] as const),
    ...(hub === undefined ? [] : [["Hugging Face", hub] as const]),
    ...caches.map((cache) => ["Hugging Face", join(cache!, "huggingface", "hub")] as const),
    ["node-llama-cpp", join(folder, ".node-llama-cpp", "models")],
  ];
}

/** Whole models and first parts; what accompanies a model (projectors of pictures) is none. */
async function modelFilesIn(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  let entries = 0;
  const visit = async (at: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(at)) {
      entries += 1;
      if (entries > MAX_ENTRIES) return;
      const path = join(at, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH) await visit(path, depth + 1);
      else if (!entry.isDirectory() && isModelName(entry.name)) files.push(path);
    }
  };
  await visit(folder, 0);
  return files;
}

function isModelName(name: string): boolean {
  const part = /-(\d{5})-of-\d{5}\.gguf$/i.exec(name)?.[1];
  return /\.gguf$/i.test(name) && !/mmproj/i.test(name) && (part === undefined || Number(part) === 1);
}

/** "…/models--someone--Some-GGUF/snapshots/abc/x.gguf" → "someone/Some-GGUF: x"; elsewhere the file's name. */
function titleOf(path: string): string {
  const file = toModelName(path);
  const repository = path.split(/[/\\]/).find((part) => part.startsWith("models--"));
  return repository === undefined ? file : `${repository.split("--").slice(1).join("/")}: ${file}`;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Undefined: no model. */
async function sizeOfModel(path: string): Promise<number | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size < LEAST_BYTES) return undefined;
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1") === "GGUF" ? found.size : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

async function sizeOfOtherParts(path: string): Promise<number> {
  const [, start, total] = /^(.*-)00001-of-(\d{5})\.gguf$/i.exec(path) ?? [];
  let bytes = 0;
  for (let part = 2; start !== undefined && part <= Number(total); part += 1)
    bytes += (await sizeOfModel(`${start}${String(part).padStart(5, "0")}-of-${total}.gguf`)) ?? 0;
  return bytes;
}

function ollamaFolder({ folder, environment }: Home): string {
  return environment.OLLAMA_MODELS || join(folder, ".ollama", "models");
}

/** Ollama keeps weights by checksum, and names them in manifests: HOST/OWNER/MODEL/TAG. */
async function readOllama(folder: string): Promise<readonly { readonly title: string; readonly blob: string }[]> {
  const models: { title: string; blob: string }[] = [];
  const root = join(folder, "manifests");
  const visit = async (at: readonly string[]): Promise<void> => {
    for (const entry of await entriesOf(join(root, ...at))) {
      const path = [...at, entry.name];
      if (entry.isDirectory() && path.length < 4) await visit(path);
      else if (entry.isFile() && path.length === 4) {
        const digest = readManifestDigest(await readFile(join(root, ...path), "utf8").catch(() => ""));
        const [, owner, model, tag] = path;
        const title = `${owner === "library" ? "" : `${owner}/`}${model}:${tag}`;
        if (digest !== undefined) models.push({ title, blob: join(folder, "blobs", `sha256-${digest}`) });
      }
    }
  };
  await visit([]);
  return models;
}

function readManifestDigest(text: string): string | undefined {
  try {
    const { layers } = JSON.parse(text) as { layers?: readonly { mediaType?: unknown; digest?: unknown }[] };
    const layer = layers?.find(({ mediaType }) => mediaType === "application/vnd.ollama.image.model");
    return /^sha256:([0-9a-f]{64})$/.exec(String(layer?.digest))?.[1];
  } catch {
    return undefined;
  }
}
