/** A disk that takes no more while a model is fetched: nothing of what came is believed afterwards. */

import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseAddress } from "../../src/core/models/modelAddress.ts";
import { fetchModel } from "../../src/llama/modelFetch.ts";
import { createFetch, PLAIN_NETWORK } from "../../src/network/networkAccess.ts";
import { writeTinyModel } from "../models/tinyModel.ts";
import { ModelServer, padModel } from "./modelServer.ts";

/** Several of the downloader's pieces of 5 MiB, of which the first two find room. */
const PADDING = 17 * 2 ** 20;
const ROOM = 10 * 2 ** 20;

const server = new ModelServer();
let folder: string;
let model: Buffer;

beforeAll(async () => {
  await server.start();
  folder = await mkdtemp(join(tmpdir(), "turnkey-full-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  model = padModel(await readFile(join(folder, "tiny.gguf")), PADDING);
  server.files.set("/m.gguf", model);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Until `work` has ended nothing of the model behind its beginning can be written; the downloader's notes behind its end can. */
async function whileFull<Result>(work: () => Promise<Result>): Promise<Result> {
  const probe = await open(join(folder, "probe"), "w");
  const prototype = Object.getPrototypeOf(probe) as typeof probe;
  await probe.close();
  const { write } = prototype;
  const writes = async function (this: typeof probe, bytes: Buffer, offset: number, length: number, position: number) {
    if (position >= ROOM && position < model.length)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
    return Reflect.apply(write, this, [bytes, offset, length, position]);
  };
  prototype.write = writes as typeof write;
  try {
    return await work();
  } finally {
    prototype.write = write;
  }
}

it("says so, and gets the model whole once there is room", async () => {
  const target = join(folder, "got");
  const source = { name: "m", address: parseAddress(`${server.url}/m.gguf`)! };
  const options = { folder: target, fetch: createFetch(PLAIN_NETWORK, {}), hub: server.url };
  const refused = await whileFull(() => fetchModel(source, options));
  expect(refused).toMatchObject({
    kind: "noSpace",
    message: expect.stringMatching(/is full\. Make room and try again/),
  });
  expect(await fetchModel(source, options)).toMatchObject({ kind: "fetched" });
  // Without a checksum nobody would have noticed.
  expect((await readFile(join(target, "m.gguf"))).equals(model)).toBe(true);
});
