/** Cache plans: what is cached and what is wanted become steps. Pure; the engine carries the steps out and decides nothing. */

import { must } from "./bug.ts";
import type { InstanceId, TokenId } from "./tokenizer.ts";
import { concatRuns, EMPTY_RUN, sliceRun, type TokenRun } from "./tokenRun.ts";

export { concatRuns, EMPTY_RUN, sliceRun, type TokenRun };

/** Positions are absolute in the sequence; ranges are half-open. */
export type CacheStep =
  | { readonly kind: "keep"; readonly from: number; readonly to: number }
  /** The same instances at new positions: their keys are re-rotated by `delta`. */
  | { readonly kind: "move"; readonly from: number; readonly to: number; readonly delta: number }
  | { readonly kind: "drop"; readonly from: number; readonly to: number }
  | { readonly kind: "evaluate"; readonly from: number; readonly run: TokenRun };

export interface CachePlan {
  readonly steps: readonly CacheStep[];
  /** Tokens by what happens to them; kept + moved + evaluated = wanted length. */
  readonly cost: { readonly kept: number; readonly moved: number; readonly evaluated: number };
}

/** Decides how `cached` becomes `wanted`. The last wanted token is always evaluated, because its logits are needed. */
export type Planner = (cached: TokenRun, wanted: TokenRun) => CachePlan;

/** Keeps what is equal from the start and evaluates the rest: what every engine with a prompt cache does. */
export const planPrefix: Planner = (cached, wanted) => {
  const shared = commonPrefix(cached.ids, wanted.ids);
  return planFrom(Math.min(shared, Math.max(wanted.ids.length - 1, 0)), cached, wanted);
};

/** Evaluates everything, always: what a cache is compared with. */
export const planNone: Planner = (cached, wanted) => planFrom(0, cached, wanted);

/** The planners by the name that `turnkey replay --cache` knows them by. */
export const PLANNERS = { prefix: planPrefix, none: planNone } as const satisfies Record<string, Planner>;

function planFrom(kept: number, cached: TokenRun, wanted: TokenRun): CachePlan {
  const steps: CacheStep[] = [];
  if (kept > 0) steps.push({ kind: "keep", from: 0, to: kept });
  if (cached.ids.length > kept) steps.push({ kind: "drop", from: kept, to: cached.ids.length });
  if (wanted.ids.length > kept)
    steps.push({ kind: "evaluate", from: kept, run: sliceRun(wanted, kept, wanted.ids.length) });
  return { steps, cost: { kept, moved: 0, evaluated: wanted.ids.length - kept } };
}

/**
 * Two positions are alike when their ids are: what a cell holds depends on the ids up to it and not on which instance
 * they are. A kept cell takes over the wanted instance.
 */
function commonPrefix(a: readonly TokenId[], b: readonly TokenId[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

/** Cuts an `evaluate` step into pieces of at most `maxTokens` (≥ 1), in order; other steps are left whole. */
export function splitStep(step: CacheStep, maxTokens: number): readonly CacheStep[] {
  must(Number.isInteger(maxTokens) && maxTokens >= 1, `steps of ${maxTokens} tokens`);
  if (step.kind !== "evaluate") return [step];
  const pieces: CacheStep[] = [];
  for (let at = 0; at < step.run.ids.length; at += maxTokens)
    pieces.push({ kind: "evaluate", from: step.from + at, run: sliceRun(step.run, at, at + maxTokens) });
  return pieces;
}

/**
 * Carries a plan out on an array instead of a cache: what a correct engine then holds. Throws `BugError` on a plan that
 * no engine may get: cells that are not there, a cell with two fates or none, a move onto a cell, an evaluation
 * elsewhere than at the end, positions with gaps, a cost that does not add up.
 */
export function replayPlan(cached: TokenRun, plan: CachePlan): TokenRun {
  const model = new ArrayModel(cached);
  const cost = { kept: 0, moved: 0, evaluated: 0 };
  for (const step of plan.steps) {
    switch (step.kind) {
      case "keep":
        model.decide(step.from, step.to);
        cost.kept += step.to - step.from;
        break;
      case "move":
        model.decide(step.from, step.to);
        model.move(step.from, step.to, step.delta);
        cost.moved += step.to - step.from;
        break;
      case "drop":
        model.decide(step.from, step.to);
        model.take(step.from, step.to);
        break;
      case "evaluate":
        model.append(step.from, step.run);
        cost.evaluated += step.run.ids.length;
        break;
      default:
        step satisfies never;
    }
  }
  for (const name of ["kept", "moved", "evaluated"] as const)
    must(cost[name] === plan.cost[name], `the plan counts ${plan.cost[name]} ${name}, its steps ${cost[name]}`);
  return model.toRun();
}

interface Cell {
  readonly id: TokenId;
  readonly instance: InstanceId;
}

class ArrayModel {
  readonly #cells = new Map<number, Cell>();
  /** Positions at the start whose fate no step has decided yet. */
  readonly #undecided: Set<number>;

  constructor(cached: TokenRun) {
    for (const [position, id] of cached.ids.entries())
      this.#cells.set(position, { id, instance: cached.instances[position]! });
    this.#undecided = new Set(this.#cells.keys());
  }

  decide(from: number, to: number): void {
    must(from < to, `an empty or reversed range ${from}..${to}`);
    for (let position = from; position < to; position += 1)
      must(this.#undecided.delete(position), `the cell at ${position} is not there or has a second fate`);
  }

  take(from: number, to: number): readonly Cell[] {
    const taken: Cell[] = [];
    for (let position = from; position < to; position += 1) {
      taken.push(this.#cells.get(position)!);
      this.#cells.delete(position);
    }
    return taken;
  }

  move(from: number, to: number, delta: number): void {
    must(delta !== 0, `a move of ${from}..${to} by nothing`);
    for (const [index, cell] of this.take(from, to).entries()) this.#place(from + delta + index, cell);
  }

  append(from: number, run: TokenRun): void {
    must(run.ids.length > 0 && run.ids.length === run.instances.length, `an ill-formed run at ${from}`);
    const end = Math.max(-1, ...this.#cells.keys()) + 1;
    must(from === end, `an evaluation at ${from}, but the cache ends at ${end}`);
    for (const [index, id] of run.ids.entries()) this.#place(from + index, { id, instance: run.instances[index]! });
  }

  toRun(): TokenRun {
    must(this.#undecided.size === 0, `no step says what becomes of the cells at ${[...this.#undecided].join(", ")}`);
    const cells = [...this.#cells].sort(([a], [b]) => a - b);
    for (const [index, [position]] of cells.entries())
      must(position === index, `a gap in front of position ${position}`);
    return { ids: cells.map(([, cell]) => cell.id), instances: cells.map(([, cell]) => cell.instance) };
  }

  #place(position: number, cell: Cell): void {
    must(position >= 0 && !this.#cells.has(position), `two cells at ${position}`);
    this.#cells.set(position, cell);
  }
}
