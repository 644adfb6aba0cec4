/** What of the shown suggestions was taken, and what of that still stands half a minute later; told by the changes alone. */

import type { TextEdit } from "../text/textEdit.ts";

/** A suggestion as it was shown: `text` in place of [start, end), in the document's own offsets. */
export interface ShownText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
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

export class TakenTexts {
  readonly #shown = new Map<string, ShownText>();
  #watched: TakenText[] = [];
  /** Times that something was taken, and its characters. */
  count = 0;
  chars = 0;
  /** Characters taken half a minute ago or earlier, and what of them stood then. */
  judgedChars = 0;
  keptChars = 0;

  show(uri: string, shown: ShownText): void {
    this.#shown.set(uri, shown);
  }

  /** `at` in milliseconds. */
  change(uri: string, edit: Pick<TextEdit<"raw">, "replacements">, at: number): void {
    this.judge(at);
    const shown = this.#shown.get(uri);
    const [only] = edit.replacements;
    const inserted = shown && edit.replacements.length === 1 && only ? takenBy(shown, only) : undefined;
    for (const replacement of [...edit.replacements].reverse()) this.#follow(uri, replacement);
    if (shown === undefined) return;
    if (inserted === undefined) this.#shown.delete(uri);
    else this.#goOn(uri, shown, inserted, at);
  }

  close(uri: string): void {
    this.#shown.delete(uri);
    this.#watched = this.#watched.filter((taken) => taken.uri !== uri);
  }

  /** What was taken long enough ago is judged. */
  judge(now: number): void {
    for (; this.#watched[0] !== undefined && now - this.#watched[0].at >= JUDGED_AFTER_MS; this.#watched.shift()) {
      this.judgedChars += this.#watched[0].length;
      this.keptChars += this.#watched[0].kept;
    }
  }

  /** A part of a suggestion stands in the document by now; the rest of it may still be taken. */
  #goOn(uri: string, shown: ShownText, inserted: string, at: number): void {
    const start = shown.end;
    this.#shown.set(uri, { ...shown, end: shown.end + inserted.length });
    if (inserted.length < LEAST_CHARS) return;
    this.count += 1;
    this.chars += inserted.length;
    this.#watched.push({ uri, start, length: inserted.length, kept: inserted.length, at });
    if (this.#watched.length > MOST_WATCHED) this.#watched.shift();
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

/** What of a suggestion a change puts at the cursor; undefined: it does something else. */
function takenBy(
  { start, end, text }: ShownText,
  change: { readonly start: number; readonly end: number; readonly text: string },
): string | undefined {
  const rest = text.slice(end - start);
  // An editor may put in all of it, or only what is not there yet.
  const inserted =
    change.start === start && change.text.length > end - start ? change.text.slice(end - start) : change.text;
  const isAtCursor = change.start === end || change.start === start;
  return isAtCursor && change.end === end && inserted !== "" && rest.startsWith(inserted) ? inserted : undefined;
}
