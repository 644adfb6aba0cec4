/** Work in slices on a thread that answers keys too: it rests between two, and while somebody waits. */

import type { Clock } from "../core/clock.ts";

const SLICE_MS = 4;
const REST_MS = 12;

export class Slices {
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  #isBusy = false;
  #from = 0;
  #wake: (() => void) | undefined;

  /** Once `closing` is aborted, nothing rests any more. */
  constructor(clock: Clock, closing: AbortSignal) {
    this.#clock = clock;
    this.#closing = closing;
    closing.addEventListener("abort", () => this.#wake?.(), { once: true });
  }

  setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (!isBusy) this.#wake?.();
  }

  /** To be called between two steps of the work: returns at once while the slice lasts and nobody waits. */
  async breathe(): Promise<void> {
    if (this.#clock.now() - this.#from < SLICE_MS && !this.#isBusy) return;
    await this.#clock.sleep(REST_MS, this.#closing);
    while (this.#isBusy && !this.#closing.aborted) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#from = this.#clock.now();
  }
}
