/** What the model reads at a place: the window of its document, and the few lines around the cursor. */

import type { Engine } from "../cache/engine.ts";
import type { Budget } from "../prompt/budget.ts";
import { CellRuns } from "../prompt/cellsAbove.ts";
import type { NearBudget } from "../prompt/nearWindow.ts";
import { buildPrompt, createMarkers, type Markers, type Prompt, type PromptRequest } from "../prompt/prompt.ts";
import type { InstanceSource } from "../tokens/tokenizer.ts";
import { concatRuns, EMPTY_RUN, type TokenRun } from "../tokens/tokenRun.ts";
import type { Target } from "../writing/writer.ts";
import { withSelected } from "./alongAt.ts";

/** Both of one state of a document. */
export interface Prompts {
  readonly whole: Prompt;
  /** Made when asked for: most of the time nobody does. */
  readonly near: (() => Prompt) | undefined;
}

export interface PrompterOptions {
  readonly engine: Pick<Engine, "facts" | "tokenizer">;
  readonly instances: InstanceSource;
  readonly budget: () => Budget;
  /** Undefined where nothing is read first. */
  readonly near: () => NearBudget | undefined;
}

export class Prompter {
  readonly #options: PrompterOptions;
  readonly #markers: Markers;
  readonly #cells: CellRuns;

  constructor(options: PrompterOptions) {
    this.#options = options;
    this.#markers = createMarkers(options.instances, options.engine.facts);
    this.#cells = new CellRuns(options.engine.tokenizer, options.instances);
  }

  /** `header`: text of other files in front of the whole. A notebook's cell has those above it in front of it. */
  at({ document, cursor, selected }: Target, header: TokenRun | undefined): Prompts {
    const { engine, instances, budget: budgetOf, near: nearOf } = this.#options;
    const { tokenizer, facts } = engine;
    const all = budgetOf();
    const cells = this.#cells.of(document.cellsAbove, cellTokens(all));
    const budget = lessCells(all, cells);
    const { tokens: own, window } = document.view(cursor, budget, tokenizer, instances);
    const tokens = withSelected(own, selected, window.start, tokenizer, instances);
    const { fim, beginToken } = facts;
    const common = { tokens, fim, beginToken, markers: this.#markers, tokenizer };
    const near = nearOf();
    return {
      whole: buildPrompt({ ...common, budget, header: concatRuns([header ?? EMPTY_RUN, cells]) }),
      near: near && (() => this.#near(common, near, document)),
    };
  }

  #near(common: Omit<PromptRequest, "budget">, near: NearBudget, { cellsAbove }: Target["document"]): Prompt {
    const header = this.#cells.of(cellsAbove, cellTokens(near));
    return buildPrompt({ ...common, budget: lessCells(near, header), header, fromLineStart: true });
  }
}

/** Of the room for text before the cursor, so much at most is for cells above. */
const CELLS_SHARE = 0.5;

function cellTokens({ prefixTokens }: Pick<Budget, "prefixTokens">): number {
  return Math.floor(CELLS_SHARE * prefixTokens);
}

function lessCells<Own extends Pick<Budget, "prefixTokens">>(budget: Own, cells: TokenRun): Own {
  return cells.ids.length === 0 ? budget : { ...budget, prefixTokens: budget.prefixTokens - cells.ids.length };
}
