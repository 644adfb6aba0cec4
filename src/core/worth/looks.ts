/** First lines that were shown, until it is known what was written in their place. Told by the changes of documents alone. */

import type { Eagerness } from "../settings/settings.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { lineOf } from "./worthFeatures.ts";

/** A first line at a place. Offsets are in the document's own text. */
export interface Look {
  readonly uri: string;
  readonly languageId: string;
  readonly level: Eagerness;
  /** That the line is what will be written. */
  readonly chance: number;
  readonly line: string;
  /** Where the line begins now. */
  start: number;
}

export interface JudgedLook {
  readonly look: Look;
  readonly isRight: boolean;
}

/** What comes at once and is as long is no key, with a closer that the editor puts behind it. */
const LEAST_TAKEN = 3;
/** More than that are not followed at once. */
const MOST_LOOKS = 50;

export class Looks {
  #looks: Look[] = [];

  /** `text`: the whole suggestion, which begins at `start`; `document`: the text it is shown in. */
  show({ text, ...look }: Omit<Look, "line"> & { readonly text: string }, document: string): void {
    const line = lineOf(text).trimEnd();
    if (line.trim() === "") return;
    const isKnown = (other: Look): boolean =>
      other.uri === look.uri &&
      other.start <= look.start &&
      other.line === document.slice(other.start, look.start) + line;
    if (this.#looks.some(isKnown)) return;
    this.#looks.push({ ...look, line });
    if (this.#looks.length > MOST_LOOKS) this.#looks.shift();
  }

  /** `document` is read where something is followed in it: its text after the change. */
  change(uri: string, edit: TextEdit<"raw">, document: () => string): readonly JudgedLook[] {
    const here = this.#looks.filter((look) => look.uri === uri);
    if (here.length === 0) return [];
    const judged: JudgedLook[] = [];
    const text = document();
    for (const look of here) {
      const isLost = edit.replacements.some(({ start, end }) => start < look.start && end > look.start);
      look.start = edit.mapOffset(look.start, "before");
      const isRight = text.startsWith(look.line, look.start);
      if (isLost) this.#drop(look);
      else if (isAtOnce(look, edit, isRight) || hasLeft(look, edit, text)) {
        this.#drop(look);
        judged.push({ look, isRight });
      }
    }
    return judged;
  }

  forget(): void {
    this.#looks = [];
  }

  #drop(look: Look): void {
    this.#looks = this.#looks.filter((other) => other !== look);
  }
}

/** What puts the rest of the line there with one key was taken. */
function isAtOnce({ start }: Look, { replacements }: TextEdit<"raw">, isRight: boolean): boolean {
  const [only] = replacements;
  return isRight && only !== undefined && only.text.length >= LEAST_TAKEN && only.start >= start;
}

/** Whether somebody has gone on to another line. */
function hasLeft({ start, line }: Look, edit: TextEdit<"raw">, text: string): boolean {
  const [from, to] = changedPart(edit);
  if (from < text.lastIndexOf("\n", start - 1) + 1) return true;
  const between = text.slice(start, Math.max(start, to)).split("\n").length;
  return between > /^\n*/.exec(line)![0].length + 1;
}

/** In the text after the change. */
function changedPart({ replacements }: TextEdit<"raw">): readonly [number, number] {
  let grown = 0;
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { start, end, text } of replacements) {
    from = Math.min(from, start + grown);
    to = Math.max(to, start + grown + text.length);
    grown += text.length - (end - start);
  }
  return [from, to];
}
