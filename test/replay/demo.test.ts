import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { type DemoSummary, playDemo } from "../../src/replay/demo.ts";
import type { DemoState } from "../../src/replay/demoFrame.ts";
import { Player, REPLAY_HEALING } from "../../src/replay/player.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import { formatSession, type Session } from "../../src/replay/session.ts";
import { readSessions } from "../../src/replay/sessionFile.ts";
import { unhurriedClock } from "../fakes/clock.ts";
import { type Continuation, createFakeEngine } from "../fakes/engine.ts";
import { SAMPLE_SESSION, typeSample } from "../sample.ts";

async function play(sessions: readonly Session[], continuation: Continuation, signal = new AbortController().signal) {
  const states: DemoState[] = [];
  const places: string[] = [];
  const options = { clock: unhurriedClock, signal };
  const player = new Player({
    ...options,
    engine: new ReplayEngine(createFakeEngine({ continuation })),
    planner: PLANNERS.edit,
    healing: REPLAY_HEALING.request,
    settings: DEFAULT_SETTINGS,
    pace: "hurry",
  });
  const view = {
    show: (state: DemoState) => void states.push(state),
    figure: (place: string) => void places.push(place),
  };
  const pauses = { keyMs: 0, ghostMs: 0 };
  const summary: DemoSummary = await playDemo(sessions, { ...options, player, view, model: "fake", pauses });
  return { states, places, summary };
}

it("the recorded session is what the typist makes of the hunks", async () => {
  expect(await readFile(SAMPLE_SESSION, "utf8")).toBe(`${(await typeSample()).map(formatSession).join("\n")}\n`);
});

it("comes to the end of the sample without a single right suggestion", async () => {
  const sessions = await readSessions(SAMPLE_SESSION, undefined);
  const { states, summary, places } = await play(sessions, () => "");
  const requests = sessions.flatMap(({ trace }) => trace).filter(({ kind }) => kind === "complete").length;
  expect(summary).toMatchObject({ requests, shown: 0, accepted: 0 });
  expect(places).toHaveLength(requests);
  expect(states.at(-1)!.text).toContain(
    "func Load(round []Order) int {\n\tload := 0\n\tfor _, order := range round {\n",
  );
});

it("takes what is right, and gets to the same text", async () => {
  const sessions = await readSessions(SAMPLE_SESSION, 1);
  const alone = await play(sessions, () => "");
  const wanted = alone.states.at(-1)!.text;
  // Knows what will be written, as far as its line goes.
  const knowing: Continuation = (prefix) =>
    wanted.startsWith(prefix) ? /^[^\n]*/.exec(wanted.slice(prefix.length))![0] : "";
  const helped = await play(sessions, knowing);
  expect(helped.states.at(-1)!.text).toBe(wanted);
  expect(helped.summary.accepted).toBeGreaterThan(0);
  expect(helped.summary.requests).toBeLessThan(alone.summary.requests);
  expect(helped.states.some(({ ghost }) => ghost !== "")).toBe(true);
});

it("ends when it is told to", async () => {
  const sessions = await readSessions(SAMPLE_SESSION, undefined);
  const { summary } = await play(sessions, () => "", AbortSignal.abort());
  expect(summary.requests).toBe(0);
});
