/** A server by HTTP: its answers as they come, and whatever goes wrong on the way as a failure with a name. */

import { isSameServer, type ServerAddress } from "../core/remote/serverAddress.ts";
import { failureOfStatus, parseRetryAfter, ServerFailure } from "../core/remote/serverFailure.ts";
import type { Answered } from "../core/remote/serverKinds.ts";
import type { SentCounts, ServerPort } from "../core/remote/serverPort.ts";
import type { ServerRequest } from "../core/remote/serverRequests.ts";
import { type NetworkSettings, openNetwork } from "../network/networkAccess.ts";
import { failureOfError } from "./httpFailure.ts";
import { KeyFilter, withoutKey } from "./keyFilter.ts";

export interface HttpServerOptions {
  readonly address: ServerAddress;
  /** "": none. */
  readonly key: string;
  readonly network: NetworkSettings;
  /** How long an answer may take that is no text. */
  readonly answerMs: number;
}

const CONNECT_MAX_MS = 5000;
/** Streams have a limit of their own. */
const SILENT_MAX_MS = 120_000;
/** Of an answer that comes as a whole: lists of models and chat templates are shorter. */
const MOST_ANSWER = 4_000_000;
/** Of what a server says of an error. */
const MOST_COMPLAINT = 4000;
const MOST_REDIRECTS = 2;

export class HttpServer implements ServerPort {
  readonly host: string;
  readonly #options: HttpServerOptions;
  readonly #network: ReturnType<typeof openNetwork>;
  #sent: SentCounts = { requests: 0, bytes: 0 };

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.host = options.address.host;
    this.#network = openNetwork(options.network, { connectMs: CONNECT_MAX_MS, silentMs: SILENT_MAX_MS });
  }

  get sent(): SentCounts {
    return this.#sent;
  }

  /** Closes all connections. */
  close(): Promise<void> {
    return this.#network.close();
  }

  async ask(path: string, body: object | undefined, signal: AbortSignal): Promise<Answered> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#options.answerMs)]);
    try {
      const response = await this.#send(path, body, limited);
      const text = await this.#readText(response, response.ok ? MOST_ANSWER : MOST_COMPLAINT);
      return { status: response.status, body: text, retryAfterMs: retryAfterOf(response) };
    } catch (error) {
      throw this.#toFailure(error);
    }
  }

  async *open({ path, body }: ServerRequest, signal: AbortSignal): AsyncIterable<string> {
    try {
      const response = await this.#send(path, body, signal);
      if (!response.ok) throw await this.#refusal(response);
      if (response.body === null) return;
      const decoder = new TextDecoder();
      const filter = new KeyFilter(this.#options.key);
      for await (const bytes of response.body) yield filter.push(decoder.decode(bytes, { stream: true }));
      yield filter.push(decoder.decode()) + filter.end();
    } catch (error) {
      throw this.#toFailure(error);
    }
  }

  /** Follows no redirect to another host: what is sent, and the key, are for this one. */
  async #send(path: string, body: object | undefined, signal: AbortSignal): Promise<Response> {
    const { address } = this.#options;
    const text = body === undefined ? undefined : JSON.stringify(body);
    let url = `${address.url}${path}`;
    for (let count = 0; ; count += 1) {
      this.#count(text);
      const response = await this.#network.fetch(url, { ...this.#init(text), redirect: "manual", signal });
      const location = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (location === null || count >= MOST_REDIRECTS || !isSameServer(address, location)) return response;
      await response.body?.cancel();
      url = new URL(location, url).href;
    }
  }

  #count(text = ""): void {
    const { requests, bytes } = this.#sent;
    this.#sent = { requests: requests + 1, bytes: bytes + Buffer.byteLength(text) };
  }

  #init(body: string | undefined): RequestInit {
    const { key, address } = this.#options;
    const headers = {
      accept: "application/json, text/event-stream",
      "accept-encoding": "identity",
      "user-agent": "turnkey",
      // What anybody on the way can read is no place for it.
      ...(key === "" || !address.isPrivate ? {} : { authorization: `Bearer ${key}` }),
    };
    if (body === undefined) return { headers };
    return { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
  }

  async #refusal(response: Response): Promise<ServerFailure> {
    const body = await this.#readText(response, MOST_COMPLAINT);
    const answer = { body, retryAfterMs: retryAfterOf(response) };
    return (
      failureOfStatus(response.status, this.host, answer) ??
      new ServerFailure("notUnderstood", `${this.host} gave no answer.`)
    );
  }

  /** At most so many characters; without our key, whoever says it. */
  async #readText(response: Response, most: number): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > most) break;
    }
    return this.#withoutKey(text.slice(0, most));
  }

  #withoutKey(text: string): string {
    return withoutKey(text, this.#options.key);
  }

  #toFailure(error: unknown): ServerFailure {
    if (error instanceof ServerFailure) return error;
    const { kind, message } = failureOfError(error, this.#options.address);
    return new ServerFailure(kind, this.#withoutKey(message));
  }
}

function retryAfterOf(response: Response): number | undefined {
  return parseRetryAfter(response.headers.get("retry-after") ?? undefined, Date.parse, Date.now());
}
