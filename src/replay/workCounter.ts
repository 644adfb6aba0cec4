/** Listens to the trace and adds up the work that was done, request by request. */

import type { Outcome } from "../core/request/outcome.ts";
import type { Timing, TokenCounts } from "../core/request/requestCosts.ts";
import type { TraceEvent, TraceSink } from "../core/request/trace.ts";
import type { ConstraintCounts } from "../core/writing/constraint.ts";

/** What was done since the last `take`. */
export interface CountedWork {
  /** `kept` and `beforeFirst` are the last request's; the others add up everything, folding included. */
  readonly tokens: TokenCounts;
  /** Tokens evaluated again although they were cached. */
  readonly healed: number;
  /** Length of the latest prompt that was worked on, whenever that was. */
  readonly promptTokens: number;
  /** Of the last generation that a grammar judged. */
  readonly constraint: ConstraintCounts | undefined;
  /** Of the last request; undefined when none has ended. */
  readonly last: { readonly outcome: Outcome; readonly timing: Timing } | undefined;
}

export class WorkCounter implements TraceSink {
  #kept = 0;
  #beforeFirst = 0;
  #moved = 0;
  #evaluated = 0;
  #generated = 0;
  #healed = 0;
  #promptTokens = 0;
  #constraint: ConstraintCounts | undefined;
  #last: CountedWork["last"];

  emit(event: TraceEvent): void {
    switch (event.stage) {
      case "plan":
        this.#moved += event.cost.moved;
        this.#promptTokens = event.cost.kept + event.cost.moved + event.cost.evaluated;
        return;
      case "evaluated":
        this.#evaluated += event.tokens;
        this.#healed += event.healed;
        return;
      case "decoded":
        this.#generated += event.tokens;
        return;
      case "constraint":
        this.#constraint = event.counts;
        return;
      case "outcome":
        this.#kept = event.tokens.kept;
        this.#beforeFirst = event.tokens.beforeFirst;
        this.#last = { outcome: event.outcome, timing: event.timing };
        return;
      case "request":
      case "joined":
      case "learnt":
      case "weighed":
      case "written":
      case "changed":
      case "opened":
      case "copied":
      case "reused":
      case "other":
      case "context":
      case "note":
        return;
      default:
        event satisfies never;
    }
  }

  /** Answers with the sums and begins anew. */
  take(): CountedWork {
    const work: CountedWork = {
      tokens: {
        ...{ kept: this.#kept, moved: this.#moved, evaluated: this.#evaluated },
        ...{ beforeFirst: this.#beforeFirst, generated: this.#generated },
      },
      healed: this.#healed,
      promptTokens: this.#promptTokens,
      constraint: this.#constraint,
      last: this.#last,
    };
    this.#kept = this.#beforeFirst = this.#moved = this.#evaluated = this.#generated = this.#healed = 0;
    this.#constraint = this.#last = undefined;
    return work;
  }
}
