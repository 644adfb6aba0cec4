/** Questions about what is being written, answered in time or not at all. */

import type { Clock } from "../clock.ts";
import type { PlaceQuestions, SyntaxPlace, Verdict } from "./syntax.ts";

/** As long as decoding stands still for one answer, and for all of one suggestion. */
const WAIT_MS = 30;
const ALL_WAITS_MS = 150;

type Asked = ReturnType<typeof askToJudge>;

function askToJudge(place: SyntaxPlace, inserted: string) {
  return place.ask("judge", { inserted });
}

export class Inquiry {
  checks = 0;
  late = 0;
  waitedMs = 0;
  readonly #place: SyntaxPlace;
  /** Texts that are likely to be judged, with their answers where they have been asked about. */
  #foreseen = new Map<string, Asked | undefined>();
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

  /**
   * Texts that are likely to be judged next, in this order, are judged while something else is waited for. What was foreseen
   * before is forgotten. Nothing follows from an answer until its question is asked.
   */
  foresee(texts: readonly string[]): void {
    const foreseen = new Map<string, Asked | undefined>(texts.map((text) => [text, undefined]));
    this.#foreseen = foreseen;
    const askAll = async (): Promise<void> => {
      for (const text of texts) {
        if (this.#foreseen !== foreseen || this.#isSilent) return;
        await this.#askOnce(text);
      }
    };
    void askAll();
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
    // It came otherwise: those behind it will not be asked about.
    if (!this.#foreseen.has(inserted)) this.#foreseen = new Map();
    const asked = await this.#askOnce(inserted);
    this.#open -= 1;
    // The grammar cannot follow this file.
    if (asked !== undefined && asked.answer === undefined) this.silence();
    return asked?.answer;
  }

  #askOnce(inserted: string): Asked {
    const known = this.#foreseen.get(inserted);
    if (known !== undefined) return known;
    const asked = askToJudge(this.#place, inserted);
    if (this.#foreseen.has(inserted)) this.#foreseen.set(inserted, asked);
    return asked;
  }
}
