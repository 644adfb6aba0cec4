/** Lines of the protocols, as their documentation shows them: what each says. */

import { describe, expect, it } from "vitest";
import { ListedTokens } from "../../../src/core/remote/listedTokens.ts";
import { readEvents, type ServerEvent } from "../../../src/core/remote/serverEvents.ts";
import type { ServerKind } from "../../../src/core/remote/serverKinds.ts";

/** "text@-0.1 [other@-2]" for a token; "end model", "read 5+3", "failed: …". */
function describeEvent(event: ServerEvent): string {
  const show = ({ text, logprob }: { text: string; logprob: number | undefined }) =>
    `${JSON.stringify(text)}@${logprob ?? "?"}`;
  switch (event.kind) {
    case "token": {
      const others = event.token.others.map(show).join(" ");
      return `${show(event.token)}${others === "" ? "" : ` [${others}]`}`;
    }
    case "listed":
      return [...new ListedTokens().push(event.text, event.tokens)]
        .map((token) => describeEvent({ kind: "token", token }))
        .join(", ");
    case "end":
      return `end ${event.by}`;
    case "read":
      return `read ${event.kept}+${event.evaluated}`;
    default:
      return `failed: ${event.message}`;
  }
}

const checkOf = (kind: ServerKind) => (line: string, expected: readonly string[] | undefined) =>
  it(line, () => expect(readEvents(kind, line)?.map(describeEvent)).toEqual(expected));

describe("llama-server", () => {
  const check = checkOf("llama-server");
  check("", []);
  check(": ping", []);
  check(
    'data: {"index":0,"content":" a","tokens":[264],"stop":false,"id_slot":0,"tokens_predicted":1,"tokens_evaluated":9}',
    ['" a"@?'],
  );
  check(
    'data: {"content":" a","stop":false,"completion_probabilities":[{"id":264,"token":" a","bytes":[32,97],"logprob":-0.5,"top_logprobs":[{"id":264,"token":" a","logprob":-0.5},{"id":1,"token":" b","logprob":-2}]}]}',
    ['" a"@-0.5 [" b"@-2]'],
  );
  check(
    'data: {"content":"","stop":false,"completion_probabilities":[{"token":"","logprob":-0.25,"top_logprobs":[]}]}',
    ['""@-0.25'],
  );
  check('data: {"content":"","stop":true,"stop_type":"eos","timings":{"cache_n":5,"prompt_n":3}}', [
    "read 5+3",
    "end model",
  ]);
  check('data: {"content":"","stop":true,"stop_type":"limit","truncated":true}', ["end limit"]);
  check('data: {"content":"","stop":true,"stop_type":"word","stopping_word":"x"}', ["end model"]);
  check('data: {"error":{"code":500,"message":"context too small","type":"server_error"}}', [
    "failed: context too small",
  ]);
  check('error: {"code":500,"message":"out","type":"server_error","error":{"message":"out"}}', ["failed: out"]);
  check('data: {"content":5,"stop":false}', undefined);
  check('data: {"content":"a"}', undefined);
  check("data: {", undefined);
  check("data: []", undefined);
  check("<html>", undefined);
  check("{}", undefined);
});

describe("OpenAI-compatible", () => {
  const check = checkOf("openai");
  check("data: [DONE]", ["end model"]);
  check("event: message", []);
  check(
    'data: {"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":" a","logprobs":{"text_offset":[0],"token_logprobs":[-0.5],"tokens":[" a"],"top_logprobs":[{" a":-0.5," b":-2}]},"finish_reason":null,"stop_reason":null}],"usage":null}',
    ['" a"@-0.5 [" b"@-2]'],
  );
  check(
    'data: {"choices":[{"text":" a b","logprobs":{"tokens":[" a"," b"],"token_logprobs":[-0.5,-1],"top_logprobs":[{" a":-0.5},{" b":-1," c":-3}]},"finish_reason":"length"}]}',
    ['" a"@-0.5, " b"@-1 [" c"@-3]', "end limit"],
  );
  // Spelled as in the vocabulary.
  check(
    'data: {"choices":[{"text":" a","logprobs":{"tokens":["Ġa"],"token_logprobs":[-0.5],"top_logprobs":[{"Ġa":-0.5}]},"finish_reason":null}]}',
    ['" a"@-0.5'],
  );
  check('data: {"choices":[{"text":" a","logprobs":null,"finish_reason":null}]}', ['" a"@?']);
  check('data: {"choices":[{"text":" a","index":0}]}', ['" a"@?']);
  check(
    'data: {"choices":[{"text":" a","logprobs":{"content":[{"id":264,"token":" a","logprob":-0.5,"top_logprobs":[{"token":" b","logprob":-2}]}]},"finish_reason":null}]}',
    ['" a"@-0.5 [" b"@-2]'],
  );
  check('data: {"choices":[{"text":"","logprobs":null,"finish_reason":"stop"}]}', ["end model"]);
  check(
    'data: {"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":5}}}',
    ["read 5+3"],
  );
  check('data: {"choices":[{"delta":{"content":"a"}}]}', undefined);
  check('data: {"object":"error","message":"no such model","code":404}', ["failed: no such model"]);
  check('data: {"error":"wrong"}', ["failed: wrong"]);
  check('data: {"choices":"none"}', undefined);
  check('{"error":"Unexpected endpoint or method. (POST /v1/completions)"}', [
    "failed: Unexpected endpoint or method. (POST /v1/completions)",
  ]);
  check('{"choices":[{"text":"a"}]}', undefined);
  check('data: {"choices":[{"text":"","finish_reason":"abort"}]}', ["failed: the text was given up"]);
});

describe("Ollama", () => {
  const check = checkOf("ollama");
  check("", []);
  check('{"model":"qwen2.5-coder:7b","created_at":"2026-01-01T00:00:00Z","response":" a","done":false}', ['" a"@?']);
  check(
    '{"response":" a","done":false,"logprobs":[{"token":" a","logprob":-0.5,"bytes":[32,97],"top_logprobs":[{"token":" a","logprob":-0.5},{"token":" b","logprob":-2}]}]}',
    ['" a"@-0.5 [" b"@-2]'],
  );
  check('{"response":" ab","done":false,"logprobs":[{"token":" a","logprob":-0.5},{"token":"b","logprob":-1}]}', [
    '" ab"@-1.5',
  ]);
  check('{"response":"","done":true,"done_reason":"stop","context":[1],"prompt_eval_count":26,"eval_count":9}', [
    "read 0+26",
    "end model",
  ]);
  check('{"response":"","done":true,"done_reason":"length"}', ["end limit"]);
  check('{"error":"model not found"}', ["failed: model not found"]);
  check('data: {"response":"a","done":false}', undefined);
  check('{"message":{"content":"a"},"done":false}', undefined);
});
