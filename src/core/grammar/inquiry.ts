/** Questions about what is being written, answered in time or not at all. */

import type { Clock } from "../clock.ts";
import type { PlaceQuestions, SyntaxPlace, Verdict } from "./syntax.ts";

/** As long as decoding stands still for one answer, and for all of one suggestion. */
const WAIT_MS = 30;
const ALL_WAITS_MS = 150;

export class Inquiry {
  checks = 0;
  late = 0;
  waitedMs = 0;
  readonly #place: SyntaxPlace;
  readonly #clock: Clock;
  /** Questions without an answer yet. */
  #open = 0;
  #isSilent = false;

  constructor(place: SyntaxPlace, clock: Clock) {
    this.#place = place;
    this.#clock = clock;
  }

  /** Nothing more is to be learnt here. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Undefined while an earlier question waits for its answer: the next text says as much. */
  start(inserted: string): Promise<Verdict | undefined> | undefined {
    return this.#open > 0 || this.#isSilent ? undefined : this.#judge(inserted);
  }

  /** The verdict, when it comes in time. */
  async judge(inserted: string): Promise<Verdict | undefined> {
    return this.#isSilent ? undefined : this.inTime(this.#judge(inserted));
  }

  /** The answer, when it comes in time. */
  async ask<Name extends keyof PlaceQuestions>(
    name: Name,
    asks: PlaceQuestions[Name]["asks"],
  ): Promise<PlaceQuestions[Name]["answers"] | undefined> {
    const asked = await this.inTime(this.#place.ask(name, asks));
    return asked?.answer;
  }

  async inTime<Answer>(question: Promise<Answer>): Promise<Answer | undefined> {
    const startedAt = this.#clock.now();
    const timer = new AbortController();
    const ms = Math.min(WAIT_MS, ALL_WAITS_MS - this.waitedMs);
    const tooLate = Symbol("too late");
    const wait = ms > 0 ? this.#clock.sleep(ms, timer.signal) : Promise.resolve();
    const answer = await Promise.race([question, wait.then(() => tooLate)]);
    timer.abort();
    this.waitedMs += this.#clock.now() - startedAt;
    if (answer !== tooLate) return answer as Answer;
    this.late += 1;
    return undefined;
  }

  async #judge(inserted: string): Promise<Verdict | undefined> {
    this.checks += 1;
    this.#open += 1;
    const asked = await this.#place.ask("judge", { inserted });
    this.#open -= 1;
    // The grammar cannot follow this file.
    if (asked !== undefined && asked.answer === undefined) this.silence();
    return asked?.answer;
  }
}
