/** The KV cache in use: plans are made on its mirror and carried out step by step, on the engine and on the mirror alike. */

import { BugError } from "../bug.ts";
import type { Clock } from "../clock.ts";
import type { InstanceId, TokenId } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
import { adoptGenerated, countWanted, missingAtMost } from "./adoption.ts";
import type { CachePlan, PlanCost, PlanLimits, Planner } from "./cachePlan.ts";
import { type CacheStep, Cells, LIVE, type Strip, splitStep } from "./cells.ts";
import { type Engine, EngineFailure, type TokenScore } from "./engine.ts";
import type { CellSpan } from "./healing.ts";
import { MirroredEngine } from "./mirroredEngine.ts";
import { describeMismatch, extentsOf } from "./mismatch.ts";
import { MOVING_PLANNERS, planPrefix } from "./planners.ts";
import { type ReadingTimes, StepTimer } from "./readingTimes.ts";
import { type SavedCells, toSavedCells } from "./savedCells.ts";

export interface CacheOptions {
  readonly engine: Engine;
  readonly planner: Planner;
  readonly clock: Clock;
  /** Positions kept free for what will be generated. */
  readonly reserve: () => number;
  /** Told, as text that can be pasted into a test, what the cache was found to disagree about. */
  readonly onMismatch: (report: string) => void;
}

export interface BringOptions {
  /** Tokens per evaluation at most; a running evaluation cannot be interrupted. */
  readonly maxTokensPerStep: number;
  /** Asked between steps; true ends the work early, nothing already done is lost. */
  readonly shouldStop: () => boolean;
  /** Chooses what is evaluated although it is cached; nothing where it is left out. */
  readonly refresh?: PlanLimits["refresh"];
}

export interface BringResult {
  readonly plan: PlanCost;
  /** Tokens really evaluated, healed ones left out; less than planned when stopped early. */
  readonly evaluated: number;
  /** Tokens evaluated again although they were cached. */
  readonly healed: number;
  /** Tokens whose value was computed under another text, when complete. */
  readonly stale: number;
  readonly ms: number;
  readonly times: ReadingTimes;
  /** The cache holds what was wanted, and the logits of its last token are there to be read. */
  readonly complete: boolean;
}

/** What holds a prompt and the tokens that are written behind it. */
export type DraftCache = Pick<Cache, "bring" | "append" | "takeBack" | "readLastAgain">;
/** One that can also take several tokens at once. */
export type VerifyingCache = DraftCache & Pick<Cache, "verify">;

export function canVerify(cache: DraftCache): cache is VerifyingCache {
  return "verify" in cache;
}

/** An f16 key drifts by about 1.9e-4·√N over N re-rotations. */
const MAX_ROTATIONS = 1000;
/** Of all cells at most this share is kept for later: parked cells cost attention time too. */
export const PARKED_SHARE = 0.3;

/** Owns the engine's cells: nobody else may call `Engine.apply`. Calls must not overlap. */
export class Cache {
  readonly #options: CacheOptions;
  readonly #planner: Planner;
  readonly #mirror: MirroredEngine;
  /** Instances of generated tokens that are no document's yet. */
  readonly #generated = new Set<InstanceId>();
  /** The last plan was carried out to its end. */
  #isWhole = false;

  constructor(options: CacheOptions) {
    this.#options = options;
    const { engine, planner } = options;
    this.#mirror = new MirroredEngine(engine);
    this.#planner = engine.facts.immovable !== undefined && MOVING_PLANNERS.has(planner) ? planPrefix : planner;
  }

  /** A view: do not keep it over an await. */
  get cells(): Cells {
    return this.#mirror.cells;
  }

