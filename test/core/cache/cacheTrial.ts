/** A cache on a fake engine, and whether the two agree. */

import { expect } from "vitest";
import { Cache } from "../../../src/core/cache/cache.ts";
import type { CacheStep, Cells } from "../../../src/core/cache/cells.ts";
import { planEdit } from "../../../src/core/cache/planners.ts";
import type { InstanceId, InstanceSource, TokenId } from "../../../src/core/tokens/tokenizer.ts";
import type { TokenRun } from "../../../src/core/tokens/tokenRun.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createFakeEngine, type FakeEngine } from "../../fakes/engine.ts";

export const STEP = { maxTokensPerStep: 8, shouldStop: () => false };

/** A cache on a fake engine, with what was reported and what was evaluated. */
export function createTrial(
  onStep: (step: CacheStep) => void = () => {},
  contextSize = 400,
  disk = new Map<string, readonly TokenId[]>(),
) {
  const reports: string[] = [];
  const engine = createFakeEngine({ continuation: () => "", contextSize, onStep, disk });
  const cache = new Cache({
    engine,
    planner: planEdit,
    clock: createFakeClock(),
    reserve: () => 10,
    onMismatch: (report) => reports.push(report),
  });
  return { engine, cache, reports, disk };
}

/** Which token stands where under which name: what an engine and its mirror must agree about. */
function places(cells: Cells) {
  return [[0, cells.live] as const, ...cells.parked]
    .map(([alias, { from, ids }]) => ({ alias, from, ids }))
    .sort((a, b) => a.alias - b.alias);
}

export function expectEqualMirror({ engine, cache }: { engine: FakeEngine; cache: Cache }) {
  expect(places(cache.cells)).toEqual(places(engine.allCells));
}

/** "abc": a token per letter, all instances new. */
export function letters(text: string, instances: InstanceSource): TokenRun {
  const ids = [...text].map((letter) => letter.charCodeAt(0));
  return { ids, instances: ids.map((): InstanceId => instances.next()) };
}
