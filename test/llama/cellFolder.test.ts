/** Cells on disk without a model: what is damaged is never handed on, old files make room, one process writes. */

import { constants } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SavedCells } from "../../src/core/cache/savedCells.ts";
import { CellFolder } from "../../src/llama/cellFolder.ts";
import { Random } from "../random.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "turnkey-cells-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const FINGERPRINT = "f".repeat(64);
const KEY = { name: "file:///folder/a.ts", fingerprint: FINGERPRINT };
const CELLS: SavedCells = {
  ids: [5, 6, 7],
  contexts: [1, 0xffff_ffff, 3],
  origins: [0, 1, 2],
  rotations: [0, 4, 0],
  tainted: [false, true, false],
  seams: [false, false, true],
};
const BYTES = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 37) & 0xff));

interface Stage {
  readonly store: CellFolder;
  readonly folder: string;
  readonly notes: string[];
}

function stage(name: string, maxBytes?: number): Stage {
  const notes: string[] = [];
  const folder = join(root, name);
  const note = (sentence: string): void => void notes.push(sentence);
  return { store: new CellFolder({ folder, note, ...(maxBytes === undefined ? {} : { maxBytes }) }), folder, notes };
}

/** As llama.cpp does: over the file that is there. */
const write = (path: string): Promise<void> => writeFile(path, BYTES, { flag: constants.O_WRONLY | constants.O_TRUNC });

/** To the end. */
async function save(store: CellFolder, key = KEY, cells = CELLS): Promise<boolean> {
  const isKept = await store.save(key, cells, write);
  await store.settled();
  return isKept;
}

const cellFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(".cells"));

/** What is handed on to be read; undefined: nothing. */
async function use({ store }: Stage, key = KEY): Promise<{ cells: SavedCells; bytes: Buffer } | undefined> {
  let bytes: Buffer | undefined;
  const found = await store.find(key);
  const isUsed = await found?.use(async (path) => {
    bytes = await readFile(path);
  });
  expect(bytes !== undefined).toBe(isUsed === true);
  return found && bytes && { cells: found.cells, bytes };
}

test("what is kept comes back as it was, and leaves nothing beside it", async () => {
  const one = stage("kept");
  expect(await use(one)).toBeUndefined();
  expect(await save(one.store, KEY)).toBe(true);
  const used = (await use(one))!;
  expect(used.cells).toEqual(CELLS);
  expect(used.bytes.subarray(0, BYTES.length)).toEqual(BYTES);
  expect((await readdir(one.folder)).length).toBe(1);
  expect(one.notes).toEqual([]);
  expect(await use(one, { ...KEY, name: "file:///folder/b.ts" })).toBeUndefined();
  expect(await use(one, { ...KEY, fingerprint: "0".repeat(64) })).toBeUndefined();
});

test("1,000 damaged files: none is handed on, each is noted once and deleted", async () => {
  const one = stage("damaged");
  await save(one.store, KEY);
  const [name] = await cellFiles(one.folder);
  const path = join(one.folder, name!);
  const whole = await readFile(path);
  const random = new Random(`damage ${process.env.TURNKEY_SEED ?? 1}`);
  for (let round = 0; round < 1000; round += 1) {
    const damaged = damage(whole, random);
    if (damaged.equals(whole)) continue;
    await writeFile(path, damaged);
    one.notes.length = 0;
    expect(await use(one), `round ${round}`).toBeUndefined();
    expect(one.notes.length, `round ${round}: ${one.notes.join(" ")}`).toBe(1);
    expect(await readdir(one.folder)).toEqual([]);
  }
});

/** A bit turned, a piece cut out, doubled or overwritten, the end cut off or lengthened, numbers of the tail changed. */
function damage(whole: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(whole);
  const at = random.chance(0.5) ? random.below(bytes.length) : bytes.length - 1 - random.below(400);
  const length = 1 + random.below(64);
  switch (random.below(7)) {
    case 0:
      bytes[at]! ^= 1 << random.below(8);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length))]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 4:
      return bytes.fill(random.below(256), at, Math.min(bytes.length, at + length));
    case 5:
      return Buffer.concat([bytes, Buffer.from(Array.from({ length }, () => random.below(256)))]);
    default:
      return Buffer.from(bytes.toString("latin1").replace(/\d(?=\]\})|\d(?=,\d+\])/, "$&0"), "latin1");
  }
}

describe("room", () => {
  const nameAt = (index: number) => ({ ...KEY, name: `file:///folder/${index}.ts` });

  test("what was not used for the longest time goes first", async () => {
    const one = stage("room", 3 * (BYTES.length + 500));
    for (let index = 0; index < 3; index += 1) {
      await save(one.store, nameAt(index));
      for (const file of await cellFiles(one.folder)) await age(join(one.folder, file), 1000);
    }
    expect(await use(one, nameAt(0))).toBeDefined();
    await save(one.store, nameAt(3));
    const left = await Promise.all([0, 1, 2, 3].map(async (index) => (await use(one, nameAt(index))) !== undefined));
    expect(left).toEqual([true, false, true, true]);
  });

  test("forgetting one leaves the others, clearing none", async () => {
    const one = stage("forget");
    for (let index = 0; index < 3; index += 1) await save(one.store, nameAt(index));
    await save(one.store, { ...nameAt(0), fingerprint: "0".repeat(64) });
    await one.store.forget((name) => name === nameAt(0).name);
    expect((await cellFiles(one.folder)).length).toBe(2);
    await one.store.forget(() => true);
    expect(await readdir(one.folder)).toEqual([]);
  });
});

async function age(path: string, seconds: number): Promise<void> {
  const { mtimeMs } = await stat(path);
  const older = new Date(mtimeMs - 1000 * seconds);
  await utimes(path, older, older);
}

describe("what goes wrong", () => {
  test("a file that is being written is not seen, and one that was not written to its end leaves nothing", async () => {
    const one = stage("failed");
    await save(one.store, KEY);
    const failing = one.store.save(KEY, CELLS, async (path) => {
      await write(path);
      // Another process.
      expect((await use(stage("failed")))?.bytes.subarray(0, BYTES.length)).toEqual(BYTES);
      throw new Error("the model is gone");
    });
    await expect(failing).rejects.toThrow("the model is gone");
    expect((await readdir(one.folder)).length).toBe(1);
    expect(await use(one)).toBeDefined();
  });

  test("a newer file that comes while one is read is not mistaken for it", async () => {
    const one = stage("replaced");
    await save(one.store, KEY);
    const found = (await one.store.find(KEY))!;
    await save(one.store, KEY, { ...CELLS, ids: [8, 8, 8] });
    expect(await found.use(() => Promise.reject(new Error("read")))).toBe(false);
  });

  test("another process that writes, or a place where nothing can be written, costs what was to be kept", async () => {
    const one = stage("locked");
    await mkdir(one.folder);
    await writeFile(join(one.folder, "lock"), "");
    expect(await save(one.store, KEY)).toBe(false);
    const none = stage("locked/lock/below");
    expect(await save(none.store, KEY)).toBe(false);
    expect([one.notes.length, none.notes.length]).toEqual([1, 1]);
  });
});
