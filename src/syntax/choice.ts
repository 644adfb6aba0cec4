/** Which of several texts may stand at the cursor, by the grammar and by what it does not know. */

import type { Choice, Gap, Insertion } from "../core/grammar/syntax.ts";
import type { JoinCheck } from "./join.ts";
import type { PrefixOracle } from "./oracle.ts";
import type { Restart } from "./restart.ts";

/** A place and who judges what is inserted there. */
interface Ground {
  readonly join: JoinCheck;
  readonly oracle: PrefixOracle;
  readonly gap: Gap;
  /** See `focusOf`. */
  readonly focus: Gap | undefined;
  /** See `PrefixOracle.findStart`. */
  readonly start: Restart | undefined;
}

/**
 * The first of `insertions` that adds no error. Where there was an error before, one that can still become right will do;
 * where the grammar cannot follow the file, any.
 */
export function chooseInsertion(ground: Ground, insertions: readonly Insertion[]): Choice {
  const { join, oracle, gap, focus, start } = ground;
  const mayStay = ({ mustFit }: Insertion) => mustFit !== true;
  if (focus === undefined) return { footing: "broken", chosen: find(insertions, mayStay) };
  const fits = (insertion: Insertion) => join.fits(focus, insertion);
  if (join.isCleanAtCursor(focus)) return { footing: "clean", chosen: find(insertions, fits) };
  if (start === undefined) return { footing: "broken", chosen: find(insertions, fits) ?? find(insertions, mayStay) };
  const canLive = ({ text }: Insertion) => oracle.judgeFrom(start, gap.prefix + text) !== "dead";
  const alive =
    find(insertions, (insertion) => fits(insertion) && canLive(insertion)) ??
    find(insertions, (insertion) => mayStay(insertion) && canLive(insertion));
  return { footing: "unfinished", chosen: alive };
}

function find(insertions: readonly Insertion[], fits: (insertion: Insertion) => boolean): number | undefined {
  const index = insertions.findIndex(fits);
  return index < 0 ? undefined : index;
}
