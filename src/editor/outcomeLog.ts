/** How the latest requests ended, seen from the editor. Holds no source text, file names or paths. */

import type { Outcome } from "../core/request/outcome.ts";

export interface LoggedOutcome {
  /** Who ended the request. */
  readonly by: "editor" | "engine";
  readonly kind: Outcome["kind"];
  readonly detail: string;
  readonly totalMs: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const MAX_OUTCOMES = 500;

export class OutcomeLog {
  readonly #latest: LoggedOutcome[] = [];
  readonly #counts = new Map<string, number>();
  readonly #onAdd: (outcome: Omit<LoggedOutcome, "at">) => void;

  constructor(onAdd: (outcome: Omit<LoggedOutcome, "at">) => void = () => {}) {
    this.#onAdd = onAdd;
  }

  add(outcome: Omit<LoggedOutcome, "at">): void {
    this.#onAdd(outcome);
    this.#latest.push({ ...outcome, at: Date.now() });
    if (this.#latest.length > MAX_OUTCOMES) this.#latest.splice(0, MAX_OUTCOMES / 2);
    this.#counts.set(outcome.kind, (this.#counts.get(outcome.kind) ?? 0) + 1);
  }

  /** Newest last. */
  latest(): readonly LoggedOutcome[] {
    return [...this.#latest];
  }

  /** How often each kind came since the extension was started. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  /** One line per outcome that the editor gave itself, newest last; the engine's are in its own trace. */
  editorLines(): readonly string[] {
    return this.#latest
      .filter(({ by }) => by === "editor")
      .map(({ at, kind, detail }) => `${new Date(at).toISOString()} editor ${kind}${detail && `: ${detail}`}`);
  }
}
