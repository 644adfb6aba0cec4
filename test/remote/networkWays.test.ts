/** The way to a server: certificates of an authority of one's own, proxies, and what VS Code's settings make of both. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NetworkSettings } from "../../src/network/networkAccess.ts";
import { NOBODYS_ADDRESS } from "../fakes/nobody.ts";
import { talk } from "../fakes/serverTalk.ts";
import { LoginProxy } from "../network/loginProxy.ts";
import { introduce, RawServer, streamOf } from "./rawServer.ts";

const pathOf = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
const pem = (name: string): string => readFileSync(pathOf(name), "utf8");
const withCertificate = (name: string): RawServer => new RawServer({ key: pem("own-key"), cert: pem(name) });

const SERVERS = {
  plain: new RawServer(),
  /** For this machine, by the authority. */
  own: withCertificate("own-cert"),
  /** By the authority, for another machine. */
  other: withCertificate("other-cert"),
  expired: withCertificate("expired-cert"),
} as const;
type ServerName = keyof typeof SERVERS;

/** A name that only the proxy knows: what is for this machine goes by none. */
const FAR = "gpu.test";
const proxy = new LoginProxy((host) => `http://127.0.0.1:${host.split(":")[1] ?? 80}`);
let proxyUrl: string;
const LINES = talk("llama-server", [{ text: " one" }, { text: "();" }, { text: "\n" }]);

beforeAll(async () => {
  proxyUrl = await proxy.start();
  for (const server of Object.values(SERVERS)) {
    await server.start();
    server.answer = (socket, request) => {
      if (!introduce(socket, request, "llama-server")) socket.write(streamOf(LINES));
    };
  }
});
afterAll(async () => {
  proxy.stop();
  for (const server of Object.values(SERVERS)) await server.stop();
});

interface Way {
  readonly server: ServerName;
  /** Left out: straight on. */
  readonly by?: Partial<NetworkSettings>;
  readonly strictSSL?: boolean;
}

/** What the environment makes believed. */
type Trust = "nobody" | "extra" | "system";
const TRUSTS: Readonly<Record<Trust, Readonly<Record<string, string>>>> = {
  nobody: {},
  extra: { NODE_EXTRA_CA_CERTS: pathOf("authority") },
  // Where OpenSSL has the system's certificates.
  system: { SSL_CERT_FILE: pathOf("authority") },
};

/** In a process of its own: what is believed is read once, at its start. */
async function tryWays(trust: Trust, ways: readonly Way[]): Promise<readonly string[]> {
  const wanted = ways.map(({ server, by = {}, strictSSL = true }) => ({
    url: `${server === "plain" ? "http" : "https"}://${by.proxy === undefined ? "localhost" : FAR}:${SERVERS[server].port}`,
    network: { proxy: "", ...by, strictSSL },
  }));
  return tryUrls(trust, wanted);
}

