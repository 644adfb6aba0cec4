/** A suggestion kept right while the user types. */

import type { ModelOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { indentWidth, leading } from "./brackets.ts";
import { scaleIndents } from "./indentStyle.ts";
import { isSubsequence } from "./restOfLine.ts";
import type { GeneratedEdit } from "./suggestion.ts";

/**
 * The same suggestion after the user's edits, where they agree with it: nothing was changed, or what was written at its
 * start is its beginning (up to `cursor`) with perhaps brackets behind it that the editor closed.
 *
 *     generated   for (▮const a of list) {}
 *     typed       for (co▮)               p = "co", q = ")" or ""
 *     rebased     nst a of list) {}  in place of q
 *
 * `since` leads from the text that `generated` is an edit of to the text that `cursor` and the result are offsets of.
 */
export function tryRebase(
  generated: GeneratedEdit,
  since: TextEdit<"model">,
  cursor: ModelOffset,
): GeneratedEdit | undefined {
  const { start, end, text } = generated;
  const [typed, another] = since.replacements;
  if (another !== undefined) return undefined;
  if (typed === undefined && cursor === start) return generated;
  const editedTo = typed?.end ?? start;
  if (typed !== undefined && (typed.start !== start || editedTo > end)) return undefined;
  // What stands now between the start and where the replaced range ends.
  const original = generated.replaced ?? "";
  if (generated.replaced === undefined && editedTo !== start) return undefined;
  const now = (typed?.text ?? "") + original.slice(editedTo - start);
  const done = cursor - start;
  if (done < 0 || done > now.length || !text.startsWith(now.slice(0, done))) return undefined;
  const behind = now.slice(done);
  const remainder = toCursorColumn(text.slice(done), now.slice(0, done), generated.headIndent);
  if (remainder === "" || remainder === behind) return undefined;
  const unknown = generated.replaced === undefined ? end - editedTo : 0;
  if (behind.includes("\n")) {
    // The replaced range must stay on one line; the same end need not be replaced.
    const rest = remainder.slice(0, remainder.length - behind.length);
    const trimmable = remainder.endsWith(behind) && unknown === 0;
    return trimmable ? { start: cursor, end: cursor, text: rest, replaced: "" } : undefined;
  }
  if (!isSubsequence(behind, remainder)) return undefined;
  const edit = { start: cursor, end: cursor + behind.length + unknown, text: remainder };
  return generated.replaced === undefined && unknown > 0 ? edit : { ...edit, replaced: behind };
}

/**
 * What is left of a body when its first line was begun with Enter, and the editor indents otherwise than the text: the
 * cursor's column is the body's.
 *
 *     generated   f() {⏎    a();⏎    b();⏎}        typed   ⏎ and two spaces
 *     rebased     a();⏎  b();⏎}
 */
function toCursorColumn(rest: string, typed: string, headIndent: string | undefined): string {
  const line = typed.slice(typed.lastIndexOf("\n") + 1);
  const extra = leading(rest);
  if (headIndent === undefined || !typed.includes("\n") || line.trim() !== "" || extra === "") return rest;
  const [head, column, body] = [headIndent, line, line + extra].map(indentWidth) as [number, number, number];
  if (column <= head) return rest;
  const [first = "", ...others] = rest.slice(extra.length).split("\n");
  const style = { kind: line.includes("\t") ? "tabs" : "spaces", unit: undefined } as const;
  return [first, ...scaleIndents(others, { head, from: body, to: column }, style)].join("\n");
}

/** What an editor closes by itself. */
const CLOSED = /^[\s)\]}>"'`]*$/;

/**
 * Whether a generation that began at `start` and has come to `text` may still become what the user writes there. More
 * may be typed than generated; brackets behind that the editor closed do not count.
 */
export function agreesSoFar(text: string, since: TextEdit<"model">, start: ModelOffset): boolean {
  const [typed, another] = since.replacements;
  if (typed === undefined) return true;
  if (another !== undefined || typed.start !== start || typed.end !== start) return false;
  let alike = 0;
  while (alike < Math.min(text.length, typed.text.length) && text[alike] === typed.text[alike]) alike += 1;
  return alike === text.length || CLOSED.test(typed.text.slice(alike));
}
