/** Verdicts on texts, a test for each. */

import { expect, it } from "vitest";
import type { Verdict } from "../../src/core/grammar/syntax.ts";
import { withOracle } from "./oracles.ts";

export function checkVerdicts(language: string, expected: Verdict, ...texts: readonly string[]): void {
  for (const text of texts)
    it(`${language} ${JSON.stringify(text)}`, () =>
      withOracle(language, (oracle) => expect(oracle.judge(text)).toBe(expected)));
}
