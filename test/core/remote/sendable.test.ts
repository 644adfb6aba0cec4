/** What may be sent: nothing before somebody agreed, and no line with a key or a token, wherever and however it came. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hasSecretLine,
  SecretWatch,
  type SendingFacts,
  whyNothingIsSent,
  withoutSecretChunks,
} from "../../../src/core/remote/sendable.ts";
import { makeSecretLines } from "../../secretLines.ts";
import "../../seed.ts";

const ALL: SendingFacts = { url: "gpu.example", use: "both", isTrusted: true, hasConsent: true };

describe("sending", () => {
  const check = (change: Partial<SendingFacts>, may: boolean) =>
    it(JSON.stringify(change), () => expect(whyNothingIsSent({ ...ALL, ...change }) === undefined).toBe(may));

  check({}, true);
  check({ use: "remote" }, true);
  check({ use: "local" }, false);
  check({ url: "" }, false);
  check({ isTrusted: false }, false);
  check({ hasConsent: false }, false);
});

const SECRETS = makeSecretLines(12).map(({ line }) => line);
const PLAIN = ["const a = 1;", "", "function f() {", "  return a;", "}"];

it("a secret is seen however the text became what it is", () => {
  const line = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...PLAIN) },
    { weight: 1, arbitrary: fc.constantFrom(...SECRETS) },
  );
  const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
      const watch = new SecretWatch();
      for (const one of texts) expect(watch.hasSecret(one)).toBe(hasSecretLine(one));
    }),
    { numRuns: 300 },
  );
});

it("a secret that is typed key by key is seen", () => {
  for (const secret of SECRETS.slice(0, 60)) {
    const watch = new SecretWatch();
    for (let length = 0; length <= secret.length; length += 1) watch.hasSecret(`a\n${secret.slice(0, length)}\nb`);
    expect(watch.hasSecret(`a\n${secret}\nb`), secret).toBe(true);
  }
});

it("a chunk with one is left out whole", () => {
  const chunk = (id: string, text: string) => ({
    id,
    text,
    uri: "",
    path: "",
    startLine: 0,
    endLine: 1,
    value: 1,
    reason: "",
  });
  const chunks = [chunk("a", "let a;\nlet b;"), chunk("b", `let a;\n${SECRETS[0]}\nlet b;`)];
  expect(withoutSecretChunks(chunks).map(({ id }) => id)).toEqual(["a"]);
});
