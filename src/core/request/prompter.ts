/** What the model reads at a place: the window of its document, and the few lines around the cursor. */

import type { Engine } from "../cache/engine.ts";
import type { Budget } from "../prompt/budget.ts";
import type { NearBudget } from "../prompt/nearWindow.ts";
import { buildPrompt, createMarkers, type Markers, type Prompt } from "../prompt/prompt.ts";
import type { InstanceSource } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";
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

  constructor(options: PrompterOptions) {
    this.#options = options;
    this.#markers = createMarkers(options.instances, options.engine.facts);
  }

  /** `header`: text of other files in front of the whole. */
  at({ document, cursor, selected }: Target, header: TokenRun | undefined): Prompts {
    const { engine, instances, budget: budgetOf, near: nearOf } = this.#options;
    const { tokenizer, facts } = engine;
    const budget = budgetOf();
    const { tokens: own, window } = document.view(cursor, budget, tokenizer, instances);
    const tokens = withSelected(own, selected, window.start, tokenizer, instances);
    const { fim, beginToken } = facts;
    const common = { tokens, fim, beginToken, markers: this.#markers, tokenizer };
    const near = nearOf();
    return {
      whole: buildPrompt({ ...common, budget, ...(header === undefined ? {} : { header }) }),
      near: near && (() => buildPrompt({ ...common, budget: near, fromLineStart: true })),
    };
  }
}
