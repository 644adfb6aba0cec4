/** As much text around a place as rules look at. */

import type { ModelOffset, Offset } from "../text/offsets.ts";
import { ownText } from "../text/ownText.ts";

export interface Near {
  readonly text: string;
  /** The place, as an offset in `text`. */
  readonly cursor: Offset<"near">;
  /** Where `text` begins in the document. */
  readonly start: ModelOffset;
}

/** UTF-16 units to each side: more than any rule looks at. */
const REACH = 32_768;

/** Keeps nothing of the texts in memory but what it has. */
export function nearOf({ prefix, suffix }: { readonly prefix: string; readonly suffix: string }): Near {
  const start = Math.max(0, prefix.length - REACH);
  const text = ownText(prefix.slice(start) + suffix.slice(0, REACH));
  return { text, cursor: prefix.length - start, start };
}
