/** Holds work back while somebody waits for something else. */

export class BusyGate {
  #isBusy = false;
  /** Several pieces of work may wait at once: a document that was opened, and the folders. */
  readonly #waiting: (() => void)[] = [];

  get isBusy(): boolean {
    return this.#isBusy;
  }

  setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (!isBusy) this.look();
  }

  /** Those that wait look again whether they are wanted. */
  look(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Comes back when it is not busy any more, or the work is not wanted. */
  async pass(isWanted: () => boolean): Promise<void> {
    while (this.#isBusy && isWanted()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
