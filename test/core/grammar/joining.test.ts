import { describe, expect, test } from "vitest";
import { joinSuggestion } from "../../../src/core/grammar/joining.ts";
import type { Choice } from "../../../src/core/grammar/syntax.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { FakeSyntax } from "../../fakes/syntax.ts";
import { cursorMark } from "../place/marks.ts";

interface Options {
  readonly advises?: true;
  readonly isSilent?: true;
  readonly footing?: Choice["footing"];
}

/** A grammar that knows brackets; `expected` is the text with what would be shown in brackets, or the outcome's kind. */
function check(marked: string, generated: string, expected: string, options: Options = {}) {
  test(`${JSON.stringify(marked)} ${JSON.stringify(generated)}`, async () => {
    const { text, cursor } = cursorMark(marked);
    const syntax = new FakeSyntax({
      judge: () => "viable",
      fits: isBalanced,
      onAsk: () => options.isSilent !== true,
      ...(options.footing === undefined ? {} : { footing: options.footing }),
    });
    const grammar = syntax.open("typescript", { prefix: text.slice(0, cursor), suffix: text.slice(cursor) });
    const place = findPlace(text, cursor, "typescript");
    const joined = await joinSuggestion({
      generated,
      text,
      cursor,
      place,
      grammar,
      closes: true,
      isEnded: true,
      isCut: false,
      advises: options.advises ?? false,
    });
    const report = joined.report;
    const what = report && [
      report.refused && "refused",
      report.cut > 0 && `cut ${report.cut}`,
      report.closed && "closed",
    ];
    const shown =
      joined.kind === "ok"
        ? `${text.slice(0, joined.edit.start)}[${joined.edit.text}]${text.slice(joined.edit.end)}`
        : joined.kind;
    expect([shown, ...(what?.filter((part) => part !== false) ?? [])].join(" · ")).toBe(expected);
  });
}

function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const sign of text.match(/[()[\]{}]/g) ?? [])
    if ("([{".includes(sign)) open.push(sign);
    else if ("([{".indexOf(open.pop() ?? "") !== ")]}".indexOf(sign)) return false;
  return open.length === 0;
}

describe("what fits is shown as it is", () => {
  check("f(▮);", "a", "f([a]);");
  check("f(▮);", "a);", "f([a]);");
  check("f(▮)", "a, b);", "f([a, b);]");
  check("{\n  ▮\n}", "a();\n  b();", "{\n  [a();\n  b();]\n}");
});

describe("what does not is closed or cut", () => {
  check("{\n  ▮\n}", "if (a) {\n    b();", "{\n  [if (a) {\n    b();\n  }]\n} · closed");
  check("{\n  ▮\n}", "a();\n  b(]", "{\n  [a();]\n} · cut 6");
  check("a = ▮;", "b]", "a = [b]; · cut 1");
  check("{\n  ▮\n}", "a(b", "{\n  [a(b)]\n} · closed");
});

describe("what fits nowhere is hidden", () => {
  check("a = ▮;", "]", "breaksSyntax · refused · cut 1");
  check("a = ▮;", "]", "a = []]; · cut 1", { advises: true });
  check("a = ▮;", "]", "notShowable", { isSilent: true });
});

describe("what says nothing is not asked about", () => {
  check("f(▮);", "", "empty");
  check("f(▮);", ")", "repeats");
});
