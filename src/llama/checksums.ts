/** Checks files against a SHA256SUMS list, once per file: what was verified is remembered by path, size and time. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** File name → SHA-256 in hexadecimal, from the text that `sha256sum` writes. Other lines are ignored. */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const entries = [...text.matchAll(/^([0-9a-f]{64}) [ *](\S.*)$/gim)];
  return new Map(entries.map(([, sum, name]) => [name!.trimEnd(), sum!.toLowerCase()]));
}

/** Remembers which files had which checksum. Without a folder, or when it cannot be written, nothing is remembered. */
export class VerifiedFiles {
  readonly #path: string | undefined;

  constructor(storageFolder: string | undefined) {
    this.#path = storageFolder === undefined ? undefined : join(storageFolder, "verified-files.json");
  }

  /** Whether `file` has the checksum: from memory where the file is unchanged since, else by reading all of it. */
  async hasChecksum(file: string, expected: string): Promise<boolean> {
    const { size, mtimeMs } = await stat(file);
    const key = JSON.stringify([file, size, mtimeMs]);
    if ((await this.#load())[key] === expected) return true;
    const actual = await computeChecksum(file);
    if (actual === expected) await this.#remember(file, key, actual);
    return actual === expected;
  }

  async #load(): Promise<Record<string, unknown>> {
    if (this.#path === undefined) return {};
    try {
      const value: unknown = JSON.parse(await readFile(this.#path, "utf8"));
      return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
      // Not there yet, or damaged: the files are read once more.
      return {};
    }
  }

  /** Written beside and renamed, so that two windows at once leave one whole file. */
  async #remember(file: string, key: string, checksum: string): Promise<void> {
    if (this.#path === undefined) return;
    const others = Object.entries(await this.#load()).filter(
      ([entry]) => !entry.startsWith(`[${JSON.stringify(file)},`),
    );
    const temporary = `${this.#path}.${process.pid}.${performance.now()}`;
    try {
      await mkdir(join(this.#path, ".."), { recursive: true });
      await writeFile(temporary, JSON.stringify(Object.fromEntries([...others, [key, checksum]])), { mode: 0o600 });
      await rename(temporary, this.#path);
    } catch {
      // Read-only or full storage costs a second reading next time, nothing else.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

async function computeChecksum(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
