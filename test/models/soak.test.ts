/** A short soak; `npm run bench -- soak --typist` is the long one, on the embedded model. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findDrift, type SoakCheck, soak } from "../bench/soakTypist.ts";
import { toOptions } from "./engineTrial.ts";
import { writeTinyModel } from "./tinyModel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-soak-"));
  await writeTinyModel(join(folder, "one.gguf"), { layers: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("400 steps of a typist: mirror and native cache agree, answers are those of a fresh evaluation", async () => {
  let checks: SoakCheck[] = [];
  // On a model of one layer a spliced cache is exact but for the rounding of moved keys.
  const drift = (): readonly string[] => findDrift(checks, 0.02);
  // What is kept of each step grows twice as much in twice as many; what a process takes once does not.
  for (const steps of [400, 800]) {
    checks = [];
    await soak({ engine: toOptions(folder, "one.gguf"), steps, onCheck: (check) => checks.push(check) });
    if (drift().length === 0) break;
  }
  expect(checks.at(-1)!.moves).toBeGreaterThan(100);
  expect(drift(), JSON.stringify(checks)).toEqual([]);
});
