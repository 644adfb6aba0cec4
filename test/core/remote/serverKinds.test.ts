/** Which protocol a server speaks, by its own answers. */

import { describe, expect, it } from "vitest";
import { ServerFailure } from "../../../src/core/remote/serverFailure.ts";
import { type Answered, findServer, type ServerWishes } from "../../../src/core/remote/serverKinds.ts";

const AUTO: ServerWishes = { kind: "auto", model: "", layout: "auto" };
const QWEN_PIECES = ["<|fim_prefix|>", "\n", "<|fim_suffix|>", "\n", "<|fim_middle|>"].map((piece, id) => ({
  id,
  piece,
}));

/** By path: an object is a good answer, a number a status, a text a page. */
type Answers = Readonly<Record<string, object | number | string>>;

async function find(answers: Answers, wishes: Partial<ServerWishes> = {}): Promise<string> {
  const ask = async (path: string): Promise<Answered> => {
    const answer = answers[path] ?? 404;
    if (typeof answer === "number") return { status: answer, body: "" };
    return { status: 200, body: typeof answer === "string" ? answer : JSON.stringify(answer) };
  };
  try {
    const { kind, product, model, layout, contextSize } = await findServer(ask, "gpu.example", { ...AUTO, ...wishes });
    return [kind, product, model, layout.family, contextSize].join(" / ");
  } catch (error) {
    if (!(error instanceof ServerFailure)) throw error;
    return `${error.kind}: ${error.message}`;
  }
}

const props = (path: string, more = {}) => ({
  default_generation_settings: { n_ctx: 8192 },
  model_path: path,
  total_slots: 1,
  ...more,
});
const models = (...ids: string[]) => ({
  object: "list",
  data: ids.map((id) => ({ id, object: "model", owned_by: "vllm", max_model_len: 32768 })),
});

