/** A download that was stopped may fail late: the next one in the same process has nothing to do with it. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FetchProgress } from "../../src/core/models/fetchOutcome.ts";
import { parseAddress } from "../../src/core/models/modelAddress.ts";
import { fetchModel } from "../../src/llama/modelFetch.ts";
import { createFetch, type Fetch, PLAIN_NETWORK } from "../../src/network/networkAccess.ts";
import { writeTinyModel } from "../models/tinyModel.ts";
import { ModelServer, padModel } from "./modelServer.ts";

/** Of 17 MiB and more the last pieces are held back. */
const HELD = { hangsAt: 15.5 * 2 ** 20 };
const BEGUN = 6 * 2 ** 20;

const server = new ModelServer();
let folder: string;
beforeAll(async () => {
  await server.start();
  folder = await mkdtemp(join(tmpdir(), "turnkey-late-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  server.files.set("/m.gguf", padModel(await readFile(join(folder, "tiny.gguf")), 17 * 2 ** 20));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

it("what fails of one that was stopped does not end the next", async () => {
  const source = { name: "m", address: parseAddress(`${server.url}/m.gguf`)! };
  const plain = createFetch(PLAIN_NETWORK, {});
  let fail = (): void => {};
  const failing = new Promise<void>((resolve) => (fail = resolve));
  let asks = 0;
  const fetch: Fetch = (...asked) => {
    asks += 1;
    // Nobody waits for it, as for the downloader's writes. The question and the head are asked for by ourselves.
    if (asks > 2) void failing.then(() => void Promise.reject(new Error("late")));
    return plain(...asked);
  };
  const stop = new AbortController();
  const stopOnceBegun = ({ done }: FetchProgress): void => {
    if (done > BEGUN) stop.abort();
  };
  server.behave(HELD);
  const common = { folder: join(folder, "got"), hub: server.url };
  const stopped = await fetchModel(source, { ...common, fetch, signal: stop.signal, onProgress: stopOnceBegun });
  expect(stopped).toMatchObject({ kind: "cancelled" });
  server.behave(HELD);
  const failOnceBegun = ({ done }: FetchProgress): void => {
    if (done <= BEGUN) return;
    fail();
    // Once it is known that nobody waited.
    setTimeout(() => server.release(), 50);
  };
  const next = await fetchModel(source, { ...common, fetch: plain, onProgress: failOnceBegun });
  expect(next).toMatchObject({ kind: "fetched" });
});
