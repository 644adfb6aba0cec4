/**
 * How long the extension keeps the editor's extension host busy, per keystroke: its listeners, requests and answers, and
 * writing to and reading from the engine. Not what the editor or the language client do around these on their own.
 */

export interface HostTimeSummary {
  readonly keystrokes: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Of the latest keystrokes: as many as were asked for, at most 2,000. */
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const MAX_SAMPLES = 2_000;

export class HostTime {
  #now: () => number;
  readonly #samples: number[] = [];
  #keystrokes = 0;
  #sumMs = 0;
  #maxMs = 0;
  #currentMs: number | undefined;
  #depth = 0;

  /** `now` in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Measures with another clock from the next keystroke on. */
  useClock(now: () => number): void {
    this.#end();
    this.#currentMs = undefined;
    this.#now = now;
  }

  /** A change of a document begins the next keystroke; what is measured from here on belongs to it. */
  beginKeystroke(): void {
    this.#end();
    this.#currentMs = 0;
  }

  /** Runs `work` and counts the time until it returns (not until a promise that it returns is settled). */
  measure<Result>(work: () => Result): Result {
    // Nested measurements are inside the outer one already.
    if (this.#depth > 0 || this.#currentMs === undefined) return work();
    const before = this.#now();
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#currentMs += this.#now() - before;
    }
  }

  summary(latest = MAX_SAMPLES): HostTimeSummary {
    const samples = [...this.#samples, ...(this.#currentMs === undefined ? [] : [this.#currentMs])];
    const sorted = samples.slice(-latest).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
    const currentMs = this.#currentMs ?? 0;
    return {
      keystrokes: this.#keystrokes + (this.#currentMs === undefined ? 0 : 1),
      sumMs: this.#sumMs + currentMs,
      maxMs: Math.max(this.#maxMs, currentMs),
      p50Ms: at(0.5),
      p95Ms: at(0.95),
    };
  }

  #end(): void {
    if (this.#currentMs === undefined) return;
    this.#keystrokes++;
    this.#sumMs += this.#currentMs;
    this.#maxMs = Math.max(this.#maxMs, this.#currentMs);
    this.#samples.push(this.#currentMs);
    if (this.#samples.length > MAX_SAMPLES) this.#samples.splice(0, MAX_SAMPLES / 2);
  }
}
