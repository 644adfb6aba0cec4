/**
 * The port to what was written elsewhere: places in token sequences of the repository whose last tokens are those of a text
 * being written, and what followed there.
 */

import type { TokenId, Tokenizer } from "../tokens/tokenizer.ts";

/** Places with the same token behind them and equally much in common with the text. */
export interface Precedent {
  /** What followed there. */
  readonly token: TokenId;
  /** So many tokens in front of it are the last ones of the text: from `LEAST_SHARED` to `MOST_SHARED`. */
  readonly length: number;
  /** So many places. */
  readonly count: number;
  /** In the document itself. */
  readonly isNear: boolean;
  /** One of them. */
  readonly source: PrecedentSource;
}

export interface PrecedentSource {
  /** The file as the index names it; undefined: the document itself. */
  readonly path: string | undefined;
  /** Of `Precedent.token`, in its file's tokens. */
  readonly at: number;
}

/** None of its methods throws, and none takes long: they are asked at each token. */
export interface Precedents {
  /** Of all files but the one at `without`, those within `MOST_BEHIND` of the longest. `context`: the text's last tokens. */
  find(context: readonly TokenId[], without: string | undefined): readonly Precedent[];
}

/** Nothing was written elsewhere. */
export const NO_PRECEDENTS: Precedents = { find: () => [] };

/** Keeps the token sequences of a repository, and reads them while nobody waits. None of its methods throws or waits. */
export interface PrecedentKeeper extends Precedents {
  /** From now on texts are read in these tokens; what was read in others is forgotten. Undefined: nothing is read for now. */
  useVocabulary(vocabulary: Vocabulary | undefined): void;
  /** How `find` names a document; undefined: it does not know it. */
  nameOf(uri: string): string | undefined;
  /**
   * An open document stands for its file; `text`, and where somebody is writing in it (offsets), are asked for when there is time
   * to read it.
   */
  changed(uri: string, text: () => string | undefined, writtenAt: () => readonly number[]): void;
  closed(uri: string): void;
  /** While somebody waits for a suggestion the machine is not used for anything else. */
  setBusy(isBusy: boolean): void;
}

export interface Vocabulary {
  /** Equal names have equal tokens. */
  readonly name: string;
  readonly tokenizer: Tokenizer;
}

/** Stands in a sequence where something was left out, and what follows does not go on from what stands before; no vocabulary has it. */
export const GAP = 0xffffffff;
/** One token alone stands before anything. */
export const LEAST_SHARED = 2;
/** What is in common beyond this changes nothing. */
export const MOST_SHARED = 64;
/** Places that have so much less in common than the best one say nothing beside it. */
export const MOST_BEHIND = 8;

/** How many tokens in front of `at` are the last ones of `context`, at most `MOST_SHARED`. */
export function sharedBefore(ids: ArrayLike<TokenId>, at: number, context: readonly TokenId[]): number {
  const most = Math.min(at, context.length, MOST_SHARED);
  let length = 0;
  while (length < most && ids[at - 1 - length] === context[context.length - 1 - length]) length += 1;
  return length;
}

/** Precedents put together by what they have in common. */
export class PrecedentGroups {
  readonly #groups = new Map<number, Precedent & { count: number }>();
  #longest = 0;

  get longest(): number {
    return this.#longest;
  }

  /** `count` more places. */
  add(token: TokenId, length: number, count: number, isNear: boolean, source: () => PrecedentSource): void {
    const key = (token * (MOST_SHARED + 1) + length) * 2 + (isNear ? 1 : 0);
    const known = this.#groups.get(key);
    this.#longest = Math.max(this.#longest, length);
    if (known === undefined) this.#groups.set(key, { token, length, count, isNear, source: source() });
    else known.count += count;
  }

  /** All places of a sequence, looked at one by one. */
  addAll(
    ids: ArrayLike<TokenId>,
    context: readonly TokenId[],
    { isNear, path }: { readonly isNear: boolean; readonly path: string | undefined },
  ): void {
    const last = context.at(-1);
    const before = context.at(-LEAST_SHARED);
    for (let at = LEAST_SHARED; at < ids.length; at += 1) {
      if (ids[at - 1] !== last || ids[at - LEAST_SHARED] !== before || ids[at] === GAP) continue;
      const source = { path, at };
      this.add(ids[at]!, sharedBefore(ids, at, context), 1, isNear, () => source);
    }
  }

  /** Those within `MOST_BEHIND` of the longest, the longest first. */
  get best(): readonly Precedent[] {
    return [...this.#groups.values()]
      .filter(({ length }) => length >= this.#longest - MOST_BEHIND)
      .sort((a, b) => b.length - a.length || b.count - a.count || a.token - b.token);
  }
}
