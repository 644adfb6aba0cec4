/** What of the shown suggestions was taken, and what of that still stands half a minute later; told by the changes alone. */

import type { TextEdit } from "../text/textEdit.ts";

/** A suggestion as it was shown: `text` in place of [start, end), in the document's own offsets. */
export interface ShownText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The request that it answered, and which of its answers it is, counted from 0. */
  readonly request: number;
  readonly index: number;
}

/** Of one that was shown: characters taken in all, at once or word by word. */
export interface Taken extends Pick<ShownText, "request" | "index"> {
  readonly chars: number;
}

/** One that may still be taken, or its rest. */
interface Offered extends ShownText {
  readonly taken: number;
}

interface TakenText {
  readonly uri: string;
  start: number;
  readonly length: number;
  /** Characters of it that no later change has touched. */
  kept: number;
  readonly at: number;
}

/** What is left after so long was wanted. */
const JUDGED_AFTER_MS = 30_000;
/** What comes at once and is longer is no key. */
const LEAST_CHARS = 2;
/** More than that are not watched at a time. */
const MOST_WATCHED = 200;
/** Nobody goes through more of them. */
const MOST_OFFERED = 20;

export class TakenTexts {
  readonly #offered = new Map<string, readonly Offered[]>();
  #watched: TakenText[] = [];
  /** Times that something was taken, and its characters. */
  count = 0;
  chars = 0;
  /** Characters taken half a minute ago or earlier, and what of them stood then. */
  judgedChars = 0;
  keptChars = 0;

  /**
   * All that a request is answered with. What was shown at the same place before may still be on the screen: an editor keeps the one that
   * somebody has chosen, whatever comes after it.
   */
  show(uri: string, shown: readonly ShownText[]): void {
    const isThereStill = (old: Offered): boolean =>
      shown.every((one) => one.end === old.end && restOf(one) !== restOf(old));
    const older = (this.#offered.get(uri) ?? []).filter(isThereStill);
    this.#offered.set(uri, [...shown.map((one) => ({ ...one, taken: 0 })), ...older].slice(0, MOST_OFFERED));
  }

  /** `at` in milliseconds. What of a shown text is taken by it. */
  change(uri: string, edit: Pick<TextEdit<"raw">, "replacements">, at: number): Taken | undefined {
    this.judge(at);
    const [only] = edit.replacements;
    const inserted = edit.replacements.length === 1 ? only : undefined;
    for (const replacement of [...edit.replacements].reverse()) this.#follow(uri, replacement);
    const going = (this.#offered.get(uri) ?? []).flatMap((one) => {
      const text = inserted && takenBy(one, inserted);
      return text === undefined ? [] : [{ one, text }];
    });
    if (going.length === 0) this.#offered.delete(uri);
    return going.length === 0 ? undefined : this.#goOn(uri, going, at);
  }

  close(uri: string): void {
    this.#offered.delete(uri);
    this.#watched = this.#watched.filter((taken) => taken.uri !== uri);
  }

  /** What was taken long enough ago is judged. */
  judge(now: number): void {
    for (; this.#watched[0] !== undefined && now - this.#watched[0].at >= JUDGED_AFTER_MS; this.#watched.shift()) {
      this.judgedChars += this.#watched[0].length;
      this.keptChars += this.#watched[0].kept;
    }
  }

  /**
   * A part of some suggestions stands in the document by now; the rest of each may still be taken. What begins several of them counts
   * once, as the first one's, until they differ.
   */
  #goOn(
    uri: string,
    going: readonly { readonly one: Offered; readonly text: string }[],
    at: number,
  ): Taken | undefined {
    const [{ one, text }] = going as readonly [(typeof going)[number]];
    const isTaken = text.length >= LEAST_CHARS;
    const on = going.map(({ one, text }) => {
      return { ...one, end: one.end + text.length, taken: one.taken + (isTaken ? text.length : 0) };
    });
    this.#offered.set(uri, on);
    if (!isTaken) return undefined;
    this.count += 1;
    this.chars += text.length;
    this.#watched.push({ uri, start: one.end, length: text.length, kept: text.length, at });
    if (this.#watched.length > MOST_WATCHED) this.#watched.shift();
    return { request: one.request, index: one.index, chars: on[0]!.taken };
  }

  #follow(
    uri: string,
    { start, end, text }: { readonly start: number; readonly end: number; readonly text: string },
  ): void {
    for (const taken of this.#watched) {
      if (taken.uri !== uri) continue;
      if (end <= taken.start) taken.start += text.length - (end - start);
      else if (start < taken.start + taken.length)
        taken.kept = Math.max(
          0,
          taken.kept - Math.max(1, Math.min(end, taken.start + taken.length) - Math.max(start, taken.start)),
        );
    }
  }
}

/** What is not in the document yet. */
function restOf({ start, end, text }: ShownText): string {
  return text.slice(end - start);
}

/** What of a suggestion a change puts at the cursor; undefined: it does something else. */
function takenBy(
  shown: ShownText,
  change: { readonly start: number; readonly end: number; readonly text: string },
): string | undefined {
  const { start, end } = shown;
  const rest = restOf(shown);
  // An editor may put in all of it, or only what is not there yet.
  const inserted =
    change.start === start && change.text.length > end - start ? change.text.slice(end - start) : change.text;
  const isAtCursor = change.start === end || change.start === start;
  return isAtCursor && change.end === end && inserted !== "" && rest.startsWith(inserted) ? inserted : undefined;
}
