/** What can go wrong with a server, each with a name, a sentence that says what to do, and whether it may be better later. */

import { EngineFailure } from "../cache/engine.ts";
import { shorten } from "../shortText.ts";

export type ServerFailureKind =
  /** No connection: nobody listens, no such name, no network. */
  | "unreachable"
  | "wrongCertificate"
  /** A proxy on the way does not know who asks. */
  | "proxyRefused"
  /** Nothing was connected, or nothing came, in time. */
  | "tooSlow"
  /** The connection ended in the middle of an answer. */
  | "broken"
  /** An answer that is not of any protocol that is known. */
  | "notUnderstood"
  /** An answer without an end. */
  | "endless"
  | "keyRefused"
  | "notFound"
  | "promptTooLong"
  | "busy"
  | "serverFailed"
  | "requestRefused"
  /** It sends elsewhere. */
  | "redirected"
  | "noRawPrompts"
  | "unknownModel"
  | "unknownLayout"
  /** It refuses to say how likely its tokens are. */
  | "noLikelihoods"
  /** By our own rules: nothing was sent. */
  | "withheld";

/** The server may do better when it is asked again by itself; with the others somebody has to do something first. */
const PASSING: ReadonlySet<ServerFailureKind> = new Set([
  "unreachable",
  "tooSlow",
  "broken",
  "busy",
  "serverFailed",
  "notUnderstood",
  "endless",
]);

export class ServerFailure extends EngineFailure {
  readonly kind: ServerFailureKind;
  /** The server says when to come again. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: ServerFailureKind, message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }

  get isPassing(): boolean {
    return PASSING.has(this.kind);
  }
}

/** Answers whose words say more than their number: servers disagree about the numbers. */
const SPEAKING: ReadonlySet<number> = new Set([400, 404, 413, 422, 500]);

type NamedByWords = "noLikelihoods" | "promptTooLong" | "unknownModel" | "noRawPrompts";

/** As llama-server, vLLM, SGLang, llama-cpp-python, Ollama, LM Studio and llama-swap say it. */
const WORDS: readonly (readonly [NamedByWords, RegExp])[] = [
  ["noLikelihoods", /log_?probs?\b|logits_all/i],
  [
    "promptTooLong",
    /context (?:length|size|window)|context_(?:length|size)|maximum model length|longer than the (?:maximum|model)/i,
  ],
  [
    "unknownModel",
    /(?:^|\W)model (?:\S{1,100} )?(?:was )?(?:not found|does not exist|is not loaded)|real modelID|inference handler for|no models? (?:is |are )?loaded/i,
  ],
  ["noRawPrompts", /unexpected endpoint|does not support (?:text )?completions?\b/i],
];

const SENTENCES: Readonly<Record<NamedByWords, string>> = {
  noLikelihoods: "refuses to say how likely its tokens are",
  promptTooLong: "takes no prompts that long; make turnkey.remote.contextTokens smaller",
  unknownModel: "does not have the model; name one that it has in turnkey.remote.model",
  noRawPrompts: "has no /v1/completions: it takes chats only, and Turnkey needs raw prompts",
};

/** An error that a server says where an answer should stand. */
export function failureOfWords(words: string, host: string): ServerFailure {
  const named = kindOfWords(words);
  if (named === undefined) return new ServerFailure("serverFailed", `${host} failed: ${shorten(words, MOST_QUOTED)}`);
  return new ServerFailure(named, `${host} ${SENTENCES[named]}.${describeBody(words)}`);
}

/** What a server's words say is wrong, where they say it so that it can be told. */
function kindOfWords(words: string): NamedByWords | undefined {
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0];
}

/** Nothing of a server's words is longer than this in a message. */
const MOST_QUOTED = 160;

/** An answer that is no success; undefined: it is one. `body`: what it says, as far as it was read. */
export function failureOfStatus(
  status: number,
  host: string,
  { body = "", retryAfterMs }: { readonly body?: string; readonly retryAfterMs?: number | undefined } = {},
): ServerFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const said = describeBody(body);
  const fail = (kind: ServerFailureKind, sentence: string) =>
    new ServerFailure(kind, `${host} ${sentence}${said}`, retryAfterMs);
  const named = SPEAKING.has(status) ? kindOfWords(said) : undefined;
  if (named !== undefined) return fail(named, `${SENTENCES[named]} (${status}).`);
  if (status >= 300 && status < 400)
    return fail("redirected", `sends requests to another address (${status}); name that one in turnkey.remote.url.`);
  if (status === 401 || status === 403 || status === 407)
    return fail(
      "keyRefused",
      `refuses the key (${status}); set it with "Turnkey: Set Server Key…", or TURNKEY_REMOTE_KEY.`,
    );
  if (status === 404 || status === 405)
    return fail("notFound", `has nothing at this path (${status}); check turnkey.remote.url.`);
  if (status === 413)
    return fail("promptTooLong", "takes no prompts that long (413); make turnkey.remote.contextTokens smaller.");
  if (status === 429 || status === 503) return fail("busy", `is busy (${status}).`);
  if (status >= 500) return fail("serverFailed", `failed (${status}).`);
  if (status === 408 || status === 425) return fail("busy", `wants to be asked again later (${status}).`);
  return fail("requestRefused", `refuses the request (${status}).`);
}

/** What a server says of an error, on one line; much of it may be a page for browsers, which says nothing. */
function describeBody(body: string): string {
  const text = messageIn(body) ?? (/^\s*[<{[]/.test(body) ? "" : body);
  const line = text.replace(/\s+/g, " ").trim();
  return line === "" ? "" : ` It says: ${shorten(line, MOST_QUOTED)}`;
}

/** `{"error": {"message"}}`, `{"error": "…"}`, `{"message"}`, `{"detail"}`. */
function messageIn(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null) return undefined;
    const { error, message, detail } = parsed as Record<string, unknown>;
    const inner = typeof error === "object" && error !== null ? Reflect.get(error, "message") : error;
    return [inner, message, detail].find((text) => typeof text === "string");
  } catch {
    return undefined;
  }
}

/** `Retry-After`: seconds, or a date; `now` in milliseconds of the same calendar. Undefined: it says neither. */
export function parseRetryAfter(
  header: string | undefined,
  toTime: (date: string) => number,
  now: number,
): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}(?:\.\d{1,3})?$/.test(text) ? Number(text) * 1000 : toTime(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
