/** The mirror of the KV cache: every cell with its token, its place and what it is still worth. */

import { must } from "../bug.ts";
import type { InstanceId, TokenId } from "../tokens/tokenizer.ts";
import { sliceRun, type TokenRun } from "../tokens/tokenRun.ts";

/**
 * Cells stand under one of many names (llama.cpp's sequence ids over one stream, so that a name is only a label):
 *
 *     live      [ a b c d e f g ]          positions 0 … n-1 without gaps; what the model sees
 *     parked 1        [ x y z ]            positions of their own; kept for later
 *     parked 2  [ p q ]
 *
 * Steps say how cells change places. `applyStep` is all that is known of them: planners are tested on it, and the
 * cache follows the engine with it.
 */
export type CacheStep =
  /** Cells [from, to) of `source` (0: live) stand under the free name `alias` now, at the same positions. */
  | {
      readonly kind: "park";
      readonly source: number;
      readonly from: number;
      readonly to: number;
      readonly alias: number;
    }
  /** All positions of `alias` change by `delta`: its keys are re-rotated, before the next evaluation and all moves at once. */
  | { readonly kind: "move"; readonly alias: number; readonly delta: number }
  /** `alias`, which starts right behind the last live cell, becomes live. */
  | { readonly kind: "attach"; readonly alias: number }
  /** Cells [from, to) of `source` are free. */
  | { readonly kind: "drop"; readonly source: number; readonly from: number; readonly to: number }
  /** New cells right behind the last live one. */
  | { readonly kind: "evaluate"; readonly from: number; readonly run: TokenRun };

/** Cuts an `evaluate` step into pieces of at most `maxTokens` (≥ 1), in order; other steps are left whole. */
export function splitStep(step: CacheStep, maxTokens: number): readonly CacheStep[] {
  must(Number.isInteger(maxTokens) && maxTokens >= 1, `steps of ${maxTokens} tokens`);
  if (step.kind !== "evaluate") return [step];
  const pieces: CacheStep[] = [];
  for (let at = 0; at < step.run.ids.length; at += maxTokens)
    pieces.push({ kind: "evaluate", from: step.from + at, run: sliceRun(step.run, at, at + maxTokens) });
  return pieces;
}

/** Name of the live cells. */
export const LIVE = 0;
/** llama.cpp knows 256 sequence ids, of which one is live. */
export const MAX_ALIASES = 255;

/** Cells at consecutive positions. Arrays of one length, index = position - from. */
export interface Strip {
  from: number;
  ids: TokenId[];
  instances: InstanceId[];
  /** Hash of all token ids to the left when the cell was evaluated: the same text to its left means the same value. */
  contexts: number[];
  /** The instance right in front of the cell when it was evaluated, 0 for none: another one now is a change at this place. */
  lefts: number[];
  /** The newest instance to the left when the cell was evaluated, and the position that it was evaluated at. */
  newest: number[];
  origins: number[];
  /** Whether a cell to the left was not exact when this one was evaluated. */
  tainted: boolean[];
  /** Number of the plan that evaluated it. */
  ages: number[];
  /** Re-rotations so far: each rounds the key once more. */
  rotations: number[];
  /** When it was used last; counts plans. */
  usedAt: number;
}

function emptyStrip(from: number): Strip {
  return {
    from,
    ids: [],
    instances: [],
    contexts: [],
    lefts: [],
    newest: [],
    origins: [],
    tainted: [],
    ages: [],
    rotations: [],
    usedAt: 0,
  };
}

/** Context hash of the first token. */
export const START_OF_CONTEXT = 0x811c9dc5;

/** Context hash of what follows `id` in a context with hash `context` (FNV-1a over the id's bytes, 32 bits). */
export function nextContext(context: number, id: TokenId): number {
  let hash = context;
  for (let shift = 0; shift < 24; shift += 8) hash = Math.imul(hash ^ ((id >>> shift) & 0xff), 0x01000193);
  return hash >>> 0;
}

export class Cells {
  #live: Strip;
  readonly #parked = new Map<number, Strip>();
  #plans = 0;

  /** `live`: is changed from now on. */
  constructor(live = emptyStrip(0)) {
    must(live.from === 0, `live cells that begin at ${live.from}`);
    this.#live = live;
  }

  get live(): Readonly<Strip> {
    return this.#live;
  }

  /** Parked strips by alias. */
  get parked(): ReadonlyMap<number, Readonly<Strip>> {
    return this.#parked;
  }

