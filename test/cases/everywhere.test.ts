/** The kinds of cases once more, in languages and places where they are met more rarely; `node test/cases.ts` reads them, too. */

import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { readCases } from "./case.ts";
import { CaseRunner } from "./runCase.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const runner = new CaseRunner();

test.each(
  readCases(fileURLToPath(new URL("everywhere.jsonl", import.meta.url))).map((given) => [given.id, given] as const),
)("%s", async (_, given) => {
  const result = await runner.run(given);
  if (!result.ok) expect(result).toMatchObject({ after: given.wants.length === 1 ? given.wants[0] : given.wants });
});
