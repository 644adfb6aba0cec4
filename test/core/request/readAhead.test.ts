/** A file that comes to the front is read while its cursor rests, before anybody types into it. */

import { expect, test } from "vitest";
import { Conversation, rest } from "./conversation.ts";

const LINES = Array.from({ length: 30 }, (_, index) => `line${index}(a, b);\n`).join("");
const ENGINE = { continuation: (prefix: string) => rest(prefix, "const a = b;\n") };

/** The second file is shown, its cursor told, and looked at for so long; then it is asked about. Tokens read before the first, and for it in all. */
async function check(lookedMs: number, expected: { readonly beforeFirst: number; readonly isRead: boolean }) {
  const talk = new Conversation(`${LINES}const a = ▮\n`, ENGINE);
  await talk.rest();
  const uri = "file:///other.ts";
  const text = `${LINES.replaceAll("line", "other")}const a = \n`;
  talk.pipeline.open({ uri, languageId: "typescript", version: 1, text });
  const offset = text.length - 1;
  const before = talk.engine.counts.evaluated;
  talk.pipeline.cursor(uri, offset, true);
  await talk.clock.advance(lookedMs);
  expect(talk.engine.counts.evaluated > before).toBe(expected.isRead);
  await talk.pipeline.suggest({ uri, offset, invoked: false }, new AbortController().signal);
  const last = talk.events.filter((event) => event.stage === "outcome").at(-1)!;
  if (expected.beforeFirst === 0) expect(last.tokens.beforeFirst).toBe(0);
  else expect(last.tokens.beforeFirst).toBeGreaterThanOrEqual(expected.beforeFirst);
  await talk.rest();
}

test("nothing is left to be read when the first key comes", () => check(1000, { beforeFirst: 0, isRead: true }));

test("who only passes by has nothing read", () => check(50, { beforeFirst: 100, isRead: false }));
