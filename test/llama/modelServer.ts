/** A server of models on this machine, with the bad habits that servers have. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Habits {
  /** Every answer, or after so many good ones. */
  readonly status?: number;
  readonly statusAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** "honest": parts are given; "none": they are not, and it says so; "claimed": it says that they are. Default: honest. */
  readonly ranges?: "honest" | "none" | "claimed";
  /** Sends so many bytes of an answer, then pulls the plug; `cuts` times, or always. */
  readonly cutAfter?: number;
  readonly cuts?: number;
  /** So many bytes come of each answer, and then nothing. */
  readonly hangsAfter?: number;
  /** No byte of a file from here on ever comes, or only once the server is released. */
  readonly hangsAt?: number;
  /** Announces so many bytes more than it has. */
  readonly lies?: number;
  /** Bytes per 10 ms. */
  readonly pace?: number;
  /** Only of answers that begin here or later. */
  readonly paceFrom?: number;
  /** Goes to the file by another address first. */
  readonly redirects?: number;
  /** As the hub does: the checksum is among the headers of the redirect. */
  readonly linkedChecksum?: string;
}

export class ModelServer {
  /** By path, without what follows "?". */
  readonly files = new Map<string, Buffer>();
  readonly requests: { readonly path: string; readonly range: string | undefined }[] = [];
  habits: Habits = {};
  readonly #server: Server;
  #cutsLeft = 0;
  #answers = 0;
  #goOn: (() => void)[] = [];

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on. */
  behave(habits: Habits): void {
    this.habits = habits;
    this.#cutsLeft = habits.cuts ?? Number.POSITIVE_INFINITY;
    this.#answers = 0;
    this.#goOn = [];
    this.requests.length = 0;
  }

  /** What hangs goes on, and nothing hangs from now on. */
  release(): void {
    this.habits = {};
    for (const goOn of this.#goOn.splice(0)) goOn();
  }

  /** Bytes that were asked for twice are counted twice. */
  get ranges(): readonly string[] {
    return this.requests.flatMap(({ range }) => (range === undefined ? [] : [range]));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [path = ""] = (request.url ?? "").replace(/^http:\/\/[^/]*/, "").split("?");
    this.requests.push({ path, range: request.headers.range });
    const { status, statusAfter = 0, headers = {}, redirects = 0, linkedChecksum } = this.habits;
    this.#answers += 1;
    if (status !== undefined && this.#answers > statusAfter) return void response.writeHead(status, headers).end("no");
    const hop = Number(/^\/hop(\d+)/.exec(path)?.[1] ?? 0);
    const plain = path.replace(/^\/hop\d+/, "");
    const file = this.files.get(plain);
    if (file === undefined) return void response.writeHead(404).end("nothing here");
    if (hop < redirects) {
      const linked = linkedChecksum === undefined ? {} : { "x-linked-etag": `"${linkedChecksum}"` };
      return void response.writeHead(302, { location: `/hop${hop + 1}${plain}?signed=1`, ...linked }).end();
    }
    this.#send(file, request, response, headers);
  }

  #send(file: Buffer, request: IncomingMessage, response: ServerResponse, headers: object): void {
    const { ranges = "honest", lies = 0 } = this.habits;
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const isPart = ranges === "honest" && from !== undefined;
    const start = isPart ? Number(from) : 0;
    const end = isPart && to ? Math.min(Number(to) + 1, file.length) : file.length;
    response.writeHead(isPart ? 206 : 200, {
      "content-type": "application/octet-stream",
      "content-length": end - start + (isPart ? 0 : lies),
      ...(ranges === "none" ? {} : { "accept-ranges": "bytes" }),
      ...(isPart ? { "content-range": `bytes ${start}-${end - 1}/${file.length + lies}` } : {}),
      ...headers,
    });
    void this.#sendBody(file.subarray(start, end), start, response);
  }

  async #sendBody(body: Buffer, start: number, response: ServerResponse): Promise<void> {
    const never = Number.POSITIVE_INFINITY;
    const { cutAfter = never, hangsAfter = never, hangsAt = never, paceFrom = 0 } = this.habits;
    const pace = start < paceFrom ? undefined : this.habits.pace;
    const step = pace ?? 256 * 1024;
    let hangs = Math.min(hangsAfter, Math.max(0, hangsAt - start));
    for (let at = 0; at < body.length && !response.destroyed; at += step) {
      if (at >= hangs) {
        await new Promise<void>((goOn) => this.#goOn.push(goOn));
        hangs = never;
        if (response.destroyed) return;
      }
      if (at >= cutAfter && this.#cutsLeft > 0) {
        this.#cutsLeft -= 1;
        response.destroy();
        return;
      }
      if (!response.write(body.subarray(at, at + step)) && pace === undefined) await drained(response);
      if (pace !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    response.end();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

/** Whether the downloader has noted, behind the end of the file it writes, that its first piece is whole: then it is kept. */
export function hasFirstPiece(path: string, model: Buffer): boolean {
  const file = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  return /"chunks":\[2/.test(file.subarray(model.length).toString());
}

export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A small real model with so many bytes behind it that it comes in several pieces. Same length, same bytes. */
export function padModel(model: Buffer, bytes: number): Buffer {
  const padding = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 4) padding.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return Buffer.concat([model, padding]);
}
