/** What the downloader is told of an answer: each byte while it wants them, and none when it has given the answer up. */

import { describe, expect, it } from "vitest";
import { watchFetch } from "../../src/llama/watchedFetch.ts";

/** A server that has all at hand, and that does not hear when it is told to stop. */
const deaf =
  (parts: readonly string[], headers: Record<string, string> = {}) =>
  async (): Promise<Response> =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
          controller.close();
        },
      }),
      { headers },
    );

/** Reads as the downloader does; gives the answer up behind so many parts. */
async function read(
  fetch: typeof globalThis.fetch,
  giveUpAfter = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const controller = new AbortController();
  const watched = watchFetch(fetch, { takesRanges: true, onRefused: () => {} });
  const response = await watched.fetch("http://127.0.0.1/", { signal: controller.signal });
  const reader = response.body!.getReader();
  const got: string[] = [];
  try {
    for (;;) {
      if (got.length === giveUpAfter) controller.abort();
      const { done, value } = await reader.read();
      if (done) return [...got, `end after ${watched.received()}`];
      got.push(new TextDecoder().decode(value));
    }
  } catch (error) {
    const { name, message } = error as Error;
    return [...got, name === "AbortError" ? name : message];
  }
}

describe("an answer", () => {
  const check = (
    { parts, length, giveUpAfter }: { parts: readonly string[]; length?: number; giveUpAfter?: number },
    expected: readonly string[],
  ) =>
    it(JSON.stringify({ parts, length, giveUpAfter }), async () => {
      const headers = length === undefined ? {} : { "content-length": String(length) };
      expect(await read(deaf(parts, headers), giveUpAfter)).toEqual(expected);
    });

  check({ parts: ["ab", "c"] }, ["ab", "c", "end after 3"]);
  check({ parts: ["ab", "c"], length: 3 }, ["ab", "c", "end after 3"]);
  check({ parts: ["ab", "c"], length: 4 }, ["ab", "c", "3 bytes of 4 came"]);
  check({ parts: ["ab", "c"], giveUpAfter: 0 }, ["AbortError"]);
  // Another one fetches the piece that begins with "c" by now.
  check({ parts: ["ab", "c", "d"], giveUpAfter: 1 }, ["ab", "AbortError"]);
  check({ parts: ["ab", "c"], giveUpAfter: 2 }, ["ab", "c", "AbortError"]);
});
