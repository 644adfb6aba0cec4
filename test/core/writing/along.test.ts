import { describe, expect, test } from "vitest";
import { InstanceSource, type TokenId } from "../../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../../src/core/tokens/tokenText.ts";
import { Along } from "../../../src/core/writing/along.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { searchFiles } from "./searchFiles.ts";

const tokenizer = createFakeTokenizer();

interface Place {
  /** The document, with `▮` at the cursor. */
  readonly marked: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly heal?: string;
  readonly draft?: string;
}

function votesAt({ marked, files = {}, heal = "", draft = "" }: Place) {
  const cut = marked.indexOf("▮");
  const tokens = tokenizeText(marked.replace("▮", ""), cut, tokenizer, new InstanceSource());
  const along = new Along({ precedents: searchFiles(files, tokenizer), path: "own", tokens, heal, tokenizer });
  return along.votesAfter(tokenizer.tokenize(draft));
}

describe("what the repository says", () => {
  const check = (name: string, place: Place, expected: readonly string[], longest?: number) =>
    test(name, () => {
      const votes = votesAt(place);
      expect(votes.votes.map(({ token }) => tokenizer.detokenize([token]))).toEqual(expected);
      if (longest !== undefined) expect(votes.longest).toBe(longest);
    });

  const files = { a: "if (ok) {\n    keep(it);\n}\n" };

  check("behind what was written", { marked: "if (ok)▮", files }, [" {"], 4);
  check("across the cursor and the draft", { marked: "if (▮", files, draft: "ok)" }, [" {"], 4);
  check("behind the indentation, without the blank that the word swallowed", { marked: "if (ok) {\n    ▮", files }, [
    "keep",
  ]);
  check("once the word is written", { marked: "if (ok) {\n    ▮", files, draft: "keep" }, ["("]);
  check("and further on", { marked: "if (ok) {\n    ▮", files, draft: "keep(it" }, [");"]);
  check("with tabs", { marked: "if (ok) {\n\t▮", files: { a: "if (ok) {\n\tkeep(it);\n}\n" } }, ["keep"]);
  check("where a word is spelt again", { marked: "if (ok▮", files, heal: "ok" }, ["ok"], 2);
  check("where a word is spelt again with its blank", { marked: "a = ok▮", files: { b: "a = okay" }, heal: " ok" }, [
    " okay",
  ]);
  check("the document's own text before the cursor", { marked: "let a = f(1);\nlet a = f▮" }, ["("]);
  check("and behind it", { marked: "let a = f▮\nlet a = f(1);" }, ["("]);
  check("nothing of the document as it was", { marked: "if (ok▮", files: { own: "if (ok) {" } }, []);
  check("nothing where one token alone is the same", { marked: "x (▮", files: { a: "y (z" } }, []);
  check(
    "of several places the one that shares the most counts most",
    { marked: "a.b.c(▮", files: { a: "x.b.c(1) q.c(2) q.c(2)" } },
    ["1", "2"],
  );
});

test("a long draft does not end the look-up", () => {
  const line = "call(one, two);\n";
  const votes = votesAt({ marked: "▮", draft: line.repeat(200) });
  expect(tokenizer.detokenize([votes.votes[0]?.token as TokenId])).toBe("call");
});

describe("a stretch that stands in another file", () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, at) => `call${"abcdefgh"[at % 8]}(${at});`).join("\n");
  const copiedIn = (text: string, files: Record<string, string>) => {
    const tokens = tokenizeText("", 0, tokenizer, new InstanceSource());
    const along = new Along({ precedents: searchFiles(files, tokenizer), path: "own", tokens, heal: "", tokenizer });
    return along.copiedIn(tokenizer.tokenize(text));
  };

  test("is told with its file and length", () =>
    expect(copiedIn(`x = 1;\n${lines(15)}\ny`, { a: lines(15), b: lines(3) })).toEqual({
      path: "a",
      tokens: tokenizer.tokenize(lines(15)).length,
    }));
  test("is not told when it is short", () => expect(copiedIn(lines(6), { a: lines(6) })).toBeUndefined());
  test("is not told when it is of the document", () => expect(copiedIn(lines(20), { own: lines(20) })).toBeUndefined());
});
