/** Whose turn it is, where several caches share one model: its cores do one thing at a time. */

/** Who wants the model. */
export interface Taker {
  /** Somebody looks at what it writes for. */
  readonly isFocused: boolean;
}

export interface Waiting {
  readonly taker: Taker;
  /** How often others were let through that came later. */
  readonly passedOver: number;
}

/** One that nobody looks at gets its turn in the end: it may be in the middle of something that others wait for. */
export const MOST_PASSED_OVER = 8;

/** Who of those that wait, in the order of their arrival, is next: the first that is looked at, unless another waited long. */
export function chooseNext(waiting: readonly Waiting[]): number {
  const patient = waiting.findIndex(({ passedOver }) => passedOver >= MOST_PASSED_OVER);
  if (patient >= 0) return patient;
  return Math.max(
    0,
    waiting.findIndex(({ taker }) => taker.isFocused),
  );
}

interface Entry {
  readonly taker: Taker;
  passedOver: number;
  readonly start: () => void;
}

export class Turns {
  #waiting: Entry[] = [];
  #isTaken = false;

  /** Runs `work` when it is its turn; the next turn begins when it has ended, well or badly. */
  async run<Result>(taker: Taker, work: () => Promise<Result>): Promise<Result> {
    if (this.#isTaken) await new Promise<void>((start) => this.#waiting.push({ taker, passedOver: 0, start }));
    this.#isTaken = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #next(): void {
    const at = chooseNext(this.#waiting);
    const [next] = this.#waiting.splice(at, 1);
    for (const passed of this.#waiting.slice(0, at)) passed.passedOver += 1;
    // It stays taken for the one that starts now.
    if (next === undefined) this.#isTaken = false;
    else next.start();
  }
}
