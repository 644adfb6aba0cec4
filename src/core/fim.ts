/** Fill-in-the-middle token layouts of the model families. */

import type { TokenId } from "./tokenizer.ts";

/** One model's markers. Order of a prompt: see `family` in the table of this file. */
export interface FimLayout {
  /** Row of the family table: "qwen2.5-coder", "deepseek-coder", … */
  readonly family: string;
  readonly prefix: readonly TokenId[];
  readonly suffix: readonly TokenId[];
  readonly middle: readonly TokenId[];
  /** "psm": prefix text first; "spm": suffix text first (Codestral's `[SUFFIX]…[PREFIX]…`). */
  readonly order: "psm" | "spm";
  /** Starts a file in a repository prompt; undefined where the family has none. */
  readonly fileSeparator: readonly TokenId[] | undefined;
  /** Names the repository in front of its files; undefined where the family has none. */
  readonly repository: readonly TokenId[] | undefined;
}
