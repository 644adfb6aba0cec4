import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPrompt, createMarkers, type Prompt } from "../../../src/core/prompt/prompt.ts";
import type { FimLayout } from "../../../src/core/tokens/fim.ts";
import { InstanceSource, type TokenId, type Tokenizer } from "../../../src/core/tokens/tokenizer.ts";
import { type TokenText, tokenizeText } from "../../../src/core/tokens/tokenText.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { anyText } from "../anyText.ts";
import { cursorMark } from "../place/marks.ts";

const BEGIN = 900_000;
const PREFIX = 900_001;
const SUFFIX = 900_002;
const MIDDLE = 900_003;
const NAMES: Readonly<Record<number, string>> = { [BEGIN]: "<B>", [PREFIX]: "<P>", [SUFFIX]: "<S>", [MIDDLE]: "<M>" };

const PSM: FimLayout = {
  family: "test",
  prefix: [PREFIX],
  suffix: [SUFFIX],
  middle: [MIDDLE],
  order: "psm",
  fileSeparator: undefined,
  repository: undefined,
  needsHealing: false,
};
const SPM: FimLayout = { ...PSM, order: "spm" };
const CODESTRAL: FimLayout = { ...SPM, middle: [], needsHealing: true };

interface Given {
  readonly fim?: FimLayout;
  readonly prefixTokens?: number;
  readonly suffixTokens?: number;
  readonly begin?: TokenId;
  readonly header?: string;
}

function build(tokens: TokenText, tokenizer: Tokenizer, given: Given, instances = new InstanceSource()): Prompt {
  const { fim, prefixTokens = 1000, suffixTokens = 1000, begin, header } = given;
  const run = header === undefined ? undefined : tokenizeText(header, 0, tokenizer, instances).segments[0];
  return buildPrompt({
    tokens,
    fim,
    beginToken: begin,
    markers: createMarkers(instances, { fim }),
    budget: { prefixTokens, suffixTokens },
    tokenizer,
    ...(run === undefined ? {} : { header: run }),
  });
}

/** The prompt with a bar between tokens and names for the special ones. */
function spell({ run }: Prompt, tokenizer: Tokenizer): string {
  return run.ids.map((id) => NAMES[id] ?? tokenizer.detokenize([id])).join("|");
}

describe("prompts", () => {
  const check = (name: string, marked: string, given: Given, expected: string, heal = "") =>
    test(name, () => {
      const { text, cursor } = cursorMark(marked);
      const tokenizer = createFakeTokenizer();
      const tokens = tokenizeText(text, cursor, tokenizer, new InstanceSource());
      const prompt = build(tokens, tokenizer, given);
      expect(spell(prompt, tokenizer)).toBe(expected);
      expect(prompt.heal).toBe(heal);
      const before = prompt.run.ids.slice(prompt.cursor - prompt.prefixTokens, prompt.cursor);
      expect(tokenizer.detokenize(before) + heal).toBe(text.slice(0, cursor).replace(/\p{Surrogate}/gu, "\uFFFD"));
    });

  check("prefix first", "if a:▮\n  b", { fim: PSM }, "<P>|if| a|:|<S>|\n| | b|<M>");
  check("suffix first", "if a:▮\n  b", { fim: SPM }, "<S>|\n| | b|<P>|if| a|:|<M>");
  check("begin and header", "a▮b", { fim: PSM, begin: BEGIN, header: "x y" }, "<B>|<P>|x| y|a|<S>|b|<M>");
  check("nothing before", "▮b", { fim: PSM }, "<P>|<S>|b|<M>");
  check("nothing behind", "a▮", { fim: PSM }, "<P>|a|<S>|<M>");
  check("Codestral", "if a:▮b", { fim: CODESTRAL }, "<S>|b|<P>|if| a", ":");
  check("prefix only", "if a▮: b", { begin: BEGIN }, "<B>|if", " a");
  check("prefix only, a header", "if a▮", { header: "x" }, "x|if", " a");
  check("prefix only, one token", "if▮", {}, "", "if");
  check("prefix only, nothing", "▮if", {}, "", "");
  check("the word is cut at the cursor", "foo▮bar", { fim: PSM }, "<P>|foo|<S>|bar|<M>");
  check("indentation is not healed", "if a:\n  ▮", {}, "if| a|:|\n|  ");
  check("a space in a line is", "if a ▮", {}, "if| a", " ");
  check("a word of several tokens is healed whole", "a retur▮", {}, "a", " retur");
  check("of a long word the last four", "x abcdefghijklmnopqrstuvwxyz▮", {}, "x| abcd|efgh|ijkl", "mnopqrstuvwxyz");
  check("of a word of four tokens all", "x abcdefghijklmnop▮", {}, "x", " abcdefghijklmnop");
  check("half characters are healed whole", "x é▮", {}, "x| ", "é");
  check("half a surrogate pair is not healed", "x\ud83d▮", {}, "x|\ufffd|\ufffd|\ufffd");
});

