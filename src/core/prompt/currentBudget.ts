/** The budget in force: it follows the settings at once, and the measured rates in steps. */

import type { Engine } from "../cache/engine.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import type { Settings } from "../settings/settings.ts";
import { type Budget, planBudget } from "./budget.ts";

/** Rates drift; a window that followed each drift would be evaluated again each time. */
const RATE_CHANGE = 1.3;

export interface CurrentBudgetOptions {
  readonly engine: Pick<Engine, "rates" | "facts">;
  readonly settings: Pick<SettingsInForce, "now">;
  /** See `BudgetRequest`. */
  readonly movable: boolean;
  /** There is something to be known of other files, where the settings let it be read. */
  readonly hasContext: boolean;
}

/** What the budget was planned with. */
interface Basis extends Pick<Settings, "latencyTargetMs" | "contextMode"> {
  readonly rates: Engine["rates"];
}

export class CurrentBudget {
  readonly #options: CurrentBudgetOptions;
  #basis: Basis;
  #budget: Budget;

  constructor(options: CurrentBudgetOptions) {
    this.#options = options;
    this.#basis = this.#latest();
    this.#budget = this.#plan();
  }

  get now(): Budget {
    const latest = this.#latest();
    if (!isNear(latest, this.#basis)) {
      this.#basis = latest;
      this.#budget = this.#plan();
    }
    return this.#budget;
  }

  #latest(): Basis {
    const { latencyTargetMs, contextMode } = this.#options.settings.now;
    return { rates: this.#options.engine.rates, latencyTargetMs, contextMode };
  }

  #plan(): Budget {
    const { rates, latencyTargetMs, contextMode } = this.#basis;
    const { contextSize } = this.#options.engine.facts;
    const hasContext = this.#options.hasContext && contextMode !== "off";
    return planBudget({ rates, latencyTargetMs, contextSize, movable: this.#options.movable, hasContext });
  }
}

function isNear(one: Basis, other: Basis): boolean {
  const ratio = one.rates.prefill / other.rates.prefill;
  const isSameRate = ratio <= RATE_CHANGE && ratio >= 1 / RATE_CHANGE;
  return isSameRate && one.latencyTargetMs === other.latencyTargetMs && one.contextMode === other.contextMode;
}
