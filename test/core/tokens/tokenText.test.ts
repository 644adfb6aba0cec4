import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { countTokens, retokenize, tokenizeText, tokensBetween } from "../../../src/core/tokens/tokenText.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { anyLongText, anyTokenScript, checkTokenScript, printScript, type TokenScript } from "./tokenScripts.ts";

const LINE = "  const answer = compute(first, second);\n";
const USER_DEFINED = ["<|fim_middle|>", "    ", "don", "é"];

function check(script: TokenScript): void {
  checkTokenScript(createFakeTokenizer(), script);
  checkTokenScript(createFakeTokenizer({ userDefined: USER_DEFINED }), script);
  checkTokenScript(createFakeTokenizer({ kind: "never heard of" }), script);
}

describe("equals tokenizing afresh", () => {
  test("cases", () => {
    check({ text: "", cut: 0, steps: [{ edit: TextEdit.replace(0, 0, "a b"), cut: 1 }] });
    check({ text: "abc", cut: 1, steps: [{ edit: TextEdit.replace(0, 3, ""), cut: 0 }] });
    check({
      text: "word",
      cut: 2,
      steps: [
        { edit: TextEdit.empty, cut: 3 },
        { edit: TextEdit.empty, cut: 4 },
      ],
    });
    // The cut moves away from a place that is no boundary, and comes back.
    const text = LINE.repeat(20);
    check({
      text,
      cut: 410,
      steps: [
        { edit: TextEdit.empty, cut: 10 },
        { edit: TextEdit.empty, cut: 410 },
        { edit: TextEdit.replace(0, 0, LINE.repeat(3)), cut: 410 },
        { edit: TextEdit.replace(700, text.length + 3 * LINE.length, ""), cut: 700 },
      ],
    });
  });

  test("a line of 10,000 characters", () => {
    for (const line of ["word ".repeat(2000), "1,2;".repeat(2500), "字".repeat(10_000), "x".repeat(10_000)])
      check({
        text: line,
        cut: 5000,
        steps: [
          { edit: TextEdit.replace(5000, 5000, "y"), cut: 5001 },
          { edit: TextEdit.replace(1, 2, ""), cut: 9000 },
        ],
      });
  });

  test("any script", () => {
    fc.assert(
      fc.property(anyTokenScript(anyLongText), fc.context(), (script, context) => {
        context.log(printScript(script));
        check(script);
      }),
      { numRuns: 150 },
    );
  });
});

describe("instances", () => {
  /** How many instances of `before` are gone, and how many are new, after the edit of `text`. */
  function checkChanged(
    text: string,
    cuts: readonly [number, number],
    edit: TextEdit,
    expected: [number, number],
  ): void {
    const tokenizer = createFakeTokenizer();
    const instances = new InstanceSource();
    const old = tokenizeText(text, cuts[0], tokenizer, instances);
    const next = retokenize(old, edit, cuts[1], tokenizer, instances).tokens;
    const before = new Set(tokensBetween(old).instances);
    const after = new Set(tokensBetween(next).instances);
    const gone = [...before].filter((instance) => !after.has(instance));
    const made = [...after].filter((instance) => !before.has(instance));
    expect([gone.length, made.length]).toEqual(expected);
  }

  const text = LINE.repeat(100);
  const middle = 50 * LINE.length + "  const answer".length;

  test("typing changes the word that is typed", () => {
    checkChanged(text, [middle, middle + 1], TextEdit.replace(middle, middle, "s"), [1, 1]);
    checkChanged(text, [middle, middle + 1], TextEdit.replace(middle, middle, "."), [0, 1]);
    checkChanged(text, [middle, middle - 1], TextEdit.replace(middle - 1, middle, ""), [1, 1]);
  });

  test("the cursor's way changes the words that it cuts", () => {
    checkChanged(text, [middle, middle], TextEdit.empty, [0, 0]);
    checkChanged(text, [middle, 2], TextEdit.empty, [2, 2]); // ␣·␣cons·t → ␣␣·cons·t
    checkChanged(text, [middle - 1, 4], TextEdit.empty, [4, 3]); // ␣answ·e·r → ␣answ·er, ␣cons·t → ␣co·nst
  });

  test("several places in one line, far places, both ends of a window", () => {
    const start = 10 * LINE.length;
    const rename = TextEdit.of([
      { start: start + 8, end: start + 14, text: "result" },
      { start: start + 17, end: start + 24, text: "work" },
    ]);
    checkChanged(text, [0, 0], rename, [4, 3]);
    const far = TextEdit.of([
      { start: 0, end: 0, text: "import x\n" },
      { start: text.length, end: text.length, text: "end" },
    ]);
    checkChanged(text, [middle, middle + 9], far, [0, 5]);
    const slide = TextEdit.of([
      { start: 0, end: 5 * LINE.length, text: "" },
      { start: text.length, end: text.length, text: LINE.repeat(5) },
    ]);
    const perLine = createFakeTokenizer().tokenize(LINE).length;
    checkChanged(text, [middle, middle - 5 * LINE.length], slide, [5 * perLine, 5 * perLine]);
  });
});

test("an edit asks the tokenizer for a few segments only", () => {
  const tokenizer = createFakeTokenizer();
  const instances = new InstanceSource();
  const text = LINE.repeat(1000);
  let tokens = tokenizeText(text, 20_000, tokenizer, instances);
  const { count } = tokenizer.calls;
  tokenizer.calls.characters = 0;
  for (let key = 0; key < 20; key++)
    tokens = retokenize(
      tokens,
      TextEdit.replace(20_000 + key, 20_000 + key, "s"),
      20_001 + key,
      tokenizer,
      instances,
    ).tokens;
  expect(tokenizer.calls.count - count).toBeLessThan(60);
  expect(tokenizer.calls.characters).toBeLessThan(20 * 400);
});

describe("tokensBetween", () => {
  const tokenizer = createFakeTokenizer();
  const tokens = tokenizeText("one two three", 7, tokenizer, new InstanceSource());

  test("both sides of the cut", () => {
    expect(tokenizer.detokenize(tokensBetween(tokens, 0, 7).ids)).toBe("one two");
    expect(tokenizer.detokenize(tokensBetween(tokens, 7).ids)).toBe(" three");
    expect(tokensBetween(tokens, 7, 7)).toEqual({ ids: [], instances: [] });
    expect(countTokens(tokens)).toBe(tokensBetween(tokens).ids.length);
  });

  test("between boundaries is our own mistake", () => {
    expect(() => tokensBetween(tokens, 1)).toThrow(BugError);
    expect(() => tokensBetween(tokens, 0, 14)).toThrow(BugError);
    expect(() => tokenizeText("a", 2, tokenizer, new InstanceSource())).toThrow(BugError);
  });
});
