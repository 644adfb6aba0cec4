/**
 * Which models were tried in a process of their own and did not end it.
 *
 * A model counts as the same while the system says so of each of its files (inode, size, times of change to the
 * nanosecond: that of the inode, which no program can set back, included) and its head, which says how everything behind
 * it is read, has the same checksum. A checksum of the whole file would say little more, and reading all of a large file
 * costs more than trying it again.
 *
 * Only good ends are noted. What was deadly is tried again each time it is wanted: another driver may have mended it, and
 * trying harms nobody.
 */

import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { ModelFile } from "./modelFile.ts";
import { Notebook } from "./notebook.ts";

export class TriedModels {
  readonly #notebook: Notebook;

  constructor(storageFolder: string | undefined) {
    this.#notebook = new Notebook(storageFolder, "tried-models.json");
  }

  /** `identity` as `identify` gives it. */
  async has(identity: string): Promise<boolean> {
    return (await this.#notebook.read())[identity] === GOOD;
  }

  async add(identity: string): Promise<void> {
    await this.#notebook.note(identity, GOOD);
  }
}

const GOOD = "good";

/** Changes with the model's files and with `circumstances`: everything else that may turn a good end into a bad one. */
export async function identify(file: Pick<ModelFile, "shards">, circumstances: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(circumstances));
  for (const { path, headSize } of file.shards) {
    const handle = await open(path, "r");
    try {
      const { ino, size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true });
      hash.update(JSON.stringify([path, ...[ino, size, mtimeNs, ctimeNs].map(String)]));
      await hashHead(handle, headSize, hash);
    } finally {
      await handle.close();
    }
  }
  return hash.digest("hex");
}

const CHUNK_BYTES = 1 << 20;

async function hashHead(handle: FileHandle, size: number, hash: ReturnType<typeof createHash>): Promise<void> {
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, size - at), at);
    if (bytesRead === 0) return;
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
}
