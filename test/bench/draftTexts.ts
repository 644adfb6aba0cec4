/** Texts whose tokens are known without asking a model again: those that the model wrote for another bench, and what really stood at places. */

import { existsSync, readFileSync } from "node:fs";
import { InstanceSource, type Tokenizer } from "../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../src/core/tokens/tokenText.ts";
import { Along } from "../../src/core/writing/along.ts";
import { Guesses, WrittenBefore } from "../../src/core/writing/guesses.ts";
import { NO_PRECEDENTS } from "../../src/core/writing/precedents.ts";
import type { WrittenToken } from "../../src/core/writing/written.ts";
import type { DraftPlace } from "./draftPlaces.ts";
import type { DraftedText } from "./draftSteps.ts";
import type { SeenWindow } from "./worthCollect.ts";

const MOST_GUESSES = 15;

/** `npm run bench -- worth` collects them; in the order of the keys, texts of the window before remembered. */
export function textsOfWindows(path: string, tokenizer: Tokenizer): readonly DraftedText[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  const windows = lines.filter((line) => line.endsWith("]")).flatMap((line) => JSON.parse(line) as SeenWindow[]);
  return windows.flatMap(({ id, keys }) => {
    const before = new WrittenBefore();
    return keys.flatMap(({ sight, generated }, index): DraftedText[] => {
      if (sight === undefined || generated === 0) return [];
      const text = sight.before + sight.behind;
      const { drafted } = sight.written;
      return [
        toText(
          { id: `${id} ${index}`, kind: "sessions", text, cursor: sight.before.length },
          drafted,
          before,
          tokenizer,
        ),
      ];
    });
  });
}

/** As if the model wrote what was taken out there. */
export function trueTexts(places: readonly DraftPlace[], tokenizer: Tokenizer): readonly DraftedText[] {
  return places
    .filter(({ truth }) => truth !== undefined)
    .map((place) => toText(place, place.truth!, new WrittenBefore(), tokenizer));
}

function toText(
  { id, kind, text, cursor }: Pick<DraftPlace, "id" | "kind" | "text" | "cursor">,
  written: string,
  before: WrittenBefore,
  tokenizer: Tokenizer,
): DraftedText {
  const tokens = tokenizeText(text, cursor, tokenizer, new InstanceSource());
  const along = new Along({ precedents: NO_PRECEDENTS, path: undefined, tokens, heal: "", tokenizer });
  const guesses = new Guesses(along, before);
  const ids = tokenizer.tokenize(written);
  const steps = ids.map((token, index) => ({
    token,
    guesses: guesses
      .after(ids.slice(0, index + 1), MOST_GUESSES, 0)
      .map(({ token: guessed, shared, share }) => ({ token: guessed, shared, share })),
  }));
  guesses.ended(ids);
  return { id, kind, lines: written.trim().split("\n").length, steps };
}

export interface AskedText {
  readonly text: string;
  readonly written: readonly WrittenToken[];
}

/** A batch is added up otherwise than its tokens one by one: candidates so near each other may change places. Nats. */
export const MOST_TIED = 0.1;

/**
 * How much likelier the first token is that only one of two texts has than what the other has there, in nats; infinite where
 * one has none.
 */
export function apartBy(one: AskedText, other: AskedText): number {
  const at = one.written.findIndex(
    ({ end }, index) => one.text.slice(0, end) !== other.text.slice(0, other.written[index]?.end ?? 0),
  );
  const [left, right] = [one.written[at], other.written[at]];
  return left === undefined || right === undefined ? Number.POSITIVE_INFINITY : Math.abs(left.logprob - right.logprob);
}
