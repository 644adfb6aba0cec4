/** One server in use: what it is, whether it is to be left alone, and what became of the last try. */

import type { Clock } from "../clock.ts";
import { afterFailure, isLeftAlone, NO_STANDOFF, type Standoff } from "./backOff.ts";
import type { ServerFailure } from "./serverFailure.ts";
import { findServer, type ServerFacts, type ServerWishes } from "./serverKinds.ts";
import type { ServerPort } from "./serverPort.ts";

export type ServerState =
  /** Nothing was sent yet. */
  | { readonly kind: "unasked" }
  | { readonly kind: "ready"; readonly facts: ServerFacts }
  | { readonly kind: "failed"; readonly failure: ServerFailure };

export interface ServerConnectionOptions {
  readonly port: ServerPort;
  readonly wishes: ServerWishes;
  readonly clock: Clock;
  /** From 0 to 1, another one each time: when to come again. */
  readonly chance: () => number;
  readonly onState?: (state: ServerState) => void;
}

export class ServerConnection {
  readonly port: ServerPort;
  readonly #options: ServerConnectionOptions;
  #facts: ServerFacts | undefined;
  #state: ServerState = { kind: "unasked" };
  #standoff: Standoff = NO_STANDOFF;

  constructor(options: ServerConnectionOptions) {
    this.#options = options;
    this.port = options.port;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** It failed a short while ago, and is not asked now. */
  get isLeftAlone(): boolean {
    return isLeftAlone(this.#standoff, this.#options.clock.now());
  }

  /**
   * What the server is; it is asked once. Rejects with `ServerFailure`: that of the last try, where it is left alone; nothing is
   * sent then.
   */
  async facts(signal: AbortSignal): Promise<ServerFacts> {
    if (this.isLeftAlone && this.#state.kind === "failed") throw this.#state.failure;
    if (this.#facts !== undefined) return this.#facts;
    const { port, wishes } = this.#options;
    const facts = await findServer((path, body) => port.ask(path, body, signal), port.host, wishes);
    this.#facts = facts;
    return facts;
  }

  /** A text came. */
  worked(facts: ServerFacts): void {
    this.#standoff = NO_STANDOFF;
    this.#enter({ kind: "ready", facts });
  }

  /** Another model may be there by the next time. */
  failed(failure: ServerFailure): void {
    if (failure.kind === "withheld") return;
    const { clock, chance } = this.#options;
    this.#facts = undefined;
    this.#standoff = afterFailure(this.#standoff, failure, { now: clock.now(), chance: chance() });
    this.#enter({ kind: "failed", failure });
  }

  #enter(state: ServerState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}
