/** Suggestions with a grammar at hand: a fake one says what fits, what the cursor stands in, and when to stop. */

import { describe, expect, test } from "vitest";
import { type Branches, BranchingEngine } from "../../fakes/branchingEngine.ts";
import { turn } from "../../fakes/clock.ts";
import { FakeSyntax, type FakeSyntaxOptions } from "../../fakes/syntax.ts";
import { Conversation } from "./conversation.ts";

interface Case {
  readonly at: string;
  /** What the model wants to write there, again and again. */
  readonly writes: string;
  readonly grammar: Partial<FakeSyntaxOptions>;
  /** Log-probability of the model's own end, by what it has written. */
  readonly ends?: (written: string) => number;
  readonly expected: string;
  readonly mode?: "enforce" | "advise" | "off";
}

function converse({ at, writes, grammar, ends, mode }: Omit<Case, "expected">): Conversation {
  const start = at.indexOf("▮");
  // The others are asked nothing else.
  const isEnforced = "where" in grammar || "progress" in grammar;
  return new Conversation(
    at,
    {
      continuation: (prefix) => writes.slice(prefix.length - start),
      ...(ends === undefined ? {} : { endLogprob: ends }),
    },
    {
      // What single tokens do is no matter here.
      syntax: new FakeSyntax({ judge: () => "viable", support: isEnforced ? "enforced" : "join", ...grammar }),
      settings: { syntaxMode: mode ?? "enforce" },
    },
  );
}

const check = (name: string, given: Case) =>
  test(name, async () => {
    const talk = converse(given);
    expect(await talk.show()).toBe(given.expected);
    await talk.rest();
  });

const whole = (text: string) => (all: string) => all.includes(text);

describe("only what fits is shown", () => {
  check("as it is", { at: "f(▮);\n", writes: "a, b", grammar: {}, expected: "[a, b]" });
  check("cut", {
    at: "a = ▮;\n",
    writes: "b)",
    grammar: { fits: (all) => all.startsWith("a = b;") },
    expected: "[b]",
  });
  check("the whole or nothing of an expression", {
    at: "a = ▮;\n",
    writes: "b.c",
    grammar: { fits: (all) => all.startsWith("a = b;") },
    expected: "breaksSyntax",
  });
  check("cut at the most probable end", {
    at: "a = ▮;\n",
    writes: "b)]}",
    grammar: { fits: (all) => !all.includes("}") },
    ends: (written) => (written === "b" ? -1 : -9),
    expected: "[b]",
  });
  check("or not at all", { at: "a = ▮;\n", writes: "b", grammar: { fits: () => false }, expected: "breaksSyntax" });
  check("hidden by advice never", {
    at: "a = ▮;\n",
    writes: "b",
    grammar: { fits: () => false },
    expected: "[b]",
    mode: "advise",
  });
  check("not asked when switched off", {
    at: "a = ▮;\n",
    writes: "b",
    grammar: { fits: () => false },
    expected: "[b]",
    mode: "off",
  });
  check("nor where there is no grammar", {
    at: "a = ▮;\n",
    writes: "b",
    grammar: { fits: () => false, support: "none" },
    expected: "[b]",
  });
  check("closed where the model was stopped", {
    at: "{\n  ▮\n}\n",
    writes: "f(a, [b",
    grammar: { fits: whole("f(a, [b])") },
    expected: "[f(a, [b])]",
  });
});

describe("what the cursor stands in", () => {
  check("a string: one line", {
    at: "a = `\n  ▮\n`;\n",
    writes: "b\n  c\n",
    grammar: { where: "text" },
    expected: "[b]",
  });
  check("the top level: one item", {
    at: "▮\n",
    writes: "function f() {\n  a();\n}\nfunction g() {\n  b();\n}\n",
    grammar: {
      where: "topLevel",
      progress: (inserted, endsWithItem) =>
        endsWithItem && inserted.includes("}\n")
          ? { keep: inserted.indexOf("}\n") + 1, reason: "blockEnd" }
          : undefined,
    },
    expected: "[function f() {\n  a();\n}]",
  });
  check("a line goes on until its brackets are closed", {
    at: "const a = ▮\n",
    writes: "f(\n  b,\n);\ng();\n",
    grammar: {},
    expected: "[f(\n  b,\n);]",
  });
});

describe("the grammar looks at the end of each line", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `x${index} = ${index};`).join("\n  ");
  const loop = (inserted: string) =>
    inserted.split("\n").length > 4 ? ({ keep: inserted.indexOf("\n"), reason: "repetition" } as const) : undefined;

  test("and ends what goes round", async () => {
    const talk = converse({ at: "{\n  ▮\n}\n", writes: `${lines(11)}\n`, grammar: { where: "body", progress: loop } });
    expect(await talk.show()).toBe("[x0 = 0;]");
    const decoded = talk.events.find((event) => event.stage === "decoded");
    expect(decoded).toMatchObject({ stop: "repetition" });
    await talk.rest();
  });

  test("of an alternative, too", async () => {
    const talk = converse({ at: "{\n  ▮\n}\n", writes: "", grammar: { where: "body", progress: loop } });
    const other = `y();\n  ${lines(8)}\n`;
    const branches = (written: string): Branches => {
      if (written === "") return { a: 0.6, y: 0.4 };
      return written.startsWith("y") && written.length < other.length ? { [other[written.length]!]: 1 } : { "": 1 };
    };
    talk.pipeline.setEngine(new BranchingEngine({ branches }), "");
    expect(await talk.show({ invoked: true })).toBe("[a] | [y();]");
    await talk.rest();
  });

  test("and not more often", async () => {
    const asked: string[] = [];
    const onAsk = (name: string, inserted: string) => {
      if (name === "progress") asked.push(inserted);
      return true;
    };
    const talk = converse({ at: "{\n  ▮\n}\n", writes: "a();\n  b();\n", grammar: { onAsk, where: "expression" } });
    await talk.show();
    expect(asked).toEqual(["a();\n", "a();\n  b();\n"]);
    await talk.rest();
  });
});

describe("a grammar that is not there yet", () => {
  const never = () => new Promise<boolean>(() => {});

  test("keeps nobody waiting: the text rules decide", async () => {
    const talk = converse({ at: "a = ▮;\n", writes: "b", grammar: { fits: () => false, onAsk: never } });
    const asked = talk.show();
    for (let ms = 0; ms < 400; ms += 50) {
      await turn();
      await talk.clock.advance(50);
    }
    expect(await asked).toBe("[b]");
    await talk.rest();
  });

  test("and that answers nothing leaves it to the text rules", async () => {
    const talk = converse({ at: "a = ▮;\n", writes: "b", grammar: { fits: () => false, onAsk: () => false } });
    expect(await talk.show()).toBe("[b]");
    await talk.rest();
  });
});

test("the trace says what became of a text", async () => {
  const talk = converse({ at: "a = ▮;\n", writes: "b))", grammar: { fits: (all) => all.startsWith("a = b;") } });
  await talk.show();
  expect(talk.events.find((event) => event.stage === "joined")).toMatchObject({
    join: { footing: "clean", cut: 2, closed: false, refused: false },
  });
  await talk.rest();
});

test("an alternative that breaks the file is none", async () => {
  const talk = converse({ at: "a = ▮;\n", writes: "b", grammar: { fits: (all) => all.startsWith("a = b;") } });
  expect(await talk.show({ invoked: true })).toBe("[b]");
  await talk.rest();
});
