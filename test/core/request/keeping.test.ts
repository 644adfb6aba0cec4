/** What was read of a document outlives the engine: saved when it is left, at rest and at the end; it comes back with it. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CacheStep, Cells } from "../../../src/core/cache/cells.ts";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import type { Settings } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import type { TokenId } from "../../../src/core/tokens/tokenizer.ts";
import { MemoryCellStore } from "../../fakes/cellStore.ts";
import { createGate } from "../../fakes/gate.ts";
import { createFakeTokenizer, type FakeTokenizer } from "../../fakes/tokenizer.ts";
import { always, Conversation } from "./conversation.ts";

const LINES = Array.from({ length: 120 }, (_, index) => `let value${index} = other + ${index};\n`);
const TEXT = `${LINES.slice(0, 80).join("")}const a = ▮\n${LINES.slice(80).join("")}`;
/** Longer than a window of the engine in `Days`. */
const LONG = `${TEXT}${LINES.join("").replaceAll("value", "more")}${LINES.join("").replaceAll("value", "most")}`;
const URI = "file:///sample.ts";
const OTHER = "file:///other.ts";
const IDLE_MS = 30_000;
const NEAR = 768;

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

/** The window is closed. */
async function end(talk: Conversation): Promise<void> {
  talk.pipeline.setEngine(undefined, "closed");
  await talk.rest();
}

/** Tokens evaluated for the first request after opening, and in all. */
async function firstRequest(talk: Conversation): Promise<{ asked: number; all: number; shown: string }> {
  const shown = await talk.show();
  const outcome = talk.events.findLast((event) => event.stage === "outcome");
  await talk.rest();
  const all = talk.engine.counts.evaluated + talk.engine.near!.counts.evaluated;
  return { asked: outcome?.stage === "outcome" ? outcome.tokens.beforeFirst : -1, all, shown };
}

const visits = (talk: Conversation, uri: string, text: string) =>
  talk.pipeline.open({ uri, languageId: "typescript", version: 1, text });

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

/** What a user does, and what goes wrong. */
const doing = fc.oneof(
  fc.record({ type: fc.constantFrom("a", " ", "\n", "(b)") }),
  fc.record({ jumpTo: fc.nat(12_000) }),
  fc.record({ ask: fc.constantFrom("wait", "cancel") }),
  fc.record({ pass: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ fail: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ failDisk: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ visit: fc.constantFrom(URI, OTHER) }),
  fc.constant({ restart: true } as const),
  fc.constant({ rest: true } as const),
);
type Doing = typeof doing extends fc.Arbitrary<infer Value> ? Value : never;

/** Fails a call that is so many away; undefined: none. */
class Failing {
  in: number | undefined;

  pass(error: Error): void {
    if (this.in === undefined) return;
    this.in -= 1;
    if (this.in >= 0) return;
    this.in = undefined;
    throw error;
  }
}

/** All cells, set aside ones too, without the names of their instances. */
const toPlain = ({ live, parked }: Cells) => ({
  live: live.ids,
  parked: [...parked].map(([alias, { from, ids }]) => ({ alias, from, ids })).sort((a, b) => a.alias - b.alias),
});

/** A user's days with one document and another, on an engine and a disk that fail when they are told to. */
class Days {
  readonly engineFailing = new Failing();
  readonly diskFailing = new Failing();
  /** What took part: steps of the caches, of which the small one's apart, and what went to the disk and came back. */
  readonly seen = new Set<string>();
  #gate = createGate();
  #talk: Conversation;
  #asked: Promise<unknown>[] = [];
  readonly #disk = new Map<string, readonly TokenId[]>();
  readonly #tokenizer = createFakeTokenizer();
  readonly #store = new MemoryCellStore(() => this.#pass(this.diskFailing, new Error("the disk is full")));

  constructor() {
    this.#talk = this.#start();
  }

