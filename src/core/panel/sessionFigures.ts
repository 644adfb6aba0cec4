/** The figures of a session, added up from the events of the trace. */

import { percentile } from "../percentile.ts";
import type { TraceEvent } from "../request/trace.ts";
import type { HealthFigures } from "./panelHealth.ts";
import { type Taken, TakenTexts } from "./takenTexts.ts";

/** Of the latest requests. */
const KEPT_TIMES = 60;

export class SessionFigures {
  readonly #taken = new TakenTexts();
  readonly #onTaken: (taken: Taken) => void;
  readonly #uris = new Map<number, string>();
  readonly #times: { readonly first: number | undefined; readonly total: number }[] = [];
  #asked = 0;
  #shown = 0;
  #keys = 0;
  #sums = { kept: 0, moved: 0, evaluated: 0, healed: 0, generated: 0 };
  #grammar = { refusals: 0, takenBack: 0, cuts: 0 };

  /** `onTaken` is told each time that something of what was shown is taken. */
  constructor(onTaken: (taken: Taken) => void = () => {}) {
    this.#onTaken = onTaken;
  }

  /** `at` in milliseconds. */
  emit(event: TraceEvent, at: number): void {
    switch (event.stage) {
      case "request":
        this.#uris.set(event.request, event.uri);
        return;
      case "changed":
        this.#keys += 1;
        this.#change(event, at);
        return;
      case "plan":
        this.#sums.kept += event.cost.kept;
        this.#sums.moved += event.cost.moved;
        return;
      case "evaluated":
        this.#sums.evaluated += event.tokens;
        this.#sums.healed += event.healed;
        return;
      case "decoded":
        this.#sums.generated += event.tokens;
        return;
      case "constraint":
        this.#grammar.refusals += event.counts.refusals;
        this.#grammar.takenBack += event.counts.takenBack;
        return;
      case "joined":
        if (event.join.cut > 0) this.#grammar.cuts += 1;
        return;
      case "outcome":
        this.#end(event);
        return;
      default:
        return;
    }
  }

  /** `now` as in `emit`. */
  figures(now: number): HealthFigures {
    this.#taken.judge(now);
    const { count, chars, judgedChars, keptChars } = this.#taken;
    const firsts = this.#times.flatMap(({ first }) => (first === undefined ? [] : [first]));
    return {
      ...{ asked: this.#asked, shown: this.#shown, keys: this.#keys, taken: count, takenChars: chars },
      ...{ judgedChars, keptChars, ...this.#sums, ...this.#grammar },
      first: percentiles(firsts),
      total: percentiles(this.#times.map(({ total }) => total)),
      times: this.#times.flatMap(({ first, total }) => [first ?? -1, total]),
    };
  }

  #change({ uri, edit }: Extract<TraceEvent, { stage: "changed" }>, at: number): void {
    const taken = this.#taken.change(uri, edit, at);
    if (taken !== undefined) this.#onTaken(taken);
  }

  #end({ request, outcome, timing }: Extract<TraceEvent, { stage: "outcome" }>): void {
    const uri = this.#uris.get(request);
    this.#uris.delete(request);
    // What was given up for the next key says nothing of what is shown.
    if (outcome.kind === "cancelled" || outcome.kind === "stale") return;
    this.#asked += 1;
    if (outcome.kind !== "shown") return;
    this.#shown += 1;
    const shown = outcome.suggestions.map((suggestion, index) => ({ ...suggestion, request, index }));
    if (uri !== undefined) this.#taken.show(uri, shown);
    const { firstTokenMs: first, totalMs } = timing;
    // Fractions of a millisecond say nothing, and would be told again and again.
    this.#times.push({ first: first && Math.round(first), total: Math.round(totalMs) });
    if (this.#times.length > KEPT_TIMES) this.#times.shift();
  }
}

/** Undefined without any. */
function percentiles(values: readonly number[]): HealthFigures["first"] {
  const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)];
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95, count: values.length };
}
