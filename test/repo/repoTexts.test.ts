/** Texts that are shown are those that were judged, and no others. */

import { join } from "node:path";
import { expect, it } from "vitest";
import { hashText } from "../../src/repo/indexedFile.ts";
import { RepoTexts } from "../../src/repo/repoTexts.ts";
import { makeFolder, SHELF, write } from "./repoFolders.ts";

const KEY = `-----BEGIN PRIVATE KEY-----\n${SHELF}`;

it("a text is shown when it was found fit, and not when it is another by now", () => {
  const path = join(makeFolder({ "shelf.ts": KEY }), "shelf.ts");
  const texts = new RepoTexts();
  expect(texts.linesOf(path, hashText(KEY), [])).toBeUndefined();
  write(path, SHELF);
  expect(texts.linesOf(path, hashText(KEY), [])).toBeUndefined();
  expect(texts.linesOf(path, hashText(SHELF), [])?.slice(0, 99)).toEqual(SHELF.split("\n"));
  write(path, KEY);
  texts.forget(path);
  expect(texts.linesOf(path, hashText(SHELF), [])).toBeUndefined();
  expect(texts.linesOf(path, hashText(KEY), [])).toBeUndefined();
});

it("a text that was found fit is not judged again", () => {
  const path = join(makeFolder({ "shelf.ts": SHELF }), "shelf.ts");
  const texts = new RepoTexts();
  texts.foundFit(path, hashText(SHELF));
  // These globs alone would leave it out.
  expect(texts.linesOf(path, hashText(SHELF), ["**"])?.slice(0, 99)).toEqual(SHELF.split("\n"));
  expect(new RepoTexts().linesOf(path, hashText(SHELF), ["**"])).toBeUndefined();
});
