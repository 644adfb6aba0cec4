/** One text from its first token to what becomes of it. */

import type { OnBug } from "../bug.ts";
import type { Clock } from "../clock.ts";
import type { Writing, WritingTask } from "../writing/writer.ts";
import type { Written } from "../writing/written.ts";
import { Beginnings, isLost, keepBegun } from "./beginnings.ts";
import { toUnlikely } from "./givenUp.ts";
import { type Finished, finishRecipe, type Recipe, watchProgress } from "./recipe.ts";
import { agrees, type Stored } from "./store.ts";
import type { TraceSink } from "./trace.ts";

export interface RunOptions {
  readonly trace: TraceSink;
  readonly clock: Clock;
  readonly onBug: OnBug;
  /** The entry is worth nothing. */
  readonly onLost: (entry: Stored) => void;
}

export class TextRun {
  readonly entry: Stored;
  readonly beginnings: Beginnings;
  /** Resolves when the text has ended and the entry says what became of it; rejects with `EngineFailure`. */
  readonly finished: Promise<void>;
  readonly #options: RunOptions;

  /** The entry is written from now on. */
  constructor(entry: Stored, recipe: Recipe, options: RunOptions) {
    this.entry = entry;
    this.#options = options;
    const { onBug, clock } = options;
    const join = (written: Written) => this.#joining(() => finishRecipe(recipe, written, clock));
    this.beginnings = new Beginnings({ entry, finish: join, onBug });
    const { leastConfidence } = entry;
    const onToken = (): void => this.beginnings.look();
    const writing = beginText(recipe, { alternative: 0, leastConfidence, onToken }, () => !agrees(entry));
    entry.writing = writing;
    this.finished = this.#run(recipe, writing);
  }

  async #run(recipe: Recipe, writing: Writing): Promise<void> {
    const { entry } = this;
    try {
      const written = await writing.run();
      this.#report(written);
      if (written.end === "aborted") {
        entry.written = written;
        if (!keepBegun(entry)) this.#options.onLost(entry);
      } else await this.#end(recipe, written);
    } catch (error) {
      this.#options.onLost(entry);
      throw error;
    } finally {
      entry.writing = undefined;
    }
  }

  async #end(recipe: Recipe, written: Written): Promise<void> {
    const { entry } = this;
    const unlikely = toUnlikely(written);
    const finished = unlikely === undefined ? await this.#finish(recipe, written) : undefined;
    const result = finished?.result ?? unlikely!;
    if (!("kind" in result)) await this.beginnings.lookBack(written);
    entry.written = finished?.written ?? written;
    this.#learn(recipe);
    if (isLost(entry, result) && keepBegun(entry)) return;
    entry.cut = finished?.cut;
    if ("kind" in result) entry.none = result;
    else entry.edit = result;
  }

  #finish(recipe: Recipe, written: Written): Promise<Finished> {
    return this.#joining(() => settleText(this.entry.number, recipe, written, this.#options));
  }

  async #joining<Result>(work: () => Promise<Result>): Promise<Result> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    try {
      return await work();
    } finally {
      this.entry.joinMs += clock.now() - startedAt;
    }
  }

  /** Of what stands in the document, while nobody waits for it. */
  #learn({ grammar }: Recipe): void {
    const { trace, onBug } = this.#options;
    const request = this.entry.number;
    grammar
      ?.observe()
      .then((lessons) => lessons.length > 0 && trace.emit({ stage: "learnt", request, lessons }))
      .catch(onBug);
  }

  #report(written: Written): void {
    const { trace } = this.#options;
    const request = this.entry.number;
    const { end, costs, copied, drafted } = written;
    const dropped = written.text.trim() === "" && drafted !== "" ? drafted : undefined;
    const { work, isNear = false, prefillMs, decodeMs, generatedTokens, constraint, ahead } = costs;
    const { healed, stale, ...cost } = work;
    trace.emit({ stage: "plan", request, cost, stale, isNear });
    trace.emit({ stage: "evaluated", request, tokens: work.evaluated, healed, ms: prefillMs });
    trace.emit({ stage: "decoded", request, tokens: generatedTokens, stop: end, dropped, ms: decodeMs, ahead });
    if (constraint !== undefined) trace.emit({ stage: "constraint", request, counts: constraint });
    trace.emit({ stage: "written", request, written });
    if (copied !== undefined) trace.emit({ stage: "copied", request, stretch: copied });
  }
}

/** `hasLeft`: the user has gone another way, or nothing new comes. */
export function beginText(
  recipe: Recipe,
  task: Pick<WritingTask, "alternative" | "leastConfidence" | "onToken">,
  hasLeft: () => boolean,
): Writing {
  const watch = watchProgress(recipe, () => writing);
  const writing: Writing = recipe.place.begin({
    ...task,
    stop: recipe.stop,
    grammar: recipe.grammar,
    onToken: () => {
      if (hasLeft()) writing.abort();
      watch.look(writing.text);
      task.onToken?.();
    },
  });
  return writing;
}

/** What becomes of a text. */
export async function settleText(
  request: number,
  recipe: Recipe,
  written: Written,
  options: RunOptions,
): Promise<Finished> {
  const finished = await finishRecipe(recipe, written, options.clock);
  if (finished.report !== undefined) options.trace.emit({ stage: "joined", request, join: finished.report });
  return finished;
}
