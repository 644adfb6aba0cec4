/**
 * What servers say that were not there to be tried, by their documentation and source: `said` names what was read. The words are ours, the
 * shapes are theirs.
 */

import { llamaChunk, ollamaLine, plainChunk, scored, sglangChunk, sse, vllmChunk } from "./documentedShapes.ts";

/** By path; a number is a status. Others are not found. */
type Answers = Readonly<Record<string, object | readonly [status: number, body: object]>>;

export interface DocumentedServer {
  readonly name: string;
  readonly said: string;
  readonly answers: Answers;
  /** In place of 404 with nothing in it. */
  readonly elsewhere?: readonly [status: number, body: object];
  /** Answers to requests for a text, one after the other: lines of a stream, or a refusal. */
  readonly texts: readonly (readonly string[] | readonly [status: number, body: object])[];
  /** "protocol / product / model / family / context". */
  readonly facts: string;
  /** Of each request for a text, at least; undefined: it is not there. */
  readonly bodies: readonly object[];
  /** What comes of each request: "shown: …", "failed: …". */
  readonly outcomes: readonly string[];
  /** With the first text. */
  readonly saysLikelihoods: boolean;
}

export const DOCUMENTED: readonly DocumentedServer[] = [
  {
    name: "vLLM",
    said: "vllm/entrypoints/openai/serving_completion.py, vllm/v1/engine/detokenizer.py",
    elsewhere: [404, { detail: "Not Found" }],
    answers: {
      "/v1/models": {
        object: "list",
        data: [
          {
            ...{ id: "Qwen/Qwen2.5-Coder-7B", object: "model", created: 1764000000, owned_by: "vllm" },
            ...{ root: "Qwen/Qwen2.5-Coder-7B", parent: null, max_model_len: 32768, permission: [] },
          },
        ],
      },
    },
    texts: [
      sse(
        vllmChunk(" one", -0.1, { " two": -2.5 }, null),
        vllmChunk("();", -0.05, { "(": -3 }, null),
        vllmChunk("<|endoftext|>", -0.2, { "\n": -1.8 }, "stop"),
      ),
      [
        ...sse(vllmChunk(" one", -0.1, {}, null)).slice(0, 1),
        ...sse({
          error: { object: "error", message: "engine died", type: "InternalServerError", param: null, code: 500 },
        }),
      ],
      [404, { error: { message: "The model `m` does not exist.", type: "NotFoundError", param: "model", code: 404 } }],
    ],
    facts: "openai / vLLM / Qwen/Qwen2.5-Coder-7B / qwen-coder / 32768",
    bodies: [{ logprobs: 5, skip_special_tokens: false, include_stop_str_in_output: true }],
    outcomes: [
      "shown: one();",
      "failed: gpu.example failed: engine died",
      "failed: gpu.example does not have the model; name one that it has in turnkey.remote.model (404). It says: The model `m` does not exist.",
    ],
    saysLikelihoods: true,
  },
  {
    name: "SGLang",
    said: "python/sglang/srt/entrypoints/openai/serving_completions.py",
    elsewhere: [404, { detail: "Not Found" }],
    answers: {
      "/v1/models": {
        object: "list",
        data: [{ id: "Qwen/Qwen2.5-Coder-7B", object: "model", owned_by: "sglang", max_model_len: 32768 }],
      },
    },
    texts: [
      // Text and its token may come apart; the end has a token and no text.
      sse(
        sglangChunk(" one", " one", -0.1, null),
        sglangChunk("();", "();", -0.05, null),
        sglangChunk("", "<|endoftext|>", -0.2, "stop"),
      ),
      sse({ error: { object: "error", message: "Generation aborted.", type: "BAD_REQUEST", code: 400 } }),
      [
        400,
        {
          object: "error",
          message: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
          type: "BadRequestError",
          code: 400,
        },
      ],
    ],
    facts: "openai / SGLang / Qwen/Qwen2.5-Coder-7B / qwen-coder / 32768",
    bodies: [{ logprobs: 5, skip_special_tokens: false }],
    outcomes: [
      "shown: one();",
      "failed: gpu.example failed: Generation aborted.",
      "failed: gpu.example takes no prompts that long; make turnkey.remote.contextTokens smaller (400). It says: The input (5000 tokens) is longer than the model's context length (4096 tokens).",
    ],
    saysLikelihoods: true,
  },
  {
    name: "LM Studio",
    said: "lmstudio.ai/docs/developer/openai-compat; lmstudio-ai/lms issue 60 (no log-probabilities); unknown paths are answered with 200",
    elsewhere: [200, { error: "Unexpected endpoint or method. (GET /props)" }],
    answers: {
      "/v1/models": {
        object: "list",
        data: [
          { id: "qwen2.5-coder-7b", object: "model", owned_by: "organization_owner" },
          { id: "text-embedding-nomic-embed-text-v1.5", object: "model", owned_by: "organization_owner" },
        ],
      },
    },
    texts: [
      sse(plainChunk(" one"), plainChunk("();"), plainChunk("", "stop")),
      [`${JSON.stringify({ error: "Unexpected endpoint or method. (POST /v1/completions)" })}`],
    ],
    facts: "openai / LM Studio / qwen2.5-coder-7b / qwen-coder / ",
    bodies: [{ model: "qwen2.5-coder-7b", logprobs: 5 }],
    outcomes: [
      "shown: one();",
      "failed: gpu.example has no /v1/completions: it takes chats only, and Turnkey needs raw prompts. It says: Unexpected endpoint or method. (POST /v1/completions)",
    ],
    saysLikelihoods: false,
  },
  {
    name: "llama-swap",
    said: "proxy/proxymanager.go; llama-server behind it",
    answers: {
      "/v1/models": {
        object: "list",
        data: [
          { id: "llama-3.1-8b", object: "model", created: 1764000000, owned_by: "llama-swap" },
          { id: "qwen2.5-coder-7b", object: "model", created: 1764000000, owned_by: "llama-swap", name: "Coder" },
        ],
      },
    },
    texts: [
      sse(llamaChunk(" one", -0.1, " two"), llamaChunk("();", -0.05, "("), plainChunk("", "stop")),
      [400, { error: "could not find suitable inference handler for qwen2.5-coder-7b" }],
    ],
    facts: "openai / llama-swap / qwen2.5-coder-7b / qwen-coder / ",
    bodies: [{ model: "qwen2.5-coder-7b", logprobs: 5 }],
    outcomes: [
      "shown: one();",
      "failed: gpu.example does not have the model; name one that it has in turnkey.remote.model (400). It says: could not find suitable inference handler for qwen2.5-coder-7b",
    ],
    saysLikelihoods: true,
  },
  {
    name: "llama-cpp-python",
    said: "llama_cpp/server/app.py, llama_cpp/server/errors.py, llama_cpp/llama.py",
    elsewhere: [404, { detail: "Not Found" }],
    answers: {
      "/v1/models": {
        object: "list",
        data: [{ id: "/models/qwen2.5-coder-7b-q4_k_m.gguf", object: "model", owned_by: "me", permissions: [] }],
      },
    },
    texts: [
      [
        500,
        {
          error: {
            message: "logprobs is not supported for models created with logits_all=False",
            type: "internal_server_error",
            param: null,
            code: null,
          },
        },
      ],
      sse(plainChunk(" one"), plainChunk("();"), plainChunk("", "stop")),
    ],
    facts: "openai / llama-cpp-python / /models/qwen2.5-coder-7b-q4_k_m.gguf / qwen-coder / ",
    bodies: [{ logprobs: 5 }, { logprobs: undefined }],
    outcomes: [
      "failed: gpu.example refuses to say how likely its tokens are (500). It says: logprobs is not supported for models created with logits_all=False",
      "shown: one();",
    ],
    saysLikelihoods: false,
  },
  {
    name: "Ollama",
    said: "docs/api.md, docs.ollama.com/openapi.yaml, ollama/ollama pull request 12899 (log-probabilities)",
    answers: {
      "/api/version": { version: "0.12.11" },
      "/api/tags": {
        models: [
          {
            ...{ name: "qwen2.5-coder:7b-base", model: "qwen2.5-coder:7b-base", size: 4683087332, digest: "0a" },
            details: { format: "gguf", family: "qwen2", parameter_size: "7.6B", quantization_level: "Q4_K_M" },
          },
        ],
      },
    },
    texts: [
      [
        ollamaLine(" one", scored(" one", -0.1)),
        ollamaLine("();", scored("();", -0.05)),
        ollamaLine("", { done: true, done_reason: "stop", prompt_eval_count: 26, eval_count: 3, total_duration: 1 }),
      ],
      // Older ones pass over what they do not know.
      [ollamaLine(" one", {}), ollamaLine("();", {}), ollamaLine("", { done: true, done_reason: "stop" })],
      [404, { error: "model 'qwen2.5-coder:7b-base' not found" }],
      [400, { error: "the input length exceeds the context length" }],
    ],
    facts: "ollama / Ollama 0.12.11 / qwen2.5-coder:7b-base / qwen-coder / ",
    bodies: [{ raw: true, truncate: false, shift: false, logprobs: true, top_logprobs: 10 }],
    outcomes: [
      "shown: one();",
      "shown: one();",
      "failed: gpu.example does not have the model; name one that it has in turnkey.remote.model (404). It says: model 'qwen2.5-coder:7b-base' not found",
      "failed: gpu.example takes no prompts that long; make turnkey.remote.contextTokens smaller (400). It says: the input length exceeds the context length",
    ],
    saysLikelihoods: true,
  },
];
