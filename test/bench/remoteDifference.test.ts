/** Two texts of one place, and the reason for what differs. */

import { describe, expect, it } from "vitest";
import type { ConstraintCounts } from "../../src/core/writing/constraint.ts";
import { type Difference, differenceOf } from "./remoteDifference.ts";
import type { Made } from "./remotePlaces.ts";

const COUNTS: ConstraintCounts = {
  ...{ tokens: 2, checks: 2, rechecked: 0, refusals: 0, trusted: 0, takenBack: 0, rollbacks: 0, late: 0, waitedMs: 0 },
  acceptedMass: 1,
};

/** "a|b@0.5": tokens, each with its probability; 0.9 where it is not said. */
function made(text: string, counts: Partial<ConstraintCounts> = {}, refusedAt: readonly number[] = []): Made {
  let drafted = "";
  const tokens = text.split("|").map((token) => {
    const [said = "", chance = "0.9"] = token.split("@");
    drafted += said;
    return { end: drafted.length, logprob: Math.log(Number(chance)), endLogprob: undefined };
  });
  const refused = refusedAt.map((index) => ({ text: "x", logprob: -1, index }));
  return { line: drafted, drafted, tokens, refused, counts: { ...COUNTS, ...counts } };
}

describe("the reason", () => {
  const check = (what: string, here: Made, there: Made, kind: Difference["kind"], words = "") =>
    it(what, () => expect(differenceOf(here, there)).toEqual({ kind, words }));

  check("the same", made("a|b"), made("a|b@0.8"), "none");
  check(
    "time is no figure of the grammar's",
    made("a|b"),
    made("a|b", { waitedMs: 9, checks: 5, takenBack: 1 }),
    "none",
  );
  check("about as likely", made("a|b@0.4"), made("a|c@0.38"), "near tie", '"b" 40 %, "c" 38 %');
  check("not so", made("a|b@0.4"), made("a|c@0.1"), "other", '"b" 40 %, "c" 10 %');
  check("one ended there", made("a|b@0.4"), made("a"), "other", '"b" 40 %, "(end)" ');
  check("the same text, refused otherwise", made("a|b"), made("a|b", { refusals: 1 }), "other", '"(end)" , "(end)" ');
  check(
    "the same text, fewer offered",
    made("a|b", { refusals: 2 }),
    made("a|b", { refusals: 1 }),
    "offers",
    "2 refused here, 1 there",
  );
  check("spelled otherwise", made("|a|b@0.5"), made("||c@0.1"), "split", "1 tokens here, 2 there");
  check("no answer in time", made("a|b", { late: 1 }), made("a|c"), "late", "the grammar's answer");
  check(
    "replaced too often",
    made("a|b|c|d@0.5", {}, [0, 1, 1, 2]),
    made("a|b"),
    "sent twice",
    '3 replaced here; "c" 90 %, "(end)" ',
  );
});
