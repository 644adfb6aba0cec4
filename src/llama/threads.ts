/** How many threads evaluate tokens: as many as there are free cores for, because threads that wait for a core spin. */

import { shorten } from "../core/shortText.ts";
import type { Machine } from "./machine.ts";

export interface ThreadChoice {
  readonly threads: number;
  /** Half a sentence for people: "2 of 2 cores". */
  readonly reason: string;
  /** Cores that the process may use. */
  readonly most: number;
  /** A sentence about a wish that was not granted; left out: there is none. */
  readonly warning?: string;
}

export interface ThreadWishes {
  /** The setting `turnkey.engine.threads`; 0 leaves it to us. */
  readonly setting: number;
  /** The environment variable `TURNKEY_THREADS`, which has the last word as far as there are cores. */
  readonly environment: string | undefined;
  /** Cores that llama.cpp finds useful (it knows efficiency cores on some systems); undefined: not asked. */
  readonly mathCores: number | undefined;
  /** What `turnkey doctor --tune` found to be the fastest here; undefined: it was not asked. */
  readonly tuned?: number | undefined;
}

/** Beyond this, memory is the limit and not arithmetic. */
const MOST_THREADS = 16;

export function chooseThreads(machine: Machine, wishes: ThreadWishes): ThreadChoice {
  const { environment = "" } = wishes;
  const allowed = countAllowedCores(machine);
  const chosen = (choice: Omit<ThreadChoice, "most">): ThreadChoice => ({ ...choice, most: allowed.cores });
  if (environment.trim() === "") return chosen(chooseFreely(machine, allowed, wishes));
  const forced = Number(environment);
  if (Number.isInteger(forced) && forced > 0) return chosen(chooseForced(forced, machine));
  const wrong = `TURNKEY_THREADS is ${JSON.stringify(shorten(environment, 40))}, not a number of threads, and was left out.`;
  return chosen({ ...chooseFreely(machine, allowed, wishes), ...(forced === 0 ? {} : { warning: wrong }) });
}

/** What a container allows may be read wrong, so only cores are a limit: more threads than these wait for each other, spinning. */
function chooseForced(forced: number, { logicalCores }: Machine): Omit<ThreadChoice, "most"> {
  const cores = Math.max(1, logicalCores);
  if (forced <= cores) return { threads: forced, reason: "set by TURNKEY_THREADS" };
  const reason = `TURNKEY_THREADS is ${forced}, but there ${cores === 1 ? "is 1 core" : `are ${cores} cores`}`;
  return { threads: cores, reason, warning: `${reason}: so many threads are used.` };
}

function chooseFreely(machine: Machine, allowed: AllowedCores, wishes: ThreadWishes): Omit<ThreadChoice, "most"> {
  const { cores, words } = allowed;
  const { setting, tuned, mathCores } = wishes;
  if (setting > cores)
    return { threads: cores, reason: `turnkey.engine.threads is ${setting}, but there are ${words}` };
  if (setting > 0) return { threads: setting, reason: "set by turnkey.engine.threads" };
  if (tuned !== undefined && tuned <= cores) return { threads: tuned, reason: `the fastest of ${words} when tried` };
  const useful = Math.min(cores, ...[machine.physicalCores, mathCores].filter((known) => (known ?? 0) > 0).map(Number));
  // The editor and its language servers want to go on while a suggestion is made.
  const spared = useful > 4 ? useful - 1 : useful;
  const threads = Math.max(1, Math.min(spared, MOST_THREADS));
  return { threads, reason: `${threads} of ${words}` };
}

interface AllowedCores {
  readonly cores: number;
  /** For people. */
  readonly words: string;
}

function countAllowedCores({ logicalCores, coreQuota }: Machine): AllowedCores {
  const cores = Math.max(1, logicalCores);
  const quota = coreQuota === undefined ? cores : Math.max(1, Math.floor(coreQuota));
  return quota < cores
    ? { cores: quota, words: `${cores} cores, of which the container may use ${Number(coreQuota?.toFixed(2))}` }
    : { cores, words: cores === 1 ? "1 core" : `${cores} cores` };
}

/** Tokens over which the time per token is judged. */
const WINDOW = 5;

/** Times slower than the best of the same thread count: more than a longer context explains. */
const COLLAPSE = 4;

/** Times slower than fewer threads were. */
const WORSE_THAN_FEWER = 1.5;

/** Nobody suffers from tokens faster than this, whatever the ratio. */
const FAST_ENOUGH_MS = 40;

const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 600_000;

/**
 * Goes down to fewer threads when the measured time per token collapses (another program took the cores), and tries the
 * full count again after a while, each time later. Decides only; the caller sets the threads.
 */
export class ThreadGovernor {
  readonly #most: number;
  #threads: number;
  #window: number[] = [];
  /** The smallest median seen, by thread count. */
  readonly #best = new Map<number, number>();
  #retryAfterMs = FIRST_RETRY_MS;
  #retryAt = Number.POSITIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
    this.#threads = most;
  }

  get threads(): number {
    return this.#threads;
  }

  /** Half of the threads, to be tried beside the full count; undefined: there is nothing fewer. */
  get fewer(): number | undefined {
    return this.#threads > 1 ? Math.max(1, Math.floor(this.#threads / 2)) : undefined;
  }

  /** One token took `ms` with `threads`, at the time `now` (milliseconds). The answer is in `threads`. */
  count(ms: number, now: number): void {
    this.#window.push(ms);
    if (this.#window.length >= WINDOW) {
      const median = toMedian(this.#window);
      this.#window = [];
      if (this.fewer !== undefined && this.#isCollapsed(median)) this.#goDown(this.fewer, now);
      else this.#best.set(this.#threads, Math.min(median, this.#best.get(this.#threads) ?? median));
    }
    if (this.#threads < this.#most && now >= this.#retryAt) this.#switchTo(this.#most);
  }

  /** What a trial at load found: a token's time with all threads, and with `fewer`. */
  compare(allMs: number, fewerMs: number, now: number): void {
    if (this.fewer === undefined) return;
    this.#best.set(this.fewer, fewerMs);
    if (allMs > FAST_ENOUGH_MS && allMs > WORSE_THAN_FEWER * fewerMs) this.#goDown(this.fewer, now);
  }

  #isCollapsed(median: number): boolean {
    if (median <= FAST_ENOUGH_MS) return false;
    const own = this.#best.get(this.#threads);
    if (own !== undefined && median > COLLAPSE * own) return true;
    return [...this.#best].some(([threads, best]) => threads < this.#threads && median > WORSE_THAN_FEWER * best);
  }

  #goDown(threads: number, now: number): void {
    this.#switchTo(threads);
    this.#retryAt = now + this.#retryAfterMs;
    this.#retryAfterMs = Math.min(LAST_RETRY_MS, 2 * this.#retryAfterMs);
  }

  #switchTo(threads: number): void {
    this.#threads = threads;
    this.#window = [];
  }
}

function toMedian(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}
