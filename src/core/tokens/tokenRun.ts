/** Token instances in order: what texts, prompts and caches are made of. */

import type { InstanceId, TokenId } from "./tokenizer.ts";

/** Tokens in order, each with its identity; index = position. Two parallel arrays of one length. */
export interface TokenRun {
  readonly ids: readonly TokenId[];
  readonly instances: readonly InstanceId[];
}

export const EMPTY_RUN: TokenRun = { ids: [], instances: [] };

export function sliceRun(run: TokenRun, from: number, to: number): TokenRun {
  return { ids: run.ids.slice(from, to), instances: run.instances.slice(from, to) };
}

export function concatRuns(runs: readonly TokenRun[]): TokenRun {
  const ids: TokenId[] = [];
  const instances: InstanceId[] = [];
  for (const run of runs) {
    for (const id of run.ids) ids.push(id);
    for (const instance of run.instances) instances.push(instance);
  }
  return { ids, instances };
}