test("the special tokens keep their identities from prompt to prompt", () => {
  const tokenizer = createFakeTokenizer();
  const instances = new InstanceSource();
  const markers = createMarkers(instances, { fim: PSM });
  const prompt = (marked: string) => {
    const { text, cursor } = cursorMark(marked);
    const tokens = tokenizeText(text, cursor, tokenizer, instances);
    const budget = { prefixTokens: 100, suffixTokens: 100 };
    return buildPrompt({ tokens, fim: PSM, beginToken: BEGIN, markers, budget, tokenizer });
  };
  const special = ({ run }: Prompt) => run.instances.filter((_, index) => (run.ids[index] ?? 0) >= BEGIN);
  expect(special(prompt("a▮b"))).toEqual(special(prompt("quite other ▮text")));
  expect(new Set(special(prompt("a▮b"))).size).toBe(4);
});

const anyCase = fc
  .tuple(
    anyText,
    fc.nat(),
    fc.constantFrom<FimLayout | undefined>(PSM, SPM, CODESTRAL, undefined),
    fc.integer({ min: 1, max: 40 }),
    fc.nat(40),
  )
  .map(([text, at, fim, prefixTokens, suffixTokens]) => ({
    text,
    cursor: at % (text.length + 1),
    fim,
    prefixTokens,
    suffixTokens,
  }));

/** How many tokens in front of the cursor spell what is to be healed. */
function leftOut({ heal }: Prompt, before: readonly TokenId[], tokenizer: Tokenizer): number {
  // A decoder takes a byte order mark for itself.
  const bare = (text: string) => text.replaceAll("\ufeff", "");
  const spells = (count: number) => bare(tokenizer.detokenize(before.slice(before.length - count))) === bare(heal);
  return heal === "" ? 0 : before.findIndex((_, index) => spells(index + 1)) + 1;
}

test("any prompt keeps to its budget and holds the tokens nearest to the cursor", () => {
  fc.assert(
    fc.property(anyCase, ({ text, cursor, fim, prefixTokens, suffixTokens }) => {
      const tokenizer = createFakeTokenizer();
      const instances = new InstanceSource();
      const tokens = tokenizeText(text, cursor, tokenizer, instances);
      const prompt = build(tokens, tokenizer, { ...(fim && { fim }), prefixTokens, suffixTokens }, instances);
      expect(prompt.prefixTokens).toBeLessThanOrEqual(prefixTokens);
      expect(prompt.suffixTokens).toBeLessThanOrEqual(fim === undefined ? 0 : suffixTokens);
      expect(prompt.run.ids.length).toBe(prompt.run.instances.length);
      expect(new Set(prompt.run.instances).size).toBe(prompt.run.instances.length);

      const before = tokens.segments.filter(({ start }) => start < cursor).flatMap(({ ids }) => ids);
      const behind = tokens.segments.filter(({ start }) => start >= cursor).flatMap(({ ids }) => ids);
      const inPrompt = prompt.run.ids.filter((id) => id < BEGIN);
      const first = inPrompt.slice(0, fim?.order === "spm" ? prompt.suffixTokens : prompt.prefixTokens);
      const second = inPrompt.slice(first.length);
      const [prefix, suffix] = fim?.order === "spm" ? [second, first] : [first, second];
      expect(suffix).toEqual(behind.slice(0, suffix.length));
      expect(prompt.run.ids.slice(prompt.cursor - prefix.length, prompt.cursor)).toEqual(prefix);
      const left = before.length - leftOut(prompt, before, tokenizer);
      expect(prefix).toEqual(before.slice(left - prefix.length, left));
    }),
    { numRuns: 300 },
  );
});

