/** What is asked of a server: one text behind a prompt, token by token, the most probable ones. */

import { entryOf } from "../entryOf.ts";
import type { ServerFacts } from "./serverKinds.ts";

export interface TextRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  /** The text must begin with it; "" where it need not. Only llama-server can be told. */
  readonly mustBegin: string;
}

export interface ServerRequest {
  readonly path: string;
  /** That is in the body. */
  readonly prompt: string;
  readonly body: object;
}

/** Other tokens that might have stood in the place of each: as many as the protocols give for nothing. Where a
 * text must begin with another, more: how likely a token is there, is its share among those that do. */
const OTHERS = { "llama-server": 10, healing: 40, openai: 5, ollama: 10 } as const;
/** OpenAI's own limit; the text is looked at by us as well. */
const MOST_STOPS = 4;
/** Tokens in a row that llama-server finds again behind a change, and moves in place of reading them. */
const REUSED_TOKENS = 32;
/** How long Ollama keeps the model in memory. */
const KEEP_ALIVE = "30m";

export function toRequest(facts: ServerFacts, request: TextRequest): ServerRequest {
  switch (facts.kind) {
    case "llama-server":
      return toLlamaServer(request);
    case "openai":
      return toOpenAi(facts, request);
    case "ollama":
      return toOllama(facts, request);
    default:
      return facts.kind satisfies never;
  }
}

function toLlamaServer({ prompt, maxTokens, mustBegin }: TextRequest): ServerRequest {
  const body = {
    prompt,
    stream: true,
    n_predict: maxTokens,
    n_probs: mustBegin === "" ? OTHERS["llama-server"] : OTHERS.healing,
    temperature: 0,
    samplers: ["temperature"],
    cache_prompt: true,
    n_cache_reuse: REUSED_TOKENS,
    timings_per_token: true,
    ...(mustBegin === "" ? {} : { grammar: `root ::= ${quoted(mustBegin)} .*` }),
  };
  return { prompt, path: "/completion", body };
}

/**
 * What some servers take beyond OpenAI's fields; others refuse what they do not know. Markers are no text to them unless it is said,
 * and so could not end one; and vLLM holds back as much text as a stop is long, so that tokens and text come apart, unless the stop may
 * stand in the text.
 */
const EXTRAS: Readonly<Record<string, object>> = {
  vLLM: { skip_special_tokens: false, include_stop_str_in_output: true },
  SGLang: { skip_special_tokens: false },
};

function toOpenAi({ model, layout, product, hidesLikelihoods }: ServerFacts, request: TextRequest): ServerRequest {
  const { prompt, maxTokens } = request;
  const body = {
    ...{ model, prompt, stream: true, max_tokens: maxTokens, temperature: 0 },
    ...(hidesLikelihoods ? {} : { logprobs: OTHERS.openai }),
    stop: layout.ends.slice(0, MOST_STOPS),
    ...entryOf(EXTRAS, product),
  };
  return { prompt, path: "/v1/completions", body };
}

function toOllama({ model, layout }: ServerFacts, { prompt, maxTokens }: TextRequest): ServerRequest {
  const stop = layout.ends.slice(0, MOST_STOPS);
  const body = {
    model,
    prompt,
    raw: true,
    stream: true,
    logprobs: true,
    top_logprobs: OTHERS.ollama,
    // A prompt that loses its beginning loses the marker there: a refusal says what is wrong.
    truncate: false,
    shift: false,
    keep_alive: KEEP_ALIVE,
    options: { temperature: 0, num_predict: maxTokens, stop },
  };
  return { prompt, path: "/api/generate", body };
}

/** As llama.cpp's grammars write a text. */
function quoted(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
  return `"${escaped}"`;
}
