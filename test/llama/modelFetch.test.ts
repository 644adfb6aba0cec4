/** Models are got from servers of every kind: whole and right, or not at all, and in words. */

import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FetchOutcome, type FetchProgress, PAUSE } from "../../src/core/models/fetchOutcome.ts";
import { type ModelAddress, parseAddress } from "../../src/core/models/modelAddress.ts";
import { type FetchOptions, fetchModel, type ModelSource } from "../../src/llama/modelFetch.ts";
import { createFetch, PLAIN_NETWORK } from "../../src/network/networkAccess.ts";
import { NOBODYS_ADDRESS } from "../fakes/nobody.ts";
import { writeTinyModel } from "../models/tinyModel.ts";
import { LoginProxy } from "../network/loginProxy.ts";
import { type Habits, hasFirstPiece, ModelServer, padModel, sha256Of } from "./modelServer.ts";

/** Several of the downloader's pieces of 5 MiB. */
const PADDING = 17 * 2 ** 20;

const server = new ModelServer();
let folder: string;
let model: Buffer;

beforeAll(async () => {
  await server.start();
  folder = await mkdtemp(join(tmpdir(), "turnkey-fetch-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  model = padModel(await readFile(join(folder, "tiny.gguf")), PADDING);
  server.files.set("/m.gguf", model);
  server.files.set("/small.gguf", await readFile(join(folder, "tiny.gguf")));
  await writeTinyModel(join(folder, "encoder.gguf"), { embeddingOnly: true });
  server.files.set("/encoder.gguf", padModel(await readFile(join(folder, "encoder.gguf")), PADDING));
  server.files.set("/page.gguf", Buffer.from("<!doctype html><html>Log in</html>"));
  server.files.set("/half.gguf", (await readFile(join(folder, "tiny.gguf"))).subarray(0, 200_000));
  server.files.set("/v2/someone/Some-GGUF/manifests/Q8_0", manifest("deep/m.gguf", sha256Of(model)));
  server.files.set("/someone/Some-GGUF/resolve/main/deep/m.gguf", model);
  server.files.set("/v2/someone/None/manifests/latest", Buffer.from("{}"));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function manifest(rfilename: string, sha256: string): Buffer {
  return Buffer.from(JSON.stringify({ ggufFile: { rfilename, lfs: { sha256 } } }));
}

let target: string;
beforeEach(async () => {
  target = await mkdtemp(join(folder, "got-"));
  server.behave({});
});
afterEach(() => rm(target, { recursive: true, force: true }));

const at = (path: string): ModelAddress => parseAddress(path.startsWith("/") ? server.url + path : path)!;

async function get(path: string, options: Partial<FetchOptions & ModelSource> = {}): Promise<FetchOutcome> {
  const { checksums, ...others } = options;
  return await fetchModel(
    { name: "m", address: at(path), ...(checksums && { checksums }) },
    { folder: target, fetch: createFetch(PLAIN_NETWORK, {}), hub: server.url, stallMs: 60_000, ...others },
  );
}

async function filesLeft(): Promise<readonly string[]> {
  const all = await readdir(target, { recursive: true });
  return all.filter((name) => name !== "unfinished").sort();
}

describe("servers", () => {
  const check = (name: string, path: string, habits: Habits, options: Partial<ModelSource> = {}) =>
    it(`${name}: the model is there, and right`, async () => {
      server.behave(habits);
      expect(await get(path, options)).toEqual({ kind: "fetched", path: join(target, "m.gguf") });
      const whole = await readFile(join(target, "m.gguf"));
      expect(whole.equals(server.files.get(path) ?? model)).toBe(true);
      expect(await filesLeft()).toEqual(["m.gguf"]);
    });

  check("a good one", "/m.gguf", {});
  check("the hub", "hf:someone/Some-GGUF:Q8_0", {});
  check("no parts", "/m.gguf", { ranges: "none" });
  check("parts are promised and not given", "/m.gguf", { ranges: "claimed" });
  check("redirects", "/m.gguf", { redirects: 3 });
  check("two connections are cut", "/m.gguf", { cutAfter: 2 ** 20, cuts: 2 });
  const slowEnd = { pace: 60_000, paceFrom: 15 * 2 ** 20 };
  check("two connections are cut, and the last piece is slow", "/m.gguf", { cutAfter: 2 ** 20, cuts: 2, ...slowEnd });
  check("a cut without parts", "/m.gguf", { cutAfter: 2 ** 20, cuts: 1, ranges: "none" });
  check("slow", "/small.gguf", { pace: 50_000 });
});

describe("the downloader's note of how far it is", () => {
  it("that is written when all has come already is not part of the model", async () => {
    const probe = await open(join(target, "probe"), "w");
    const prototype = Object.getPrototypeOf(probe) as typeof probe;
    await probe.close();
    await rm(join(target, "probe"));
    const { truncate } = prototype;
    prototype.truncate = async function (this: typeof probe, size = 0): Promise<void> {
      await truncate.call(this, size);
      await this.write('{"part":0}', size);
    };
    try {
      expect(await get("/m.gguf")).toEqual({ kind: "fetched", path: join(target, "m.gguf") });
    } finally {
      prototype.truncate = truncate;
    }
    expect((await readFile(join(target, "m.gguf"))).equals(model)).toBe(true);
  });
});

describe("what goes wrong", () => {
  const check = (path: string, habits: Habits, expected: string, options: Partial<FetchOptions & ModelSource> = {}) =>
    it(`${path} ${JSON.stringify(habits)}: ${expected}`, async () => {
      server.behave(habits);
      // A second of silence is the end only where nothing else is: a machine may be busy for as long.
      const isEndless = habits.statusAfter !== undefined || expected.includes("stalled");
      const outcome = await get(path, { ...(isEndless && { stallMs: 1_000 }), ...options });
      expect("message" in outcome ? `${outcome.kind}: ${outcome.message}` : outcome.kind).toMatch(
        new RegExp(`^${expected}`),
      );
      // Nothing that could be loaded.
      expect((await readdir(target)).filter((name) => name !== "unfinished")).toEqual([]);
    });

  check("/none.gguf", {}, "notFound: There is nothing at .*none.gguf \\(404\\). Check the address");
  check("hf:someone/Else", {}, "notFound: There is nothing at");
  check("hf:someone/Some-GGUF:Q9", { status: 400 }, "notFound: someone/Some-GGUF has no Q9. Look at its page");
  check("hf:someone/None", {}, "notAModel: someone/None has no GGUF file");
  check("/m.gguf", { status: 401 }, "forbidden: .*Get the file with a browser");
  check("/m.gguf", { status: 429, headers: { "retry-after": "120" } }, "busy: .*Try again in 2 min");
  check("/m.gguf", { status: 503 }, "busy: .*in a few minutes");
  check("/m.gguf", { status: 500 }, "serverFailed: ");
  check("/m.gguf", { redirects: 99 }, "serverFailed: .*circle");
  check("/page.gguf", {}, "notAModel: .*begins with .<!do");
  check("/half.gguf", {}, "damaged: .*Nothing of it was kept");
  check("/m.gguf", { status: 503, statusAfter: 1 }, "busy: ");
  check("/m.gguf", { status: 403, statusAfter: 3 }, "forbidden: ");
  check("/m.gguf", { hangsAfter: 2 ** 20 }, "stalled: Nothing came for 1 s.*goes on where it stopped");
  check("/m.gguf", { cutAfter: 2 ** 20 }, "stalled: ");
  check("/m.gguf", { lies: 4096 }, "(stalled|damaged): ");
  check("/m.gguf", { lies: 4096, ranges: "none" }, "(stalled|damaged): ");
  const sums = { checksums: new Map([["m.gguf", "0".repeat(64)]]) };
  check("/m.gguf", {}, "damaged: What came is not m.gguf: its checksum", sums);
  check("/m.gguf", { redirects: 1, linkedChecksum: "1".repeat(64) }, "damaged: ");
});

describe("surroundings", () => {
  it("nobody answers", async () => {
    const outcome = await get(`${NOBODYS_ADDRESS}/m.gguf`);
    expect(outcome).toMatchObject({ kind: "unreachable", message: expect.stringMatching(/ECONNREFUSED.*http\.proxy/) });
  });

  it("the folder cannot be made", async () => {
    await writeFile(join(target, "file"), "");
    const outcome = await get("/m.gguf", { folder: join(target, "file", "models") });
    expect(outcome).toMatchObject({ kind: "notWritable", message: expect.stringMatching(/turnkey\.model\.folder/) });
  });

  it("the disk has too little space, and nothing is fetched", async () => {
    server.files.set("/huge.gguf", model);
    server.behave({ lies: 2 ** 52 });
    expect(await get("/huge.gguf")).toMatchObject({ kind: "noSpace", message: expect.stringMatching(/are free/) });
    expect(server.requests.length).toBe(1);
  });

  const checkHead = (name: string, path: string, options: Partial<FetchOptions>, expected: RegExp) =>
    it(`${name}, and nothing more is fetched`, async () => {
      expect(await get(path, options)).toMatchObject({ kind: "unusable", message: expect.stringMatching(expected) });
      // The question, and the head.
      expect(server.requests.length).toBe(2);
      expect(await filesLeft()).toEqual([]);
    });
  checkHead(
    "an encoder is no model to complete with",
    "/encoder.gguf",
    {},
    /^m makes embeddings and cannot write text/,
  );
  const little = { memory: 16 * 2 ** 20 };
  checkHead(
    "it needs more memory than there is",
    "/m.gguf",
    little,
    /^m needs \d+ MB of memory, and this machine has 17 MB\. Choose/,
  );

  it("what is there is not fetched again", async () => {
    await get("/small.gguf");
    server.behave({ status: 500 });
    expect(await get("/small.gguf")).toEqual({ kind: "present", path: join(target, "m.gguf") });
  });

  it("goes by the proxy, with its password, and not for hosts without one", async () => {
    const proxy = new LoginProxy(() => server.url);
    const address = await proxy.start();
    const settings = { proxy: address, strictSSL: true, noProxy: ["127.0.0.1"] };
    // Nobody knows the name: only the proxy can have answered.
    const outcome = await get("http://models.invalid/small.gguf", { fetch: createFetch(settings, {}) });
    expect(outcome.kind).toBe("fetched");
    expect(new Set(proxy.asked.map(({ host, login, way }) => `${way} ${host} ${login}`))).toEqual(
      new Set(["plain models.invalid:80 name:pass"]),
    );
    const before = proxy.asked.length;
    await get("/small.gguf", { fetch: createFetch(settings, {}), folder: join(target, "other") });
    expect(proxy.asked.length).toBe(before);
    proxy.stop();
  });
});

describe("an end before the end", () => {
  it("cancelled: nothing is left", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20 });
    const abort = new AbortController();
    const seen: FetchProgress[] = [];
    const onProgress = (progress: FetchProgress): void => {
      seen.push(progress);
      if (progress.done > 6 * 2 ** 20) abort.abort();
    };
    const outcome = await get("/m.gguf", { signal: abort.signal, onProgress });
    expect(outcome.kind).toBe("cancelled");
    expect(await filesLeft()).toEqual([]);
    const last = seen.at(-1)!;
    expect(last.total).toBe(model.length);
    expect(last.bytesPerSecond).toBeGreaterThanOrEqual(0);
  });

  it("goes on where it stopped", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20 });
    expect((await get("/m.gguf", { stallMs: 3_000 })).kind).toBe("stalled");
    server.behave({});
    expect((await get("/m.gguf")).kind).toBe("fetched");
    expect((await readFile(join(target, "m.gguf"))).equals(model)).toBe(true);
    // The question, the downloader's own, and pieces: not from the beginning.
    const pieces = server.ranges.filter((range) => range !== "bytes=0-63");
    expect(pieces.length).toBeGreaterThan(0);
    expect(pieces.some((range) => range.startsWith("bytes=0-"))).toBe(false);
  });

  it("paused, it keeps what came and goes on there", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20 });
    const pause = new AbortController();
    const onProgress = ({ done }: FetchProgress): void => {
      if (done > 15 * 2 ** 20 && hasFirstPiece(join(target, "unfinished", "m.gguf.ipull"), model)) pause.abort(PAUSE);
    };
    expect((await get("/m.gguf", { signal: pause.signal, onProgress })).kind).toBe("paused");
    expect(await readdir(join(target, "unfinished"))).toContain("m.gguf.ipull");
    server.behave({});
    expect((await get("/m.gguf")).kind).toBe("fetched");
    expect((await readFile(join(target, "m.gguf"))).equals(model)).toBe(true);
    expect(server.ranges.some((range) => range.startsWith("bytes=0-") && range !== "bytes=0-63")).toBe(false);
  });

  it("starts anew when the file has become another one", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20, headers: { etag: '"one"' } });
    expect((await get("/m.gguf", { stallMs: 3_000 })).kind).toBe("stalled");
    const other = Buffer.from(model);
    other[other.length - 20_000_00]! ^= 255;
    other[1_000_000]! ^= 255;
    server.files.set("/m.gguf", other);
    server.behave({ headers: { etag: '"two"' } });
    expect((await get("/m.gguf")).kind).toBe("fetched");
    expect((await readFile(join(target, "m.gguf"))).equals(other)).toBe(true);
    server.files.set("/m.gguf", model);
  });
});

