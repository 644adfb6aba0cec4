/** The repository writes along: who is told what, and that nothing changes where it is off. */

import { describe, expect, test } from "vitest";
import type { TokenId } from "../../../src/core/tokens/tokenizer.ts";
import type { Precedent, PrecedentKeeper, Vocabulary } from "../../../src/core/writing/precedents.ts";
import { turn } from "../../fakes/clock.ts";
import { createGate } from "../../fakes/gate.ts";
import { searchFiles } from "../writing/searchFiles.ts";
import { Conversation } from "./conversation.ts";

const OTHER = "file:///other.ts";

class FakeKeeper implements PrecedentKeeper {
  readonly told: string[] = [];
  readonly asked: (string | undefined)[] = [];
  #vocabulary: Vocabulary | undefined;
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
  }

  find(context: readonly TokenId[], without: string | undefined): readonly Precedent[] {
    this.asked.push(without);
    return searchFiles(this.#files, this.#vocabulary!.tokenizer).find(context, without);
  }
  useVocabulary(vocabulary: Vocabulary | undefined): void {
    this.#vocabulary = vocabulary ?? this.#vocabulary;
    this.told.push(`vocabulary ${vocabulary?.name ?? "none"}`);
  }
  nameOf(uri: string): string {
    return uri.slice("file://".length);
  }
  changed(uri: string, text: () => string | undefined): void {
    this.told.push(`changed ${uri} ${text()}`);
  }
  closed(uri: string): void {
    this.told.push(`closed ${uri}`);
  }
  setBusy(isBusy: boolean): void {
    this.told.push(`busy ${isBusy}`);
  }
}

/** The model is undecided between what stands elsewhere and something else. */
function start(contextAlong: boolean, marked = "keep(a, ▮\n") {
  const precedents = new FakeKeeper({ "/other.ts": "keep(a, beta);\n", "/sample.ts": "keep(a, gone);\n" });
  const engine = { continuation: () => "alph", logprob: Math.log(0.45), others: "beta" };
  return { precedents, talk: new Conversation(marked, engine, { precedents, settings: { contextAlong } }) };
}

test("a text that is cut while it is being read ahead is left alone", async () => {
  const gate = createGate();
  const bugs: unknown[] = [];
  const talk = new Conversation(
    `${"word ".repeat(50)}▮`,
    { continuation: () => "a", onStep: () => gate.pass() },
    { precedents: new FakeKeeper({}), settings: { contextAlong: true }, onBug: (error) => bugs.push(error) },
  );
  talk.type("x");
  await turn();
  talk.type("", { deleted: 200 });
  gate.openAll();
  await talk.rest();
  expect(bugs).toEqual([]);
});

describe("what stands elsewhere", () => {
  test("decides where it is asked", async () => {
    const { talk, precedents } = start(true);
    expect(await talk.show({ invoked: true })).toMatch(/^\[beta/);
    expect(precedents.asked).toContain("/sample.ts");
  });

  test("is not asked where that is switched off", async () => {
    const { talk, precedents } = start(false);
    const off = await talk.show({ invoked: true });
    expect(off).toMatch(/^\[alph/);
    expect(precedents.asked).toEqual([]);
    const without = new Conversation("keep(a, ▮\n", {
      continuation: () => "alph",
      logprob: Math.log(0.45),
      others: "beta",
    });
    expect(off).toBe(await without.show({ invoked: true }));
  });

  test("is what stands behind the suggest widget's item, where there is one", async () => {
    const { talk } = start(true, "ke▮\n");
    const shown = await talk.show({ invoked: true, selected: { start: 0, end: 2, text: "keep(a, " } });
    expect(shown).toContain("keep(a, beta");
  });
});

test("who keeps it hears of documents, of the vocabulary and of who waits", async () => {
  const { talk, precedents } = start(true);
  await talk.show({ invoked: true });
  talk.pipeline.open({ uri: OTHER, languageId: "typescript", version: 1, text: "x" });
  talk.pipeline.close(OTHER);
  talk.pipeline.setEngine(undefined, "gone");
  const isBusy = (told: string) => told.startsWith("busy");
  expect(precedents.told.filter(isBusy).slice(0, 2)).toEqual(["busy true", "busy false"]);
  expect(precedents.told.filter(isBusy).at(-1)).toBe("busy false");
  expect(precedents.told.filter((told) => !isBusy(told))).toEqual([
    "vocabulary fake.gguf",
    "changed file:///sample.ts keep(a, \n",
    `changed ${OTHER} x`,
    `closed ${OTHER}`,
    "vocabulary none",
  ]);
});

test("nothing of an excluded document is told", () => {
  const { talk, precedents } = start(true);
  talk.pipeline.open({ uri: "file:///.env", languageId: "plaintext", version: 1, text: "KEY=1" });
  expect(precedents.told.at(-1)).toBe("changed file:///.env undefined");
});
