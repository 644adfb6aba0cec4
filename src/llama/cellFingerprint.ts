/** What makes the same tokens other cells: the model, the numbers that cells are kept as, the library and what it computes on. */

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { endianness } from "node:os";
import type { Loaded } from "./modelCaches.ts";

/** Read at the end of each file of the model: models of one kind differ in all of their numbers. */
const TAIL_BYTES = 1 << 16;

/** 64 hexadecimal digits. Rejects where the model's file cannot be read. */
export async function fingerprintOf({ file, libraryVersion, llama, cacheType }: Loaded): Promise<string> {
  const hash = createHash("sha256");
  const { llamaCppRelease } = llama;
  const backend = llama.gpu === false ? "cpu" : llama.gpu;
  hash.update(JSON.stringify([libraryVersion, llamaCppRelease, backend, process.arch, endianness(), cacheType]));
  for (const { path, headSize } of file.shards) {
    const handle = await open(path, "r");
    try {
      const { size } = await handle.stat();
      hash.update(JSON.stringify([size, headSize]));
      const tail = Math.max(headSize, size - TAIL_BYTES);
      for (const [from, to] of [[0, headSize] as const, [tail, size] as const]) {
        const bytes = Buffer.alloc(Math.max(0, to - from));
        await handle.read(bytes, 0, bytes.length, from);
        hash.update(bytes);
      }
    } finally {
      await handle.close();
    }
  }
  return hash.digest("hex");
}