describe("a server", () => {
  const check = (what: string, answers: Answers, expected: string, wishes: Partial<ServerWishes> = {}) =>
    it(what, async () => expect(await find(answers, wishes)).toBe(expected));

  check(
    "llama-server, by its vocabulary",
    { "/props": props("/m/unnamed-00001-of-00003.gguf"), "/tokenize": { tokens: QWEN_PIECES } },
    "llama-server / llama-server / unnamed / qwen-coder / 8192",
  );
  check(
    "llama-server without a way to tokenize, by its name",
    { "/props": props("C:\\models\\deepseek-coder-6.7b.Q4_K_M.gguf") },
    "llama-server / llama-server / deepseek-coder-6.7b.Q4_K_M / deepseek-coder / 8192",
  );
  check(
    "llama-server with a model that does not fill in the middle",
    { "/props": props("/m/llama-3.2-3b.gguf"), "/tokenize": { tokens: [{ id: 1, piece: "<" }] } },
    "unknownLayout: It is not known how the model llama-3.2-3b fills in the middle: say its family in turnkey.remote.layout (codestral, codegemma, granite, qwen-coder, mellum, refact, stable-code, codeqwen, starcoder2, starcoder, santacoder, deepseek-coder, codellama, seed-coder, codegeex4, glm), or use one that was trained for it.",
  );
  check(
    "a layout that nobody knows is not passed over",
    { "/v1/models": models("Qwen/Qwen2.5-Coder-32B") },
    'unknownLayout: turnkey.remote.layout is "qwen", which is no family of models that is known: auto, or one of codestral, codegemma, granite, qwen-coder, mellum, refact, stable-code, codeqwen, starcoder2, starcoder, santacoder, deepseek-coder, codellama, seed-coder, codegeex4, glm.',
    { layout: "qwen" },
  );
  check(
    "one that answers all paths as if they were well, with an error",
    {
      "/props": { error: "Unexpected endpoint or method. (GET /props)" },
      "/api/version": { error: "Unexpected" },
      "/v1/models": models("codestral-22b"),
    },
    "openai / vLLM / codestral-22b / codestral / 32768",
  );
  check(
    "one that refuses a path with a word about models",
    { "/props": 400, "/api/version": 422, "/v1/models": models("codestral-22b") },
    "openai / vLLM / codestral-22b / codestral / 32768",
  );
  check(
    "a wish for a layout is kept",
    { "/props": props("/m/own.gguf"), "/tokenize": { tokens: [] } },
    "llama-server / llama-server / own / starcoder2 / 8192",
    { layout: "starcoder2" },
  );
  check(
    "llama-server that routes has models",
    { "/props": props("none"), "/v1/models": models("Qwen2.5-Coder-7B-Instruct") },
    "openai / vLLM / Qwen2.5-Coder-7B-Instruct / qwen-coder / 32768",
  );
  check(
    "vLLM",
    { "/v1/models": models("Qwen/Qwen2.5-Coder-32B") },
    "openai / vLLM / Qwen/Qwen2.5-Coder-32B / qwen-coder / 32768",
  );
  check(
    "of several models the one that fills in the middle",
    { "/v1/models": models("llama-3.1-8b", "codestral-22b", "mistral-7b") },
    "openai / vLLM / codestral-22b / codestral / 32768",
  );
  check(
    "several that do",
    { "/v1/models": models("codestral-22b", "starcoder2-7b") },
    "unknownModel: Name one of the models of gpu.example in turnkey.remote.model: codestral-22b, starcoder2-7b.",
  );
  check(
    "the one that is wished for",
    { "/v1/models": models("codestral-22b", "starcoder2-7b") },
    "openai / vLLM / starcoder2-7b / starcoder2 / 32768",
    { model: "starcoder2-7b" },
  );
  check(
    "one that is not there",
    { "/v1/models": models("codestral-22b") },
    "unknownModel: gpu.example has no model qwen; it has codestral-22b.",
    { model: "qwen" },
  );
  check("no model at all", { "/v1/models": models() }, "unknownModel: gpu.example has no model; load one there.");
  check(
    "Ollama",
    {
      "/api/version": { version: "0.12.11" },
      "/api/tags": { models: [{ name: "qwen2.5-coder:7b" }, { name: "llama3:8b" }] },
      "/v1/models": models("x"),
    },
    "ollama / Ollama 0.12.11 / qwen2.5-coder:7b / qwen-coder / ",
  );
  check(
    "Ollama's latest",
    {
      "/api/version": { version: "0.12.11" },
      "/api/tags": { models: [{ name: "starcoder2:latest" }, { name: "starcoder2:7b" }] },
    },
    "ollama / Ollama 0.12.11 / starcoder2:latest / starcoder2 / ",
    { model: "starcoder2" },
  );
  check(
    "a key is missing",
    { "/props": 401 },
    'keyRefused: gpu.example refuses the key (401); set it with "Turnkey: Set Server Key…", or TURNKEY_REMOTE_KEY.',
  );
  check("it is still loading", { "/props": 503 }, "busy: gpu.example is busy (503).");
  check(
    "a page for browsers",
    { "/props": "<html>", "/api/version": "<html>", "/v1/models": "<html>" },
    "notUnderstood: gpu.example does not answer as llama-server, an OpenAI-compatible server or Ollama does; check turnkey.remote.url and turnkey.remote.kind.",
  );
  check(
    "nothing at all",
    {},
    "notUnderstood: gpu.example does not answer as llama-server, an OpenAI-compatible server or Ollama does; check turnkey.remote.url and turnkey.remote.kind.",
  );
  check(
    "another than the one that is wished for",
    { "/v1/models": models("codestral-22b") },
    "notUnderstood: gpu.example does not answer as llama-server does; check turnkey.remote.url and turnkey.remote.kind.",
    { kind: "llama-server" },
  );
});

describe("a family by its model's name", () => {
  const check = (name: string, family: string | undefined) =>
    it(name, async () => {
      const found = await find({ "/v1/models": models(name) });
      expect(found.startsWith("openai") ? found.split(" / ")[3] : undefined).toBe(family);
    });

  check("qwen2.5-coder:1.5b-base", "qwen-coder");
  check("Qwen/Qwen3-Coder-30B-A3B-Instruct", "qwen-coder");
  check("unsloth_Qwen2.5-Coder-14B-GGUF", "qwen-coder");
  check("Qwen/CodeQwen1.5-7B", "codeqwen");
  check("deepseek-ai/deepseek-coder-v2-lite-base", "deepseek-coder");
  check("codellama:13b-code", "codellama");
  check("bigcode/starcoder2-15b", "starcoder2");
  check("bigcode/starcoderbase-1b", "starcoder");
  check("codegemma-7b", "codegemma");
  check("gemma-3-12b-it", undefined);
  check("ibm-granite/granite-8b-code-base", "granite");
  check("ibm-granite/granite-3.3-8b-base", "granite");
  check("JetBrains/Mellum-4b-base", "mellum");
  check("mistralai/Codestral-22B-v0.1", "codestral");
  check("stabilityai/stable-code-3b", "stable-code");
  check("ByteDance-Seed/Seed-Coder-8B-Base", "seed-coder");
  check("Qwen/Qwen2.5-7B-Instruct", undefined);
  check("meta-llama/Llama-3.1-8B", undefined);
  check("gpt-4o", undefined);
});