  /**
   * Makes the cache hold `wanted`. Rejects with `EngineFailure`; mirror and cache are equal then too. Cells that the
   * engine turns out not to have are reported, and everything is evaluated afresh.
   */
  async bring(wanted: TokenRun, options: BringOptions): Promise<BringResult> {
    const { engine, clock } = this.#options;
    const startedAt = clock.now();
    const timer = new StepTimer(clock, engine.rotateMs);
    const plan = timer.planning(() => {
      adoptGenerated(this.cells, this.#generated, wanted);
      return this.#plan(wanted, options.refresh ?? (() => []));
    });
    if (plan.healed === 0 && this.#isThere(wanted)) {
      this.cells.rename(0, wanted.instances);
      return nothingToDo(wanted, plan, timer);
    }
    const before = extentsOf(this.cells);
    const done = await this.#carryOut(plan, options, timer);
    if (engine.end !== this.cells.live.ids.length) {
      this.#options.onMismatch(describeMismatch(before, plan, engine.end));
      await this.reset();
      if (before.live === 0 && before.parked.length === 0)
        throw new EngineFailure("The model loses what it has read. Restart the engine.");
      return this.bring(wanted, options);
    }
    // Those that became the document's have other names by now, and the others no cell any more.
    if (done.complete) this.#generated.clear();
    // Not `must`: the message would be made for every plan.
    if (done.complete && !isSameRun(this.cells.live.ids, plan.result.ids))
      throw new BugError(`a plan that does not lead to what it says: ${JSON.stringify(plan)}`);
    return toResult(plan, done, timer, clock.now() - startedAt);
  }

  /** Tokens of `wanted` that would have to be evaluated, the last one included. Where it is clear that they are at most `enough`, how many is not found out. */
  missing(wanted: TokenRun, enough = 0): number {
    adoptGenerated(this.cells, this.#generated, wanted);
    if (this.#isThere(wanted)) return 0;
    const isMovable = MOVING_PLANNERS.has(this.#planner);
    const most = missingAtMost(this.cells, wanted, { generated: this.#generated, isMovable });
    return most <= enough ? most : this.#plan(wanted, () => []).cost.evaluated;
  }

  /**
   * Evaluates spans of what is cached again, in place. `choose` gets the cells. Undefined when it chooses nothing. Rejects with `EngineFailure`.
   */
  async heal(
    choose: (cells: Cells) => readonly CellSpan[],
    options: Omit<BringOptions, "refresh">,
  ): Promise<BringResult | undefined> {
    const { live } = this.cells;
    if (live.ids.length === 0) return undefined;
    const spans = choose(this.cells);
    if (spans.length === 0) return undefined;
    const wanted = { ids: [...live.ids], instances: [...live.instances] };
    return this.bring(wanted, { ...options, refresh: () => spans });
  }

  /** Evaluates one more token behind the last one; its logits can be read afterwards. */
  async append(id: TokenId, instance: InstanceId): Promise<void> {
    this.#generated.add(instance);
    await this.#apply({
      kind: "evaluate",
      from: this.cells.live.ids.length,
      run: { ids: [id], instances: [instance] },
    });
  }

  /** Evaluates several tokens behind the last one in one go: what the model says behind each can be read (`Verifying`). */
  async verify(run: TokenRun): Promise<void> {
    for (const instance of run.instances) this.#generated.add(instance);
    await this.#mirror.verify(run);
  }

  /** Frees the last `count` live cells. Rejects with `EngineFailure`; mirror and cache are equal then too. */
  async takeBack(count: number): Promise<void> {
    const to = this.cells.live.ids.length;
    await this.#apply({ kind: "drop", source: LIVE, from: to - count, to });
  }

  /** Makes the logits of the last live token readable again, when they are gone: it is evaluated once more. */
  async readLastAgain(): Promise<void> {
    const { ids, instances } = this.cells.live;
    const last = ids.length - 1;
    if (this.#mirror.isReadable || last < 0) return;
    const run = { ids: ids.slice(last), instances: instances.slice(last) };
    await this.takeBack(1);
    await this.#apply({ kind: "evaluate", from: last, run });
  }

  /** What the model thinks of `tokens` one after the other behind the last live cell. Rejects with `EngineFailure`. */
  async score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    this.#mirror.forgetLogits();
    return this.#options.engine.score(tokens);
  }

  /**
   * Calls `keep` with what the live cells are, so that it writes them; those of generated tokens are freed first. Not
   * called where the last plan was not carried out to its end: text is missing then, and keys may wait for their
   * re-rotation. Rejects as `keep` does.
   */
  async save(keep: (cells: SavedCells) => Promise<void>): Promise<void> {
    if (!this.#isWhole) return;
    const generated = this.cells.live.ids.length - countWanted(this.cells, this.#generated);
    if (generated > 0) await this.takeBack(generated);
    await keep(toSavedCells(this.cells.live));
  }

  /** Cells that were saved take the place of all others. Rejects with `EngineFailure`; the cache is empty then. */
  async restore(strip: Strip, read: () => Promise<void>): Promise<void> {
    await this.reset();
    try {
      await read();
    } catch (error) {
      await this.reset();
      throw error;
    }
    this.#mirror.replaced(strip);
    this.#isWhole = true;
    if (this.#options.engine.end === strip.ids.length) return;
    await this.reset();
    throw new EngineFailure("The model has read back other cells than were saved.");
  }

  /** Tokens of `wanted` that would have to be evaluated if these were the only cells. */
  missingFrom(strip: Strip, wanted: TokenRun): number {
    return this.#plan(wanted, () => [], new Cells(strip)).cost.evaluated;
  }

  /** Forgets everything. */
  async reset(): Promise<void> {
    this.#isWhole = false;
    this.#generated.clear();
    await this.#mirror.reset();
  }

  #isThere(wanted: TokenRun): boolean {
    return this.#mirror.isReadable && isSameRun(this.cells.live.ids, wanted.ids);
  }

  #plan(wanted: TokenRun, refresh: PlanLimits["refresh"], cells = this.cells): CachePlan {
    const limits = limitsOf(this.#options, wanted);
    const disposable = (instance: InstanceId) => this.#generated.has(instance);
    return this.#planner({ cells, wanted, limits: { ...limits, refresh, disposable } });
  }

  async #carryOut(plan: CachePlan, options: BringOptions, timer: StepTimer): Promise<Carried> {
    let evaluated = 0;
    this.#isWhole = false;
    this.cells.beginPlan();
    for (const { from, instances, alias } of plan.claims) this.cells.rename(from, instances, alias);
    for (const step of plan.steps.flatMap((whole) => splitStep(whole, options.maxTokensPerStep))) {
      if (options.shouldStop()) return { evaluated, complete: false };
      await timer.step(step, () => this.#apply(step));
      if (step.kind === "evaluate") evaluated += step.run.ids.length;
    }
    this.#isWhole = true;
    return { evaluated, complete: true };
  }

  async #apply(step: CacheStep): Promise<void> {
    try {
      await this.#mirror.apply(step);
    } catch (error) {
      // What is left of a failed step is not known, except that a failed evaluation leaves nothing.
      if (error instanceof EngineFailure && step.kind !== "evaluate") await this.reset();
      throw error;
    }
  }
}

/** Tokens that were evaluated, healed ones among them, and whether that was all. */
interface Carried {
  readonly evaluated: number;
  readonly complete: boolean;
}

function toResult(
  { cost, stale, ...plan }: CachePlan,
  { evaluated, complete }: Carried,
  timer: StepTimer,
  ms: number,
): BringResult {
  const healed = Math.min(plan.healed, evaluated);
  const times = timer.times(evaluated, healed);
  return { plan: cost, evaluated: evaluated - healed, healed, stale, ms, times, complete };
}

function nothingToDo(wanted: TokenRun, { stale }: CachePlan, timer: StepTimer): BringResult {
  const plan = { kept: wanted.ids.length, moved: 0, evaluated: 0 };
  return { plan, evaluated: 0, healed: 0, stale, ms: 0, times: timer.times(0, 0), complete: true };
}

function limitsOf({ engine, reserve }: CacheOptions, wanted: TokenRun): Omit<PlanLimits, "refresh" | "disposable"> {
  const { contextSize, maxRotations } = engine.facts;
  return {
    contextSize,
    reserve: Math.min(reserve(), contextSize - wanted.ids.length),
    evaluateCost: 1000 / engine.rates.prefill,
    rotateCost: engine.rotateMs,
    maxRotations: maxRotations ?? MAX_ROTATIONS,
    maxParked: Math.floor(contextSize * PARKED_SHARE),
  };
}

function isSameRun(left: readonly TokenId[], right: readonly TokenId[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
