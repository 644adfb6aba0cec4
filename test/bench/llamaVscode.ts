/** What llama.vscode asks a llama-server, and how many tokens that reads for it; how the server counts was recorded (`serverRecording.test.ts`). */

import { Cells } from "../../src/core/cache/cells.ts";
import { planReuse256 } from "../../src/core/cache/planners.ts";
import type { FimLayout } from "../../src/core/tokens/fim.ts";
import type { InstanceId, TokenId, Tokenizer } from "../../src/core/tokens/tokenizer.ts";
import { LIMITS } from "../core/cache/planning.ts";

/** As llama.vscode has them by default. */
const PREFIX_LINES = 256;
const SUFFIX_LINES = 64;

/** Whole lines above with the part of the cursor's line in front of it, and the rest of that with lines below. */
export function linesAround(text: string, cursor: number): { readonly before: string; readonly behind: string } {
  return {
    before: text
      .slice(0, cursor)
      .split("\n")
      .slice(-PREFIX_LINES - 1)
      .join("\n"),
    behind: text
      .slice(cursor)
      .split("\n")
      .slice(0, SUFFIX_LINES + 1)
      .join("\n"),
  };
}

/** Prompts one after the other, of which only the last stays in the server's cache. */
export class ServerReading {
  readonly #cells = new Cells();
  readonly #contextSize: number;
  #instances = 0;

  constructor(contextSize: number) {
    this.#contextSize = contextSize;
  }

  /** Tokens that are read for a prompt. */
  read(ids: readonly TokenId[]): number {
    const wanted = { ids, instances: ids.map((_, index) => (this.#instances + 1 + index) as InstanceId) };
    this.#instances += ids.length;
    const plan = planReuse256({ cells: this.#cells, wanted, limits: { ...LIMITS, contextSize: this.#contextSize } });
    for (const step of plan.steps) this.#cells.applyStep(step);
    return plan.cost.evaluated;
  }
}

/** The prompt that its requests to `/infill` become. */
export function theirTokens(
  text: string,
  cursor: number,
  { prefix, suffix, middle }: FimLayout,
  tokenizer: Tokenizer,
): readonly TokenId[] {
  const { before, behind } = linesAround(text, cursor);
  return [...prefix, ...tokenizer.tokenize(before), ...suffix, ...tokenizer.tokenize(behind), ...middle];
}
