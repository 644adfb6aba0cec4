/** What servers say, in the words of each protocol: as their documentation has it. */

import type { ServerKind } from "../../src/core/remote/serverKinds.ts";

/** A token as a server writes it, and what might have stood there. */
export interface SaidToken {
  readonly text: string;
  /** Probability; undefined: 0.9. */
  readonly chance?: number;
  /** By an OpenAI-compatible server that says nothing of probabilities. */
  readonly isUnscored?: boolean;
  readonly others?: readonly (readonly [text: string, chance: number])[];
}

export type SaidEnd = "model" | "limit";

/** The lines of a stream, each with its end. */
export function talk(kind: ServerKind, tokens: readonly SaidToken[], end: SaidEnd = "model"): readonly string[] {
  switch (kind) {
    case "llama-server":
      return [
        ...tokens.map((token, index) => sse(llamaChunk(token, index + 1))),
        sse({
          index: 0,
          content: "",
          tokens: [],
          stop: true,
          stop_type: end === "model" ? "eos" : "limit",
          timings: TIMINGS,
        }),
      ];
    case "openai":
      return [
        ...tokens.map((token) => sse(openAiChunk(token))),
        sse({
          ...OPENAI,
          choices: [{ index: 0, text: "", logprobs: null, finish_reason: end === "model" ? "stop" : "length" }],
        }),
        "data: [DONE]\n\n",
      ];
    case "ollama":
      return [
        ...tokens.map((token) => `${JSON.stringify(ollamaChunk(token))}\n`),
        `${JSON.stringify({ model: "m", response: "", done: true, done_reason: end === "model" ? "stop" : "length", prompt_eval_count: 26 })}\n`,
      ];
    default:
      return kind satisfies never;
  }
}

/** What a server says of itself, by path; others are not found. */
export function introduction(kind: ServerKind, model: string): Readonly<Record<string, unknown>> {
  switch (kind) {
    case "llama-server":
      return {
        "/props": {
          default_generation_settings: { n_ctx: 4096 },
          total_slots: 1,
          model_alias: model,
          model_path: `/models/${model}.gguf`,
        },
        "/tokenize": {
          tokens: [
            { id: 1, piece: "<|fim_prefix|>" },
            { id: 2, piece: "\n" },
            { id: 3, piece: "<|fim_suffix|>" },
            { id: 4, piece: "<|fim_middle|>" },
            { id: 5, piece: [226, 150] },
          ],
        },
        "/v1/models": { object: "list", data: [{ id: model, owned_by: "llamacpp" }] },
      };
    case "openai":
      return {
        "/v1/models": {
          object: "list",
          data: [{ id: model, object: "model", owned_by: "vllm", max_model_len: 32768 }],
        },
      };
    case "ollama":
      return { "/api/version": { version: "0.12.11" }, "/api/tags": { models: [{ name: model, model }] } };
    default:
      return kind satisfies never;
  }
}

const TIMINGS = { cache_n: 236, prompt_n: 1, predicted_n: 8 };
const OPENAI = { id: "cmpl-1", object: "text_completion", created: 1, model: "m" };

function sse(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function llamaChunk({ text, chance = 0.9, others = [] }: SaidToken, count: number): unknown {
  const top = [[text, chance] as const, ...others].map(([token, share], id) => ({
    id,
    token,
    bytes: [...Buffer.from(token)],
    logprob: Math.log(share),
  }));
  return {
    index: 0,
    content: text,
    tokens: [7],
    stop: false,
    id_slot: 0,
    tokens_predicted: count,
    tokens_evaluated: 237,
    timings: TIMINGS,
    completion_probabilities: [{ ...top[0]!, top_logprobs: top }],
  };
}

function openAiChunk({ text, chance = 0.9, others = [], isUnscored = false }: SaidToken): unknown {
  const top = Object.fromEntries(
    [[text, chance] as const, ...others].map(([token, share]) => [token, Math.log(share)]),
  );
  const lists = { text_offset: [0], tokens: [text], token_logprobs: [Math.log(chance)], top_logprobs: [top] };
  const logprobs = isUnscored ? null : lists;
  return { ...OPENAI, choices: [{ index: 0, text, logprobs, finish_reason: null, stop_reason: null }] };
}

function ollamaChunk({ text, chance = 0.9, others = [] }: SaidToken): unknown {
  const top = [[text, chance] as const, ...others].map(([token, share]) => ({
    token,
    logprob: Math.log(share),
    bytes: [...Buffer.from(token)],
  }));
  return {
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
    response: text,
    done: false,
    logprobs: [{ ...top[0]!, top_logprobs: top }],
  };
}
