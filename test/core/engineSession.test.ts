import { describe, expect, test } from "vitest";
import { EngineSession } from "../../src/core/engineSession.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";

function createSession() {
  const engine = createFakeEngine({ continuation: () => "", contextSize: 40_000 });
  const trace = { emit: () => {} };
  const options = { clock: createFakeClock(), trace, latencyTargetMs: 400, maxLines: 12 };
  return { engine, session: new EngineSession(engine, options) };
}

describe("how much text a prompt holds", () => {
  /** The rates of reading that are measured one after the other; the budget for the text before the cursor after each. */
  const check = (name: string, prefills: readonly number[], expected: readonly number[]) =>
    test(name, () => {
      const { engine, session } = createSession();
      const seen = prefills.map((prefill) => {
        engine.rates = { prefill, decode: 100 };
        return session.budget.prefixTokens;
      });
      expect(seen).toEqual(expected);
    });

  check("stays the same while the measured rate drifts a little", [1000, 1100, 1250, 900, 800], Array(5).fill(4000));
  check("grows with a machine that has become faster", [1000, 1400], [4000, 5600]);
  check("shrinks with one that has become slower", [1000, 700], [4000, 2800]);
  check("follows a drift that goes on", [1000, 1200, 1400, 1600, 1900], [4000, 4000, 5600, 5600, 7600]);

  test("follows the latency target at once", () => {
    const { session } = createSession();
    session.setLatencyTarget(200);
    expect(session.budget.prefixTokens).toBe(2000);
  });
});
