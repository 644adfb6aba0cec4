/** Texts that are shown are those that were judged, and no others. */

import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toIndexedLines } from "../../src/repo/fileRules.ts";
import { type FileStamp, hashBytes, NO_STAMP } from "../../src/repo/indexedFile.ts";
import { RepoTexts } from "../../src/repo/repoTexts.ts";
import { makeFolder, SHELF, write } from "./repoFolders.ts";

const stampOf = (text: string) => ({ ...NO_STAMP, hash: hashBytes(Buffer.from(text)) });
const KEY = `-----BEGIN PRIVATE KEY-----\n${SHELF}`;

it("a text is shown when it was found fit, and not when it is another by now", () => {
  const path = join(makeFolder({ "shelf.ts": KEY }), "shelf.ts");
  const texts = new RepoTexts();
  expect(texts.linesOf(path, stampOf(KEY), [])).toBeUndefined();
  write(path, SHELF);
  expect(texts.linesOf(path, stampOf(KEY), [])).toBeUndefined();
  expect(texts.linesOf(path, stampOf(SHELF), [])?.slice(0, 99)).toEqual(SHELF.split("\n"));
  write(path, KEY);
  texts.forget(path);
  expect(texts.linesOf(path, stampOf(SHELF), [])).toBeUndefined();
  expect(texts.linesOf(path, stampOf(KEY), [])).toBeUndefined();
});

it("a text that was found fit is not judged again", () => {
  const path = join(makeFolder({ "shelf.ts": SHELF }), "shelf.ts");
  const texts = new RepoTexts();
  texts.foundFit(path, stampOf(SHELF).hash);
  // These globs alone would leave it out.
  expect(texts.linesOf(path, stampOf(SHELF), ["**"])?.slice(0, 99)).toEqual(SHELF.split("\n"));
  expect(new RepoTexts().linesOf(path, stampOf(SHELF), ["**"])).toBeUndefined();
});

describe("a text that was read before anybody asked", () => {
  const SECRET = `const apiKey = "${"a1B2c3D4e5F6"}g7H8i9J0";`;
  const TEXT = `${SHELF}${SECRET}\n`;
  const ways = {
    "when it was indexed": (texts, path, stamp) =>
      texts.wasRead(path, stamp.hash, { text: TEXT, lines: toIndexedLines(TEXT) }),
    "when it was found unchanged": (texts, path, stamp) => texts.readAhead(path, stamp, []),
  } satisfies Record<string, (texts: RepoTexts, path: string, stamp: FileStamp) => void>;
  const setUp = (way: keyof typeof ways) => {
    const path = join(makeFolder({ "shelf.ts": TEXT }), "shelf.ts");
    const { size, mtimeMs } = statSync(path);
    const stamp = { ...stampOf(TEXT), size, mtimeMs };
    const texts = new RepoTexts();
    ways[way](texts, path, stamp);
    return { path, stamp, texts };
  };
  const others = TEXT.replaceAll("Book", "Tome");

  for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
    it(`${way} is not read again, and its keys are not shown`, () => {
      const { path, stamp, texts } = setUp(way);
      write(path, others);
      utimesSync(path, stamp.mtimeMs / 1000, stamp.mtimeMs / 1000);
      const now = statSync(path);
      expect(texts.linesOf(path, { ...stamp, mtimeMs: now.mtimeMs }, [])?.slice(0, 99)).toEqual([
        ...SHELF.split("\n").slice(0, -1),
        "",
        "",
      ]);
    });

    it(`${way} is not shown once the file is another, or has gone`, () => {
      const { path, stamp, texts } = setUp(way);
      write(path, others);
      utimesSync(path, 1, 1);
      expect(texts.linesOf(path, stamp, [])).toBeUndefined();
      expect(texts.linesOf(path, stampOf(others), [])?.length).toBe(others.split("\n").length);
    });
  }

  it("makes room for no other", () => {
    const { path, stamp, texts } = setUp("when it was indexed");
    const large = "let row = openRow(1);\n".repeat(8000);
    const stampOfLarge = { ...stampOf(large), size: large.length };
    for (let at = 0; at < 50; at += 1) {
      write(`${path}${at}`, large);
      texts.readAhead(`${path}${at}`, stampOfLarge, []);
    }
    write(path, others);
    utimesSync(path, stamp.mtimeMs / 1000, stamp.mtimeMs / 1000);
    const { mtimeMs } = statSync(path);
    expect(texts.linesOf(path, { ...stamp, mtimeMs }, [])?.at(0)).toContain("Shelf");
  });
});

describe("the hash of bytes", () => {
  it("is the same wherever they stand in memory", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(8), (bytes, offset) => {
        const moved = new Uint8Array(offset + bytes.length + 3).fill(7);
        moved.set(bytes, offset);
        expect(hashBytes(moved.subarray(offset, offset + bytes.length))).toBe(hashBytes(bytes));
      }),
    ));

  it("is another where a byte is, or one more", () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(39),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, by) => {
          const other = bytes.slice();
          other[at % bytes.length]! ^= by;
          expect(hashBytes(other)).not.toBe(hashBytes(bytes));
          expect(hashBytes(Uint8Array.of(...bytes, 0))).not.toBe(hashBytes(bytes));
        },
      ),
    ));
});
