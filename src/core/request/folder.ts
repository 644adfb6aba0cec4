/** Folds changes into the cache in small steps while nobody waits for the engine, so that a request finds the work done. */

import type { OnBug } from "../bug.ts";
import { EngineFailure } from "../cache/engine.ts";

export interface FolderPorts<Place> {
  /** Brings the cache to a place; `shouldStop` is asked between small steps. Rejects with `EngineFailure`. */
  readonly bring: (place: Place, shouldStop: () => boolean) => Promise<void>;
  /** Runs work with the cache to itself. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Whether a request wants the engine now. */
  readonly isWanted: () => boolean;
  /** Nothing is left to be folded. */
  readonly onEnd: () => void;
  readonly onFailure: (message: string) => void;
  readonly onBug: OnBug;
  readonly closing: AbortSignal;
}

/** At most one place waits; a newer one takes its turn. */
export class Folder<Place> {
  readonly #ports: FolderPorts<Place>;
  #next: (() => Place | undefined) | undefined;
  #folding: Promise<void> | undefined;

  constructor(ports: FolderPorts<Place>) {
    this.#ports = ports;
  }

  /** Whether something is folded, or waits to be. */
  get isBusy(): boolean {
    return this.#next !== undefined || this.#folding !== undefined;
  }

  /**
   * `place` is asked when the cache is free, and may then be long after: it answers for the text as it is by then, and
   * undefined when there is nothing to do any more.
   */
  fold(place: () => Place | undefined): void {
    if (this.#ports.closing.aborted) return;
    this.#next = place;
    this.#folding ??= this.#foldAll();
  }

  /** Resolves when nothing is being folded. */
  async ended(): Promise<void> {
    await this.#folding;
  }

  async #foldAll(): Promise<void> {
    const { alone, onEnd } = this.#ports;
    // Let the request that usually comes with a change ask first.
    await Promise.resolve();
    try {
      while (this.#next !== undefined && !this.#ports.closing.aborted)
        await alone(() => this.#foldNext()).catch((error: unknown) => this.#report(error));
    } finally {
      // At once: a change that comes now begins anew.
      this.#folding = undefined;
      onEnd();
    }
  }

  #report(error: unknown): void {
    if (error instanceof EngineFailure) this.#ports.onFailure(`folding failed: ${error.message}`);
    else this.#ports.onBug(error);
  }

  async #foldNext(): Promise<void> {
    const { bring, isWanted, closing } = this.#ports;
    // Its turn comes again behind that request.
    if (isWanted()) return;
    const place = this.#next?.();
    this.#next = undefined;
    if (place === undefined || closing.aborted) return;
    await bring(place, () => closing.aborted || isWanted() || this.#next !== undefined);
  }
}
