/** When a person's keys come, by what they type; the same for the same seed. Pure. */

import { Random } from "../random.ts";
import type { SeenKey } from "./worthCollect.ts";

/** Milliseconds between keys within a word: 60 words a minute and a little more, as programmers type text that they know. */
const WORD_MS = 170;
/** Times as long before a word, a sign, and a line. */
const BEFORE_WORD = 1.5;
const BEFORE_SIGN = 1.3;
const BEFORE_LINE = 3.5;
const AFTER_JUMP_MS = 700;
/** Standard deviation of the logarithm: one in six takes 1.5 times as long. */
const SPREAD = 0.4;

/** The moment of each key, the first at 0. */
export function keyTimes(id: string, keys: readonly Pick<SeenKey, "steps">[]): readonly number[] {
  const random = new Random(`rhythm ${id}`);
  let at = 0;
  return keys.map(({ steps }, index) => {
    if (index === 0) return at;
    for (const [order, step] of steps.entries()) {
      if (step.kind === "idle") at += step.ms;
      else if (step.kind === "edit") at += WORD_MS * effortOf(step.changes.at(-1)?.inserted ?? "") * hesitation(random);
      // The move that an edit brings with it is no key.
      else if (step.kind === "cursor" && order === 0) at += AFTER_JUMP_MS * hesitation(random);
    }
    return at;
  });
}

function effortOf(inserted: string): number {
  if (/\n/.test(inserted)) return BEFORE_LINE;
  if (/^\s/.test(inserted)) return BEFORE_WORD;
  return /^[\p{L}\p{N}_$]?$/u.test(inserted) ? 1 : BEFORE_SIGN;
}

/** Log-normal, by the sum of uniform numbers. */
function hesitation(random: Random): number {
  let sum = -6;
  for (let count = 0; count < 12; count += 1) sum += random.next();
  return Math.exp(SPREAD * sum);
}
