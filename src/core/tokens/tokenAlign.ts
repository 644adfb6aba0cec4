/** Which tokens of a changed stretch are still the old ones. */

import type { InstanceId, InstanceSource, TokenId } from "./tokenizer.ts";
import type { TokenRun } from "./tokenRun.ts";

/** Beyond this many pairs the middle is not searched: one edit rarely changes more than a few tokens. */
const MAX_PAIRS = 16_384;

/** Old tokens [start, end) give way to the new ones. */
export interface TokenReplacement extends TokenRun {
  readonly start: number;
  readonly end: number;
}

/**
 * Instances for `ids`: those of `old` for the common start, the common end and a longest common subsequence between, new
 * ones for the rest. `replacements` says the same as edits of `old`.
 */
export function alignTokens(
  old: TokenRun,
  ids: readonly TokenId[],
  source: InstanceSource,
): { readonly instances: readonly InstanceId[]; readonly replacements: readonly TokenReplacement[] } {
  const instances: InstanceId[] = [];
  const replacements: TokenReplacement[] = [];
  let done = 0; // old tokens
  const close = (end: number, upTo: number) => {
    const added: InstanceId[] = [];
    const from = instances.length;
    while (instances.length < upTo) {
      const instance = source.next();
      instances.push(instance);
      added.push(instance);
    }
    if (done < end || added.length > 0)
      replacements.push({ start: done, end, ids: ids.slice(from, upTo), instances: added });
  };
  for (const { oldStart, start, length } of commonRuns(old.ids, ids)) {
    close(oldStart, start);
    for (let index = 0; index < length; index++) instances.push(old.instances[oldStart + index]!);
    done = oldStart + length;
  }
  close(old.ids.length, ids.length);
  return { instances, replacements };
}

export interface CommonRun {
  readonly oldStart: number;
  readonly start: number;
  readonly length: number;
}

/** Ascending, without overlaps; empty ones where a side has nothing in common. */
export function commonRuns(a: readonly TokenId[], b: readonly TokenId[]): CommonRun[] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const runs: CommonRun[] = [];
  if (head > 0) runs.push({ oldStart: 0, start: 0, length: head });
  const oldMiddle = a.slice(head, a.length - tail);
  const middle = b.slice(head, b.length - tail);
  if (oldMiddle.length * middle.length <= MAX_PAIRS)
    for (const [oldIndex, index] of longestCommonSubsequence(oldMiddle, middle))
      runs.push({ oldStart: head + oldIndex, start: head + index, length: 1 });
  if (tail > 0) runs.push({ oldStart: a.length - tail, start: b.length - tail, length: tail });
  return joined(runs);
}

function joined(runs: readonly CommonRun[]): CommonRun[] {
  const result: CommonRun[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last && last.oldStart + last.length === run.oldStart && last.start + last.length === run.start)
      result[result.length - 1] = { ...last, length: last.length + run.length };
    else result.push(run);
  }
  return result;
}

/** Pairs of indices, ascending. The textbook's table, filled from the end so that it is read from the start. */
function longestCommonSubsequence(a: readonly TokenId[], b: readonly TokenId[]): [number, number][] {
  if (a.length === 0 || b.length === 0) return [];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}
