import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterDeath,
  afterLoadBegan,
  afterLoadEnded,
  afterStart,
  FRESH,
  mayShare,
  RESTART_DELAYS_MS,
  type RestartState,
  type Silence,
  STEADY_AFTER_MS,
  silenceAt,
} from "../../src/editor/restartPolicy.ts";

/**
 * A life of the engine: `model` is loaded `loadedAfterMs` after the start (never when undefined), and the engine dies after `livesMs`.
 */
interface Life {
  readonly livesMs: number;
  readonly model?: string;
  readonly loadedAfterMs?: number;
}

/** One word per death: the delay, `bad:` and the model, `stop`, and the runtime when it is not the editor's. */
function replay(lives: readonly Life[]): string[] {
  let state: RestartState = FRESH;
  let now = 1_000;
  return lives.map(({ livesMs, model, loadedAfterMs }) => {
    state = afterStart(state, now);
    if (model !== undefined) state = afterLoadBegan(state, model);
    if (model !== undefined && loadedAfterMs !== undefined && loadedAfterMs <= livesMs)
      state = afterLoadEnded(state, model, now + loadedAfterMs);
    now += livesMs;
    const { decision, state: next } = afterDeath(state, now);
    state = next;
    if (decision.kind === "giveUp") return "stop";
    now += decision.delayMs;
    const bad = decision.badModel === undefined ? "" : ` bad:${decision.badModel}`;
    return `${decision.delayMs}${bad}${state.runtime === "editor" ? "" : " system"}`;
  });
}

function check(what: string, lives: readonly Life[], expected: readonly string[]): void {
  test(what, () => expect(replay(lives)).toEqual(expected));
}

const times = (count: number, life: Life): Life[] => Array<Life>(count).fill(life);
const works: Life = { livesMs: 20_000, model: "", loadedAfterMs: 500 };
const deadly: Life = { livesMs: 3_000, model: "/m.gguf", loadedAfterMs: 1_000 };

describe("restarting", () => {
  check("one death costs next to nothing", [works], ["200"]);
  check("deaths in a row wait longer and longer", times(6, works), ["200", "1000", "5000", "30000", "30000", "30000"]);
  check(
    "a minute of life makes good",
    [...times(3, works), { ...works, livesMs: 60_000 }, works],
    [...["200", "1000", "5000", "200", "1000"]],
  );
  check("ten deaths in a row are enough", times(10, works), [
    ...["200", "1000", "5000", "30000", "30000", "30000", "30000", "30000", "30000", "stop"],
  ]);
  check(
    "an editor's Node that never gets a model loaded is exchanged, and so is the other one",
    times(6, { livesMs: 50 }),
    [...["200", "1000 system", "5000 system", "30000", "30000", "30000 system"]],
  );
  check(
    "a Node that once had a model loaded stays",
    [works, ...times(3, { livesMs: 50 })],
    ["200", "1000", "5000", "30000"],
  );
});

describe("blaming the model", () => {
  check("five deaths right after loading", times(5, deadly), ["200", "1000", "5000", "30000", "200 bad:/m.gguf"]);
  check("five deaths while loading", times(5, { livesMs: 90_000, model: "/m.gguf" }), [
    ...["200", "200", "200", "200", "200 bad:/m.gguf"],
  ]);
  check(
    "four deaths and one long after loading",
    [...times(4, deadly), { ...deadly, livesMs: 12_000 }, deadly],
    [...["200", "1000", "5000", "30000", "30000", "30000"]],
  );
  check(
    "two models, each by itself",
    [...times(4, deadly), ...times(4, { ...deadly, model: "/n.gguf" })],
    [...["200", "1000", "5000", "30000", "30000", "30000", "30000", "30000"]],
  );
  check(
    "deaths before loading neither count nor clear",
    [...times(4, deadly), { livesMs: 10 }, deadly],
    [...["200", "1000", "5000", "30000", "30000", "200 bad:/m.gguf"]],
  );
  check("the embedded model is never bad", times(10, { ...deadly, model: "" }).slice(0, 9), [
    ...["200", "1000", "5000", "30000", "30000", "30000", "30000", "30000", "30000"],
  ]);
  check(
    "after the verdict the embedded one starts afresh",
    [...times(5, deadly), works, works],
    [...["200", "1000", "5000", "30000", "200 bad:/m.gguf", "1000", "5000"]],
  );
});

test("whatever happens: a delay of the list or the end, and the end only after ten deaths", () => {
  const life = fc.record({
    livesMs: fc.nat(100_000),
    model: fc.constantFrom("", "/m.gguf", "/n.gguf"),
    loadedAfterMs: fc.nat(20_000),
  });
  fc.assert(
    fc.property(fc.array(life, { maxLength: 30 }), (lives) => {
      let sinceEnd = 0;
      for (const word of replay(lives)) {
        sinceEnd++;
        if (word === "stop") {
          expect(sinceEnd).toBeGreaterThanOrEqual(10);
          sinceEnd = 0;
        } else expect(RESTART_DELAYS_MS).toContain(Number(word.split(" ")[0]));
      }
    }),
  );
});

/** Beats at the given times, `+` answered and `-` not; the silence after each. */
function checkSilence(what: string, beats: string, expected: readonly number[]): void {
  test(`silence: ${what}`, () => {
    let silence: Silence = { silentMs: 0, beatAt: 0 };
    const seen = beats.split(" ").map((beat) => {
      silence = silenceAt(silence, { now: Number(beat.slice(1)), answered: beat[0] === "+", intervalMs: 2_500 });
      return silence.silentMs;
    });
    expect(seen).toEqual(expected);
  });
}

checkSilence("a living engine", "+2500 +5000 +7500", [0, 0, 0]);
checkSilence("a frozen engine", "+2500 -5000 -7500 -10000 -12500", [0, 2_500, 5_000, 7_500, 10_000]);
checkSilence("a slow answer ends it", "-2500 -5000 +7500 -10000", [2_500, 5_000, 0, 2_500]);
checkSilence("the host slept for an hour", "+2500 -3602500 +3605000", [0, 5_000, 0]);

test("engines that windows share are tried three times in a row, and again after one that lived long", () => {
  let state = FRESH;
  let now = 0;
  const die = (livesMs: number): boolean => {
    state = afterStart(state, now);
    now += livesMs;
    state = afterDeath(state, now).state;
    return mayShare(state);
  };
  expect(mayShare(state)).toBe(true);
  expect([100, 100, 100, 100, STEADY_AFTER_MS].map(die)).toEqual([true, true, false, false, true]);
});
