/** A language server as a process, with a model here and one on a server of 127.0.0.1: nothing is sent before somebody agreed. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RemoteStatus } from "../../src/protocol.ts";
import { talk } from "../fakes/serverTalk.ts";
import { introduce, RawServer, streamOf } from "../remote/rawServer.ts";
import type { Client, Item } from "./support/client.ts";
import { useServer } from "./support/stage.ts";

const { start } = useServer();
const gpu = new RawServer();
beforeAll(() => gpu.start());
afterAll(() => gpu.stop());
afterEach(() => {
  gpu.requests.length = 0;
  gate = Promise.resolve();
});
/** The server's texts wait for it: so that what the model here says comes first, however fast either is. */
let gate = Promise.resolve();

const URI = "file:///project/a.ts";
const PLACE = { line: 0, character: 10 };
const NETWORK = { proxy: "", noProxy: [], strictSSL: true };
const KEY = "sk-turnkey-0123456789abcdef";
const url = (): string => `127.0.0.1:${gpu.port}`;

const writesSurely = (): void => {
  const lines = talk("llama-server", [
    { text: " gamma", chance: 0.999 },
    { text: "();", chance: 0.999 },
    { text: "\n", chance: 0.999 },
  ]);
  gpu.answer = (socket, request) => {
    if (!introduce(socket, request, "llama-server")) void gate.then(() => socket.write(streamOf(lines)));
  };
};

interface Stage {
  readonly settings?: object;
  readonly own?: boolean;
  readonly trusted?: boolean;
  readonly deniesSockets?: boolean;
}

/** With a document open. */
async function open({ settings = {}, own = true, trusted = true, deniesSockets = false }: Stage): Promise<Client> {
  writesSurely();
  const client = start({ behaviour: { logprob: -0.1, deniesSockets } });
  // With a patience that no machine needs: time cuts no text.
  const patient = { "remote.timeout": 20_000, latencyTarget: 10_000 };
  const remote = { "remote.url": url(), ...patient, eagerness: "eager", ...settings };
  await client.initialize({ ownInlineProvider: own, settings: remote, trusted, paced: false });
  await client.open(URI, "const a = ;\n");
  return client;
}

const textsOf = async (client: Client): Promise<readonly string[]> =>
  (await client.complete(URI, PLACE, 2).items).map(({ insertText }: Item) => insertText);
const allow = (client: Client, isAllowed = true, to = url()): Promise<void> =>
  client.notify("turnkey/server", { url: to, isAllowed, key: KEY, network: NETWORK });
const remoteOf = (client: Client) => client.received<{ remote?: RemoteStatus }>("turnkey/status").at(-1)?.remote;

describe("both", () => {
  it("the model here at once, then the server's surer text; with the server gone the one here goes on", async () => {
    let openGate = (): void => {};
    gate = new Promise((resolve) => (openGate = resolve));
    const client = await open({});
    await client.untilState("ready");
    await allow(client);
    await client.until(() => remoteOf(client)?.state === "unasked", "the server to be allowed");
    expect(await textsOf(client)).toEqual(["alpha + beta"]);
    openGate();
    await client.until(() => client.received("turnkey/more").length > 0, "more to show");
    expect(await textsOf(client)).toEqual(["gamma()"]);
    expect(remoteOf(client)).toMatchObject({
      ...{ state: "ready", host: url(), isPrivate: true, saysLikelihoods: true },
      ...{ model: "qwen2.5-coder-7b", protocol: "llama-server", layout: "qwen-coder" },
    });
    const bodies = gpu.requests.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    expect(remoteOf(client)?.sent).toEqual({ requests: gpu.requests.length, bytes: bodies });
    expect(gpu.requests.every(({ headers }) => headers.includes(`Bearer ${KEY}`))).toBe(true);

    gpu.answer = (socket) => void socket.destroy();
    await client.change(URI, 2, [{ text: "const bb = ;\n" }]);
    expect(
      (await client.complete(URI, { line: 0, character: 11 }, 2).items).map(({ insertText }) => insertText),
    ).toEqual(["alpha + beta"]);
    await client.until(() => remoteOf(client)?.state === "failed", "the server to be missed");
    expect(remoteOf(client)).toMatchObject({
      isPassing: true,
      model: "qwen2.5-coder-7b",
      message: expect.stringContaining(url()),
    });
    expect(await client.request<readonly string[]>("turnkey/trace").then(JSON.stringify)).not.toContain(KEY);
    expect(await client.request<string>("turnkey/diagnostics")).not.toContain(KEY);
    expect(client.stderr).not.toContain(KEY);
    expect(JSON.stringify(client.notifications)).not.toContain(KEY);
  });
});

