/**
 * node-llama-cpp's downloader asks the global `fetch`, tries again for ever, and believes what a server says of itself. So it
 * is lent a `fetch` of ours for as long as it runs: one that goes the way that the settings say, ends with its work, counts
 * what comes, and lets no answer pass that is shorter than announced.
 */

import type { Fetch } from "../network/networkAccess.ts";

export interface WatchedFetch {
  readonly fetch: Fetch;
  /** Bytes that came so far, all answers together. */
  readonly received: () => number;
  /** Status of the latest answer that was no success; undefined: none, or another one succeeded since. */
  readonly failure: () => { readonly status: number; readonly retryAfter: string | null } | undefined;
  /** Every answer under way and every later one fails. */
  readonly end: () => void;
}

export interface WatchOptions {
  readonly takesRanges: boolean;
  /** An answer that will be the same next time. */
  readonly onRefused: () => void;
}

/** Statuses of servers that may have more to say later. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

export function watchFetch(fetch: Fetch, { takesRanges, onRefused }: WatchOptions): WatchedFetch {
  const ended = new AbortController();
  let received = 0;
  let failure: ReturnType<WatchedFetch["failure"]>;
  const watched = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const signal = init.signal ? AbortSignal.any([init.signal, ended.signal]) : ended.signal;
    const headers = new Headers(init.headers);
    headers.set("accept-encoding", "identity");
    const response = await fetch(input, { ...init, headers, signal });
    // The downloader tries again after an error; a status it would take for the end, or sleep for as long as the server likes.
    if (!response.ok) {
      failure = { status: response.status, retryAfter: response.headers.get("retry-after") };
      await response.body?.cancel();
      if (response.status < 500 && !PASSING.has(response.status)) onRefused();
      throw new Error(`the server answered ${response.status}`);
    }
    failure = undefined;
    refuseOtherPart(headers.get("range"), response);
    const answer = new Headers(response.headers);
    // What a server says of itself is not what it does.
    if (takesRanges) answer.set("accept-ranges", "bytes");
    else answer.delete("accept-ranges");
    const body =
      response.body &&
      passOn(response.body, expectedLength(response), signal, (bytes) => {
        received += bytes;
      });
    const { status, statusText } = response;
    const passed = new Response(body ?? null, { status, statusText, headers: answer });
    Object.defineProperty(passed, "url", { value: response.url });
    return passed;
  };
  return { fetch: watched as Fetch, received: () => received, failure: () => failure, end: () => ended.abort() };
}

function refuseOtherPart(asked: string | null, { headers }: Response): void {
  const given = headers.get("content-range");
  if (asked === null || given === null) return;
  if (given.replace(/^bytes /, "bytes=").startsWith(`${asked}/`)) return;
  throw new Error(`asked for ${asked}, got ${given}`);
}

function expectedLength({ headers }: Response): number | undefined {
  const range = /^bytes (\d+)-(\d+)\//.exec(headers.get("content-range") ?? "");
  if (range !== null) return Number(range[2]) - Number(range[1]) + 1;
  const length = headers.get("content-length");
  return length === null ? undefined : Number(length);
}

/**
 * The bytes of an answer, each asked for when it is wanted. An end before the announced length is an error, or the rest would be
 * taken for zeros. Once the answer is given up nothing more comes, not even what is there already: the downloader gives up an
 * answer where another one goes on, and would take a late byte for the whole of the other's piece.
 */
function passOn(
  body: ReadableStream<Uint8Array>,
  expected: number | undefined,
  signal: AbortSignal,
  count: (bytes: number) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let passed = 0;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const giveUp = (): void => {
          controller.error(signal.reason);
          void reader.cancel(signal.reason).catch(() => undefined);
        };
        if (signal.aborted) giveUp();
        else signal.addEventListener("abort", giveUp, { once: true });
      },
      async pull(controller) {
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (!done) {
          passed += value.byteLength;
          count(value.byteLength);
          controller.enqueue(value);
        } else if (expected !== undefined && passed < expected) {
          controller.error(new Error(`${passed} bytes of ${expected} came`));
        } else controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Lends the global `fetch` for as long as `work` takes. One at a time in a process. */
export async function withGlobalFetch<Result>(fetch: Fetch, work: () => Promise<Result>): Promise<Result> {
  const own = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return await work();
  } finally {
    globalThis.fetch = own;
  }
}
