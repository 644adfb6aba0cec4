/** What was read of a document outlives the engine: saved when it is left, at rest and at the end; it comes back with it. */

import { describe, expect, test } from "vitest";
import type { Settings } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import type { TokenId } from "../../../src/core/tokens/tokenizer.ts";
import { MemoryCellStore } from "../../fakes/cellStore.ts";
import { createFakeTokenizer, type FakeTokenizer } from "../../fakes/tokenizer.ts";
import { always, Conversation } from "./conversation.ts";
import { end, LINES, NEAR, OTHER, TEXT, URI, visits } from "./keptDocuments.ts";

const IDLE_MS = 30_000;

interface Stage {
  readonly store: MemoryCellStore;
  readonly disk: Map<string, readonly TokenId[]>;
  /** Of all windows: it gives out numbers as words come. */
  readonly tokenizer: FakeTokenizer;
}

interface Begun {
  readonly text?: string;
  readonly uri?: string;
  readonly isAllowed?: () => boolean;
  readonly settings?: Partial<Settings>;
  readonly onFile?: (what: "write" | "read") => void;
}

function createStage(store = new MemoryCellStore()): Stage {
  return { store, disk: new Map(), tokenizer: createFakeTokenizer() };
}

/** A window that is opened with the document. */
function begin(
  { store, disk, tokenizer }: Stage,
  { text = TEXT, uri = URI, isAllowed = () => true, ...rest }: Begun = {},
) {
  const { onFile, settings = {} } = rest;
  const engine = { ...always("compute(b);"), contextSize: 16_384, nearContextSize: NEAR, disk, tokenizer };
  const keeping = { store, isAllowed };
  return new Conversation(text, { ...engine, ...(onFile && { onFile }) }, { keeping, uri, settings });
}

/** Tokens evaluated for the first request after opening, and in all. */
async function firstRequest(talk: Conversation): Promise<{ asked: number; all: number; shown: string }> {
  const shown = await talk.show();
  const outcome = talk.events.findLast((event) => event.stage === "outcome");
  await talk.rest();
  const all = talk.engine.counts.evaluated + talk.engine.near!.counts.evaluated;
  return { asked: outcome?.stage === "outcome" ? outcome.tokens.beforeFirst : -1, all, shown };
}

async function visit(talk: Conversation, uri: string): Promise<void> {
  talk.pipeline.cursor(uri, 900, true);
  await talk.rest();
}

describe("a window that is opened again", () => {
  test("reads one token before its first suggestion, where nothing has changed", async () => {
    const stage = createStage();
    const before = begin(stage);
    const cold = await firstRequest(before);
    await end(before);
    const again = await firstRequest(begin(stage));
    expect(cold.all).toBeGreaterThan(1000);
    expect(again.asked).toBe(1);
    // And what was generated.
    expect(again.all).toBeLessThan(15);
    expect(again.shown).toBe(cold.shown);
  });

  test("reads what was changed meanwhile, and a little behind it", async () => {
    const stage = createStage();
    const before = begin(stage);
    await firstRequest(before);
    await end(before);
    const changed = TEXT.replace("value20 =", "value20: number =").replace(LINES[70]!, "");
    const { asked, shown } = await firstRequest(begin(stage, { text: changed }));
    expect(asked).toBeLessThan(40);
    expect(shown).toBe("[compute(b);]");
  });

  test("reads all where hardly anything of it is left", async () => {
    const stage = createStage();
    const before = begin(stage);
    await firstRequest(before);
    await end(before);
    const other = TEXT.replaceAll("value", "nothing").replaceAll("other", "alike");
    const again = begin(stage, { text: other });
    const { all } = await firstRequest(again);
    expect(all).toBeGreaterThan(1000);
    expect(stage.store.calls.filter((call) => call.startsWith("use"))).toEqual([]);
  });
});

describe("cells are saved", () => {
  const saves = ({ store }: Stage) => store.calls.filter((call) => call.startsWith("save"));

  test("after thirty seconds in which nothing happens, once", async () => {
    const stage = createStage();
    const talk = begin(stage);
    await firstRequest(talk);
    await talk.clock.advance(IDLE_MS - 3000);
    talk.type("x");
    await talk.rest();
    await talk.clock.advance(IDLE_MS - 3000);
    expect(saves(stage)).toEqual([]);
    await talk.clock.advance(3000);
    expect(saves(stage)).toEqual([`save ${URI}`]);
    await talk.clock.advance(10 * IDLE_MS);
    await end(talk);
    expect(saves(stage)).toEqual([`save ${URI}`]);
  });

  test("when another document takes their place; they come back with their own", async () => {
    const stage = createStage();
    const talk = begin(stage);
    await firstRequest(talk);
    visits(talk, OTHER, LINES.join("").replaceAll("other", "that"));
    await visit(talk, OTHER);
    expect(saves(stage)).toEqual([`save ${URI}`]);
    const { evaluated } = talk.engine.counts;
    await visit(talk, URI);
    expect(talk.engine.counts.evaluated - evaluated).toBeLessThan(10);
    expect(saves(stage)).toEqual([`save ${URI}`, `save ${OTHER}`]);
  });

  test("without what was generated", async () => {
    const stage = createStage();
    const talk = begin(stage);
    await firstRequest(talk);
    await end(talk);
    const [kept] = stage.store.kept.values();
    const text = talk.engine.tokenizer.detokenize(kept!.cells.ids);
    expect(text).toContain("const a =");
    expect(text).not.toContain("compute");
    expect([...stage.disk.values()]).toEqual([kept!.cells.ids]);
  });

  const never = (name: string, begun: Begun) =>
    test(`never: ${name}`, async () => {
      const stage = createStage();
      const talk = begin(stage, begun);
      await firstRequest(talk);
      await talk.clock.advance(2 * IDLE_MS);
      await end(talk);
      expect([...stage.store.kept.keys()]).toEqual([]);
      expect(stage.disk.size).toBe(0);
    });

  never("where it is not allowed", { isAllowed: () => false });
  never("of what was not saved yet", { uri: "untitled:Untitled-1" });
  never("of a file that the user leaves alone", { settings: { exclude: ["*.ts"] } });
  never("of a file of keys", { uri: "file:///folder/.env" });

  test("a document that becomes one of those is forgotten", async () => {
    const stage = createStage();
    const talk = begin(stage);
    await firstRequest(talk);
    await talk.clock.advance(2 * IDLE_MS);
    expect(stage.store.kept.size).toBe(1);
    talk.edit(TextEdit.replace(0, 0, "-----BEGIN RSA PRIVATE KEY-----\n"));
    await end(talk);
    expect(stage.store.kept.size).toBe(0);
  });
});
