/** Which of several texts may stand at the cursor, by the grammar and by what it does not know. */

import { focusOf, type Gap, type Insertion } from "./gap.ts";
import type { JoinCheck } from "./join.ts";
import type { LanguageTable } from "./languages.ts";
import type { PrefixOracle } from "./oracle.ts";

/**
 * clean: the file has no syntax error at the cursor. unfinished: it has one there, and what stands in front may still
 * become right. broken: the grammar cannot follow what stands around the cursor, or the file is too large.
 */
export type Footing = "clean" | "unfinished" | "broken";

export interface Choice {
  readonly footing: Footing;
  /** The index of the text to take; undefined when each of them does harm. */
  readonly chosen: number | undefined;
}

interface Judges {
  readonly join: JoinCheck;
  readonly oracle: PrefixOracle;
  readonly table: LanguageTable;
}

/**
 * The first of `insertions` that adds no error. Where there was an error before, one that can still become right will do;
 * where the grammar cannot follow the file, any.
 */
export function chooseInsertion(judges: Judges, place: Gap, insertions: readonly Insertion[]): Choice {
  const { join, oracle, table } = judges;
  const gap = focusOf(place, table);
  if (gap === undefined) return { footing: "broken", chosen: 0 };
  const fits = (insertion: Insertion) => join.fits(gap, insertion);
  if (join.isCleanAtCursor(gap)) return { footing: "clean", chosen: find(insertions, fits) };
  const start = oracle.findStart(gap.prefix);
  if (start === undefined) return { footing: "broken", chosen: find(insertions, fits) ?? 0 };
  const canLive = ({ text }: Insertion) => oracle.judgeFrom(start, gap.prefix + text) !== "dead";
  const alive = find(insertions, (insertion) => fits(insertion) && canLive(insertion)) ?? find(insertions, canLive);
  return { footing: "unfinished", chosen: alive };
}

function find(insertions: readonly Insertion[], fits: (insertion: Insertion) => boolean): number | undefined {
  const index = insertions.findIndex(fits);
  return index < 0 ? undefined : index;
}
