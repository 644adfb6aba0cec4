/** The port to a server: `src/remote` speaks HTTP, `test/fakes` has one that says what it is told to. */

import type { Answered } from "./serverKinds.ts";
import type { ServerRequest } from "./serverRequests.ts";

/** What has gone to a server: requests, and bytes of their bodies. */
export interface SentCounts {
  readonly requests: number;
  readonly bytes: number;
}

export interface ServerPort {
  /** For people: name and port. */
  readonly host: string;
  /** An answer as a whole. Rejects with `ServerFailure`, also when the signal aborts. */
  ask(path: string, body: object | undefined, signal: AbortSignal): Promise<Answered>;
  /**
   * The text of an answer in pieces, as they come. Rejects with `ServerFailure`, for every status that is no success too. When the
   * signal aborts the connection is closed at once.
   */
  open(request: ServerRequest, signal: AbortSignal): AsyncIterable<string>;
}
