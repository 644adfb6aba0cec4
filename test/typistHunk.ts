/** One hunk as keystrokes. */

import type { EditStep } from "../src/core/text/textEdit.ts";
import type { SessionStep } from "../src/replay/session.ts";
import type { Random } from "./random.ts";
import type { TypistOptions } from "./typist.ts";
import { acceptedWord, closerFor, indentUnitOf, neighbourKey, trimmed, WRONG_WORDS } from "./typistHabits.ts";

/** Longer deletions are selected and deleted at once. */
const MAX_BACKSPACES = 8;

/**
 * At every moment the document is
 *
 *     text before the hunk · target[0, typed) · excess ▮ ahead · text behind the hunk
 *
 * `ahead` is what the editor has put in by itself right of the cursor (closing brackets), nearest first; `excess` is
 * indentation before the cursor that the target does not have. Both are empty at the end, so the text is right.
 */
export class HunkTypist {
  readonly #random: Random;
  readonly #options: TypistOptions;
  readonly #steps: SessionStep[] = [];
  readonly #deleted: number;
  readonly #target: string;
  readonly #indentUnit: string;
  #text: string;
  #cursor: number;
  #typed = 0;
  #ahead: string[] = [];
  #excess = 0;

  constructor(text: string, change: EditStep, { random, options }: { random: Random; options: TypistOptions }) {
    this.#random = random;
    this.#options = options;
    const { offset, deleted, inserted } = trimmed(text, change);
    this.#text = text;
    this.#cursor = offset;
    this.#deleted = deleted;
    this.#target = inserted;
    this.#indentUnit = indentUnitOf(text);
  }

