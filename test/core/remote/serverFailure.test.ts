/** Answers that are no success: each has its name, a sentence with what to do, and says whether it may be better later. */

import { describe, expect, it } from "vitest";
import { failureOfStatus, parseRetryAfter, type ServerFailureKind } from "../../../src/core/remote/serverFailure.ts";

describe("a status", () => {
  const check = (status: number, kind: ServerFailureKind | undefined, isPassing = false) =>
    it(`${status}: ${kind}`, () => {
      const failure = failureOfStatus(status, "gpu.example");
      expect(failure?.kind).toBe(kind);
      expect(failure?.isPassing ?? false).toBe(isPassing);
      if (failure !== undefined) expect(failure.message).toMatch(/^gpu\.example .*\.$/);
    });

  check(200, undefined);
  check(204, undefined);
  check(301, "redirected");
  check(307, "redirected");
  check(400, "requestRefused");
  check(401, "keyRefused");
  check(403, "keyRefused");
  check(404, "notFound");
  check(408, "busy", true);
  check(413, "promptTooLong");
  check(429, "busy", true);
  check(500, "serverFailed", true);
  check(502, "serverFailed", true);
  check(503, "busy", true);
});

describe("what it says of an error", () => {
  const check = (body: string, said: string) =>
    it(body, () =>
      expect(failureOfStatus(400, "gpu.example", { body })?.message).toBe(
        `gpu.example refuses the request (400).${said}`,
      ),
    );

  check('{"error":{"code":400,"message":"prompt is\\n empty","type":"invalid"}}', " It says: prompt is empty");
  check('{"error":"no such option"}', " It says: no such option");
  check('{"object":"error","message":"too many"}', " It says: too many");
  check('{"detail":"Not allowed"}', " It says: Not allowed");
  check("plain words", " It says: plain words");
  check("<html><body>nginx</body></html>", "");
  check('{"error":', "");
  check("", "");
  check(`x${"y".repeat(500)}`, ` It says: ${"x".padEnd(106, "y")}…${"y".repeat(53)}`);
});

describe("what its words say where its number does not", () => {
  const check = (status: number, message: string, kind: ServerFailureKind) =>
    it(`${status} ${message}`, () => {
      const failure = failureOfStatus(status, "gpu.example", { body: JSON.stringify({ error: { message } }) });
      expect(failure?.kind).toBe(kind);
      expect(failure?.message).toMatch(/^gpu\.example .*\.? It says: /);
    });

  check(
    400,
    "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
    "promptTooLong",
  );
  check(400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens", "promptTooLong");
  check(400, "The decoder prompt (length 5000) is longer than the maximum model length of 4096.", "promptTooLong");
  check(400, "The input (5000 tokens) is longer than the model's context length (4096 tokens).", "promptTooLong");
  check(500, "the input length exceeds the context length", "promptTooLong");
  check(404, "The model `qwen` does not exist.", "unknownModel");
  check(404, "model 'qwen2.5-coder:7b' not found", "unknownModel");
  check(400, "could not find real modelID for qwen", "unknownModel");
  check(400, "could not find suitable inference handler for qwen", "unknownModel");
  check(500, "logprobs is not supported for models created with logits_all=False", "noLikelihoods");
  check(400, "Requested sample logprobs of 5, which is greater than max allowed: 0", "noLikelihoods");
  check(404, "Unexpected endpoint or method. (POST /v1/completions)", "noRawPrompts");
  check(404, "File Not Found", "notFound");
  check(400, "prompt is empty", "requestRefused");
  check(500, "CUDA out of memory", "serverFailed");
  check(401, "logprobs", "keyRefused");
  check(503, "Loading model", "busy");
});

describe("Retry-After", () => {
  const toTime = (date: string) => (date === "in ten" ? 11_000 : Number.NaN);
  const check = (header: string | undefined, ms: number | undefined) =>
    it(`${header}`, () => expect(parseRetryAfter(header, toTime, 1000)).toBe(ms));

  check("5", 5000);
  check(" 0.5 ", 500);
  check("0", 0);
  check("in ten", 10_000);
  check("soon", undefined);
  check("-3", undefined);
  check(undefined, undefined);
});