  async do(step: Doing): Promise<void> {
    if ("type" in step) this.#talk.type(step.type);
    else if ("jumpTo" in step) this.#talk.moveTo(step.jumpTo % (this.#talk.text.length + 1));
    else if ("fail" in step) this.engineFailing.in = step.fail;
    else if ("failDisk" in step) this.diskFailing.in = step.failDisk;
    else if ("pass" in step) await this.#gate.open(step.pass);
    else if ("visit" in step) this.#talk.pipeline.cursor(step.visit, 900, true);
    else if ("ask" in step) this.#ask(step.ask === "cancel");
    else if ("restart" in step) await this.#restart();
    else await this.#rest();
  }

  /** Whatever happened, the engine holds what its mirror says, and answers. */
  async end(): Promise<void> {
    [this.engineFailing.in, this.diskFailing.in] = [undefined, undefined];
    await this.#rest();
    this.#gate.openAll();
    const talk = this.#talk;
    for (const jump of [0, talk.text.length]) {
      talk.moveTo(jump);
      expect((await talk.ask()).kind).not.toBe("failed");
      await talk.rest();
    }
    for (const engine of [talk.engine, talk.engine.near!]) expect(engine.end).toBe(engine.cells.length);
    const [opened] = talk.events.filter((event) => event.stage === "opened");
    expect(toPlain(talk.engine.allCells)).toEqual(toPlain(opened!.cache.cells));
    await this.#end(talk);
  }

  async #end(talk: Conversation): Promise<void> {
    if (talk.events.some((event) => event.stage === "plan" && event.isNear === true)) this.seen.add("near");
    await end(talk);
    for (const call of this.#store.calls) this.seen.add(call.split(" ")[0]!);
  }

  #start(): Conversation {
    const onFile = () => this.#pass(this.engineFailing, new EngineFailure("out of order"));
    const onStep = ({ kind }: CacheStep) => {
      this.seen.add(kind);
      return onFile();
    };
    const files = { disk: this.#disk, onFile, tokenizer: this.#tokenizer };
    const engine = { ...always("compute(b);"), contextSize: 4096, nearContextSize: NEAR, onStep, ...files };
    const keeping = { store: this.#store, isAllowed: () => true };
    const talk = new Conversation(LONG, engine, { keeping, settings: { latencyTargetMs: 120 } });
    visits(talk, OTHER, LINES.join("").replaceAll("other", "that"));
    return talk;
  }

  #ask(isCancelled: boolean): void {
    const controller = new AbortController();
    this.#asked.push(this.#talk.ask({ signal: controller.signal }));
    if (isCancelled) controller.abort();
  }

  async #rest(): Promise<void> {
    this.#gate.openAll();
    await Promise.all(this.#asked);
    await this.#talk.rest();
    this.#gate = createGate();
  }

  async #restart(): Promise<void> {
    this.#gate.openAll();
    await Promise.all(this.#asked);
    await this.#end(this.#talk);
    this.#gate = createGate();
    this.#talk = this.#start();
  }

  async #pass(failing: Failing, error: Error): Promise<void> {
    await this.#gate.pass();
    failing.pass(error);
  }
}

test("the small cache, the whole one, what is set aside and what is kept take part in one day", async () => {
  const days = new Days();
  const [wait, rest] = [{ ask: "wait" }, { rest: true }] as const;
  const steps: readonly Doing[] = [
    ...[wait, rest, { jumpTo: 200 }, wait, rest, { jumpTo: 11_000 }, wait, rest, { type: "a" } as const, wait, rest],
    ...([{ visit: OTHER }, rest, { visit: URI }, rest, { restart: true }, wait, rest] as const),
  ];
  for (const step of steps) await days.do(step);
  await days.end();
  expect([...days.seen]).toEqual(expect.arrayContaining(["evaluate", "move", "park", "attach", "near", "save", "use"]));
});

test("whatever is typed, left, closed, cancelled or fails, the cells are what their mirror says", () =>
  fc.assert(
    fc.asyncProperty(fc.array(doing, { maxLength: 14 }), async (steps) => {
      const days = new Days();
      for (const step of steps) await days.do(step);
      await days.end();
    }),
    { numRuns: 40 },
  ));