describe("the server alone", () => {
  it("writes, and no model is loaded here", async () => {
    const client = await open({ settings: { "remote.use": "remote" }, trusted: false });
    await client.until(() => remoteOf(client)?.state === "withheld", "the server to be withheld");
    const other = await open({ settings: { "remote.use": "remote" } });
    await allow(other);
    await other.until(() => remoteOf(other)?.state === "unasked", "the server to be allowed");
    expect(await textsOf(other)).toEqual(["gamma()"]);
    await client.stop();
    await other.stop();
  });
});

it("a layout that nobody knows is said once, with the setting's name, and again where the server's state is", async () => {
  const client = await open({ settings: { "remote.layout": "qwen" } });
  await allow(client);
  await client.untilState("ready");
  const wrong =
    /^turnkey\.remote\.layout is "qwen", which is no family of models that is known: auto, or one of .*qwen-coder/;
  await textsOf(client);
  await client.until(() => remoteOf(client)?.state === "failed", "the server's state");
  expect(remoteOf(client)).toMatchObject({ isPassing: false, message: expect.stringMatching(wrong) });
  expect(client.received<{ text: string }>("turnkey/message").map(({ text }) => text)).toEqual([
    expect.stringMatching(wrong),
  ]);
});

describe("nothing is sent", () => {
  const check = (what: string, stage: Stage, act: (client: Client) => Promise<void>) =>
    it(what, async () => {
      const client = await open({ ...stage, deniesSockets: true });
      await act(client);
      await client.untilState("ready");
      expect(await textsOf(client)).toEqual(["alpha + beta"]);
      expect(await textsOf(client)).toEqual(["alpha + beta"]);
      await client.stop();
      expect(client.stderr).not.toContain("a socket was opened");
      expect(gpu.requests).toEqual([]);
    });

  check("while no server is set", { settings: { "remote.url": "" } }, (client) => allow(client));
  check("before somebody agreed", {}, async () => {});
  check("when somebody refused", {}, (client) => allow(client, false));
  check("when somebody agreed to another one", {}, (client) => allow(client, true, "other.example"));
  check("while the model here is to write alone", { settings: { "remote.use": "local" } }, (client) => allow(client));
  check("from folders that are not trusted", { trusted: false }, (client) => allow(client));
});

it("with a socket to be denied, the test would notice", async () => {
  const client = await open({ deniesSockets: true });
  await allow(client);
  await client.untilState("ready");
  await textsOf(client);
  await client.until(() => client.stderr.includes("a socket was opened"), "a socket");
});

describe("an editor that does not know our messages", () => {
  const check = (answer: string | undefined, expected: string) =>
    it(`is asked with the server's name, and says ${answer}`, async () => {
      const client = start({ behaviour: { logprob: -0.1 } });
      const asked: string[] = [];
      client.connection.onRequest("window/showMessageRequest", ({ message }: { message: string }) => {
        asked.push(message);
        return answer === undefined ? null : { title: answer };
      });
      writesSurely();
      await client.initialize({
        settings: { "remote.url": url(), "remote.use": "remote", "remote.timeout": 20_000, eagerness: "eager" },
      });
      await client.open(URI, "const a = ;\n");
      await client.until(() => asked.length > 0 && remoteOf(client)?.state === expected, `state ${expected}`);
      expect(asked).toEqual([expect.stringContaining(url())]);
    });

  check("Send", "unasked");
  check("Do Not Send", "withheld");
});
