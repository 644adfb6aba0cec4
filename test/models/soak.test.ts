/** A short soak; `npm run bench -- soak --typist` is the long one, on the embedded model. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { soakAgain } from "../bench/soakAgain.ts";
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
  // On a model of one layer a spliced cache is exact but for the rounding of moved keys.
  const driftIn = (checks: readonly SoakCheck[]): readonly string[] => findDrift(checks, 0.02);
  const checks = await soakAgain<SoakCheck>(
    400,
    (steps, onCheck) => soak({ engine: toOptions(folder, "one.gguf"), steps, onCheck }),
    (found) => driftIn(found).length > 0,
  );
  expect(checks.at(-1)!.moves).toBeGreaterThan(100);
  expect(driftIn(checks), JSON.stringify(checks)).toEqual([]);
});
