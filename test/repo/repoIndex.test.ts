/** Whatever happened to the files, the index answers like one that was built afresh from what they are now. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type IndexedFile, indexFile } from "../../src/repo/indexedFile.ts";
import { RepoIndex } from "../../src/repo/repoIndex.ts";
import { loadIndex, saveIndex } from "../../src/repo/savedIndex.ts";
import type { Query } from "../../src/repo/search.ts";
import { STEP_WORK } from "../../src/repo/segmentMerge.ts";
import { termsOf } from "../../src/repo/terms.ts";
import { toWindows } from "../../src/repo/units.ts";

const folder = mkdtempSync(join(tmpdir(), "turnkey-index-"));
afterAll(() => rmSync(folder, { recursive: true }));

const WORDS = ["cartTotal", "userName", "readFile", "price", "open_door", "HttpServer", "shelf", "garden"];
const PATHS = ["a.ts", "b.ts", "lib/c.py", "lib/d.py", "e.go"];

const anyText = fc
  .array(fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }), { maxLength: 40 })
  .map((lines) => lines.map((words) => words.join(" + ")).join("\n"));
const anyEvent = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), path: fc.constantFrom(...PATHS), text: anyText }),
  fc.record({ kind: fc.constant("remove" as const), path: fc.constantFrom(...PATHS) }),
  fc.record({ kind: fc.constant("open" as const), path: fc.constantFrom(...PATHS), text: anyText }),
  fc.record({ kind: fc.constant("hide" as const), path: fc.constantFrom(...PATHS) }),
  fc.record({ kind: fc.constant("close" as const), path: fc.constantFrom(...PATHS) }),
  fc.record({ kind: fc.constant("search" as const) }),
  fc.record({ kind: fc.constant("tidy" as const), steps: fc.integer({ min: 1, max: 6 }) }),
);

function toFile(path: string, text: string): IndexedFile {
  const lines = text.split("\n");
  return indexFile(path, lines, toWindows(lines.length, 6, 3), { size: text.length, mtimeMs: 0, hash: 0 });
}

function toQuery(words: readonly string[]): Query {
  return new Map(words.flatMap((word, index) => termsOf(word).map((term) => [term, 1 + index / 10] as const)));
}

/** The work of each step. */
function drain(index: RepoIndex): number[] {
  return [...index.tidy()];
}

function answer(index: RepoIndex, query: Query): string[] {
  return index.search(query, 12).map(({ segment, unit, score }) => {
    const { start, end } = segment.spanOf(unit);
    return `${segment.files[segment.arrays.unitFile[unit]!]!.path}:${start}-${end} ${score.toFixed(9)}`;
  });
}

describe("the index", () => {
  it("answers as one built afresh, after any events", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), fc.subarray(WORDS, { minLength: 1 }), (events, words) => {
        const index = new RepoIndex();
        const onDisk = new Map<string, string>();
        const open = new Map<string, string | undefined>();
        let tidying = index.tidy();
        for (const event of events)
          switch (event.kind) {
            case "put":
              index.put(toFile(event.path, event.text));
              onDisk.set(event.path, event.text);
              break;
            case "remove":
              index.remove(event.path);
              onDisk.delete(event.path);
              break;
            case "open":
              index.open(event.path, toFile(event.path, event.text));
              open.set(event.path, event.text);
              break;
            case "hide":
              index.open(event.path, undefined);
              open.set(event.path, undefined);
              break;
            case "close":
              index.close(event.path);
              open.delete(event.path);
              break;
            case "search":
              index.search(toQuery(WORDS), 3);
              break;
            case "tidy":
              for (let step = 0; step < event.steps; step += 1) if (tidying.next().done) tidying = index.tidy();
              break;
            default:
              event satisfies never;
          }
        const fresh = new RepoIndex();
        const texts = new Map<string, string | undefined>([...onDisk, ...open]);
        for (const [path, text] of texts) if (text !== undefined) fresh.put(toFile(path, text));
        const query = toQuery(words);
        expect(answer(index, query)).toEqual(answer(fresh, query));
        expect(new Set(index.paths())).toEqual(new Set(onDisk.keys()));
      }),
      { numRuns: 300 },
    );
  });

  it("stays in few segments, however files come", () => {
    const index = new RepoIndex();
    for (let number = 0; number < 400; number += 1) {
      index.put(toFile(`f${number}.ts`, WORDS.slice(number % 5).join("\n")));
      index.search(toQuery(["price"]), 1);
      drain(index);
    }
    expect(index.files).toBe(400);
    expect(index.segments.length).toBeLessThan(12);
  });

  it("forgets what is dead", () => {
    const index = new RepoIndex();
    for (let time = 0; time < 50; time += 1)
      for (const path of PATHS) {
        index.put(toFile(path, WORDS.join("\n")));
        index.search(toQuery(["price"]), 1);
        drain(index);
      }
    const units = index.segments.reduce((sum, segment) => sum + segment.size, 0);
    expect(units).toBeLessThan(4 * PATHS.length * toWindows(WORDS.length, 6, 3).length);
  });
});

