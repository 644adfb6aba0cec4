/** What a client is told beside its answers: how requests ended, documents to send anew, sentences for the user. */

import { type Outcome, outcomeDetail } from "../core/request/outcome.ts";
import type { Outbox } from "./outbox.ts";
import { type Say, sayOnce } from "./sayOnce.ts";

/** A document that breaks again and again has a fault that its text brings back. */
const MOST_RESYNCS = 3;

export class ClientReports {
  /** A sentence for the user, once, in the way that the client knows. */
  readonly say: Say;
  readonly #outbox: Outbox;
  readonly #own: boolean;
  readonly #outcomes = new Map<Outcome["kind"], number>();
  readonly #brokenTimes = new Map<string, number>();

  /** `own`: the client is our extension, which knows our notifications. */
  constructor(outbox: Outbox, own: boolean) {
    this.#outbox = outbox;
    this.#own = own;
    this.say = sayOnce((severity, text) => {
      if (own) outbox.notify("turnkey/message", { severity, text });
      else outbox.showMessage(severity, text);
    });
  }

  /** How often each kind came. */
  get outcomes(): ReadonlyMap<Outcome["kind"], number> {
    return this.#outcomes;
  }

  ended(uri: string, outcome: Outcome, totalMs: number): void {
    const { kind } = outcome;
    this.#outcomes.set(kind, (this.#outcomes.get(kind) ?? 0) + 1);
    if (this.#own) this.#outbox.notify("turnkey/outcome", { uri, kind, detail: outcomeDetail(outcome), totalMs });
  }

  /** The text of a document is not known any more. */
  broken(uri: string): void {
    const times = (this.#brokenTimes.get(uri) ?? 0) + 1;
    this.#brokenTimes.set(uri, times);
    if (this.#own && times <= MOST_RESYNCS) this.#outbox.notify("turnkey/resync", { uri });
    else this.say("error", `Turnkey lost track of the text of ${uri}. Close it and open it again to get suggestions.`);
  }
}
