/** What the oracle calls proved to be dead, an independent judge never calls right. A failure prints the seed and the text. */

import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { PrefixOracle } from "../../src/syntax/oracle.ts";
import { withOracle } from "../syntax/oracles.ts";
import { OTHER_PROGRAMS, PROGRAMS } from "../syntax/programs.ts";
import { isNoJudge, type Judge, NOT_JUDGED, type NoJudge } from "./judge.ts";
import { openJudge } from "./open.ts";
import { strictTypescriptJudge } from "./typescript.ts";

// Some judges are started for each text, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const RUNS = 100;

const judges = new Map<string, Judge | NoJudge>();
afterAll(() => {
  for (const judge of judges.values()) if (!isNoJudge(judge)) judge.close();
});

/** The strictest that there is: what no parser minds is refused by the grammar all the same. */
function openStrictJudge(language: string): Promise<Judge | NoJudge> {
  const isTypescript = language === "typescript" || language === "tsx" || language === "javascript";
  return isTypescript ? Promise.resolve(strictTypescriptJudge(language)) : openJudge(language);
}

const TOKEN = /\w+|\s+|[^\w\s]/g;

/** Our own program with one token that is gone, twice, or another. */
function anyMistake(language: string): fc.Arbitrary<{ readonly whole: string; readonly end: number }> {
  const tokens = (PROGRAMS[language] ?? OTHER_PROGRAMS[language]!).match(TOKEN)!;
  const place = fc.nat({ max: tokens.length - 1 });
  const another = fc.constantFrom(...new Set(tokens));
  const change = fc.oneof(
    fc.constant(() => ""),
    fc.constant((token: string) => `${token} ${token}`),
    another.map((token) => () => token),
    another.map((token) => (old: string) => old + token),
  );
  return fc.tuple(place, change, fc.nat({ max: 3 })).map(([at, make, behind]) => {
    const changed = tokens.with(at, make(tokens[at]!));
    return { whole: changed.join(""), end: changed.slice(0, at + 1 + behind).join("").length };
  });
}

describe.each(["typescript", "tsx", "javascript", "python", "go", "rust", "java", "json"])("%s", (language) => {
  it("what is proved dead is wrong", async ({ skip }) => {
    const judge = await openStrictJudge(language);
    judges.set(language, judge);
    if (isNoJudge(judge)) return skip(`${NOT_JUDGED}: ${judge.notJudged}`);
    await withOracle(language, (oracle) =>
      fc.assert(
        fc.asyncProperty(anyMistake(language), (mistake) => check(mistake, oracle, judge)),
        { numRuns: RUNS, seed: 1 },
      ),
    );
  });
});

async function check(
  { whole, end }: { readonly whole: string; readonly end: number },
  oracle: PrefixOracle,
  judge: Judge,
): Promise<void> {
  const prefix = whole.slice(0, end);
  if (oracle.judge(prefix) !== "dead") return;
  expect({ prefix, ...(await judge.judge(whole)) }).toMatchObject({ prefix, kind: "wrong" });
}
