/** What became of a model text since a moment, without the text. */

import { minimalEdit } from "./lineDiff.ts";
import { type Replacement, TextEdit } from "./textEdit.ts";

/** Immutable. `since` leads from the text of that moment to the text now, and `back` from there to it. */
export class Changes {
  static readonly none = new Changes(TextEdit.empty, TextEdit.empty);

  readonly since: TextEdit<"model">;
  readonly back: TextEdit<"model">;

  private constructor(since: TextEdit<"model">, back: TextEdit<"model">) {
    this.since = since;
    this.back = back;
  }

  /** With one more edit of the text; `undo` is the way back from it. What was changed and changed back counts as unchanged. */
  and(edit: TextEdit<"model">, undo: TextEdit<"model">): Changes {
    const since = this.since.compose(edit);
    const back = undo.compose(this.back);
    if (since.replacements.every(({ start, end, text }) => start === end || text === ""))
      return new Changes(since, back);
    return Changes.#shrunk(since, back);
  }

  /**
   * Without the parts of replacements that change nothing. Each replacement of the one edit is undone by that of the other
   * in the same place of the list: what is kept between two of them is the same for both.
   */
  static #shrunk(since: TextEdit<"model">, back: TextEdit<"model">): Changes {
    const there: Replacement<never>[] = [];
    const home: Replacement<never>[] = [];
    for (const [index, { start, text }] of since.replacements.entries()) {
      const undone = back.replacements[index]!;
      const small = minimalEdit(undone.text, text);
      there.push(...moved(small, start));
      home.push(...moved(small.inverse(undone.text), undone.start));
    }
    return new Changes(TextEdit.of(there), TextEdit.of(home));
  }

  /** UTF-16 units that are kept. */
  get size(): number {
    return [...this.since.replacements, ...this.back.replacements].reduce((sum, { text }) => sum + text.length, 0);
  }
}

function moved({ replacements }: TextEdit, by: number): readonly Replacement<never>[] {
  return replacements.map(({ start, end, text }) => ({ start: start + by, end: end + by, text }));
}
