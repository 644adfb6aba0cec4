/** Work on a thread that others want to be heard by: it is given away between small pieces. */

import { BusyGate } from "./busyGate.ts";

/** After so long others have their turn: with the piece at work then, and one more slice that begins before they ask, it is a few times as long. */
const SLICE_MS = 2;

export class ThreadTurns {
  readonly #gate = new BusyGate();
  #from = 0;

  /** While it is, only `rest` comes back. */
  setBusy(isBusy: boolean): void {
    this.#gate.setBusy(isBusy);
  }

  /** Lets others have their turn where the slice is over; says whether it was. */
  async rest(): Promise<boolean> {
    if (performance.now() - this.#from <= SLICE_MS) return false;
    await new Promise((resolve) => setImmediate(resolve));
    this.#from = performance.now();
    return true;
  }

  /** The same for work that can wait. Says whether it is wanted still. */
  async breathe(isWanted: () => boolean): Promise<boolean> {
    if (await this.rest()) {
      await this.#gate.pass(isWanted);
      this.#from = performance.now();
    }
    return isWanted();
  }
}
