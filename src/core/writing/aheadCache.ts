/**
 * A cache in which likely tokens are evaluated together with the one that they follow. What is written is chosen as ever, token
 * by token, from what the model says behind each; a token that was guessed right is in the cache already, those guessed wrong are
 * freed. (Speculative decoding without a second model: Leviathan et al., ICML 2023; prompt lookup.)
 */

import type { DraftCache, VerifyingCache } from "../cache/cache.ts";
import type { Verifying } from "../cache/engine.ts";
import type { InstanceId, InstanceSource, TokenId } from "../tokens/tokenizer.ts";
import type { AheadCounts } from "./aheadCounts.ts";
import { chooseDraftLength } from "./draftLength.ts";
import type { Guessing } from "./guesses.ts";

export interface AheadCacheOptions {
  readonly cache: VerifyingCache;
  readonly verifying: Verifying;
  readonly guesses: Pick<Guessing, "after" | "ledger">;
  readonly instances: InstanceSource;
  /** How many of the first guesses will be wanted if they stand: behind a text that has ended nothing is. */
  readonly wanted: (tokens: readonly TokenId[]) => number;
  /** Told of guesses that are about to be evaluated behind the token written last. */
  readonly onGuess: (tokens: readonly TokenId[]) => void;
}

export class AheadCache implements DraftCache {
  readonly #options: AheadCacheOptions;
  readonly #draft: TokenId[] = [];
  /** Guessed tokens that are in the cache behind the draft. */
  #ahead: TokenId[] = [];
  /** Of the draft's last token in the latest evaluation of several. */
  #at = 0;
  readonly #evaluations: number[] = [];
  #guessed = 0;
  #stood = 0;

  constructor(options: AheadCacheOptions) {
    this.#options = options;
  }

  get counts(): AheadCounts {
    return { evaluations: this.#evaluations, guessed: this.#guessed, stood: this.#stood };
  }

  bring(...asked: Parameters<DraftCache["bring"]>): ReturnType<DraftCache["bring"]> {
    return this.#options.cache.bring(...asked);
  }

  async append(id: TokenId, instance: InstanceId): Promise<void> {
    const { cache, verifying, guesses } = this.#options;
    this.#draft.push(id);
    if (this.#ahead[0] === id) {
      this.#ahead = this.#ahead.slice(1);
      this.#at += 1;
      this.#stood += 1;
      verifying.readBehind(this.#at);
      guesses.ledger.stood(verifying.costs);
      return;
    }
    await this.end();
    const guessed = this.#guess();
    this.#count(1 + guessed.length);
    guesses.ledger.evaluated(guessed.length, verifying.costs);
    if (guessed.length === 0) return cache.append(id, instance);
    await this.#verify(id, instance, guessed);
  }

  async takeBack(count: number): Promise<void> {
    const ahead = this.#ahead.length;
    this.#ahead = [];
    this.#draft.length -= count;
    await this.#options.cache.takeBack(count + ahead);
  }

  /** What the model says behind the draft can still be read while guesses follow it. */
  async readLastAgain(): Promise<void> {
    if (this.#ahead.length === 0) await this.#options.cache.readLastAgain();
  }

  /** Frees what was guessed and not written. Rejects with `EngineFailure`. */
  async end(): Promise<void> {
    if (this.#ahead.length > 0) await this.takeBack(0);
  }

  #guess(): readonly TokenId[] {
    const { verifying, guesses, wanted } = this.#options;
    const { costs } = verifying;
    const most = (costs.at(-1)?.tokens ?? 1) - 1;
    if (most < 1 || !guesses.ledger.mayTry) return [];
    const all = guesses.after(this.#draft, most);
    const chances = all.map(({ chance }) => chance);
    // Most of the time that says enough.
    if (chooseDraftLength(chances, costs) === 0) return [];
    const tokens = all.map(({ token }) => token);
    return tokens.slice(0, chooseDraftLength(chances.slice(0, wanted(tokens)), costs));
  }

  async #verify(id: TokenId, instance: InstanceId, guessed: readonly TokenId[]): Promise<void> {
    const { cache, instances, onGuess } = this.#options;
    onGuess(guessed);
    this.#guessed += guessed.length;
    await cache.verify({ ids: [id, ...guessed], instances: [instance, ...guessed.map(() => instances.next())] });
    this.#ahead = [...guessed];
    this.#at = 0;
  }

  #count(tokens: number): void {
    this.#evaluations[tokens] = (this.#evaluations[tokens] ?? 0) + 1;
  }
}
