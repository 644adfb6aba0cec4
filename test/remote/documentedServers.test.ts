/** Servers by their documentation: what they are taken for, what is asked of them, and what comes of their answers. */

import { describe, expect, it } from "vitest";
import { ServerConnection } from "../../src/core/remote/serverConnection.ts";
import { failureOfStatus } from "../../src/core/remote/serverFailure.ts";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { askThrough } from "./conversations.ts";
import { DOCUMENTED, type DocumentedServer } from "./documentedServers.ts";

const PLACE = { languageId: "typescript", marked: "const total = ▮\nconst next = 1;\n" };

/** Answers the nth request for a text with the nth of its texts, a few characters at a time. */
class DocumentedPort implements ServerPort {
  readonly host = "gpu.example";
  readonly bodies: object[] = [];
  readonly #server: DocumentedServer;
  readonly #first: number;

  constructor(server: DocumentedServer, first: number) {
    this.#server = server;
    this.#first = first;
  }

  async ask(path: string) {
    const { answers, elsewhere = [404, {}] } = this.#server;
    const found = answers[path] ?? elsewhere;
    const [status, body] = Array.isArray(found) ? (found as [number, object]) : [200, found];
    return { status, body: JSON.stringify(body) };
  }

  async *open({ body }: { readonly body: object }): AsyncIterable<string> {
    const said = this.#server.texts[this.#first + this.bodies.length]!;
    this.bodies.push(body);
    if (typeof said[0] === "number") throw failureOfStatus(said[0], this.host, { body: JSON.stringify(said[1]) });
    const text = (said as readonly string[]).join("");
    for (let at = 0; at < text.length; at += 11) yield text.slice(at, at + 11);
  }
}

function connect(port: ServerPort): ServerConnection {
  const wishes = { kind: "auto", model: "", layout: "auto" } as const;
  return new ServerConnection({ port, wishes, clock: systemClock, chance: () => 0 });
}

describe.each(DOCUMENTED)("$name", (server) => {
  it("is known by its answers", async () => {
    const { kind, product, model, layout, contextSize } = await connect(new DocumentedPort(server, 0)).facts(
      new AbortController().signal,
    );
    expect([kind, product, model, layout.family, contextSize].join(" / ")).toBe(server.facts);
  });

  it.each(server.outcomes.map((outcome, index) => [outcome, index] as const))("%s", async (outcome, index) => {
    const port = new DocumentedPort(server, index);
    expect(await askThrough(connect(port), PLACE)).toBe(outcome);
    for (const [field, value] of Object.entries(server.bodies[0]!))
      expect(Reflect.get(port.bodies[0]!, field), field).toEqual(value);
  });

  it("writes in the end; what it refused to say is not asked for again", async () => {
    const port = new DocumentedPort(server, 0);
    const connection = connect(port);
    for (const [index, body] of server.bodies.entries()) {
      expect(await askThrough(connection, PLACE)).toBe(server.outcomes[index]);
      for (const [field, value] of Object.entries(body))
        expect(Reflect.get(port.bodies[index]!, field), field).toEqual(value);
    }
    expect(connection.state.kind).toBe("ready");
    expect(connection.known?.saysLikelihoods).toBe(server.saysLikelihoods);
  });
});
