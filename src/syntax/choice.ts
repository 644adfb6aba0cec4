/** Which of several texts may stand at the cursor, by the grammar and by what it does not know. */

import type { Choice, Insertion } from "../core/grammar/syntax.ts";
import { closeOpenComment } from "./openComment.ts";
import { type Ground, isPardoned, judgePardoned } from "./pardon.ts";

/**
 * The first of `insertions` that adds no error, or only such as the grammar was wrong about before. Where there was an error
 * before, one that can still become right will do; where the grammar cannot follow the file, any.
 */
export function chooseInsertion(ground: Ground, insertions: readonly Insertion[]): Choice {
  const choice = chooseStrictly(ground, insertions);
  const earlier = insertions.slice(0, choice.chosen);
  const learnt = ground.learnt.size === 0 ? undefined : find(earlier, (insertion) => isPardoned(ground, insertion));
  return learnt === undefined ? choice : { ...choice, chosen: learnt, isLearnt: true };
}

function chooseStrictly(ground: Ground, insertions: readonly Insertion[]): Choice {
  const { join, oracle, gap, focus, start, learnt } = ground;
  const mayStay = ({ mustFit }: Insertion) => mustFit !== true;
  if (focus === undefined) return { footing: "broken", chosen: find(insertions, mayStay) };
  const { gap: whole, read } = closeOpenComment(focus, join.table);
  const fits = (insertion: Insertion) => join.fits(whole, read(insertion));
  if (join.isCleanAtCursor(whole)) return { footing: "clean", chosen: find(insertions, fits) };
  if (start === undefined) return { footing: "broken", chosen: find(insertions, fits) ?? find(insertions, mayStay) };
  const canLive = ({ text }: Insertion) => judgePardoned(oracle, start, gap.prefix + text, learnt) !== "dead";
  const alive =
    find(insertions, (insertion) => fits(insertion) && canLive(insertion)) ??
    find(insertions, (insertion) => mayStay(insertion) && canLive(insertion));
  return { footing: "unfinished", chosen: alive };
}

function find(insertions: readonly Insertion[], fits: (insertion: Insertion) => boolean): number | undefined {
  const index = insertions.findIndex(fits);
  return index < 0 ? undefined : index;
}
