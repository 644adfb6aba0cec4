/** Whether what the model reads is what stands in a document. */

import type { Gap } from "../../src/core/grammar/syntax.ts";
import type { FimLayout } from "../../src/core/tokens/fim.ts";
import type { TokenId, Tokenizer } from "../../src/core/tokens/tokenizer.ts";

/** More than is ever left out in front of the cursor to be spelt again. */
const MOST_HEALED = 64;

/**
 * Why the tokens of a prompt cannot be one for any of `places`; undefined when they can, or are no prompt of this
 * layout. The text before the cursor may begin later than the document's and lack its last word, the text behind it end
 * sooner.
 */
export function findMisreading(
  prompt: readonly TokenId[],
  places: readonly Gap[],
  fim: FimLayout,
  tokenizer: Pick<Tokenizer, "detokenize">,
): string | undefined {
  const suffixAt = indexOfRun(prompt, fim.suffix);
  const prefixAt = indexOfRun(prompt, fim.prefix);
  const middleAt = prompt.length - fim.middle.length;
  if (fim.order !== "psm" || prefixAt < 0 || suffixAt < 0 || indexOfRun(prompt, fim.middle) !== middleAt)
    return undefined;
  const before = tokenizer.detokenize(prompt.slice(prefixAt + fim.prefix.length, suffixAt));
  const behind = tokenizer.detokenize(prompt.slice(suffixAt + fim.suffix.length, middleAt));
  if (places.some((place) => reads(place, before, behind))) return undefined;
  return `the model reads ${JSON.stringify([before, behind])}, which stands nowhere`;
}

function reads({ prefix, suffix }: Gap, before: string, behind: string): boolean {
  if (!suffix.startsWith(behind)) return false;
  for (let healed = 0; healed <= Math.min(MOST_HEALED, prefix.length); healed += 1)
    if (prefix.slice(0, prefix.length - healed).endsWith(before)) return true;
  return false;
}

function indexOfRun(ids: readonly TokenId[], run: readonly TokenId[]): number {
  if (run.length === 0) return -1;
  return ids.findIndex((_, at) => run.every((id, offset) => ids[at + offset] === id));
}