describe("a search", () => {
  const build = () => {
    const index = new RepoIndex();
    for (let number = 0; number < 300; number += 1) index.put(toFile(`f${number}.ts`, `garden own${number}\nshelf`));
    drain(index);
    return index;
  };
  const workOf = (index: RepoIndex, words: readonly string[]) => {
    const work = { terms: 0, postings: 0, units: 0 };
    index.search(toQuery(words), 3, work);
    return work;
  };

  it("looks at nothing that no word leads to", () => {
    expect(workOf(build(), ["nowhere"])).toEqual({ terms: 0, postings: 0, units: 0 });
    expect(workOf(build(), ["garden"])).toEqual({ terms: 1, postings: 300, units: 300 });
  });

  it("does not go through a word's places again for a few files that do not count", () => {
    const index = build();
    index.open("f7.ts", undefined);
    index.open("f8.ts", toFile("f8.ts", "garden"));
    const { postings } = workOf(index, ["garden"]);
    expect(postings).toBeGreaterThan(300);
    expect(postings).toBeLessThan(400);
  });
});

describe("a merge", () => {
  /** Files with many terms of their own, and some that all have. */
  const build = (files: number) => {
    const index = new RepoIndex();
    const most: number[] = [];
    for (let number = 0; number < files; number += 1) {
      const own = Array.from({ length: 60 }, (_, word) => `own${(number * 7 + word) % 900}x common${word % 9}`);
      index.put(toFile(`d${number % 7}/f${number}.ts`, own.join("\n")));
      most.push(...drain(index));
    }
    return { index, most };
  };

  it("moves no more at a time than a step's worth", () => {
    const { index, most } = build(600);
    const all = index.segments.reduce((sum, { arrays }) => sum + arrays.postings.length, 0);
    expect(all).toBeGreaterThan(8 * STEP_WORK);
    expect(Math.max(...most)).toBeLessThanOrEqual(1.1 * STEP_WORK);
    // A file is moved once for each time that the index triples or so.
    expect(most.reduce((sum, work) => sum + work, 0)).toBeLessThan(12 * all);
  });

  it("is of segments that were made of a few files in one go", () => {
    const index = new RepoIndex();
    const file = toFile("a.ts", Array.from({ length: 60 }, (_, word) => `own${word}x`).join("\n"));
    for (let number = 0; number < 200; number += 1) index.put({ ...file, path: `f${number}.ts` });
    const sizes = index.segments.map(({ arrays }) => arrays.postings.length);
    expect(sizes.length).toBeGreaterThan(4);
    expect(Math.max(...sizes)).toBeLessThan(STEP_WORK / 4 + file.terms.length);
  });

  it("changes no answer at any step, nor loses what is changed meanwhile", () => {
    const { index } = build(200);
    for (let number = 0; number < 90; number += 1) index.remove(`d${number % 7}/f${number}.ts`);
    const query = toQuery(["common3", "own80x", "own99x"]);
    const expected = answer(index, query);
    let steps = 0;
    for (const _ of index.tidy()) {
      expect(answer(index, query)).toEqual(expected);
      steps += 1;
    }
    expect(steps).toBeGreaterThan(2);
  });

  it("is done by one at a time, and by the next when it is given up", () => {
    const { index } = build(200);
    for (let number = 0; number < 90; number += 1) index.remove(`d${number % 7}/f${number}.ts`);
    const first = index.tidy();
    first.next();
    expect(drain(index)).toEqual([]);
    first.return(undefined);
    expect(drain(index)).not.toEqual([]);
  });
});

