import { expect, test } from "vitest";
import { throwBug } from "../../src/core/bug.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { EngineSession } from "../../src/core/request/engineSession.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { createComparableSession } from "../../src/replay/comparableSession.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";

const options = {
  clock: createFakeClock(),
  trace: { emit: () => {} },
  settings: new CurrentSettings(),
  onBug: throwBug,
};
const engine = createFakeEngine({ continuation: () => "", contextSize: 40_000 });

test("every planner is asked the same prompts: those of the product", () => {
  const product = new EngineSession(engine, { ...options, planner: PLANNERS.edit }).budget;
  for (const planner of Object.values(PLANNERS))
    expect(createComparableSession(engine, { ...options, planner }).budget).toEqual(product);
});
