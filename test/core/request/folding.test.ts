/** Changes are folded into the cache while nobody waits: at the place where the cursor is by then, or not at all. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { turn } from "../../fakes/clock.ts";
import { createFakeEngine, type FakeEngine } from "../../fakes/engine.ts";
import { createGate } from "../../fakes/gate.ts";
import { Conversation, rest } from "./conversation.ts";

const OTHER = "file:///other.ts";

/** What happens to documents. */
type Writing =
  /** Typed at the cursor. */
  | { readonly type: string; readonly isUndo?: true }
  | { readonly back: number }
  | { readonly moveTo: number }
  /** Offsets of any size. */
  | { readonly paste: string; readonly at: number; readonly over: number }
  | { readonly reopen: string }
  /** The text of another document. */
  | { readonly elsewhere: string }
  | { readonly moveElsewhere: number };

/** And how far the model comes meanwhile. */
type Step =
  | Writing
  | { readonly ask: "wait" | "cancel" }
  | { readonly focus: boolean }
  | { readonly exclude: readonly string[] }
  | { readonly engine: "another" }
  /** So many steps of the model. */
  | { readonly pass: number }
  | { readonly sleep: number }
  /** Until nothing is left to do; the tokens evaluated since the rest before it. */
  | { readonly rest: true; readonly evaluated?: number };

const LINES = "  return total;\n".repeat(20);

/** Plays steps, while the model holds still between its own. What goes wrong in the background fails the test. */
class Play {
  #gate = createGate();
  readonly #model = {
    continuation: (prefix: string) => rest(prefix, "return quantity * price;\n"),
    onStep: () => this.#gate.pass(),
  };
  readonly #talk: Conversation;
  readonly #asked: Promise<unknown>[] = [];
  #engine: FakeEngine;
  #counted = 0;
  #otherVersion = 1;

  constructor(text: string) {
    this.#talk = new Conversation(text, this.#model);
    this.#engine = this.#talk.engine;
    this.#talk.pipeline.open({ uri: OTHER, languageId: "typescript", version: 1, text: LINES });
  }

  async do(step: Step): Promise<void> {
    const { pipeline, settings, clock } = this.#talk;
    if ("focus" in step) pipeline.focus(step.focus);
    else if ("exclude" in step) settings.set({ ...DEFAULT_SETTINGS, exclude: [...step.exclude] });
    else if ("engine" in step) {
      this.#engine = createFakeEngine(this.#model);
      pipeline.setEngine(this.#engine, "");
      this.#counted = 0;
    } else if ("ask" in step) this.#ask(step.ask);
    else if ("pass" in step) await this.#gate.open(step.pass);
    else if ("sleep" in step) await clock.advance(step.sleep);
    else if ("rest" in step) await this.#rest(step.evaluated);
    else this.#write(step);
    await turn();
  }

  async end(): Promise<void> {
    this.#gate.openAll();
    await Promise.all(this.#asked);
    await this.#talk.rest();
  }

  #write(step: Writing): void {
    const talk = this.#talk;
    const { length } = talk.text;
    if ("type" in step) {
      talk.type(step.type);
      if (step.isUndo === true) talk.pipeline.undone(talk.uri);
    } else if ("back" in step) talk.type("", { deleted: Math.min(step.back, talk.cursor) });
    else if ("moveTo" in step) talk.moveTo(step.moveTo % (length + 1));
    else if ("reopen" in step) talk.reopen(step.reopen);
    else if ("paste" in step) {
      const start = step.at % (length + 1);
      talk.edit(TextEdit.replace(start, Math.min(length, start + step.over), step.paste));
    } else {
      const other = talk.pipeline.textOf(OTHER).length;
      if ("moveElsewhere" in step) talk.pipeline.cursor(OTHER, step.moveElsewhere % (other + 1), true);
      else talk.pipeline.change(OTHER, TextEdit.replace(0, other, step.elsewhere), ++this.#otherVersion);
    }
  }

  #ask(until: "wait" | "cancel"): void {
    const controller = new AbortController();
    this.#asked.push(this.#talk.ask({ signal: controller.signal }));
    if (until === "cancel") controller.abort();
  }

  async #rest(evaluated: number | undefined): Promise<void> {
    await this.end();
    const counted = this.#engine.counts.evaluated;
    if (evaluated !== undefined) expect(counted - this.#counted, "tokens evaluated").toBe(evaluated);
    this.#counted = counted;
    this.#gate = createGate();
  }
}

/** One door. */
async function play(text: string, steps: readonly Step[]): Promise<void> {
  const played = new Play(text);
  for (const step of steps) await played.do(step);
  await played.end();
}