describe("the index on disk", () => {
  const path = join(folder, "sub", "x.index");
  const build = () => {
    const index = new RepoIndex();
    for (const [number, name] of PATHS.entries()) index.put(toFile(name, WORDS.slice(number).join("\n")));
    index.segments;
    index.remove("a.ts");
    return index;
  };

  it("answers after a restart as before", async () => {
    const index = build();
    expect(await saveIndex(path, index)).toBe(true);
    const loaded = new RepoIndex();
    expect([...loaded.load((await loadIndex(path))!)]).toEqual([]);
    const query = toQuery(WORDS);
    expect(answer(loaded, query)).toEqual(answer(index, query));
    expect(loaded.stampOf("b.ts")).toEqual(index.stampOf("b.ts"));
    expect(loaded.stampOf("a.ts")).toBeUndefined();
  });

  it("is taken over step by step, and what is read meanwhile is newer", async () => {
    const index = new RepoIndex();
    for (let number = 0; number < 6000; number += 1) index.put(toFile(`f${number}.ts`, `garden own${number}`));
    drain(index);
    await saveIndex(path, index);
    const loaded = new RepoIndex();
    const newer = [0, 3000, 5999].map((number) => toFile(`f${number}.ts`, `shelf own${number} newer`));
    const steps = loaded.load((await loadIndex(path))!);
    expect(steps.next().done).toBe(false);
    for (const file of newer) loaded.put(file);
    for (const _ of steps) drain(loaded);
    for (const file of newer) index.put(file);
    for (const words of [["shelf"], ["own3000"], ["own17", "garden"]])
      expect(answer(loaded, toQuery(words))).toEqual(answer(index, toQuery(words)));
    expect(loaded.segments.reduce((sum, { units }) => sum + units, 0)).toBe(6000);
  });

  it("holds no text", async () => {
    await saveIndex(path, build());
    const bytes = readFileSync(path, "latin1").toLowerCase();
    for (const word of WORDS) expect(bytes).not.toContain(word.toLowerCase());
  });

  it("is not read when a byte of it is another", async () => {
    await saveIndex(path, build());
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += 37) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x10;
      writeFileSync(path, damaged);
      expect(await loadIndex(path), `byte ${at}`).toBeUndefined();
    }
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    expect(await loadIndex(path)).toBeUndefined();
  });

  it("is written and read piece by piece, and given up when it is not wanted", async () => {
    const index = new RepoIndex();
    for (let number = 0; number < 1200; number += 1) index.put(toFile(`f${number}.ts`, `garden own${number}`));
    drain(index);
    const large = join(folder, "large.index");
    let breaths = 0;
    const breathe = async () => {
      breaths += 1;
      return true;
    };
    expect(await saveIndex(large, index, breathe)).toBe(true);
    expect(breaths).toBeGreaterThan(8);
    breaths = 0;
    expect((await loadIndex(large, breathe))!.reduce((sum, { files }) => sum + files.length, 0)).toBe(1200);
    expect(breaths).toBeGreaterThan(8);
    const before = readFileSync(large);
    expect(await saveIndex(large, new RepoIndex(), async () => false)).toBe(false);
    expect(readFileSync(large).equals(before)).toBe(true);
    expect(await loadIndex(large, async () => false)).toBeUndefined();
  });

  it("has one writer", async () => {
    const results = await Promise.all([1, 2, 3].map(() => saveIndex(path, build())));
    expect(results.filter(Boolean).length).toBeGreaterThan(0);
    expect(await loadIndex(path)).toBeDefined();
    writeFileSync(`${path}.lock`, "");
    expect(await saveIndex(path, build())).toBe(false);
    rmSync(`${path}.lock`);
    expect(await saveIndex(path, build())).toBe(true);
  });
});
