/** A block that is written as it stands in a program ends where the node of its body ends, by whichever rule. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPackageRoot } from "../../src/places.ts";
import { tryBlockEnds } from "./blockTrial.ts";
import { PROGRAMS } from "./programs.ts";

describe("our own programs", () => {
  for (const [language, text] of Object.entries(PROGRAMS))
    it(language, async () => expect((await tryBlockEnds(language, text)).wrong).toEqual([]));
});

it("our own source: nearly always", async () => {
  const root = findPackageRoot();
  let count = 0;
  const wrong: unknown[] = [];
  for (const path of globSync("src/{core/{place,grammar,text,writing},syntax}/*.ts", { cwd: root })) {
    const found = await tryBlockEnds("typescript", readFileSync(join(root, path), "utf8"));
    count += found.count;
    wrong.push(...found.wrong.map((one) => ({ path, ...one })));
  }
  expect(count).toBeGreaterThan(500);
  // Repetition is stopped although it is meant.
  expect(wrong.length / count, JSON.stringify(wrong, null, 1)).toBeLessThan(0.01);
});