describe("a change that waits to be folded", () => {
  /** All is folded, and a suggestion is known. Then a change is being folded, with the model held in the middle of it. */
  const BUSY: readonly Step[] = [{ rest: true }, { ask: "wait" }, { rest: true }, { type: "x" }];

  test.each<[string, readonly Step[]]>([
    ["is taken back again", [{ type: "zz" }, { back: 3 }, { rest: true }]],
    ["is taken back without focus", [{ type: "zz" }, { focus: false }, { back: 2 }, { rest: true, evaluated: 0 }]],
    [
      "is taken back in a file that was excluded",
      [{ type: "zz" }, { exclude: ["*.ts"] }, { back: 2 }, { rest: true, evaluated: 0 }],
    ],
    ["is in a document that was closed", [{ type: "zz" }, { reopen: "a" }, { rest: true, evaluated: 0 }]],
    ["is in a document that nobody looks at", [{ elsewhere: "a b c" }, { rest: true, evaluated: 2 }]],
    [
      "is followed by a short look elsewhere",
      [{ moveElsewhere: 3 }, { sleep: 100 }, { ask: "wait" }, { rest: true, evaluated: 10 }],
    ],
    ["is known to another engine only", [{ type: "zz" }, { engine: "another" }, { back: 3 }, { rest: true }]],
  ])("%s", (_name, steps) => play(`${LINES}  return ▮`, [...BUSY, ...steps]));

  test.each<[string, readonly Step[]]>([
    ["is read", [{ type: "x" }, { rest: true, evaluated: 2 }]],
    [
      "is read though it is an undo",
      [
        { type: "x", isUndo: true },
        { rest: true, evaluated: 2 },
      ],
    ],
    [
      "is read when the focus comes back",
      [
        { focus: false },
        { type: "x" },
        { rest: true, evaluated: 0 },
        { focus: true },
        { rest: true, evaluated: 2 },
        { focus: true },
        { rest: true, evaluated: 0 },
      ],
    ],
    [
      "is read no further while nobody looks, and then to its end",
      [
        { paste: "a b c ".repeat(200), at: 5, over: 0 },
        { pass: 6 },
        { focus: false },
        { rest: true, evaluated: 150 },
        { focus: true },
        { rest: true, evaluated: 452 },
      ],
    ],
    [
      "is read in another document when this one was closed",
      [{ reopen: "a" }, { elsewhere: "a b c" }, { rest: true, evaluated: 4 }],
    ],
    ["is read when a model comes", [{ engine: "another" }, { rest: true, evaluated: 147 }]],
    [
      "is not read when a model comes to a window without focus",
      [{ focus: false }, { engine: "another" }, { rest: true, evaluated: 0 }],
    ],
  ])("%s", (_name, steps) => play(`${LINES}  return ▮`, [{ rest: true }, ...steps]));

  const LONG = "let value = other + 1;\n".repeat(1000);

  test.each<[string, readonly Step[]]>([
    [
      "far away in the same document",
      [
        { paste: "a", at: 0, over: 0 },
        { paste: "b", at: 9, over: 0 },
      ],
    ],
    ["in another document", [{ moveElsewhere: 7 }, { elsewhere: "a b c" }]],
    ["at a cursor in another document that has just come to rest", [{ moveElsewhere: 7 }, { sleep: 140 }]],
  ])("does not undo a request: %s", (_name, steps) =>
    play(`▮${LONG}`, [
      { moveTo: 100 * 23 },
      { rest: true },
      // The model is in the middle of folding something else.
      { type: "x" },
      ...steps,
      { moveTo: 20_000 },
      { ask: "wait" },
      { rest: true },
      { type: "x" },
      { rest: true, evaluated: 2 },
    ]),
  );

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ type: fc.constantFrom("q", "z", "u", "quantity", "()", "\n", "👩") }),
    fc.record({ back: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ moveTo: fc.nat(400) }),
    fc.record({ ask: fc.constantFrom("wait" as const, "cancel" as const) }),
    fc.record({ focus: fc.boolean() }),
    fc.record({ exclude: fc.constantFrom<string[]>([], ["*.ts"]) }),
    fc.record({ paste: fc.constantFrom("", "x\r\n", LINES), at: fc.nat(400), over: fc.nat(400) }),
    fc.record({ reopen: fc.constantFrom("", "a", LINES) }),
    fc.record({ elsewhere: fc.constantFrom("", "b", LINES) }),
    fc.record({ moveElsewhere: fc.nat(400) }),
    fc.constant<Step>({ engine: "another" }),
    fc.record({ pass: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ sleep: fc.constantFrom(10, 150, 400) }),
  );

  test("never reaches behind the end of its text, whatever happens meanwhile", () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) => play(`${LINES}  return ▮`, steps)),
      { numRuns: 200 },
    ));
});
