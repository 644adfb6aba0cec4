import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { offsetOfPlace, readTextFile } from "../../src/system/textFile.ts";
import { UsageError } from "../../src/system/usageError.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-text-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readTextFile", () => {
  const check = (name: string, bytes: Uint8Array | undefined, expected: string) =>
    it(`${name}: ${expected}`, async () => {
      const path = join(folder, name);
      if (bytes !== undefined) await writeFile(path, bytes);
      const read = await readTextFile(path).catch((error: unknown) => {
        if (error instanceof UsageError) return error.message.replace(path, name);
        throw error;
      });
      expect(read).toBe(expected);
    });

  check("plain.txt", Buffer.from("häuser\n"), "häuser\n");
  check("mark.txt", Buffer.from("\uFEFFx"), "x");
  check("packed.txt.gz", gzipSync("x\n"), "x\n");
  check("broken.gz", Buffer.from("no"), "cannot unpack broken.gz: incorrect header check");
  check("latin.txt", Uint8Array.of(0x68, 0xe4), "latin.txt is not UTF-8 text");
  check("missing.txt", undefined, "cannot read missing.txt: there is no such file");

  it("a folder", async () => {
    await expect(readTextFile(folder)).rejects.toThrow(`cannot read ${folder}: it is a folder`);
  });
});

describe("offsetOfPlace", () => {
  const check = (text: string, line: number, column: number, expected: number | string) =>
    it(`${JSON.stringify(text)} ${line}:${column}`, () => {
      const find = () => offsetOfPlace(text, { path: "f", line, column });
      if (typeof expected === "number") expect(find()).toBe(expected);
      else expect(find).toThrow(new UsageError(expected));
    });

  check("", 1, 1, 0);
  check("ab\ncd", 1, 3, 2);
  check("ab\ncd", 2, 1, 3);
  check("ab\r\ncd\re", 2, 3, 6);
  check("ab\r\ncd\re", 3, 2, 8);
  check("ab\n", 2, 1, 3);
  check("😀x", 1, 3, 2);
  check("ab\r\ncd", 1, 4, "f: line 1 has columns 1 to 3, not 4");
  check("ab\ncd", 3, 1, "f has lines 1 to 2, not 3");
});
