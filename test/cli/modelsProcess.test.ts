/** `turnkey models` as a process: killed, interrupted, twice at once, on a full disk; and what was got is used by its name. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasFirstPiece, ModelServer, padModel, sha256Of } from "../llama/modelServer.ts";
import { writeTinyModel } from "../models/tinyModel.ts";

const SCRIPT = join(import.meta.dirname, "..", "..", "src", "cli.ts");
const server = new ModelServer();

let folder: string;
let model: Buffer;
let models: string;

beforeAll(async () => {
  await server.start();
  folder = await mkdtemp(join(tmpdir(), "turnkey-models-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  await writeFile(join(folder, "a.py"), "def f(x):\n    return \n");
  model = padModel(await readFile(join(folder, "tiny.gguf")), 17 * 2 ** 20);
  server.files.set("/m.gguf", model);
  const ggufFile = { rfilename: "q.gguf", lfs: { sha256: sha256Of(model) } };
  server.files.set(
    "/v2/ggml-org/Qwen2.5-Coder-1.5B-Q8_0-GGUF/manifests/Q8_0",
    Buffer.from(JSON.stringify({ ggufFile })),
  );
  server.files.set("/ggml-org/Qwen2.5-Coder-1.5B-Q8_0-GGUF/resolve/main/q.gguf", model);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  models = await mkdtemp(join(folder, "got-"));
  server.behave({});
});

function start(words: readonly string[], modelFolder = models): ChildProcess {
  const options = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", SCRIPT];
  const env = {
    ...process.env,
    TURNKEY_MODEL_FOLDER: modelFolder,
    HF_ENDPOINT: server.url,
    HOME: folder,
    NO_PROXY: "*",
  };
  return spawn(process.execPath, [...options, ...words], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(child: ChildProcess): Promise<{ out: string; err: string; code: number | null }> {
  const [out, err, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, "close")]);
  return { out, err, code };
}

async function filesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).filter((name) => name !== "unfinished").sort();
}

/** Resolves when so much has been asked for and sent. */
async function untilFetching(): Promise<void> {
  await expect.poll(() => server.ranges.length, { timeout: 60_000 }).toBeGreaterThan(3);
}

describe("an end in the middle", () => {
  it("killed: the next one goes on", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20 });
    const child = start(["models", "get", `${server.url}/m.gguf`]);
    await untilFetching();
    const file = join(models, "unfinished", "m.gguf.ipull");
    await expect.poll(() => hasFirstPiece(file, model), { timeout: 60_000 }).toBe(true);
    child.kill("SIGKILL");
    await ended(child);
    server.behave({});
    const { code, out } = await ended(start(["models", "get", `${server.url}/m.gguf`]));
    expect({ code, out }).toEqual({ code: 0, out: `${join(models, "m.gguf")}\n` });
    expect((await readFile(join(models, "m.gguf"))).equals(model)).toBe(true);
    expect(server.ranges.some((range) => range.startsWith("bytes=0-") && range !== "bytes=0-63")).toBe(false);
  });

  it("interrupted: nothing is left", async () => {
    server.behave({ hangsAt: 15.5 * 2 ** 20 });
    const child = start(["models", "get", `${server.url}/m.gguf`]);
    await untilFetching();
    child.kill("SIGINT");
    expect((await ended(child)).code).toBe(130);
    expect(await filesIn(models)).toEqual([]);
  });
});

it("two processes: one fetches, the other waits", async () => {
  server.behave({ hangsAt: 15.5 * 2 ** 20 });
  const children = [1, 2].map(() => start(["models", "get", `${server.url}/m.gguf`]));
  let said = "";
  for (const { stderr } of children)
    stderr!.on("data", (data: Buffer) => {
      said += data.toString();
      // Both are at it by then, whichever of them was the first.
      if (said.includes("Another process")) server.release();
    });
  const ends = await Promise.all(children.map(ended));
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  expect(ends.map(({ err }) => err.includes("Another process")).sort()).toEqual([false, true]);
  expect((await readFile(join(models, "m.gguf"))).equals(model)).toBe(true);
  expect(await filesIn(models)).toEqual(["m.gguf"]);
});

it("a model is got by its name, used by its name, and removed by its name", async () => {
  const name = "qwen2.5-coder-1.5b";
  const use = ["complete", "a.py:2:12", "--json", "--model", name];
  const before = await ended(start(use));
  expect(before).toMatchObject({
    code: 1,
    err: `turnkey: ${name} is not on this machine yet. Get it with: turnkey models get ${name}\n`,
  });
  expect((await ended(start(["models", "get", name]))).code).toBe(0);
  expect((await ended(start(use))).code).toBe(0);
  const listed = JSON.parse((await ended(start(["models", "--json"]))).out) as { stored: { name: string }[] };
  expect(listed.stored.map((stored) => stored.name)).toEqual([name]);
  expect(await ended(start(["models", "remove", name]))).toMatchObject({ code: 0 });
  expect(await filesIn(models)).toEqual([]);
});

it("every address is tried, and each has a line", async () => {
  const { code, out, err } = await ended(start(["models", "check"]));
  expect(code).toBe(1);
  expect(out).toMatch(/^qwen2\.5-coder-1\.5b: answers, 18 MB, with a checksum; fits/m);
  expect(out).toMatch(/^codestral-22b: There is nothing at .* \(hf:bartowski\/Codestral-22B-v0\.1-GGUF:Q4_K_M\)$/m);
  expect(err).toMatch(/addresses do not answer with a model/);
});

/** A disk of its own, where the system lets us have one. */
const disk = join(tmpdir(), `turnkey-small-disk-${process.pid}`);
const hasDisk = process.platform === "linux" && mountDisk();

function mountDisk(): boolean {
  spawnSync("mkdir", ["-p", disk]);
  return spawnSync("sh", ["-c", `mount -t tmpfs -o size=90m tmpfs ${disk}`]).status === 0;
}

describe.skipIf(!hasDisk)("a small disk", () => {
  afterAll(() => {
    spawnSync("sh", ["-c", `umount ${disk} && rmdir ${disk}`]);
  });

  it("too small: said before anything is fetched", async () => {
    await writeFile(join(disk, "filler"), Buffer.alloc(20 * 2 ** 20));
    const { code, err } = await ended(start(["models", "get", `${server.url}/m.gguf`], join(disk, "models")));
    expect(code).toBe(1);
    expect(err).toMatch(/needs \d+ MB of disk space, and \d+ MB are free/);
  });

  it("full in the middle: said, and freed room is used", async () => {
    for (const name of ["filler", "models"]) await rm(join(disk, name), { recursive: true, force: true });
    await mkdir(join(disk, "models"));
    server.behave({ hangsAt: 10.5 * 2 ** 20 });
    const child = start(["models", "get", `${server.url}/m.gguf`], join(disk, "models"));
    await untilFetching();
    // Fills what is left; that this write fails is its purpose.
    await writeFile(join(disk, "filler"), Buffer.alloc(90 * 2 ** 20)).catch(() => undefined);
    server.release();
    const { code, err } = await ended(child);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/is full\. Make room and try again/) as string,
    });
    await rm(join(disk, "filler"));
    server.behave({});
    const again = await ended(start(["models", "get", `${server.url}/m.gguf`], join(disk, "models")));
    expect(again.code).toBe(0);
    expect((await readFile(join(disk, "models", "m.gguf"))).equals(model)).toBe(true);
  });
});
