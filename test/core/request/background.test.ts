/** Work that nobody waits for costs itself when it fails, and is reported; what comes after it works. */

import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { turn } from "../../fakes/clock.ts";
import { createGate } from "../../fakes/gate.ts";
import { always, Conversation } from "./conversation.ts";

interface Scene {
  readonly talk: Conversation;
  /** The next step of the model fails so. */
  readonly failNext: (error: Error) => void;
  /** The model stops in front of its next step; the answer lets it go on. */
  readonly hold: () => () => void;
  /** Reported in place of being thrown where nobody catches it. */
  readonly bugs: unknown[];
  readonly notes: () => readonly string[];
}

/** One door: what is done, with the next step of the model failing in two ways; the request behind it must work. */
function check(name: string, act: (scene: Scene, error: Error) => Promise<void>, note: string): void {
  const create = (): Scene => {
    let failure: Error | undefined;
    let gate: ReturnType<typeof createGate> | undefined;
    const bugs: unknown[] = [];
    const onStep = async () => {
      await gate?.pass();
      const error = failure;
      failure = undefined;
      if (error !== undefined) throw error;
    };
    const text = `${"let value = other + 1;\n".repeat(20)}const a = ▮\n`;
    const talk = new Conversation(
      text,
      { ...always("compute(b);"), onStep },
      { onBug: (error) => bugs.push(error), healing: { byItself: true } },
    );
    const failNext = (error: Error) => {
      failure = error;
    };
    const notes = () => talk.events.flatMap((event) => (event.stage === "note" ? [event.message] : []));
    const hold = () => {
      const held = createGate();
      gate = held;
      return () => held.openAll();
    };
    return { talk, failNext, hold, bugs, notes };
  };

  describe(name, () => {
    test("by a bug of our own", async () => {
      const scene = create();
      const bug = new BugError("two and two are five");
      await act(scene, bug);
      await scene.talk.rest();
      expect(scene.bugs).toEqual([bug]);
      expect(await scene.talk.show()).toBe("[compute(b);]");
    });

    test("by the engine", async () => {
      const scene = create();
      await act(scene, new EngineFailure("no memory"));
      await scene.talk.rest();
      expect([scene.bugs, scene.notes()]).toEqual([[], [note]]);
      expect(await scene.talk.show()).toBe("[compute(b);]");
    });
  });
}

check(
  "folding fails",
  async ({ talk, failNext }, error) => {
    failNext(error);
    await talk.rest();
  },
  "folding failed: no memory",
);

check(
  "healing fails",
  async ({ talk, failNext }, error) => {
    await talk.rest();
    talk.edit(TextEdit.replace(4, 4, "x"));
    await talk.clock.advance(100);
    expect(talk.engine.allCells.staleLive("inexact").length).toBeGreaterThan(0);
    failNext(error);
    await talk.clock.advance(1000);
  },
  "healing failed: no memory",
);

check(
  "a generation fails whose request was cancelled",
  async ({ talk, failNext }, error) => {
    await talk.rest();
    const controller = new AbortController();
    const asked = talk.show({ signal: controller.signal });
    controller.abort();
    expect(await asked).toBe("cancelled");
    failNext(error);
  },
  "generating failed: no memory",
);

check(
  "an alternative fails whose request was cancelled",
  async ({ talk, failNext, hold }, error) => {
    await talk.show();
    const goOn = hold();
    const controller = new AbortController();
    const asked = talk.show({ invoked: true, signal: controller.signal });
    await turn();
    controller.abort();
    expect(await asked).toBe("cancelled");
    failNext(error);
    goOn();
  },
  "generating failed: no memory",
);
