/** What was right of a suggestion, and what it would have saved. Pure. */

import type { Sight } from "../../src/core/writing/sight.ts";
import { firstLine } from "../../src/replay/firstLine.ts";
import { repositoryOf } from "./sessions.ts";
import type { SeenKey, SeenWindow } from "./worthCollect.ts";

export interface Truth {
  /** The first line is what is then written, what stands behind it included. */
  readonly line: boolean;
  /** So far as it goes: all that the first line inserts is written, and what stands behind it stays. */
  readonly inserted: boolean;
  /** Up to the first end of a word or sign. */
  readonly word: boolean;
  readonly whole: boolean;
  /** Keys that accepting the first line would save, were it right: a line break with its indentation is one, accepting is one. */
  readonly keys: number;
  readonly wholeKeys: number;
}

/** Undefined where nothing was suggested. */
export function truthOf({ sight, truth, there }: Pick<SeenKey, "sight" | "truth" | "there">): Truth | undefined {
  if (sight === undefined) return undefined;
  const { text, replaced } = sight;
  const keys = keysOfLine(sight);
  const wholeKeys = keysOf(text.trimEnd()) - replaced - 1;
  const nothing = { line: false, inserted: false, word: false, whole: false, keys, wholeKeys };
  if (truth === undefined) return nothing;
  const written = firstLine(truth);
  const suggested = firstLine(text + there.slice(replaced));
  const isLine = suggested === written;
  const word = /^\s*(?:[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$])/u.exec(text)?.[0] ?? "";
  const restOfLine = there.slice(replaced).split("\n", 1)[0]!.trim();
  return {
    line: isLine,
    inserted: isLine || (restOfLine !== "" && written.startsWith(suggested)),
    word:
      word !== "" &&
      truth.startsWith(word) &&
      !/^[\p{L}\p{N}_$]/u.test(/[\p{L}\p{N}_$]$/u.test(word) ? truth.slice(word.length) : ""),
    whole: isLine && truth.startsWith(text.trimEnd()),
    keys,
    wholeKeys,
  };
}

/** Keys that accepting the first line saves, if it is right. */
export function keysOfLine({ text, replaced }: Pick<Sight, "text" | "replaced">): number {
  const line = /^\n*[^\n]*/.exec(text)![0];
  return keysOf(line) - Math.min(replaced, closersOf(line)) - 1;
}

function keysOf(text: string): number {
  return text.replace(/\n[ \t]*/g, "\n").length;
}

/** What of a line's end may stand there already. */
function closersOf(line: string): number {
  return /[)\]}>"'`;,]*$/.exec(line)![0].length;
}

/** A request whose text was seen, and what was right of it. */
export interface Weighed {
  readonly repository: string;
  readonly key: SeenKey & { readonly sight: NonNullable<SeenKey["sight"]> };
  readonly truth: Truth;
}

export function weighedOf(windows: readonly SeenWindow[]): readonly Weighed[] {
  return windows.flatMap((window) =>
    window.keys.flatMap((key) => {
      const [truth, { sight }] = [truthOf(key), key];
      if (truth === undefined || sight === undefined) return [];
      return [{ repository: repositoryOf(window), key: { ...key, sight }, truth }];
    }),
  );
}
