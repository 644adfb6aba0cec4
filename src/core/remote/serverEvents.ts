/** What a server's stream says, line by line: tokens with their probabilities, and how the text ended. */

import { isRecord } from "../settings/settingKinds.ts";
import type { ServerKind } from "./serverKinds.ts";

/** A text and its probability. */
export interface ScoredText {
  readonly text: string;
  /** ≤ 0; undefined: the server does not say. */
  readonly logprob: number | undefined;
}

/** A token as it came, and what might have come in its place. */
export interface StreamedToken extends ScoredText {
  readonly others: readonly ScoredText[];
}

export type ServerEvent =
  | { readonly kind: "token"; readonly token: StreamedToken }
  /** Text, and tokens whose text need not come with them: see `ListedTokens`. */
  | { readonly kind: "listed"; readonly text: string; readonly tokens: readonly StreamedToken[] }
  /** `limit`: more was to come. */
  | { readonly kind: "end"; readonly by: "model" | "limit" }
  /** Tokens of the prompt that were kept from before, and those that were read. */
  | { readonly kind: "read"; readonly kept: number; readonly evaluated: number }
  | { readonly kind: "failed"; readonly message: string };

/** What a line of a stream says; undefined: it is no line of this protocol. Empty lines and comments say nothing. */
export function readEvents(kind: ServerKind, line: string): readonly ServerEvent[] | undefined {
  if (kind === "ollama") return line.trim() === "" ? [] : readWith(fromOllama, line);
  if (line === "" || line.startsWith(":") || /^(?:event|id|retry):/.test(line)) return [];
  const data = /^(?:data|error): ?(.*)$/.exec(line)?.[1];
  // Some answer a request that they do not know as if it were well, with an error for a body.
  if (data === undefined) return readWith(() => undefined, line);
  if (data.trim() === "[DONE]") return [{ kind: "end", by: "model" }];
  return readWith(kind === "openai" ? fromOpenAi : fromLlamaServer, data);
}

type Fields = Readonly<Record<string, unknown>>;

function readWith(
  read: (fields: Fields) => readonly ServerEvent[] | undefined,
  text: string,
): readonly ServerEvent[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(parsed)) return undefined;
  const message = errorIn(parsed);
  return message === undefined ? read(parsed) : [{ kind: "failed", message }];
}

function errorIn({ error, object, message }: Fields): string | undefined {
  if (object === "error" && typeof message === "string") return message;
  if (typeof error === "string") return error;
  if (!isRecord(error)) return undefined;
  return typeof error.message === "string" ? error.message : "an error without a word";
}

function fromLlamaServer(fields: Fields): readonly ServerEvent[] | undefined {
  const { content, stop, stop_type: by, timings, completion_probabilities: scored } = fields;
  if (typeof content !== "string" || typeof stop !== "boolean") return undefined;
  const events: ServerEvent[] = [];
  if (isRecord(timings) && isCount(timings.cache_n) && isCount(timings.prompt_n))
    events.push({ kind: "read", kept: timings.cache_n, evaluated: timings.prompt_n });
  if (content !== "" || Array.isArray(scored)) events.push(tokenOf(content, Array.isArray(scored) ? scored : []));
  if (stop) events.push({ kind: "end", by: by === "limit" ? "limit" : "model" });
  return events;
}

function fromOpenAi({ choices, usage }: Fields): readonly ServerEvent[] | undefined {
  if (!Array.isArray(choices)) return undefined;
  const events: ServerEvent[] = [];
  if (isRecord(usage)) events.push(...usageOf(usage));
  const [choice] = choices;
  if (choice === undefined) return events;
  if (!isRecord(choice) || typeof choice.text !== "string") return undefined;
  events.push(...tokensOf(choice.text, choice.logprobs));
  const reason = choice.finish_reason;
  if (reason === "abort" || reason === "error")
    return [...events, { kind: "failed", message: "the text was given up" }];
  if (typeof reason === "string") events.push({ kind: "end", by: reason === "length" ? "limit" : "model" });
  return events;
}

function usageOf({ prompt_tokens: all, prompt_tokens_details: details }: Fields): readonly ServerEvent[] {
  const kept = isRecord(details) && isCount(details.cached_tokens) ? details.cached_tokens : 0;
  return isCount(all) ? [{ kind: "read", kept, evaluated: Math.max(0, all - kept) }] : [];
}

/** Of the older form, lists side by side, and the newer one, which llama-server has there as well. */
function tokensOf(text: string, logprobs: unknown): readonly ServerEvent[] {
  if (!isRecord(logprobs)) return text === "" ? [] : [tokenOf(text, [])];
  if (Array.isArray(logprobs.content))
    return text === "" && logprobs.content.length === 0 ? [] : [tokenOf(text, logprobs.content)];
  const { tokens, token_logprobs: scores, top_logprobs: tops } = logprobs;
  const [texts, numbers, others] = [tokens, scores, tops].map((list) => (Array.isArray(list) ? list : [])) as [
    unknown[],
    unknown[],
    unknown[],
  ];
  const each = texts.map((token, index): StreamedToken => {
    const ownText = typeof token === "string" ? token : "";
    return { text: ownText, logprob: toLogprob(numbers[index]), others: othersIn(others[index], ownText) };
  });
  return text === "" && each.length === 0 ? [] : [{ kind: "listed", text, tokens: each }];
}

/** {" a": -0.1, " b": -2.3} */
function othersIn(top: unknown, own: string): readonly ScoredText[] {
  if (!isRecord(top)) return [];
  return Object.entries(top).flatMap(([text, value]) => {
    const logprob = toLogprob(value);
    return logprob === undefined || text === own ? [] : [{ text, logprob }];
  });
}

function fromOllama({
  response,
  done,
  done_reason: reason,
  logprobs,
  prompt_eval_count: evaluated,
}: Fields): readonly ServerEvent[] | undefined {
  if (typeof response !== "string" || typeof done !== "boolean") return undefined;
  const events: ServerEvent[] = [];
  if (response !== "" || (Array.isArray(logprobs) && logprobs.length > 0))
    events.push(tokenOf(response, Array.isArray(logprobs) ? logprobs : []));
  if (isCount(evaluated)) events.push({ kind: "read", kept: 0, evaluated });
  if (done) events.push({ kind: "end", by: reason === "length" ? "limit" : "model" });
  return events;
}

/** Text that came at once, with what is said of its tokens: `{token, logprob, top_logprobs: [{token, logprob}]}` for each. */
function tokenOf(text: string, scored: readonly unknown[]): ServerEvent {
  const entries = scored.filter(isRecord);
  const logprobs = entries.map(({ logprob }) => toLogprob(logprob));
  const logprob =
    logprobs.length === 0 || logprobs.includes(undefined)
      ? undefined
      : logprobs.reduce((sum: number, one) => sum + one!, 0);
  const [only, another] = entries;
  const isOne = only !== undefined && another === undefined;
  const tops = isOne && Array.isArray(only.top_logprobs) ? only.top_logprobs.filter(isRecord) : [];
  const own = isOne && typeof only.token === "string" ? only.token : text;
  const others = tops.flatMap(({ token, logprob: value }) => {
    const score = toLogprob(value);
    return typeof token !== "string" || token === own || score === undefined ? [] : [{ text: token, logprob: score }];
  });
  return { kind: "token", token: { text, logprob, others } };
}

function toLogprob(value: unknown): number | undefined {
  return typeof value === "number" && value <= 1e-6 ? Math.min(0, value) : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