async function tryUrls(
  trust: Trust,
  wanted: readonly { readonly url: string; readonly network: NetworkSettings }[],
): Promise<readonly string[]> {
  const script = fileURLToPath(new URL("networkTrial.mts", import.meta.url));
  const { HTTP_PROXY: _, HTTPS_PROXY: __, http_proxy: ___, https_proxy: ____, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, JSON.stringify(wanted)],
    { env: { ...environment, ...TRUSTS[trust] }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect(out, err).not.toBe("");
  return JSON.parse(out) as string[];
}

const GOOD = /^shown: one\(\);$/;
const UNKNOWN =
  /^failed: The certificate of (?:localhost|gpu.test):\d+ is not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/;
const ANOTHER =
  /^failed: The certificate of (?:localhost|gpu.test):\d+ is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/;
const EXPIRED = /^failed: The certificate of (?:localhost|gpu.test):\d+ is not trusted \(CERT_HAS_EXPIRED\)/;

/** One process for all ways. */
function check(trust: Trust, ways: () => readonly (readonly [Way, RegExp])[]): void {
  it(`believing ${trust}`, async () => {
    for (const server of Object.values(SERVERS)) server.requests.length = 0;
    const tried = ways();
    const outcomes = await tryWays(
      trust,
      tried.map(([way]) => way),
    );
    for (const [index, [way, expected]] of tried.entries())
      expect(outcomes[index], JSON.stringify(way)).toMatch(expected);
    // Whom nobody believes hears nothing.
    for (const [name, server] of Object.entries(SERVERS)) {
      const isBelieved = tried.some(([way, expected]) => way.server === name && expected === GOOD);
      if (!isBelieved) expect(server.requests, name).toEqual([]);
    }
  });
}

describe("straight on, and by the proxy", () => {
  type Wanted = Omit<Way, "by"> & { readonly by?: Partial<NetworkSettings> };
  const both = (trust: Trust, ...wanted: readonly (readonly [Wanted, RegExp])[]): void =>
    check(trust, () =>
      [{}, { proxy: proxyUrl }].flatMap((base) =>
        wanted.map(([way, expected]) => [{ ...way, by: { ...base, ...way.by } }, expected] as const),
      ),
    );

  both("nobody", [{ server: "plain" }, GOOD], [{ server: "own" }, UNKNOWN], [{ server: "other" }, UNKNOWN]);
  both(
    "nobody",
    [{ server: "own", strictSSL: false }, GOOD],
    [{ server: "other", strictSSL: false }, GOOD],
    [{ server: "expired", strictSSL: false }, GOOD],
    [{ server: "plain", strictSSL: false }, GOOD],
  );
  both(
    "extra",
    [{ server: "own" }, GOOD],
    [{ server: "other" }, ANOTHER],
    [{ server: "expired" }, EXPIRED],
    [{ server: "own", by: { systemCertificates: false } }, GOOD],
  );
  both(
    "system",
    [{ server: "own" }, GOOD],
    [{ server: "other" }, ANOTHER],
    [{ server: "own", by: { systemCertificates: false } }, UNKNOWN],
  );
});

it("what is encrypted goes through a tunnel, what is not by its whole address; what is for this machine goes by none", async () => {
  proxy.asked.length = 0;
  await tryWays("extra", [
    { server: "own", by: { proxy: proxyUrl } },
    { server: "plain", by: { proxy: proxyUrl } },
  ]);
  const here = await tryUrls("extra", [
    { url: `https://localhost:${SERVERS.own.port}`, network: { proxy: proxyUrl, strictSSL: true } },
    { url: `http://127.0.0.1:${SERVERS.plain.port}`, network: { proxy: proxyUrl, strictSSL: true } },
  ]);
  expect(here).toEqual([expect.stringMatching(GOOD), expect.stringMatching(GOOD)]);
  const asked = new Set(proxy.asked.map(({ host, login, way }) => `${way} ${host} ${login}`));
  expect(asked).toEqual(
    new Set([`tunnel ${FAR}:${SERVERS.own.port} name:pass`, `plain ${FAR}:${SERVERS.plain.port} name:pass`]),
  );
});

describe("a proxy that does not lead on", () => {
  const unknown = (): string => `http://stranger:1@127.0.0.1:${proxy.port}`;
  const LOGIN = /^failed: The proxy on the way to gpu.test:\d+ wants a name and a password \(407\)/;

  it("is named, with what to do", async () => {
    const outcomes = await tryWays("extra", [
      { server: "own", by: { proxy: unknown() } },
      { server: "plain", by: { proxy: unknown() } },
      { server: "own", by: { proxy: unknown(), proxyAuthorization: "Bearer own" } },
      { server: "plain", by: { proxy: unknown(), proxyAuthorization: "Bearer own" } },
      { server: "own", by: { proxy: NOBODYS_ADDRESS } },
      { server: "plain", by: { proxy: NOBODYS_ADDRESS } },
    ]);
    expect(outcomes).toEqual([
      expect.stringMatching(LOGIN),
      expect.stringMatching(LOGIN),
      expect.stringMatching(GOOD),
      expect.stringMatching(GOOD),
      expect.stringMatching(/^failed: gpu.test:\d+ cannot be reached \(ECONNREFUSED\).*http\.proxy/),
      expect.stringMatching(/^failed: gpu.test:\d+ cannot be reached \(ECONNREFUSED\).*http\.proxy/),
    ]);
  });
});
