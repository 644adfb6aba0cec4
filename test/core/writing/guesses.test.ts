import { describe, expect, test } from "vitest";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../../src/core/tokens/tokenText.ts";
import { Along } from "../../../src/core/writing/along.ts";
import { chanceOfGuess, Guesses, WrittenBefore } from "../../../src/core/writing/guesses.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { searchFiles } from "./searchFiles.ts";

const tokenizer = createFakeTokenizer();

function guessesAt(marked: string, before: WrittenBefore, files: Readonly<Record<string, string>> = {}): Guesses {
  const cut = marked.indexOf("▮");
  const tokens = tokenizeText(marked.replace("▮", ""), cut, tokenizer, new InstanceSource());
  return new Guesses(
    new Along({ precedents: searchFiles(files, tokenizer), path: "own", tokens, heal: "", tokenizer }),
    before,
  );
}

interface Place {
  readonly marked: string;
  readonly draft: string;
  /** Texts that were written here before, each with what stood in front of it. */
  readonly before?: readonly (readonly [front: string, text: string])[];
  readonly files?: Readonly<Record<string, string>>;
  readonly most?: number;
}

describe("what is guessed", () => {
  const check = (name: string, { marked, draft, before = [], files = {}, most = 15 }: Place, expected: string) =>
    test(name, () => {
      const known = new WrittenBefore();
      for (const [front, text] of before) guessesAt(`${front}▮`, known).ended(tokenizer.tokenize(text));
      const guesses = guessesAt(marked, known, files).after(tokenizer.tokenize(draft), most, 0);
      expect(tokenizer.detokenize(guesses.map(({ token }) => token))).toBe(expected);
    });

  const block = "it(1, () => {\n  expect(f(1)).toBe(2);\n});\n";

  check("nothing where nothing was like it", { marked: "a = ▮", draft: "b" }, "");
  check("a block above, as far as it goes", { marked: `${block}\n▮`, draft: "it(1, () =>", most: 4 }, " {\n  expe");
  check("a block below", { marked: `▮\n${block}`, draft: "it(1, () =>", most: 4 }, " {\n  expe");
  check("another file", { marked: "▮", draft: "if (ok)", files: { a: "if (ok) {\n  keep(it);" }, most: 3 }, " {\n ");
  check("what was written before", { marked: "a = ▮", draft: "call(b,", before: [["a = ", "call(b, c);"]] }, " c);");
  check(
    "what was shown and typed over: the rest of it",
    { marked: "a = other(b,▮", draft: " c", before: [["a = ", "call(b, c, d);"]] },
    ", d);",
  );
  check("no more than wanted", { marked: `${block}\n▮`, draft: "it(1, () =>", most: 1 }, " {");
});

test("of texts that were written the last ones are remembered, and of each a part", () => {
  const before = new WrittenBefore();
  const guesses = guessesAt("a = ▮", before);
  for (let text = 0; text < 20; text += 1) guesses.ended(tokenizer.tokenize(`call${text}();`));
  guesses.ended([]);
  expect(before.texts.length).toBe(8);
  expect(tokenizer.detokenize([...before.texts[0]!])).toContain("call19");
  guesses.ended(tokenizer.tokenize("f(x);\n".repeat(1000)));
  expect(before.texts[0]!.length).toBe(512);
});

test("the more is shared and the more agree, the likelier is a guess", () => {
  for (const share of [0.3, 0.6, 0.8, 1])
    expect(chanceOfGuess({ shared: 40, share })).toBeGreaterThan(chanceOfGuess({ shared: 2, share }));
  for (const shared of [2, 5, 12, 40])
    expect(chanceOfGuess({ shared, share: 1 })).toBeGreaterThan(chanceOfGuess({ shared, share: 0.2 }));
});
