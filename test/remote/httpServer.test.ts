/** Servers that answer well, and in all the ways in which they do not: each ends in an outcome that says what is wrong. */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerKind } from "../../src/core/remote/serverKinds.ts";
import { NOBODYS_ADDRESS } from "../fakes/nobody.ts";
import { talk } from "../fakes/serverTalk.ts";
import { type Answer, chunk, introduce, RawServer, respond, STREAM_HEAD, streamOf } from "./rawServer.ts";
import { describeTried, KEY, type RemoteTrialOptions, tryServer } from "./remoteTrial.ts";

const server = new RawServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const GOOD = talk("llama-server", [{ text: " one" }, { text: "();" }, { text: "\n" }]);
const url = (): string => `http://127.0.0.1:${server.port}`;

/** Introduces itself well, and answers requests for a text so. */
const writing =
  (answer: Answer, kind: ServerKind = "llama-server"): Answer =>
  (socket, request) => {
    if (!introduce(socket, request, kind)) void answer(socket, request);
  };

async function outcomeOf(answer: Answer, options: Partial<RemoteTrialOptions> = {}): Promise<string> {
  server.answer = answer;
  server.requests.length = 0;
  const tried = await tryServer({ url: url(), ...options });
  expect(tried.said).not.toContain(KEY);
  await server.quiet();
  return describeTried(tried);
}

describe("a server that writes", () => {
  it.each<ServerKind>(["llama-server", "openai", "ollama"])("%s", async (kind) => {
    const lines = talk(kind, [{ text: " one" }, { text: "();" }, { text: "\n" }]);
    expect(await outcomeOf(writing((socket) => void socket.write(streamOf(lines)), kind))).toBe("shown: one();");
    expect(server.requests.every(({ headers }) => headers.includes(`Bearer ${KEY}`))).toBe(true);
  });

  it("byte by byte, characters cut apart", async () => {
    const lines = talk("llama-server", [{ text: ' "größe' }, { text: "😀" }, { text: '";' }, { text: "\n" }]);
    const stream: Answer = async (socket) => {
      socket.setNoDelay(true);
      socket.write(STREAM_HEAD);
      for (const byte of Buffer.from(lines.join(""))) {
        socket.write(`1\r\n`);
        socket.write(Buffer.from([byte]));
        socket.write("\r\n");
      }
      socket.write("0\r\n\r\n");
    };
    expect(await outcomeOf(writing(stream))).toBe('shown: "größe😀";');
  });

  it("at another path of its own", async () => {
    const answer: Answer = (socket, request) => {
      if (request.path.startsWith("/new"))
        writing((to) => void to.write(streamOf(GOOD)))(socket, { ...request, path: request.path.slice(4) });
      else respond(socket, 307, "", { location: `/new${request.path}` });
    };
    expect(await outcomeOf(answer)).toBe("shown: one();");
  });
});

