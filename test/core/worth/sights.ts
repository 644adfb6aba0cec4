/** Sights of texts at marked places, for tests of what they are worth. */

import { findPlace, standsInText } from "../../../src/core/place/place.ts";
import { type Sight, surroundings } from "../../../src/core/worth/sight.ts";
import { cursorMark } from "../place/marks.ts";

export interface SightOptions {
  readonly languageId?: string;
  /** Log-probability of each token; a token is a word with the space in front of it, or a sign. */
  readonly logprobs?: readonly number[];
  readonly typed?: string;
  readonly missed?: number;
  readonly written?: Partial<Sight["written"]>;
}

/** `text` was written at the mark, and what of it is `typed` stands in front of the mark. */
export function sightAt(marked: string, text: string, options: SightOptions = {}): Sight {
  const { languageId = "typescript", logprobs = [], typed = "", missed = 0, written = {} } = options;
  const { text: document, cursor } = cursorMark(marked);
  const whole = typed + text;
  let end = 0;
  const tokens = (whole.match(/\s*(?:[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_])|\s+/gu) ?? []).map((token, index) => {
    end += token.length;
    return { end, logprob: logprobs[index] ?? 0, endLogprob: undefined };
  });
  return {
    languageId,
    ...surroundings(document, cursor),
    isText: standsInText(findPlace(document, cursor, languageId)),
    text,
    replaced: 0,
    typed: typed.length,
    missed,
    written: {
      text: whole,
      drafted: whole,
      tokens,
      chosenEnd: 0,
      firstEntropy: 0,
      end: "end",
      refusals: 0,
      acceptedMass: 1,
      ...written,
    },
  };
}
