/** A server on 127.0.0.1 that answers with bytes of any kind: whatever a test tells it to, at each request. */

import type { AddressInfo } from "node:net";
import { createServer as createPlain, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import type { ServerKind } from "../../src/core/remote/serverKinds.ts";
import { introduction } from "../fakes/serverTalk.ts";

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: string;
  readonly body: string;
}

/** Writes to the socket as it likes. */
export type Answer = (socket: Socket, request: RawRequest) => void | Promise<void>;

export class RawServer {
  readonly requests: RawRequest[] = [];
  answer: Answer = () => {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #wake = (): void => {};

  /** `tls`: with this certificate. */
  constructor(tls?: { readonly key: string; readonly cert: string }) {
    const take = (socket: Socket): void => this.#take(socket);
    this.#server = tls === undefined ? createPlain(take) : createTls({ ...tls }, take);
    this.#server.on("tlsClientError", () => {});
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when no connection is open. */
  async quiet(): Promise<void> {
    while (this.#sockets.size > 0) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#wake();
    });
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes.toString("latin1");
      const request = parse(received);
      if (request === undefined) return;
      received = "";
      this.requests.push(request);
      void this.answer(socket, request);
    });
  }
}

/** Undefined while more is to come. */
function parse(text: string): RawRequest | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const headers = text.slice(0, end);
  const length = Number(/^content-length: (\d+)/im.exec(headers)?.[1] ?? 0);
  const body = text.slice(end + 4);
  if (body.length < length) return undefined;
  const [method = "", path = ""] = headers.split("\r\n", 1)[0]!.split(" ");
  return { method, path, headers, body: Buffer.from(body, "latin1").toString("utf8") };
}

/** A whole answer. */
export function respond(
  socket: Socket,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const fields = { "content-length": String(Buffer.byteLength(body)), "content-type": "application/json", ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} said\r\n${lines.join("")}\r\n${body}`);
}

/** The head of an answer that goes on until its end, in pieces. */
export const STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** A whole stream as bytes of HTTP. */
export function streamOf(lines: readonly string[]): string {
  return `${STREAM_HEAD}${lines.map(chunk).join("")}0\r\n\r\n`;
}

/** Says what it is, as a server of a kind does; false: it was asked something else. */
export function introduce(socket: Socket, { path, method }: RawRequest, kind: ServerKind): boolean {
  if (method === "POST" && path !== "/tokenize") return false;
  const found = introduction(kind, "qwen2.5-coder-7b")[path];
  if (found === undefined) respond(socket, 404, '{"error":{"code":404,"message":"File Not Found"}}');
  else respond(socket, 200, JSON.stringify(found));
  return true;
}
