/** Checks files against a SHA256SUMS list, once per file: what was verified is remembered by path, size and time. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Notebook } from "./notebook.ts";

/** File name → SHA-256 in hexadecimal, from the text that `sha256sum` writes. Other lines are ignored. */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const entries = [...text.matchAll(/^([0-9a-f]{64}) [ *](\S.*)$/gim)];
  return new Map(entries.map(([, sum, name]) => [name!.trimEnd(), sum!.toLowerCase()]));
}

/** Remembers which files had which checksum. */
export class VerifiedFiles {
  readonly #notebook: Notebook;

  constructor(storageFolder: string | undefined) {
    this.#notebook = new Notebook(storageFolder, "verified-files.json");
  }

  /** Whether `file` has the checksum: from memory where the file is unchanged since, else by reading all of it. */
  async hasChecksum(file: string, expected: string): Promise<boolean> {
    const { size, mtimeMs } = await stat(file);
    const key = JSON.stringify([file, size, mtimeMs]);
    if ((await this.#notebook.read())[key] === expected) return true;
    const actual = await computeChecksum(file);
    if (actual === expected)
      await this.#notebook.note(key, actual, (other) => other.startsWith(`[${JSON.stringify(file)},`));
    return actual === expected;
  }
}

export async function computeChecksum(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
