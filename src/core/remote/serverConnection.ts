/** One server in use: what it is, whether it is to be left alone, and what became of the last try. */

import type { Clock } from "../clock.ts";
import { afterFailure, isLeftAlone, NO_STANDOFF, type Standoff } from "./backOff.ts";
import type { ServerFailure } from "./serverFailure.ts";
import { findServer, type ServerFacts, type ServerWishes } from "./serverKinds.ts";
import type { ServerPort } from "./serverPort.ts";

export type ServerState =
  /** Nothing was sent yet. */
  | { readonly kind: "unasked" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly failure: ServerFailure };

/** Of a server that wrote a text. */
export interface ServerSaid {
  readonly facts: ServerFacts;
  /** With how likely its tokens are. */
  readonly saysLikelihoods: boolean;
}

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
  #hidesLikelihoods = false;
  #known: ServerSaid | undefined;

  constructor(options: ServerConnectionOptions) {
    this.#options = options;
    this.port = options.port;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** What it was when a text came last; undefined: none came yet. */
  get known(): ServerSaid | undefined {
    return this.#known;
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
    const found = await findServer((path, body) => port.ask(path, body, signal), port.host, wishes);
    const facts = this.#hidesLikelihoods ? { ...found, hidesLikelihoods: true } : found;
    this.#facts = facts;
    return facts;
  }

  /** A text came. `saysLikelihoods`: with how likely its tokens are. */
  worked(facts: ServerFacts, saysLikelihoods: boolean): void {
    this.#standoff = NO_STANDOFF;
    this.#known = { facts, saysLikelihoods };
    this.#enter({ kind: "ready" });
  }

  /** Another model may be there by the next time. */
  failed(failure: ServerFailure): void {
    if (failure.kind === "withheld" || this.#asksForLess(failure)) return;
    const { clock, chance } = this.#options;
    this.#facts = undefined;
    this.#standoff = afterFailure(this.#standoff, failure, { now: clock.now(), chance: chance() });
    this.#enter({ kind: "failed", failure });
  }

  /** It was asked for more than it gives: the next request does without. */
  #asksForLess({ kind }: ServerFailure): boolean {
    if (kind !== "noLikelihoods" || this.#hidesLikelihoods) return false;
    this.#hidesLikelihoods = true;
    this.#facts = undefined;
    return true;
  }

  #enter(state: ServerState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}