test("text left out in front stays left out while typing", () => {
  const tokenizer = createFakeTokenizer();
  const starts = new Set<string>();
  let text = Array.from({ length: 40 }, (_, index) => `let v${index} = ${index};\n`).join("");
  for (let typed = 0; typed < 30; typed += 1) {
    text += "+ x ";
    const tokens = tokenizeText(text, text.length, tokenizer, new InstanceSource());
    const prompt = build(tokens, tokenizer, { fim: PSM, prefixTokens: 200 });
    expect(prompt.prefixTokens).toBeGreaterThan(100);
    starts.add(spell(prompt, tokenizer).slice(0, 20));
  }
  expect(starts.size).toBeLessThanOrEqual(3);
});

describe("text beyond the budget", () => {
  /** A letter is a token, a word a segment: what is left of the text before and behind the cursor. */
  const check = (name: string, marked: string, most: number, expected: string) =>
    test(name, () => {
      const { text: spaced, cursor } = cursorMark(marked);
      const text = spaced.replaceAll(" ", "");
      const cut = spaced.slice(0, cursor).replaceAll(" ", "").length;
      const instances = new InstanceSource();
      const toRun = (word: string) => ({
        ids: [...word].map((letter) => letter.charCodeAt(0)),
        instances: [...word].map(() => instances.next()),
      });
      let start = 0;
      const segments = marked.split(/[ ▮]/).map((word) => {
        const segment = { start, text: word, ...toRun(word) };
        start += word.length;
        return segment;
      });
      const prompt = buildPrompt({
        tokens: { text, cut, segments: segments.filter(({ text }) => text !== "") },
        fim: PSM,
        beginToken: undefined,
        markers: createMarkers(instances, { fim: PSM }),
        budget: { prefixTokens: most, suffixTokens: most },
        tokenizer: createFakeTokenizer(),
      });
      const spelt = prompt.run.ids.map((id) => NAMES[id] ?? String.fromCharCode(id)).join("");
      const [before, behind] = spelt.split(/<.>/).slice(1);
      expect(`${before}▮${behind}`).toBe(expected);
      expect(prompt.prefixTokens).toBe(before!.length);
      expect(prompt.suffixTokens).toBe(behind!.length);
    });

  check("all that fits stays", "aaa bbbbb▮ccccc ddd", 8, "aaabbbbb▮cccccddd");
  check("little text", "aa▮bb", 8, "aa▮bb");
  check("goes in whole segments", "aa bb cc dd e▮aa bb cc dd e", 8, "bbccdde▮aabbccdd");
  check("in front a quarter of the budget at once", "aaa b ccccccc▮", 8, "ccccccc▮");
  check("at least a token at once", "a b c d▮", 3, "bcd▮");
  check("half of the budget is enough", "a bbbbb cccc▮aaaa bbbbbbbb", 8, "cccc▮aaaa");
  check("less is not: a segment is cut", "a bbbbbb ccc▮aaa bbbbbbbbb", 8, "bbbbbccc▮aaabbbbb");
  check("a segment in front is cut", "a bbbbbbb cc▮", 8, "bbbbbbcc▮");
});
