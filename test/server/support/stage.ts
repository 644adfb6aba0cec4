/** A bundled server for the tests of one file, and its processes. */

import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { bundle, Client, type ClientOptions } from "./client.ts";

export const URI = "file:///project/a.ts";
/** In front of the semicolon of the document that `startReady` opens. */
export const PLACE = { line: 0, character: 8 };

type StartOptions = Omit<ClientOptions, "bundle">;

export interface Stage {
  readonly bundlePath: () => string;
  readonly start: (options?: StartOptions) => Client;
  /** With a document open and the model loaded. */
  readonly startReady: (options?: StartOptions) => Promise<Client>;
}

/** Registers the hooks that build the server before the tests, and end its processes after each. */
export function useServer(): Stage {
  let server: { path: string; remove: () => void } | undefined;
  const clients: Client[] = [];
  beforeAll(async () => {
    server = await bundle(fileURLToPath(new URL("serverEntry.ts", import.meta.url)));
  });
  afterAll(() => server?.remove());
  afterEach(() => {
    const ended = clients.splice(0);
    for (const client of ended) client.kill();
    // The server goes on after a bug of our own; the test does not.
    expect(ended.filter(({ stderr }) => stderr.includes("BugError")).map(({ stderr }) => stderr)).toEqual([]);
  });
  const bundlePath = (): string => server?.path ?? "";
  const start = (options: StartOptions = {}): Client => {
    const client = new Client({ bundle: bundlePath(), ...options });
    clients.push(client);
    return client;
  };
  const startReady = async (options: StartOptions = {}): Promise<Client> => {
    const client = start(options);
    await client.initialize();
    await client.open(URI, "let x = ;\n");
    await client.untilState("ready");
    return client;
  };
  return { bundlePath, start, startReady };
}
