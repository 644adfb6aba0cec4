/** Checksums are read once per file and remembered, as far as there is a place for that. */

import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseChecksums, VerifiedFiles } from "../../src/llama/checksums.ts";

/** SHA-256 of "abc", from FIPS 180-2's examples. */
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-checksums-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the list", () => {
  const check = (text: string, expected: Readonly<Record<string, string>>) =>
    it(JSON.stringify(text), () => {
      expect(Object.fromEntries(parseChecksums(text))).toEqual(expected);
    });
  check("", {});
  check(`${ABC}  a.gguf\n${ABC} *b c.gguf\r\n`, { "a.gguf": ABC, "b c.gguf": ABC });
  check(`${ABC.toUpperCase()}  a.gguf`, { "a.gguf": ABC });
  check(`# comment\n${ABC.slice(1)}  short.gguf\n`, {});
});

async function makeFile(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Same size and time, other contents: only a memory can say that it is right. */
async function swapContents(path: string, text: string): Promise<void> {
  const { atime, mtime } = await stat(path);
  await writeFile(path, text);
  await utimes(path, atime, mtime);
}

it("a right and a wrong file", async () => {
  const verified = new VerifiedFiles(undefined);
  expect(await verified.hasChecksum(await makeFile("right", "abc"), ABC)).toBe(true);
  expect(await verified.hasChecksum(await makeFile("wrong", "abd"), ABC)).toBe(false);
});

it("an unchanged file is not read again, by another process either", async () => {
  const storage = join(folder, "storage");
  const path = await makeFile("remembered", "abc");
  await utimes(path, 1_700_000_000, 1_700_000_000);
  expect(await new VerifiedFiles(storage).hasChecksum(path, ABC)).toBe(true);
  await swapContents(path, "abd");
  expect(await new VerifiedFiles(storage).hasChecksum(path, ABC)).toBe(true);
  await utimes(path, 1_700_000_001, 1_700_000_001);
  expect(await new VerifiedFiles(storage).hasChecksum(path, ABC)).toBe(false);
  expect(await readdir(storage)).toEqual(["verified-files.json"]);
});

it("what was remembered for another checksum does not count", async () => {
  const storage = join(folder, "other");
  const path = await makeFile("other-file", "abc");
  const verified = new VerifiedFiles(storage);
  expect(await verified.hasChecksum(path, ABC)).toBe(true);
  expect(await verified.hasChecksum(path, ABC.replace("b", "c"))).toBe(false);
});

it("a changed file leaves one entry", async () => {
  const storage = join(folder, "replaced");
  const path = await makeFile("replaced-file", "abc");
  for (const time of [1_700_000_000, 1_700_000_001]) {
    await utimes(path, time, time);
    expect(await new VerifiedFiles(storage).hasChecksum(path, ABC)).toBe(true);
  }
  const text = await readFile(join(storage, "verified-files.json"), "utf8");
  expect(Object.keys(JSON.parse(text))).toHaveLength(1);
});

it("a damaged memory is written anew", async () => {
  await writeFile(join(folder, "verified-files.json"), '{"half');
  const path = await makeFile("damaged-memory", "abc");
  expect(await new VerifiedFiles(folder).hasChecksum(path, ABC)).toBe(true);
  expect(JSON.parse(await readFile(join(folder, "verified-files.json"), "utf8"))).not.toEqual({});
});

it("storage that cannot be written to costs nothing but memory", async () => {
  const blocked = await makeFile("a-file-is-no-folder", "");
  const path = await makeFile("not-remembered", "abc");
  expect(await new VerifiedFiles(join(blocked, "storage")).hasChecksum(path, ABC)).toBe(true);
  await chmod(blocked, 0o444);
  expect(await new VerifiedFiles(blocked).hasChecksum(path, ABC)).toBe(true);
});
