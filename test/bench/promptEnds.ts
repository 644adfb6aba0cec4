/** Which part of a document a prompt holds: whether its window has moved. Pure. */

import type { Prompt } from "../../src/core/prompt/prompt.ts";
import type { TextEdit } from "../../src/core/text/textEdit.ts";
import type { FimLayout } from "../../src/core/tokens/fim.ts";
import type { InstanceId } from "../../src/core/tokens/tokenizer.ts";

/** The first and the last token of the document in a prompt; undefined where that side has none. */
export interface PromptEnds {
  readonly first: InstanceId | undefined;
  readonly last: InstanceId | undefined;
}

export function endsOf(prompt: Prompt, fim: FimLayout | undefined): PromptEnds {
  const { run, cursor, prefixTokens, suffixTokens } = prompt;
  const front = cursor - prefixTokens;
  const behind = fim?.order === "spm" ? front - fim.prefix.length : cursor + (fim?.suffix.length ?? 0) + suffixTokens;
  return {
    first: prefixTokens > 0 ? run.instances[front] : undefined,
    last: suffixTokens > 0 ? run.instances[behind - 1] : undefined,
  };
}

/** A token of the window's end may be made anew by what is typed so many characters from it. */
const END_CHARACTERS = 40;

/**
 * Whether the window moved in between, by itself or because the cursor went elsewhere: another token of the document
 * comes first or last, and no change at the document's own ends made it. `edit` leads to a text of `length` characters.
 */
export function hasMoved(
  before: PromptEnds,
  after: PromptEnds,
  { edit, length }: { readonly edit: TextEdit | undefined; readonly length: number },
): boolean {
  const replacements = edit?.replacements ?? [];
  const atStart = replacements.some(({ start }) => start < END_CHARACTERS);
  const atEnd = replacements.some(({ end }) => length - edit!.mapOffset(end, "after") < END_CHARACTERS);
  return (before.first !== after.first && !atStart) || (before.last !== after.last && !atEnd);
}
