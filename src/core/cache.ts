/** The mirror of the KV cache: knows which token instance stands at which position, and carries plans out step by step. */

import { BugError, must } from "./bug.ts";
import { type CachePlan, type CacheStep, type Planner, splitStep, type TokenRun } from "./cachePlan.ts";
import type { Clock } from "./clock.ts";
import type { Engine } from "./engine.ts";
import type { InstanceId, TokenId } from "./tokenizer.ts";

export interface BringOptions {
  /** Tokens per evaluation at most; a running evaluation cannot be interrupted. */
  readonly maxTokensPerStep: number;
  /** Asked between steps; true ends the work early, nothing already done is lost. */
  readonly shouldStop: () => boolean;
}

export interface BringResult {
  readonly plan: CachePlan["cost"];
  /** Tokens really evaluated; less than planned when stopped early. */
  readonly evaluated: number;
  readonly ms: number;
  /** The cache holds what was wanted, and the logits of its last token are there to be read. */
  readonly complete: boolean;
}

/** Owns the engine's cells: nobody else may call `Engine.apply`. Calls must not overlap. */
export class Cache {
  readonly #engine: Engine;
  readonly #planner: Planner;
  readonly #clock: Clock;
  #ids: TokenId[] = [];
  #instances: InstanceId[] = [];
  /** The cached length whose last token's logits can be read; undefined after anything else happened. */
  #logitsAt: number | undefined;

  constructor(engine: Engine, planner: Planner, clock: Clock) {
    this.#engine = engine;
    this.#planner = planner;
    this.#clock = clock;
  }

  /** What is cached now; index = position. A view: do not keep it over an await. */
  get cached(): TokenRun {
    return { ids: this.#ids, instances: this.#instances };
  }

  /** Makes the cache hold `wanted`. Rejects with `EngineFailure`; the mirror is then still equal to the cache. */
  async bring(wanted: TokenRun, options: BringOptions): Promise<BringResult> {
    const startedAt = this.#clock.now();
    if (this.#logitsAt === wanted.ids.length && sameIds(this.#ids, wanted.ids)) {
      this.#instances = [...wanted.instances];
      return { plan: { kept: wanted.ids.length, moved: 0, evaluated: 0 }, evaluated: 0, ms: 0, complete: true };
    }
    const plan = this.#planner(this.cached, wanted);
    let evaluated = 0;
    let complete = true;
    for (const step of plan.steps.flatMap((whole) => splitStep(whole, options.maxTokensPerStep))) {
      if (options.shouldStop()) {
        complete = false;
        break;
      }
      await this.#apply(step);
      if (step.kind === "evaluate") evaluated += step.run.ids.length;
    }
    if (complete) {
      must(sameIds(this.#ids, wanted.ids), `the plan did not lead to what was wanted: ${JSON.stringify(plan.steps)}`);
      // Kept cells hold the same tokens; from now on they stand for the wanted instances.
      this.#instances = [...wanted.instances];
    }
    return { plan: plan.cost, evaluated, ms: this.#clock.now() - startedAt, complete };
  }

  /** Evaluates one more token behind the last one; its logits can be read afterwards. */
  async append(id: TokenId, instance: InstanceId): Promise<void> {
    await this.#apply({ kind: "evaluate", from: this.#ids.length, run: { ids: [id], instances: [instance] } });
  }

  async #apply(step: CacheStep): Promise<void> {
    switch (step.kind) {
      case "keep":
        return;
      case "drop":
        this.#logitsAt = undefined;
        await this.#engine.apply(step);
        this.#ids.splice(step.from, step.to - step.from);
        this.#instances.splice(step.from, step.to - step.from);
        return;
      case "move":
        throw new BugError("no planner of today moves cells");
      case "evaluate":
        must(step.from === this.#ids.length, `evaluation at ${step.from}, but ${this.#ids.length} cells are cached`);
        this.#logitsAt = undefined;
        await this.#engine.apply(step);
        for (const id of step.run.ids) this.#ids.push(id);
        for (const instance of step.run.instances) this.#instances.push(instance);
        this.#logitsAt = this.#ids.length;
        return;
      default:
        return step satisfies never;
    }
  }
}

function sameIds(left: readonly TokenId[], right: readonly TokenId[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
