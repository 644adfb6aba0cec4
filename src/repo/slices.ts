/** Work in slices on a thread that answers keys too: it rests between two, and while somebody waits. */

import type { Clock } from "../core/clock.ts";
import { BusyGate } from "./busyGate.ts";

const SLICE_MS = 4;
const REST_MS = 12;

export class Slices {
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #gate = new BusyGate();
  #from = 0;

  /** Once `closing` is aborted, nothing rests any more. */
  constructor(clock: Clock, closing: AbortSignal) {
    this.#clock = clock;
    this.#closing = closing;
    closing.addEventListener("abort", () => this.#gate.look(), { once: true });
  }

  setBusy(isBusy: boolean): void {
    this.#gate.setBusy(isBusy);
  }

  /** To be called between two steps of the work: returns at once while the slice lasts and nobody waits. */
  async breathe(): Promise<void> {
    if (this.#clock.now() - this.#from < SLICE_MS && !this.#gate.isBusy) return;
    await this.#clock.sleep(REST_MS, this.#closing);
    await this.#gate.pass(() => !this.#closing.aborted);
    this.#from = this.#clock.now();
  }
}
