/** The rival that stands for llama-server counts what the real one counted: `node test/bench/recordServer.ts` wrote it down. */

import { describe, expect, test } from "vitest";
import { planReuse256 } from "../../../src/core/cache/planners.ts";
import type { InstanceId } from "../../../src/core/tokens/tokenizer.ts";
import type { TokenRun } from "../../../src/core/tokens/tokenRun.ts";
import { readServerRecording } from "../../bench/serverRecording.ts";
import { cellsOf, LIMITS, run as lettersRun } from "./planning.ts";

const { run, requests } = readServerRecording();

describe(`llama-server ${run.release} ${run.arguments.join(" ")}`, () => {
  const limits = { ...LIMITS, contextSize: 4096 };
  const cells = cellsOf(lettersRun(""));
  let instances = 0;
  let prompt: number[] = [];
  const fresh = (ids: readonly number[]): TokenRun => {
    const first = instances + 1;
    instances += ids.length;
    return { ids, instances: ids.map((_, index) => (first + index) as InstanceId) };
  };

  test.each(requests)("$what", ({ from, deleted, inserted, generated, reused, evaluated }) => {
    prompt = prompt.toSpliced(from, deleted, ...inserted);
    const plan = planReuse256({ cells, wanted: fresh(prompt), limits });
    for (const step of plan.steps) cells.applyStep(step);
    expect(cells.live.ids).toEqual(prompt);
    expect({ reused: plan.cost.kept + plan.cost.moved, evaluated: plan.cost.evaluated }).toEqual({ reused, evaluated });
    if (generated.length > 0) cells.applyStep({ kind: "evaluate", from: prompt.length, run: fresh(generated) });
  });

  test("the session has what the server is compared for", () => {
    const whats = new Map(requests.map((request) => [request.what, request]));
    expect(requests.length).toBeGreaterThan(20);
    expect(whats.get("a deletion in the middle")?.evaluated).toBe(1);
    expect(whats.get("two deletions, much behind each")?.evaluated).toBe(1);
    expect(whats.get("the deletion taken back")?.evaluated).toBeGreaterThan(256);
  });
});
