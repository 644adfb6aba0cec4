/** What the health section is told: work of the process, figures, and the cache only while somebody looks. */

import { expect, test } from "vitest";
import { Cells } from "../../src/core/cache/cells.ts";
import { HEALTH } from "../../src/core/panel/panelHealth.ts";
import { SessionFigures } from "../../src/core/panel/sessionFigures.ts";
import type { CacheInUse } from "../../src/core/request/trace.ts";
import type { InstanceId, TokenId } from "../../src/core/tokens/tokenizer.ts";
import { SessionHealth } from "../../src/server/sessionHealth.ts";
import { createFakeClock } from "../fakes/clock.ts";

function started() {
  const health = new SessionHealth({ figures: new SessionFigures(), cursorLine: () => 4, clock: createFakeClock() });
  const closing = new AbortController();
  const cells = new Cells();
  cells.beginPlan();
  const run = { ids: [5, 6, 7] as TokenId[], instances: [1, 2, 3] as InstanceId[] };
  cells.applyStep({ kind: "evaluate", from: 0, run });
  let asked = 0;
  const tokenizer = {
    detokenize: () => {
      asked += 1;
      return "a\n";
    },
  };
  const engine = { facts: { fim: undefined, contextSize: 512 }, tokenizer };
  health.follow({ engine, cache: { cells }, closing: closing.signal } as unknown as CacheInUse);
  return { health, closing, asked: () => asked };
}

test("the cache is told as long as its engine is in use", () => {
  const { health, closing } = started();
  const told = health.report(true);
  expect(told.strip).toEqual({ size: 512, runs: "eb3@1-3" });
  expect(HEALTH(JSON.parse(JSON.stringify(told)), "health")).toHaveProperty("value");
  closing.abort();
  expect(health.report(true).strip).toBeUndefined();
});

test("nobody looks: no cell is looked at; a token's text is asked for once", () => {
  const { health, asked } = started();
  const { strip, cpuSeconds, memoryBytes } = health.report(false);
  expect([strip, asked(), cpuSeconds > 0, memoryBytes > 0]).toEqual([undefined, 0, true, true]);
  health.report(true);
  health.report(true);
  expect(asked()).toBe(3);
});