describe("several at once", () => {
  it("one fetches, the others wait for it", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20 });
    const phases = new Set<string>();
    const first = get("/m.gguf");
    await expect.poll(() => server.requests.length, { timeout: 60_000 }).toBeGreaterThan(0);
    const onProgress = ({ phase }: FetchProgress): void => {
      phases.add(phase);
      server.release();
    };
    const second = get("/m.gguf", { onProgress });
    expect((await first).kind).toBe("fetched");
    expect(await second).toEqual({ kind: "present", path: join(target, "m.gguf") });
    expect([...phases]).toEqual(["waiting"]);
  });

  it("a lock whose owner is gone holds nobody up", async () => {
    const lock = join(target, "unfinished", "m.lock");
    await mkdir(join(target, "unfinished"));
    await writeFile(lock, "");
    await utimes(lock, 1, 1);
    expect((await get("/small.gguf")).kind).toBe("fetched");
    await expect(stat(lock)).rejects.toThrow();
  });

  it("nobody waits against their will", async () => {
    await mkdir(join(target, "unfinished"));
    await writeFile(join(target, "unfinished", "m.lock"), "");
    const abort = new AbortController();
    const outcome = await get("/small.gguf", { signal: abort.signal, onProgress: () => abort.abort() });
    expect(outcome.kind).toBe("cancelled");
  });
});
