import { expect, test } from "vitest";
import { Draft } from "../../../src/core/writing/draft.ts";
import { endLogprobAt } from "../../../src/core/writing/written.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";

/** Writes `text` token by token; the end in front of the n-th token has the log-probability -n. */
function draftOf(text: string): Draft {
  const tokenizer = createFakeTokenizer();
  const draft = new Draft(tokenizer, "");
  for (const [index, token] of tokenizer.tokenize(text).entries()) draft.push({ token, logprob: -1 }, -index);
  return draft;
}

function check(text: string, ending: string, expected: number | undefined) {
  test(`${JSON.stringify(text)} ends behind ${JSON.stringify(ending)}`, () => {
    expect(endLogprobAt(draftOf(text).scored, ending)).toBe(expected);
  });
}

// a · = · b · ; and so on: the end behind the n-th token is read in front of the next one.
check("a=b", "a", -1);
check("a=b", "a=", -2);
// Nothing was read behind the last token.
check("a=b", "a=b", undefined);
check("a=b", "x", undefined);
// White space behind it belongs to the end: the more probable of the two.
check("a;\nb;", "a;", -2);
check("abc", "a", undefined);
