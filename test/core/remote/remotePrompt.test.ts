/** Prompts as text: layouts, what is left out around markers, and what is spelt again. */

import { describe, expect, it } from "vitest";
import { findFamily, findFamilyOfName } from "../../../src/core/remote/fimTexts.ts";
import { buildRemotePrompt, followWindow, healedEnd, planRemoteBudget } from "../../../src/core/remote/remotePrompt.ts";
import { cursorMark } from "../place/marks.ts";

function build(family: string, marked: string, { header = "", tokens = 1000 } = {}) {
  const { text, cursor } = cursorMark(marked);
  const layout = findFamily(family)!;
  return buildRemotePrompt({ layout, header, text, cursor, previous: undefined, budget: planRemoteBudget(tokens) });
}

describe("a prompt", () => {
  const check = (family: string, marked: string, text: string, header = "") =>
    it(`${family}: ${JSON.stringify(marked)}`, () => expect(build(family, marked, { header }).text).toBe(text));

  check("qwen-coder", "a = b▮\nc", "<|fim_prefix|>a =<|fim_suffix|>\nc<|fim_middle|>");
  check("qwen-coder", "a = ▮\nc", "<|fim_prefix|>a =<|fim_suffix|>\nc<|fim_middle|>");
  check("qwen-coder", "if a:\n    ▮\nc", "<|fim_prefix|>if a:\n    <|fim_suffix|>\nc<|fim_middle|>");
  check("deepseek-coder", "a = b▮\nc", "<｜fim▁begin｜>a = b<｜fim▁hole｜>\nc<｜fim▁end｜>");
  check("codestral", "a = b▮\nc", "[SUFFIX]\nc[PREFIX]a =");
  check("codegeex4", "a = (▮", "<|user|>\n<|code_suffix|><|code_prefix|>a =<|code_middle|><|assistant|>\n");
  check("starcoder", "a▮b", "<fim_prefix>// b.ts\nx\n\na<fim_suffix>b<fim_middle>", "// b.ts\nx\n\n");
  check(
    "qwen-coder",
    "x<|fim_prefix|>1\na = ▮\nb<|fim_middle|>c",
    "<|fim_prefix|>1\na =<|fim_suffix|>\nb<|fim_middle|>",
  );
  check("qwen-coder", "a▮<|endoftext|>b", "<|fim_prefix|><|fim_suffix|><|fim_middle|>");
  check("starcoder", "a▮b", "<fim_prefix>a<fim_suffix>b<fim_middle>", "// a file with <fim_suffix>\n");
});

describe("what is spelt again", () => {
  const check = (before: string, heal: string) =>
    it(JSON.stringify(before), () => expect(healedEnd(before)).toBe(heal));

  check("const foo", " foo");
  check("a.push", ".push");
  check("call(arg", "(arg");
  check("word", "word");
  check("const a = ", " ");
  check("const a =", " =");
  check("call(", "(");
  check("call());", "));");
  check("x", "x");
  check("// ----------", "---");
  check("  ", "");
  check("a\n  ", "");
  check("", "");
  check("größe", "größe");
  check("x = 'ä", "'ä");
  check("a😀b", "😀b");
  check("a😀", "😀");
  check("a\ud83d", "");
});

describe("the window", () => {
  it("holds no more than it may, most of it in front of the cursor", () => {
    const long = Array.from({ length: 2000 }, (_, line) => `const value${line} = ${line};\n`).join("");
    const { text } = build("qwen-coder", `${long}▮${long}`, { tokens: 500 });
    expect(text.length).toBeLessThan(500 * 3.2 + 60);
    const [before = "", behind = ""] = text.split("<|fim_suffix|>");
    expect(before.length).toBeGreaterThan(4 * behind.length);
  });

  it("moves with the text", () => {
    expect(followWindow("abcdef", { start: 2, end: 5 }, "XXabcdef")).toEqual({ start: 4, end: 7 });
    expect(followWindow("abcdef", { start: 2, end: 5 }, "abcXdef")).toEqual({ start: 2, end: 6 });
    expect(followWindow("abcdef", { start: 2, end: 5 }, "abcdefX")).toEqual({ start: 2, end: 5 });
  });

  it("begins where it began while somebody types", () => {
    const lines = Array.from({ length: 400 }, (_, line) => `const value${line} = ${line};\n`).join("");
    const layout = findFamilyOfName("qwen2.5-coder")!;
    const budget = planRemoteBudget(700);
    let text = `${lines}\n${lines}`;
    let cursor = lines.length;
    const first = buildRemotePrompt({ layout, header: "", text, cursor, previous: undefined, budget });
    let { window } = first;
    for (let key = 0; key < 120; key += 1) {
      const typed = `${text.slice(0, cursor)}x${text.slice(cursor)}`;
      const previous = followWindow(text, window, typed);
      text = typed;
      cursor += 1;
      ({ window } = buildRemotePrompt({ layout, header: "", text, cursor, previous, budget }));
    }
    expect(window.start).toBe(first.window.start);
  });
});
