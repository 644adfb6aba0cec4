/** Right text that a grammar does not know: refused at first, written all the same, then offered, here and in another document. */

import { describe, expect, test, vi } from "vitest";
import type { Lesson } from "../../src/core/grammar/lessons.ts";
import { Conversation, describeOutcome, rest } from "../core/request/conversation.ts";
import { DeskSyntax } from "./deskSyntax.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** A user of two documents, and a model that knows what they want to write next. */
class User {
  readonly lessons: Lesson[] = [];
  readonly #syntax = new DeskSyntax("enforced");
  readonly #talk: Conversation;
  readonly #languageId: string;
  #wants = "";

  constructor(languageId: string, marked: string) {
    this.#languageId = languageId;
    const model = { continuation: (prefix: string) => rest(prefix, this.#wants), onStep: () => this.#syntax.settled() };
    const uri = `file:///first.${languageId}`;
    this.#talk = new Conversation(marked, model, { syntax: this.#syntax, languageId, uri });
  }

  /** Writes a line in two pieces; what is offered between them, when the model wants the rest. */
  async writeLine(line: string): Promise<string> {
    const [begun, following] = line.split("▮") as [string, string];
    this.#wants = this.#talk.text.slice(0, this.#talk.cursor) + begun + following;
    const offered = await this.#type(begun);
    this.#wants = "";
    for (const more of following.split(/(?<=\n)/)) await this.#type(more);
    return offered;
  }

  async write(lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.#type(line);
  }

  /** Goes back to `found` and writes `text` in its place. */
  async mend(found: string, text: string): Promise<void> {
    const { cursor } = this.#talk;
    this.#talk.moveTo(this.#talk.text.indexOf(found) + found.length);
    this.#talk.type(text, { deleted: found.length });
    await this.#type("");
    this.#talk.moveTo(cursor + text.length - found.length);
  }

  /** What is offered at the mark of another document. */
  async openOther(uri: string, marked: string): Promise<string> {
    const [prefix, following, suffix = ""] = marked.split("▮") as [string, string, string?];
    this.#wants = prefix + following;
    const { pipeline } = this.#talk;
    pipeline.open({ uri, languageId: this.#languageId, version: 1, text: prefix + suffix });
    pipeline.cursor(uri, prefix.length, true);
    const ask = { uri, offset: prefix.length, invoked: false };
    return describeOutcome(await pipeline.suggest(ask, new AbortController().signal), prefix + suffix);
  }

  async #type(text: string): Promise<string> {
    this.#talk.type(text);
    const offered = await this.#talk.show();
    await this.#syntax.settled();
    this.lessons.splice(
      0,
      Infinity,
      ...this.#talk.events.flatMap((one) => (one.stage === "learnt" ? one.lessons : [])),
    );
    return offered;
  }
}

interface Written {
  readonly language: string;
  readonly file: string;
  readonly first: string;
  readonly between: readonly string[];
  readonly second: string;
  /** Another document: in front of the place, what is wanted there, what stands behind. */
  readonly other: string;
}

function check({ language, file, first, between, second, other }: Written): void {
  test(`${language} ${JSON.stringify(first)}`, async () => {
    const user = new User(language, file);
    const wanted = (line: string) => `[${line.split("▮")[1]!.trimEnd()}]`;
    expect(await user.writeLine(first)).not.toBe(wanted(first));
    await user.write(between);
    expect(user.lessons.map(({ scope }) => scope)).toContain("document");
    expect(await user.writeLine(second)).toBe(wanted(second));
    expect(await user.openOther(`file:///second.${language}`, other)).toBe(wanted(other));
  });
}

describe("a construct that the grammar does not know is offered once it stands", () => {
  check({
    language: "c",
    file: "#include <a.h>\n\nint f(void)\n{\n\tint i;\n▮}\n",
    first: "\tlist_each(p, ▮q) {\n\t\tg(p);\n\t}\n",
    between: ["\tg(1);\n", "\tg(2);\n"],
    second: "\tlist_each(r, ▮s) {\n\t\tg(r);\n\t}\n",
    other: "int k(void)\n{\n\tint i;\n\tlist_each(t, ▮u) {\n\t\tg(t);\n\t}▮\n}\n",
  });
  check({
    language: "c",
    file: "int f(void)\n{\n\tint i;\n▮}\n",
    first: "\tdefer ▮{ g(i); }\n",
    between: ["\tg(1);\n", "\tg(2);\n"],
    second: "\tdefer ▮{ h(i); }\n",
    other: "int k(void)\n{\n\tdefer ▮{ g(1); }▮\n}\n",
  });
  check({
    language: "typescript",
    file: 'import { f } from "f";\n\n▮',
    first: "const a = match▮ (b) { when 1: 2 };\n",
    between: ["f(a);\n", "const q = 1;\n"],
    second: "const c = match▮ (d) { when 3: 4 };\n",
    other: 'import { f } from "f";\nconst x = match▮ (y) { when 5: 6 };▮\n',
  });
  check({
    language: "python",
    file: "import a\n\n▮",
    first: "lazy ▮import b\n",
    between: ["x = 1\n", "y = 2\n"],
    second: "lazy ▮import c\n",
    other: "import z\nlazy ▮import d▮\n",
  });
  check({
    language: "java",
    file: "class A {\n  void f() {\n▮  }\n}\n",
    first: "    var a = b▮?.c();\n",
    between: ["    g();\n", "    h();\n"],
    second: "    var d = e▮?.f();\n",
    other: "class B {\n  void f() {\n    var i = j▮?.k();▮\n  }\n}\n",
  });
  check({
    language: "rust",
    file: "fn f() {\n▮}\n",
    first: "    super ▮let a = 1;\n",
    between: ["    k(x);\n", "    k(1);\n"],
    second: "    super ▮let b = 2;\n",
    other: "fn g() {\n    super ▮let c = 3;▮\n}\n",
  });
});

test("a file that has such a construct already is offered more once the user works elsewhere in it", async () => {
  const user = new User("rust", "fn f() {\n    super let a = 1;\n    g(a);\n}\n\nfn h() {\n▮}\n");
  await user.write(["    k(1);\n", "    k(2);\n"]);
  expect(await user.writeLine("    super ▮let b = 2;\n")).toBe("[let b = 2;]");
});

describe("nothing is learnt", () => {
  const checkNothing = (name: string, language: string, marked: string, lines: readonly string[]) =>
    test(name, async () => {
      const user = new User(language, marked);
      await user.write(lines);
      expect(user.lessons).toEqual([]);
    });

  checkNothing("from a line that is being written", "java", "class A {\n  void f() {\n▮  }\n}\n", [
    "    var a = b",
    "?",
    ".",
    "c",
    "()",
  ]);
  checkNothing("from a bracket that is closed later", "typescript", "f(1);\n▮", [
    "const a = f(g(1, 2;\n",
    "const b = 1;\n",
    "const c = 2;\n",
    "const d = 3;\n",
    "const e = 4;\n",
  ]);
  checkNothing("from one line too much", "java", "class A {\n  void f() {\n▮  }\n}\n", [
    "    var a = 1\n",
    "    g();\n",
    "    h();\n",
  ]);
});

test("what was mended is no lesson any more", async () => {
  const user = new User("java", "class A {\n  void f() {\n▮  }\n}\n");
  await user.writeLine("    var a = b▮?.c();\n");
  await user.write(["    g();\n", "    h();\n"]);
  await user.mend("b?.c()", "b.c()");
  await user.write(["    i();\n"]);
  expect(await user.writeLine("    var d = 1▮?.f();\n")).not.toBe("[?.f();]");
});