  type(): readonly SessionStep[] {
    this.#delete();
    while (this.#typed < this.#target.length) {
      const segment = this.#ahead[0];
      if (segment !== undefined && this.#target.startsWith(segment, this.#typed)) this.#typeOver(segment);
      else if (/[\r\n]/.test(this.#target[this.#typed]!)) this.#enter();
      else this.#key();
    }
    const left = this.#ahead.join("").length;
    if (left > 0 || this.#excess > 0) this.#edit(this.#excess, "", left);
    return this.#steps;
  }

  #delete(): void {
    const end = this.#cursor + this.#deleted;
    if (this.#deleted > MAX_BACKSPACES || this.#random.chance(0.5)) {
      this.#moveTo(this.#cursor);
      if (this.#deleted > 0) this.#edit(0, "", this.#deleted);
      return;
    }
    const start = this.#cursor;
    this.#moveTo(end);
    while (this.#cursor > start) this.#backspace(start);
  }

  #typeOver(segment: string): void {
    if (this.#excess > 0) this.#edit(this.#excess, "");
    this.#ahead.shift();
    this.#typed += segment.length;
    this.#moveTo(this.#cursor + segment.length);
    this.#ask("truth");
  }

  /** A line break and the indentation that the editor puts in with it. */
  #enter(): void {
    const [all, lineEnd, wanted] = /^(\r\n|[\r\n])([ \t]*)/.exec(
      this.#target.slice(this.#typed),
    ) as unknown as string[];
    const before = this.#text.slice(0, this.#cursor);
    const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
    const indent = /^[ \t]*/.exec(line)![0];
    const last = line.trimEnd().at(-1) ?? "";
    const auto = /[([{:]/.test(last) ? indent + this.#indentUnit : indent;
    const closer = this.#ahead[0];
    if (closer !== undefined && closer === closerFor(last)) {
      // {▮} becomes three lines.
      const below = lineEnd + indent;
      this.#edit(this.#excess, lineEnd + auto + below);
      this.#moveTo(this.#cursor - below.length);
      this.#ahead[0] = below + closer;
    } else this.#edit(this.#excess, lineEnd + auto);
    let common = 0;
    while (common < auto.length && auto[common] === wanted![common]) common += 1;
    this.#excess = auto.length - common;
    this.#typed += all!.length - wanted!.length + common;
    if (this.#random.chance(this.#options.jump)) this.#lookElsewhere();
    this.#ask("truth");
  }

  #key(): void {
    const rest = this.#target.slice(this.#typed);
    const character = String.fromCodePoint(rest.codePointAt(0)!);
    if (this.#excess > 0 && !/[)\]}]/.test(character)) this.#edit(this.#excess, "");
    const isWordStart = /^\w\w/.test(rest) && !/\w$/.test(this.#text.slice(0, this.#cursor));
    if (isWordStart && this.#random.chance(this.#options.undo)) this.#tryWrongWord();
    if (/[a-z]/i.test(character) && this.#random.chance(this.#options.typo)) this.#mistype();
    const atLineStart = /[\r\n]$/.test(this.#text.slice(0, this.#cursor));
    const tab = atLineStart ? /^[ \t]{2,}/.exec(rest) : null;
    const closer = closerFor(character);
    if (tab !== null) this.#type(tab[0]);
    else if (closer !== undefined && this.#closesBy(character) && this.#random.chance(this.#options.autoClose)) {
      this.#edit(this.#excess, character + closer);
      this.#moveTo(this.#cursor - closer.length);
      this.#ahead.unshift(closer);
      this.#typed += character.length;
    } else this.#type(character);
    this.#ask("truth");
  }

  #type(characters: string): void {
    this.#edit(this.#excess, characters);
    this.#typed += characters.length;
  }

  /** As editors do: not in front of a word, and quotes not behind one. */
  #closesBy(character: string): boolean {
    const next = this.#text[this.#cursor] ?? "";
    const previous = this.#text[this.#cursor - 1] ?? "";
    if (!/^[\s)\]};,]?$/.test(next)) return false;
    return !/["'`]/.test(character) || !/[\w"'`]/.test(previous);
  }

  #mistype(): void {
    const rest = this.#target.slice(this.#typed + 1);
    const further = /^\w{0,2}/.exec(rest)![0].slice(0, this.#random.below(3));
    const wrong = neighbourKey(this.#target[this.#typed]!, this.#random);
    for (const character of wrong + further) {
      this.#edit(this.#excess, character);
      this.#ask("none");
    }
    for (let count = 1 + further.length; count > 0; count -= 1) this.#backspace(0);
  }

  #tryWrongWord(): void {
    const before = { text: this.#text, cursor: this.#cursor, excess: this.#excess };
    const word = this.#random.pick(WRONG_WORDS);
    this.#edit(0, word);
    const after = { text: this.#text, cursor: this.#cursor, excess: this.#excess };
    this.#ask("none");
    const swing = (kind: "undo" | "redo") => {
      this.#steps.push({ kind });
      const state = kind === "undo" ? before : after;
      this.#text = state.text;
      this.#cursor = state.cursor;
      this.#excess = state.excess;
      this.#ask("none");
    };
    swing("undo");
    if (this.#random.chance(0.3)) {
      swing("redo");
      swing("undo");
    }
  }

  #lookElsewhere(): void {
    const here = this.#cursor;
    const there = this.#text.lastIndexOf("\n", this.#random.below(this.#text.length + 1)) + 1;
    this.#moveTo(there);
    this.#ask("none");
    this.#moveTo(here);
  }

  /** Takes back one character, but nothing in front of `start`. */
  #backspace(start: number): void {
    const whole = /[\uD800-\uDBFF][\uDC00-\uDFFF]$|\r\n$/.test(this.#text.slice(0, this.#cursor)) ? 2 : 1;
    this.#edit(Math.min(whole, this.#cursor - start), "");
    this.#ask("none");
  }

  /** Replaces `back` characters before the cursor and `forth` behind it; the cursor is behind the new text. */
  #edit(back: number, inserted: string, forth = 0): void {
    const offset = this.#cursor - back;
    this.#steps.push({ kind: "edit", changes: [{ offset, deleted: back + forth, inserted }], path: undefined });
    this.#text = this.#text.slice(0, offset) + inserted + this.#text.slice(this.#cursor + forth);
    this.#cursor = offset + inserted.length;
    this.#excess = 0;
  }

  #moveTo(offset: number): void {
    this.#steps.push({ kind: "cursor", offset });
    this.#cursor = offset;
  }

  /** What happens after a key: perhaps a pause, a request, and an acceptance of what is right. */
  #ask(kind: "truth" | "none"): void {
    if (this.#random.chance(this.#options.pause))
      this.#steps.push({ kind: "idle", ms: 300 + this.#random.below(3000) });
    if (!this.#random.chance(this.#options.complete)) return;
    const truth = kind === "truth" ? this.#truth() : undefined;
    this.#steps.push({ kind: "complete", offset: this.#cursor, truth });
    if (truth !== undefined && !/[\r\n]/.test(truth) && this.#random.chance(this.#options.accept)) this.#accept(truth);
  }

  /** What is still to be written on this line, or the next one where this one is done; without what stands there already. */
  #truth(): string | undefined {
    const rest = this.#target.slice(this.#typed);
    const [line] = /^[^\r\n]*/.exec(rest)!;
    const there = this.#aheadOnLine();
    if (this.#excess > 0 || rest.trim() === "") return undefined;
    if (line.trim() === "") return there === "" ? /^\s*?(?:\r\n|[\r\n])\s*[^\r\n]*/.exec(rest)?.[0] : undefined;
    const truth = line.endsWith(there) ? line.slice(0, line.length - there.length) : line;
    return truth.trim() === "" ? undefined : truth;
  }

  #aheadOnLine(): string {
    const end = this.#ahead.findIndex((segment) => /[\r\n]/.test(segment));
    return this.#ahead.slice(0, end < 0 ? this.#ahead.length : end).join("");
  }

  #accept(truth: string): void {
    if (this.#random.chance(0.4)) {
      this.#type(acceptedWord(truth));
      return;
    }
    const there = this.#aheadOnLine();
    const [line] = /^[^\r\n]*/.exec(this.#target.slice(this.#typed))!;
    this.#edit(0, line, there.length);
    this.#typed += line.length;
    this.#ahead = this.#ahead.slice(this.#ahead.findIndex((segment) => /[\r\n]/.test(segment)) >>> 0);
  }
}
