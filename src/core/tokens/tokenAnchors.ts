/** What two long runs of tokens have in common, where much may lie between the places that differ. */

import { type CommonRun, commonRuns } from "./tokenAlign.ts";
import type { TokenId } from "./tokenizer.ts";

/** Shorter stretches agree by chance. */
const WINDOW = 16;

/**
 * As `commonRuns`, with anchors: windows that stand once in each run (patience diff, with windows in place of lines). Between
 * two anchors a few tokens are left, which `commonRuns` can compare.
 */
export function anchoredRuns(a: readonly TokenId[], b: readonly TokenId[]): readonly CommonRun[] {
  const runs: CommonRun[] = [];
  let [oldStart, start] = [0, 0];
  const between = (oldEnd: number, end: number) => {
    for (const run of commonRuns(a.slice(oldStart, oldEnd), b.slice(start, end)))
      runs.push({ oldStart: oldStart + run.oldStart, start: start + run.start, length: run.length });
  };
  for (const anchor of heaviestChain(findAnchors(a, b))) {
    between(anchor.oldStart, anchor.start);
    runs.push(anchor);
    [oldStart, start] = [anchor.oldStart + anchor.length, anchor.start + anchor.length];
  }
  between(a.length, b.length);
  return runs;
}

/** By their places in `b`. Two may overlap in either run. */
function findAnchors(a: readonly TokenId[], b: readonly TokenId[]): CommonRun[] {
  const known = uniqueWindows(a);
  const anchors: CommonRun[] = [];
  for (const [window, start] of uniqueWindows(b)) {
    const oldStart = start === undefined ? undefined : known.get(window);
    if (oldStart === undefined || start === undefined) continue;
    const last = anchors.at(-1);
    const isNext =
      last !== undefined && oldStart - last.oldStart === start - last.start && start < last.start + last.length;
    if (isNext) anchors[anchors.length - 1] = { ...last, length: start - last.start + WINDOW };
    else anchors.push({ oldStart, start, length: WINDOW });
  }
  return anchors;
}

/** Where each window stands, in their order; undefined: at more than one place. */
function uniqueWindows(ids: readonly TokenId[]): ReadonlyMap<string, number | undefined> {
  const windows = new Map<string, number | undefined>();
  for (let at = 0; at + WINDOW <= ids.length; at += 1) {
    const window = ids.slice(at, at + WINDOW).join();
    windows.set(window, windows.has(window) ? undefined : at);
  }
  return windows;
}

/** Of all that ascend in both runs without overlaps, those that have most tokens. */
function heaviestChain(anchors: readonly CommonRun[]): readonly CommonRun[] {
  const best: { weight: number; before: number }[] = [];
  let last = -1;
  for (const [index, { oldStart, start, length }] of anchors.entries()) {
    let [weight, before] = [0, -1];
    for (let other = 0; other < index; other += 1) {
      const { oldStart: oldFrom, start: from, length: long } = anchors[other]!;
      if (oldFrom + long > oldStart || from + long > start || best[other]!.weight <= weight) continue;
      [weight, before] = [best[other]!.weight, other];
    }
    best.push({ weight: weight + length, before });
    if (last < 0 || best[index]!.weight > best[last]!.weight) last = index;
  }
  const chain: CommonRun[] = [];
  for (let index = last; index >= 0; index = best[index]!.before) chain.unshift(anchors[index]!);
  return chain;
}
