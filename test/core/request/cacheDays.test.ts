/** Days with two documents, in which the small cache, the whole one, what is set aside and what is kept all take part. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { CacheStep, Cells } from "../../../src/core/cache/cells.ts";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import type { TokenId } from "../../../src/core/tokens/tokenizer.ts";
import { MemoryCellStore } from "../../fakes/cellStore.ts";
import { createGate } from "../../fakes/gate.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { always, Conversation } from "./conversation.ts";
import { end, LINES, NEAR, OTHER, TEXT, URI, visits } from "./keptDocuments.ts";

/** Longer than a window of the engine. */
const LONG = `${TEXT}${LINES.join("").replaceAll("value", "more")}${LINES.join("").replaceAll("value", "most")}`;

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
