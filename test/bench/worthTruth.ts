/** What was right of a suggestion, and what it would have saved. Pure. */

import { keysOf, keysOfLine } from "../../src/core/worth/worth.ts";
import { firstLine } from "../../src/replay/firstLine.ts";
import { repositoryOf } from "./sessions.ts";
import type { SeenKey, SeenWindow } from "./worthCollect.ts";

export interface Truth {
  /** The first line is what is then written, what stands behind it included. */
  readonly line: boolean;
  /** So far as it goes: all that the first line inserts is written, and what stands behind it stays. */
  readonly inserted: boolean;
  /** Its first characters, which whoever types it along has gone behind soon. */
  readonly next: boolean;
  /** Up to the first end of a word or sign. */
  readonly word: boolean;
  readonly whole: boolean;
  /** Keys that accepting the first line would save, were it right: a line break with its indentation is one, accepting is one. */
  readonly keys: number;
  readonly wholeKeys: number;
}

const NEXT_CHARS = 2;

/** Undefined where nothing was suggested. */
export function truthOf({ sight, truth, there }: Pick<SeenKey, "sight" | "truth" | "there">): Truth | undefined {
  if (sight === undefined) return undefined;
  const { text, replaced } = sight;
  const keys = keysOfLine(sight);
  const wholeKeys = keysOf(text.trimEnd()) - replaced - 1;
  const nothing = { line: false, inserted: false, next: false, word: false, whole: false, keys, wholeKeys };
  if (truth === undefined) return nothing;
  const written = firstLine(truth);
  const suggested = firstLine(text + there.slice(replaced));
  // What stands behind the cursor comes further down, where the text is a line of its own.
  const isLine = suggested === written || firstLine(text) === written;
  const word = /^\s*(?:[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$])/u.exec(text)?.[0] ?? "";
  const restOfLine = there.slice(replaced).split("\n", 1)[0]!.trim();
  return {
    line: isLine,
    inserted: isLine || (restOfLine !== "" && written.startsWith(suggested)),
    next: truth.startsWith(text.slice(0, NEXT_CHARS)),
    word:
      word !== "" &&
      truth.startsWith(word) &&
      !/^[\p{L}\p{N}_$]/u.test(/[\p{L}\p{N}_$]$/u.test(word) ? truth.slice(word.length) : ""),
    whole: isLine && truth.startsWith(text.trimEnd()),
    keys,
    wholeKeys,
  };
}

/** A request whose text was seen, and what was right of it. */
export interface Weighed {
  readonly session: string;
  readonly repository: string;
  readonly key: SeenKey & { readonly sight: NonNullable<SeenKey["sight"]> };
  readonly truth: Truth;
}

export function weighedOf(windows: readonly SeenWindow[]): readonly Weighed[] {
  return windows.flatMap((window) =>
    window.keys.flatMap((key) => {
      const [truth, { sight }] = [truthOf(key), key];
      if (truth === undefined || sight === undefined) return [];
      return [{ session: window.id, repository: repositoryOf(window), key: { ...key, sight }, truth }];
    }),
  );
}
