/** Where the user is, and when what writes is told to go there, so that the next request finds its work done. */

import type { OnBug } from "../bug.ts";
import type { Clock } from "../clock.ts";
import type { Document } from "../prompt/document.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { Target, Writer } from "../writing/writer.ts";

/** A cursor that moved without a change is followed when it stays so long. */
const CURSOR_REST_MS = 150;

export interface FollowerOptions {
  readonly clock: Clock;
  readonly onBug: OnBug;
  /** All of them follow. */
  readonly writers: () => readonly Writer[];
  /** Whether it is still open, and a request for its cursor would not be refused. */
  readonly isAllowed: (document: Document) => boolean;
  /** Whether something is known for a place: it would be evaluated again for each key that goes along with it. */
  readonly isKnown: (target: Target) => boolean;
}

export class Follower {
  readonly #options: FollowerOptions;
  readonly #timers = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** The document whose cursor moved last, or was asked about. */
  #here: Document | undefined;
  #isFocused = true;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  get isFocused(): boolean {
    return this.#isFocused;
  }

  focus(isFocused: boolean): void {
    this.#isFocused = isFocused;
    this.resume();
  }

  /** What writes has come, or somebody looks again: what was changed meanwhile was left alone. */
  resume(): void {
    for (const writer of this.#options.writers()) writer.watched(this.#isFocused);
    if (this.#here !== undefined) this.#follow(this.#here);
  }

  asked(document: Document): void {
    this.#here = document;
  }

  changed(document: Document): void {
    this.#follow(document);
  }

  /** A request has ended: what was put off for it is done now. */
  answered(document: Document): void {
    for (const writer of this.#options.writers()) writer.readOn?.(() => this.#placeIn(document));
  }

  /** `before`: where the cursor was. */
  moved(document: Document, before: ModelOffset): void {
    const { cursor, version } = document;
    if (cursor === before && this.#here === document) return;
    this.#here = document;
    this.after(CURSOR_REST_MS, () => {
      if (document.cursor === cursor && document.version === version) this.#follow(document);
    });
  }

  closed(uri: string): void {
    if (this.#here?.uri === uri) this.#here = undefined;
  }

  /** Acts in `ms` milliseconds, unless all has ended by then. */
  after(ms: number, act: () => void): void {
    const { clock, onBug } = this.#options;
    const slept = clock.sleep(ms, this.#closing.signal).then(() => {
      this.#timers.delete(timer);
      if (!this.#closing.signal.aborted) act();
    });
    const timer = slept.catch(onBug);
    this.#timers.add(timer);
  }

  /** Resolves when nothing is to be done later. */
  async settle(): Promise<void> {
    while (this.#timers.size > 0) await Promise.all(this.#timers);
  }

  end(): void {
    this.#closing.abort();
  }

  #follow(document: Document): void {
    const target = (): Target | undefined => this.#targetIn(document);
    if (target() === undefined) this.answered(document);
    else for (const writer of this.#options.writers()) writer.follow(target);
  }

  /** Nowhere while ghost text that the user is typing along stands. */
  #targetIn(document: Document): Target | undefined {
    const target = this.#placeIn(document);
    return target === undefined || this.#options.isKnown(target) ? undefined : target;
  }

  /** Nowhere for a document that the user has left. */
  #placeIn(document: Document): Target | undefined {
    const { uri } = document;
    const isHere = (this.#here?.uri ?? uri) === uri;
    if (!isHere || !this.#isFocused || !this.#options.isAllowed(document)) return undefined;
    return { document, cursor: document.cursor };
  }
}
