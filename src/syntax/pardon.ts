/** Texts that only a rule is against which the grammar was wrong with before: they may stand. See `core/grammar/lessons.ts`. */

import type { Gap, Insertion, Verdict } from "../core/grammar/syntax.ts";
import type { JoinCheck } from "./join.ts";
import type { PrefixOracle } from "./oracle.ts";
import type { Restart } from "./restart.ts";

/** A place, who judges there, and what proves nothing there. */
export interface Ground {
  readonly join: JoinCheck;
  readonly oracle: PrefixOracle;
  readonly gap: Gap;
  /** See `focusOf`. */
  readonly focus: Gap | undefined;
  /** See `PrefixOracle.findStart`. */
  readonly start: Restart | undefined;
  /** Names of rules. */
  readonly learnt: ReadonlySet<string>;
}

/** A text goes on behind so many places at most that the grammar is wrong about. */
const MOST_PARDONS = 3;
/** So many lines behind an insertion show whether the grammar can follow again. */
const LINES_BEHIND = 3;

/** As `judgeFrom`; what stands behind a pardoned place is judged from the next statement on. */
export function judgePardoned(
  oracle: PrefixOracle,
  start: Restart,
  text: string,
  learnt: ReadonlySet<string>,
): Verdict {
  let from: Restart | undefined = start;
  for (let pardons = 0; from !== undefined; pardons += 1) {
    const verdict = oracle.judgeFrom(from, text);
    if (verdict === "viable" || learnt.size === 0 || pardons === MOST_PARDONS) return verdict;
    const { left, rules } = oracle.lastStop;
    if (![...rules].some((rule) => learnt.has(rule))) return verdict;
    const lineEnd = text.indexOf("\n", text.length - left);
    // The rest of its line is the user's.
    if (lineEnd === -1) return "viable";
    from = oracle.findStart(text.slice(0, lineEnd + 1));
    if (from !== undefined && from.from <= text.length - left) return "viable";
  }
  return "viable";
}

/** Whether an insertion that adds faults adds only such as are pardoned, and the grammar can follow what stands behind. */
export function isPardoned({ join, oracle, gap, focus, start, learnt }: Ground, insertion: Insertion): boolean {
  if (learnt.size === 0 || start === undefined || focus === undefined) return false;
  if (!join.addsOnlyAt(focus, insertion)) return false;
  const text = gap.prefix + insertion.text + firstLines(gap.suffix.slice(insertion.replaced));
  return oracle.judgeFrom(start, text) !== "viable" && judgePardoned(oracle, start, text, learnt) === "viable";
}

function firstLines(text: string): string {
  let end = -1;
  for (let lines = 0; lines < LINES_BEHIND; lines += 1) {
    const next = text.indexOf("\n", end + 1);
    if (next === -1) return text;
    end = next;
  }
  return text.slice(0, end + 1);
}
