/** Cells of a notebook that stand above one: read in front of it, as if they stood in one file with it. */

import { dropOldest } from "../allowance.ts";
import { alignTokens } from "../tokens/tokenAlign.ts";
import type { InstanceSource, Tokenizer } from "../tokens/tokenizer.ts";
import { concatRuns, EMPTY_RUN, sliceRun, type TokenRun } from "../tokens/tokenRun.ts";

export interface CellAbove {
  readonly uri: string;
  readonly text: string;
}

/** As they are read; what is empty says nothing. */
export function toCellText({ text }: CellAbove): string {
  const own = text.trimEnd();
  return own === "" ? "" : `${own}\n\n`;
}

/** Texts whose tokens are remembered. */
const MOST_KNOWN = 100;

interface Known {
  readonly text: string;
  readonly run: TokenRun;
}

/** Their tokens, which keep their identities while a text is changed elsewhere in it. */
export class CellRuns {
  readonly #tokenizer: Pick<Tokenizer, "tokenize">;
  readonly #instances: InstanceSource;
  /** By URI; the one used last is the last. */
  readonly #known = new Map<string, Known>();

  constructor(tokenizer: Pick<Tokenizer, "tokenize">, instances: InstanceSource) {
    this.#tokenizer = tokenizer;
    this.#instances = instances;
  }

  /** In their order, without what stands furthest above where there are more than so many tokens. */
  of(cells: readonly CellAbove[], maxTokens: number): TokenRun {
    const runs: TokenRun[] = [];
    let left = maxTokens;
    for (const cell of cells.toReversed()) {
      if (left <= 0) break;
      const run = this.#runOf(cell);
      const { length } = run.ids;
      runs.unshift(length <= left ? run : sliceRun(run, length - left, length));
      left -= length;
    }
    return runs.length === 0 ? EMPTY_RUN : concatRuns(runs);
  }

  #runOf(cell: CellAbove): TokenRun {
    const text = toCellText(cell);
    const before = this.#known.get(cell.uri);
    const run = before?.text === text ? before.run : this.#follow(before?.run ?? EMPTY_RUN, text);
    this.#known.delete(cell.uri);
    this.#known.set(cell.uri, { text, run });
    dropOldest(this.#known, MOST_KNOWN);
    return run;
  }

  #follow(before: TokenRun, text: string): TokenRun {
    const ids = text === "" ? [] : this.#tokenizer.tokenize(text);
    return { ids, instances: alignTokens(before, ids, this.#instances).instances };
  }
}
