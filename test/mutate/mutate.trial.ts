/** Carried out by vitest, because its `expect` works nowhere else; started by run.ts. */

import { test } from "vitest";
import { chooseMutants, keyOf, type Options, testFiles, textOf, Verdicts } from "./plan.ts";
import { Trials } from "./trials.ts";

test("mutants", async () => {
  const { part, ...options } = JSON.parse(process.env.TURNKEY_MUTATE!) as Options & { readonly part: number };
  const trials = new Trials(options.within * 1000);
  for (const file of testFiles()) await trials.calibrate(file);
  const verdicts = new Verdicts();
  const mine = chooseMutants(options).filter((_, index) => index % options.processes === part);
  for (const mutant of mine) {
    const key = keyOf(mutant, textOf(mutant.file));
    const known = verdicts.find(key);
    if (known !== undefined && (known.state === "stuck" || trials.stands(known, mutant))) continue;
    // Stays when this process does not come back from it.
    verdicts.add({ key, tests: "", state: "stuck" });
    verdicts.add({ key, ...(await trials.judge(mutant)) });
  }
});
