/** A model that was unloaded after idle time comes back with the next key, and no key that was typed meanwhile is lost. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { throwBug } from "../../src/core/bug.ts";
import type { Outcome } from "../../src/core/request/outcome.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { TextEdit } from "../../src/core/text/textEdit.ts";
import { EngineHost } from "../../src/server/engineHost.ts";
import { plainWeigh } from "../core/request/plainWeigh.ts";
import { createFakeClock, turn } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import "../seed.ts";

const URI = "file:///a.ts";
const MINUTE = 60_000;
const LOAD_MS = 2000;
const WANTED = "const total = price * count;";

/** A window on an engine that takes two seconds to load its model, and writes the rest of one line. */
class Desk {
  readonly clock = createFakeClock();
  readonly pipeline: Pipeline;
  readonly host: EngineHost;
  loads = 0;
  #text = "";
  #version = 1;

  constructor() {
    const settings = new CurrentSettings();
    const { clock } = this;
    const trace = { emit: () => {} };
    this.pipeline = new Pipeline({ clock, settings, trace, weigh: plainWeigh, onBug: throwBug });
    this.host = new EngineHost({
      ...{ clock, settings, badModels: [], onStatus: () => {}, onMessage: () => {}, onBug: throwBug },
      load: async () => {
        this.loads += 1;
        await clock.sleep(LOAD_MS);
        const continuation = (before: string): string => restOf(before.slice(before.lastIndexOf("\n") + 1));
        return { engine: Object.assign(createFakeEngine({ continuation }), { threads: 1 }) };
      },
      setEngine: (engine, reason) => this.pipeline.setEngine(engine, reason),
      settle: () => this.pipeline.settle(),
    });
    this.pipeline.open({ uri: URI, languageId: "typescript", version: 1, text: "" });
  }

  get text(): string {
    return this.pipeline.textOf(URI);
  }

  /** As the session does: the document changes, the model is wanted, and VS Code asks. */
  async type(key: string): Promise<Outcome> {
    const end = this.#text.length;
    this.#text += key;
    this.#version += 1;
    this.pipeline.change(URI, TextEdit.replace(end, end, key), this.#version);
    this.host.need();
    return this.ask();
  }

  ask(): Promise<Outcome> {
    const request = { uri: URI, offset: this.#text.length, invoked: false };
    return this.host.during(() => this.pipeline.suggest(request, new AbortController().signal));
  }

  async loaded(): Promise<void> {
    await this.clock.advance(LOAD_MS);
    await turn();
  }
}

function restOf(begun: string): string {
  return WANTED.startsWith(begun) ? `${WANTED.slice(begun.length)}\n` : "";
}

test("keys before it is unloaded, while it comes back and after that are all there, and it is loaded once", () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat(10),
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 8 }),
      async (first, pauses) => {
        const desk = new Desk();
        for (const key of `${WANTED.slice(0, first)}`) await desk.type(key);
        if (first === 0) desk.host.need();
        await desk.loaded();
        expect([desk.loads, desk.host.status().state]).toEqual([1, "ready"]);
        await desk.clock.advance(16 * MINUTE);
        expect(desk.host.status().state).toBe("off");
        // Somebody types on while the model is on its way.
        let typed = first;
        let waited = 0;
        for (const pause of [0, ...pauses]) {
          const outcome = await desk.type(WANTED[typed]!);
          typed += 1;
          if (waited < LOAD_MS) expect(outcome.kind).toBe("notReady");
          await desk.clock.advance(pause);
          waited += pause;
        }
        await desk.loaded();
        expect(desk.text).toBe(WANTED.slice(0, typed));
        const outcome = await desk.ask();
        expect(outcome).toMatchObject({ kind: "shown", suggestions: [{ start: typed, text: WANTED.slice(typed) }] });
        expect(desk.loads).toBe(2);
      },
    ),
    { numRuns: 30 },
  ));