  /** Cells in all. */
  get count(): number {
    let count = this.#live.ids.length;
    for (const strip of this.#parked.values()) count += strip.ids.length;
    return count;
  }

  /** Marks the beginning of a plan; strips parked from now on count as used now. */
  beginPlan(): void {
    this.#plans += 1;
  }

  /** Throws `BugError` for a step that no engine may get. */
  applyStep(step: CacheStep): void {
    switch (step.kind) {
      case "park":
        this.#park(step);
        return;
      case "move":
        this.#move(step.alias, step.delta);
        return;
      case "attach":
        this.#attach(step.alias);
        return;
      case "drop":
        this.#take(step.source, step.from, step.to);
        return;
      case "evaluate":
        this.#evaluate(step.from, step.run);
        return;
      default:
        step satisfies never;
    }
  }

  /** Gives cells [from, from + instances.length) other identities: generated or pasted tokens have become the document's. */
  rename(from: number, instances: readonly InstanceId[], alias = LIVE): void {
    const strip = this.#strip(alias);
    const start = from - strip.from;
    must(start >= 0 && start + instances.length <= strip.ids.length, `renaming ${instances.length} cells at ${from}`);
    for (const [index, instance] of instances.entries()) {
      const at = start + index;
      // The cell to the right has seen this one, whatever its name.
      if (strip.lefts[at + 1] === strip.instances[at]) strip.lefts[at + 1] = instance;
      strip.instances[at] = instance;
    }
  }

  /**
   * Live cells of generated tokens become the document's, at position `at` of what is wanted, behind `left` (0 for none). They have
   * seen all of its text, if in another order: what follows the cursor stood in front of them. No text has come or gone there.
   */
  adopt(from: number, instances: readonly InstanceId[], at: number, left: number): void {
    this.rename(from, instances);
    this.#live.lefts[from] = left;
    for (let index = 0; index < instances.length; index += 1) this.#live.origins[from + index] = at + index;
  }

  /**
   * Positions of live cells whose value was computed under another text ("outdated"), or that a fresh evaluation would
   * change for any reason ("inexact"): something to their left was not exact either.
   */
  staleLive(kind: "outdated" | "inexact"): number[] {
    const { live } = this;
    const stale: number[] = [];
    let context = START_OF_CONTEXT;
    for (const [position, id] of live.ids.entries()) {
      if (live.contexts[position] !== context || (kind === "inexact" && live.tainted[position]!)) stale.push(position);
      context = nextContext(context, id);
    }
    return stale;
  }

  #park({ source, from, to, alias }: Extract<CacheStep, { kind: "park" }>): void {
    must(alias !== LIVE && alias <= MAX_ALIASES && !this.#parked.has(alias), `alias ${alias} is not free`);
    const strip = this.#take(source, from, to);
    strip.usedAt = this.#plans;
    this.#parked.set(alias, strip);
  }

  #move(alias: number, delta: number): void {
    const strip = this.#strip(alias);
    must(alias !== LIVE && delta !== 0, `a move of ${alias} by ${delta}`);
    must(strip.from + delta >= 0, `a move below position 0: ${strip.from} by ${delta}`);
    strip.from += delta;
    for (const index of strip.rotations.keys()) strip.rotations[index]! += 1;
  }

  #attach(alias: number): void {
    const strip = this.#strip(alias);
    const live = this.#live;
    must(
      alias !== LIVE && strip.from === live.ids.length,
      `${alias} starts at ${strip.from}, live ends at ${live.ids.length}`,
    );
    this.#parked.delete(alias);
    appendStrip(live, strip);
  }

  #evaluate(from: number, run: TokenRun): void {
    const live = this.#live;
    must(from === live.ids.length, `an evaluation at ${from}, but the live cells end at ${live.ids.length}`);
    must(run.ids.length > 0 && run.ids.length === run.instances.length, `an ill-formed run at ${from}`);
    let context = START_OF_CONTEXT;
    let tainted = false;
    let newest = 0;
    for (const [position, id] of live.ids.entries()) {
      tainted ||= live.tainted[position]! || live.contexts[position] !== context;
      newest = Math.max(newest, live.instances[position]!);
      context = nextContext(context, id);
    }
    for (const [index, id] of run.ids.entries()) {
      live.ids.push(id);
      live.instances.push(run.instances[index]!);
      live.contexts.push(context);
      live.lefts.push(live.instances[from + index - 1] ?? 0);
      live.newest.push(newest);
      live.origins.push(from + index);
      live.tainted.push(tainted);
      live.ages.push(this.#plans);
      live.rotations.push(0);
      context = nextContext(context, id);
      newest = Math.max(newest, run.instances[index]!);
    }
  }

  /** Takes [from, to) out of a strip, which may only lose its start or its end, or all. */
  #take(source: number, from: number, to: number): Strip {
    const strip = this.#strip(source);
    const start = from - strip.from;
    const end = to - strip.from;
    const { length } = strip.ids;
    must(
      start >= 0 && start < end && end <= length,
      `[${from}, ${to}) of the ${length} cells of ${source} from ${strip.from}`,
    );
    must(end === length || (start === 0 && source !== LIVE), `a hole at [${from}, ${to}) of ${source}`);
    const taken = cutStrip(strip, start, end);
    const rest = end === length ? cutStrip(strip, 0, start) : cutStrip(strip, end, length);
    if (source === LIVE) this.#live = rest;
    else if (rest.ids.length === 0) this.#parked.delete(source);
    else this.#parked.set(source, rest);
    return taken;
  }

  #strip(alias: number): Strip {
    const strip = alias === LIVE ? this.#live : this.#parked.get(alias);
    must(strip !== undefined, `no cells under ${alias}`);
    return strip;
  }
}

function cutStrip(strip: Readonly<Strip>, start: number, end: number): Strip {
  return {
    from: strip.from + start,
    ids: strip.ids.slice(start, end),
    instances: strip.instances.slice(start, end),
    contexts: strip.contexts.slice(start, end),
    lefts: strip.lefts.slice(start, end),
    newest: strip.newest.slice(start, end),
    origins: strip.origins.slice(start, end),
    tainted: strip.tainted.slice(start, end),
    ages: strip.ages.slice(start, end),
    rotations: strip.rotations.slice(start, end),
    usedAt: strip.usedAt,
  };
}

function appendStrip(live: Strip, strip: Strip): void {
  for (const index of strip.ids.keys()) {
    live.ids.push(strip.ids[index]!);
    live.instances.push(strip.instances[index]!);
    live.contexts.push(strip.contexts[index]!);
    live.lefts.push(strip.lefts[index]!);
    live.newest.push(strip.newest[index]!);
    live.origins.push(strip.origins[index]!);
    live.tainted.push(strip.tainted[index]!);
    live.ages.push(strip.ages[index]!);
    live.rotations.push(strip.rotations[index]!);
  }
}
