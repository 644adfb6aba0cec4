/** What of a generated text may be shown where no grammar judges it: what ends all that it begins. */

import { createUnpaired } from "../place/balance.ts";
import { leavesBegun, readStrings } from "../place/begun.ts";
import { findUnmatched, findUnmatchedUpTo } from "../place/brackets.ts";
import type { Place } from "../place/place.ts";
import {
  type GeneratedEdit,
  type SuggestionRequest,
  type SuggestionResult,
  toSuggestion,
} from "../place/suggestion.ts";
import { planEndings } from "./endings.ts";

export interface PlainRequest extends SuggestionRequest {
  /** The text is code: what it leaves open may be closed. */
  readonly closes: boolean;
}

/**
 * The longest beginning of the text, by lines, that leaves no more brackets, strings and bodies open than there were;
 * perhaps with the brackets that close it. Of text that is no code, the whole.
 */
export function joinPlainly(request: PlainRequest): SuggestionResult {
  const whole = toSuggestion(request);
  const { place, closes } = request;
  if (whole.kind !== "ok" || !closes) return whole;
  const generated = request.generated.trimEnd();
  const balance = new Balance(request);
  const mayEndAll = balance.atEndsOf(generated);
  const endings = planEndings(generated, place, { closes, below: balance.below }).filter(
    (text) => endsLine(text, generated) && mayEndAll(text),
  );
  for (const text of endings.slice(0, MOST_TRIED)) {
    const result = text === generated ? whole : toSuggestion({ ...request, generated: text });
    if (result.kind === "ok" && balance.endsAll(result.edit)) return result;
  }
  return { kind: "notShowable", reason: "It would leave something open that nothing behind the cursor closes." };
}

/** Endings that are looked at wholly; of what is cut so often little is left. */
const MOST_TRIED = 24;

/** What is closed must end with something that may stand in front of a closer. */
function endsLine(text: string, generated: string): boolean {
  if (generated.startsWith(text)) return text.length === generated.length || generated[text.length] === "\n";
  let same = 0;
  while (text[same] === generated[same]) same += 1;
  const taken = text.slice(0, same).trimEnd();
  if (taken.endsWith(">") && /^\s*<\//.test(text.slice(taken.length))) return true;
  return /[\p{L}\p{N}_"'`)\]}]/u.test(taken.at(-1) ?? "") || (/[;,]$/.test(taken.slice(-1)) && taken.includes("\n"));
}

/** So much to each side of the cursor may hold what a text closes, or what closes what it opens. */
const AROUND_CHARS = 8000;

/** What an edit leaves open, beside what is open around its place; that is looked at once. */
export class Balance {
  readonly #place: Place;
  /** The next line below the cursor's that is not blank. */
  readonly below: string | undefined;
  readonly #unpairedWith: ReturnType<typeof createUnpaired>;
  /** Brackets and quotation marks that have no partner without the edit. */
  readonly #before: number;
  /** Closers and openers that a text may have for what stands around it. */
  readonly #mostClosers: number;
  readonly #mostOpeners: number;

  constructor({ text, cursor, place }: PlainRequest) {
    this.#place = place;
    this.below = lineBelow({ text, cursor, place });
    this.#unpairedWith = createUnpaired(text, cursor, place);
    this.#before = this.#unpairedWith({ insertion: "", replaced: "" });
    const signsOf = (line: string) => line.match(/[()[\]{}]/g)?.length ?? 0;
    const slack = signsOf(place.linePrefix) + signsOf(place.lineSuffix) + this.#before;
    const above = text.slice(Math.max(0, cursor - AROUND_CHARS), cursor);
    const below = text.slice(cursor, cursor + AROUND_CHARS);
    this.#mostClosers = findUnmatched(above, place.language).openers.length + slack;
    this.#mostOpeners = findUnmatched(below, place.language).closers.length + slack;
  }

  /** Whether an edit leaves no more brackets, strings and bodies open than there were, by the text alone. */
  endsAll({ text, replaced = "" }: GeneratedEdit<"near">): boolean {
    return (
      !leavesBegun(text, this.#place, this.below) && this.#unpairedWith({ insertion: text, replaced }) <= this.#before
    );
  }

  /**
   * Whether a beginning of a generated text, or one with closers, may end all: not where it has more brackets that are not
   * its own than there can be partners for. The text is read once.
   */
  atEndsOf(generated: string): (ending: string) => boolean {
    const { code } = readStrings(generated, this.#place);
    const ends = [...generated.matchAll(/\n|$/g)].map(({ index }) => index);
    const unmatched = findUnmatchedUpTo(code, ends, this.#place.language);
    const excess = unmatched.at(-1)!.closers[this.#mostClosers]?.offset ?? generated.length;
    const tooFar = excess < generated.length - 1 ? generated.slice(0, excess + 1) : undefined;
    const openersAt = new Map(ends.map((end, index) => [end, unmatched[index]!.openers.length]));
    return (ending) => {
      if (tooFar !== undefined && ending.startsWith(tooFar)) return false;
      return !generated.startsWith(ending) || (openersAt.get(ending.length) ?? 0) <= this.#mostOpeners;
    };
  }
}

/** The next line below the cursor's that is not blank. */
export function lineBelow({
  text,
  cursor,
  place,
}: Pick<PlainRequest, "text" | "cursor" | "place">): string | undefined {
  const below = text.slice(cursor + place.lineSuffix.length).split("\n", MOST_BLANK);
  return below.find((line) => line.trim() !== "");
}

/** Further down a line says nothing of the cursor's. */
const MOST_BLANK = 20;
