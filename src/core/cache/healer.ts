/** Brings moved cells up to date: a few before each suggestion, the rest while nobody wants the engine. */

import type { OnBug } from "../bug.ts";
import type { Clock } from "../clock.ts";
import type { BringResult, Cache } from "./cache.ts";
import type { PlanLimits } from "./cachePlan.ts";
import type { Cells } from "./cells.ts";
import { type Engine, EngineFailure } from "./engine.ts";
import { type CellSpan, type HealingRule, NO_HEALING, planSweep } from "./healing.ts";

/** How moved cells are brought up to date. */
export interface HealingOptions {
  /** Before each suggestion. */
  readonly before: HealingRule;
  /** While idle: everything, what is before the cursor only, or nothing. */
  readonly idle: () => "full" | "near" | "off";
  /** Idle time is found by the clock; otherwise `heal` says when. */
  readonly byItself: boolean;
  /** Whether the machine should be spared now: on battery, or under load. */
  readonly sparing: () => boolean;
}

const NO_HEALING_OPTIONS: HealingOptions = {
  before: NO_HEALING,
  idle: () => "full",
  byItself: false,
  sparing: () => false,
};

/** A key is usually followed by another; healing waits so long, and stays in small steps until the user rests. */
const HEAL_AFTER_MS = 300;
const HEAL_STEP_MS = 50;
const RESTED_MS = 2000;
const RESTED_STEP_MS = 250;
/** Tokens before the cursor that count as near it. */
const NEAR_TOKENS = 256;

export interface HealerPorts {
  readonly cache: Cache;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly healing: Partial<HealingOptions> | undefined;
  /** Runs work with the cache to itself. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether somebody wants the engine now. */
  readonly isBusy: () => boolean;
  readonly onHealed: (result: BringResult) => void;
  readonly onFailure: (message: string) => void;
  readonly onBug: OnBug;
  readonly closing: AbortSignal;
}

export class Healer {
  /** Position behind the text before the cursor, in the prompt folded last. */
  cursor = 0;
  readonly #ports: HealerPorts;
  readonly #options: HealingOptions;
  #touchedAt = Number.NEGATIVE_INFINITY;
  #isHealing = false;

  constructor(ports: HealerPorts) {
    this.#ports = ports;
    this.#options = { ...NO_HEALING_OPTIONS, ...ports.healing };
  }

  /** A key was pressed, or the cursor has moved. */
  touch(): void {
    this.#touchedAt = this.#ports.clock.now();
  }

  /** What a suggestion for a prompt with this cursor wants to be evaluated although it is cached. */
  refreshFor({ cursor }: { readonly cursor: number }): PlanLimits["refresh"] {
    return (debts) => this.#options.before(debts, cursor);
  }

  /** There may be something to heal from now on. */
  wake(): void {
    if (this.#isHealing || this.#options.idle() === "off" || !this.#options.byItself) return;
    this.#isHealing = true;
    void this.#healWhileIdle();
  }

  /** Evaluates stale tokens again: at most `tokens`, in steps of at most `stepTokens`. Rejects with `EngineFailure`. */
  async heal(tokens: number, stepTokens: number): Promise<void> {
    for (let left = tokens; left > 0 && !this.#ports.closing.aborted; ) {
      const healed = await this.#healStep(Math.min(stepTokens, left));
      if (healed === 0) return;
      left -= healed;
    }
  }

  /** Small steps after a key, larger ones later, until everything is exact or somebody wants the engine. */
  async #healWhileIdle(): Promise<void> {
    const { clock, closing, engine, isBusy, onFailure, onBug } = this.#ports;
    try {
      for (;;) {
        const rested = clock.now() - this.#touchedAt;
        if (rested < HEAL_AFTER_MS) await clock.sleep(HEAL_AFTER_MS - rested, closing);
        if (isBusy()) return;
        const stepMs = rested < RESTED_MS ? HEAL_STEP_MS : RESTED_STEP_MS;
        const startedAt = clock.now();
        if ((await this.#healStep(Math.max(1, Math.floor((stepMs * engine.rates.prefill) / 1000)))) === 0) return;
        // A machine that is to be spared rests three times as long as it worked.
        if (this.#options.sparing()) await clock.sleep(3 * (clock.now() - startedAt), closing);
      }
    } catch (error) {
      if (error instanceof EngineFailure) onFailure(`healing failed: ${error.message}`);
      else onBug(error);
    } finally {
      this.#isHealing = false;
    }
  }

  /** Tokens evaluated again; 0 when there is nothing to heal. */
  async #healStep(tokens: number): Promise<number> {
    const { alone, cache, onHealed } = this.#ports;
    const result = await alone(() =>
      cache.heal((cells) => this.#chooseSweep(cells, tokens), { maxTokensPerStep: tokens, shouldStop: () => false }),
    );
    if (result === undefined) return 0;
    // The last token is evaluated with every step: it is a part of what healing costs.
    onHealed({ ...result, evaluated: 0, healed: result.healed + result.evaluated });
    return result.healed;
  }

  /** Near the cursor only, cells stay inexact that have inexact ones to their left: they are evaluated once. */
  #chooseSweep(cells: Cells, tokens: number): readonly CellSpan[] {
    if (this.#options.idle() !== "near") return planSweep(cells.staleLive("inexact"), tokens);
    const near = cells.staleLive("outdated").filter((at) => at >= this.cursor - NEAR_TOKENS && at < this.cursor);
    return planSweep(near, tokens);
  }
}