describe("a server that does not", () => {
  const check = (what: string, answer: Answer, expected: RegExp, options: Partial<RemoteTrialOptions> = {}) =>
    it(what, async () => expect(await outcomeOf(answer, options)).toMatch(expected));
  const status = (code: number, body = "", headers = {}): Answer =>
    writing((socket) => respond(socket, code, body, headers));
  const bytes = (text: string): Answer => writing((socket) => void socket.end(text));

  check(
    "401",
    status(401, `{"error":"Incorrect API key provided: ${KEY}"}`),
    /^failed: 127\S+ refuses the key \(401\).*provided: …$/,
  );
  check("401 at once", (socket) => respond(socket, 401, ""), /^failed: 127\S+ refuses the key/);
  check("404", status(404), /^failed: 127\S+ has nothing at this path \(404\)/);
  check("413", status(413), /^failed: 127\S+ takes no prompts that long/);
  check("429", status(429, "", { "retry-after": "7" }), /^failed: 127\S+ is busy \(429\)/);
  check(
    "500",
    status(500, '{"error":{"message":"out of memory"}}'),
    /^failed: 127\S+ failed \(500\). It says: out of memory$/,
  );
  check("503", status(503), /^failed: 127\S+ is busy \(503\)/);
  check(
    "another host",
    status(307, "", { location: "https://evil.example/x" }),
    /^failed: 127\S+ sends requests to another address \(307\)/,
  );
  check(
    "another port",
    status(302, "", { location: "http://127.0.0.1:9/x" }),
    /^failed: 127\S+ sends requests to another address \(302\)/,
  );
  check(
    "round and round",
    status(308, "", { location: "/completion" }),
    /^failed: 127\S+ sends requests to another address \(308\)/,
  );
  check(
    "half a stream",
    bytes(`${STREAM_HEAD}${chunk(GOOD[0]!)}`),
    /^failed: 127\S+ closed the connection in the middle/,
  );
  check(
    "a stream that ends too soon",
    bytes(streamOf([GOOD[0]!.replace(" one", "x")])),
    /^failed: 127\S+ ended in the middle of an answer/,
  );
  check("nothing", bytes(""), /^failed: 127\S+ (?:closed the connection|cannot be reached)/);
  check("no HTTP", bytes("hello\r\n\r\n"), /^failed: 127\S+ does not speak HTTP/);
  check(
    "a page",
    writing((socket) => respond(socket, 200, "<html></html>\n")),
    /^failed: 127\S+ sends what is not of its protocol/,
  );
  check(
    "wrong JSON",
    writing((socket) => respond(socket, 200, 'data: {"content":\n\n')),
    /^failed: 127\S+ sends what is not of its protocol/,
  );
  check(
    "JSON of another kind",
    writing((socket) => respond(socket, 200, 'data: {"choices":[]}\n\n')),
    /^failed: 127\S+ sends what is not of its protocol/,
  );
  check(
    "an error in its stream",
    bytes(streamOf([GOOD[0]!.replace(" one", " "), 'data: {"error":{"message":"slot died"}}\n\n'])),
    /^failed: 127\S+ failed: slot died/,
  );
  check(
    "a huge line",
    writing((socket) => pour(socket, "x")),
    /^failed: 127\S+ sends a line without an end/,
  );
  check(
    "silence",
    writing(() => {}),
    /^failed: 127\S+ did not write anything for 200 ms/,
    { timeoutMs: 200 },
  );
  check(
    "silence after a token",
    writing((socket) => void socket.write(STREAM_HEAD + chunk(GOOD[0]!))),
    /^failed: 127\S+ did not write anything/,
    { timeoutMs: 300 },
  );
  check(
    "endless text",
    writing((socket) => pour(socket, talk("llama-server", [{ text: " a" }])[0]!)),
    /^(?:shown|empty|repeats|notShowable|lowConfidence)/,
  );
});

describe("the way there", () => {
  const tls = (name: string): string =>
    readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url)), "utf8");
  const secure = new RawServer({ key: tls("key"), cert: tls("cert") });
  beforeAll(() => secure.start());
  afterAll(() => secure.stop());

  it("a certificate of nobody's is not believed, unless it is said to", async () => {
    secure.answer = writing((socket) => void socket.write(streamOf(GOOD)));
    const address = `https://localhost:${secure.port}`;
    expect(describeTried(await tryServer({ url: address }))).toMatch(
      /^failed: The certificate of localhost:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    );
    expect(secure.requests).toEqual([]);
    expect(describeTried(await tryServer({ url: address, strictSSL: false }))).toBe("shown: one();");
  });

  it("TLS where there is none", async () => {
    const plain = createServer();
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const tried = await tryServer({ url: `https://127.0.0.1:${(plain.address() as AddressInfo).port}` });
    expect(describeTried(tried)).toMatch(/^failed: 127\S+ does not speak TLS: write http:\/\//);
    plain.closeAllConnections();
    await new Promise((resolve) => plain.close(resolve));
  });

  it("nobody listens", async () => {
    expect(describeTried(await tryServer({ url: NOBODYS_ADDRESS }))).toMatch(
      /^failed: 127\S+ cannot be reached \(ECONNREFUSED\)/,
    );
  });
});

it("given up, the connection is closed while the server still writes", async () => {
  const ended = new AbortController();
  server.answer = writing((socket) => {
    socket.write(STREAM_HEAD + chunk(GOOD[0]!));
    ended.abort();
  });
  const { outcome } = await tryServer({ url: url() }, ended.signal);
  expect(outcome.kind).toBe("cancelled");
  await server.quiet();
});

/** For ever, as fast as it is taken. */
function pour(socket: Parameters<Answer>[0], text: string): void {
  const piece = chunk(text.repeat(Math.ceil(20_000 / text.length)));
  socket.write(STREAM_HEAD);
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", more);
  more();
}
