/** Starts, watches and ends what is written. At most one text at a time; a new one takes its place. */

import type { OnBug } from "../bug.ts";
import { EngineFailure } from "../cache/engine.ts";
import type { Clock } from "../clock.ts";
import type { GrammarUse } from "../grammar/grammarUse.ts";
import { standsInText } from "../place/place.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import { Changes } from "../text/changes.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Thresholds } from "../writing/confidence.ts";
import type { Target, Writer, Writing, WritingTask } from "../writing/writer.ts";
import { confidenceOf, type Written } from "../writing/written.ts";
import type { NoSuggestion } from "./outcome.ts";
import { createRecipe, type Finished, finishRecipe, type Recipe, watchProgress } from "./recipe.ts";
import { agrees, continuesAt, type Found, leastOf, type Stored, SuggestionStore } from "./store.ts";
import type { TraceSink } from "./trace.ts";

/** Alternatives beside the first suggestion, when asked for by a command. */
const MAX_ALTERNATIVES = 2;

export interface RunnerOptions {
  readonly trace: TraceSink;
  readonly clock: Clock;
  readonly settings: Pick<SettingsInForce, "now">;
  readonly onBug: OnBug;
}

interface Run {
  readonly entry: Stored;
  /** Resolves when the text has ended and the entry says what became of it; rejects with `EngineFailure`. */
  readonly finished: Promise<void>;
}

export class Runner {
  readonly store = new SuggestionStore();
  readonly #grammars: GrammarUse;
  readonly #options: RunnerOptions;
  readonly #runs = new WeakMap<Stored, Run>();
  #running: Run | undefined;

  constructor(options: RunnerOptions, grammars: GrammarUse) {
    this.#options = options;
    this.#grammars = grammars;
  }

  /** Another engine, or none: nothing of the old one is worth keeping. */
  reset(): void {
    this.#running?.entry.writing?.abort();
    this.store.clear();
  }

  opened(uri: string, languageId: string): void {
    this.store.forget(uri);
    this.#grammars.prepare(languageId);
  }

  /** Nothing that was made from the document's text is offered any more. */
  forget(uri: string): void {
    this.store.forget(uri);
    this.#grammars.forget(uri);
    if (this.#running?.entry.uri === uri) this.#running.entry.writing?.abort();
  }

  /** `edit` of the model text of `uri`, and the way back. What runs goes on while the text agrees with it. */
  changed(uri: string, edit: TextEdit<"model">, undo: TextEdit<"model">): void {
    this.store.changed(uri, edit, undo);
    const entry = this.#running?.entry;
    if (entry?.uri === uri && !agrees(entry)) entry.writing?.abort();
  }

  /** Ends what runs when the cursor has left the text that it continues. */
  cursorAt(uri: string, cursor: ModelOffset): void {
    const entry = this.#running?.entry;
    if (entry === undefined || entry.waiters > 0) return;
    if (entry.uri !== uri || !continuesAt(entry, cursor)) entry.writing?.abort();
  }

  /** Ends what runs when nobody waits for it. */
  abandon(): void {
    if (this.#running?.entry.waiters === 0) this.#running.entry.writing?.abort();
  }

  /** What is known of a place, as far as it serves a request that shows what is at least so likely. */
  find(target: Target, thresholds: Thresholds | undefined): Found | undefined {
    const found = this.store.ask(target);
    const given = found?.entry.leastConfidence;
    // What was not written to its end for being unlikely may be wanted now.
    if (found === undefined || given === undefined || found.entry.edit !== undefined) return found;
    const least = leastOf(found.entry, thresholds);
    return least !== undefined && given <= least ? found : undefined;
  }

  start(writer: Writer, target: Target, number: number, thresholds: Thresholds | undefined): Found {
    this.#running?.entry.writing?.abort();
    const recipe = createRecipe(writer, target, this.#grammars, this.#options.settings.now.maxLines);
    const isText = standsInText(recipe.stop().place);
    const leastConfidence = leastOf({ isText }, thresholds);
    const writing = this.#begin(recipe, { alternative: 0, leastConfidence }, () => !agrees(entry));
    const entry: Stored = {
      uri: target.document.uri,
      number,
      cursor: target.cursor,
      selected: target.selected,
      isText,
      leastConfidence,
      writing,
      written: undefined,
      changes: Changes.none,
      recipe,
      edit: undefined,
      alternatives: [],
      none: undefined,
      waiters: 0,
    };
    this.store.add(entry);
    const run: Run = { entry, finished: this.#run(entry, recipe, writing) };
    run.finished.catch((error: unknown) => {
      if (entry.waiters === 0) this.#reportUnheard(error);
    });
    this.#runs.set(entry, run);
    this.#running = run;
    return { kind: "growing", entry };
  }

  /**
   * Waits until the entry's text has ended (with its alternatives, if asked for) or the signal aborts.
   * False when it was aborted. Rejects with `EngineFailure`.
   */
  async wait(entry: Stored, options: { alternatives: Writer | undefined }, signal: AbortSignal): Promise<boolean> {
    entry.waiters += 1;
    try {
      await untilAborted(this.#runs.get(entry)?.finished, signal);
      if (signal.aborted) return false;
      if (options.alternatives !== undefined && entry.edit !== undefined && entry.alternatives.length === 0) {
        const made = this.#makeAlternatives(options.alternatives, entry, signal);
        made.catch((error: unknown) => {
          if (signal.aborted) this.#reportUnheard(error);
        });
        await untilAborted(made, signal);
      }
      return entry.written !== undefined && entry.written.end !== "aborted";
    } finally {
      entry.waiters -= 1;
    }
  }

  /** Resolves when nothing runs. */
  async ended(): Promise<void> {
    await this.#running?.finished.catch(() => {});
  }

  /** `hasLeft`: the user has gone another way. */
  #begin(recipe: Recipe, task: Pick<WritingTask, "alternative" | "leastConfidence">, hasLeft: () => boolean): Writing {
    const watch = watchProgress(recipe, () => writing);
    const writing: Writing = recipe.place.begin({
      ...task,
      stop: recipe.stop,
      grammar: recipe.grammar,
      onToken: () => {
        if (hasLeft()) writing.abort();
        watch.look(writing.text);
      },
    });
    return writing;
  }

  async #run(entry: Stored, recipe: Recipe, writing: Writing): Promise<void> {
    try {
      const written = await writing.run();
      entry.written = written;
      this.#report(entry.number, written);
      if (written.end === "aborted") return this.store.remove(entry);
      const unlikely = toUnlikely(written);
      const result = unlikely ?? (await this.#finish(entry.number, recipe, written)).result;
      this.#learn(entry.number, recipe);
      if ("kind" in result) entry.none = result;
      else entry.edit = result;
    } catch (error) {
      this.store.remove(entry);
      throw error;
    } finally {
      entry.writing = undefined;
      if (this.#running?.entry === entry) this.#running = undefined;
    }
  }

  /** Of what stands in the document, while nobody waits for it. */
  #learn(request: number, { grammar }: Recipe): void {
    const { trace, onBug } = this.#options;
    grammar
      ?.observe()
      .then((lessons) => lessons.length > 0 && trace.emit({ stage: "learnt", request, lessons }))
      .catch(onBug);
  }

  async #makeAlternatives(writer: Writer, entry: Stored, signal: AbortSignal): Promise<void> {
    const { recipe } = entry;
    if (recipe?.writer !== writer) return;
    for (let alternative = 1; alternative <= MAX_ALTERNATIVES && !signal.aborted; alternative += 1) {
      const written = await this.#begin(recipe, { alternative }, () => signal.aborted).run();
      if (written.end === "aborted") continue;
      const { result } = await this.#finish(entry.number, recipe, written);
      const known = [entry.edit, ...entry.alternatives].map((edit) => edit?.text);
      if (!("kind" in result) && !known.includes(result.text)) entry.alternatives = [...entry.alternatives, result];
    }
  }

  async #finish(request: number, recipe: Recipe, written: Written): Promise<Finished> {
    const finished = await finishRecipe(recipe, written, this.#options.clock);
    if (finished.report !== undefined) this.#options.trace.emit({ stage: "joined", request, join: finished.report });
    return finished;
  }

  /** Of work whose requests have all been cancelled. */
  #reportUnheard(error: unknown): void {
    const { trace, onBug } = this.#options;
    if (error instanceof EngineFailure) trace.emit({ stage: "note", message: `generating failed: ${error.message}` });
    else onBug(error);
  }

  #report(request: number, { end, costs, copied }: Written): void {
    const { trace } = this.#options;
    const { work, prefillMs, decodeMs, generatedTokens, constraint } = costs;
    const { healed, stale, ...cost } = work;
    trace.emit({ stage: "plan", request, cost, stale });
    trace.emit({ stage: "evaluated", request, tokens: work.evaluated, healed, ms: prefillMs });
    trace.emit({ stage: "decoded", request, tokens: generatedTokens, stop: end, ms: decodeMs });
    if (constraint !== undefined) trace.emit({ stage: "constraint", request, counts: constraint });
    if (copied !== undefined) trace.emit({ stage: "copied", request, stretch: copied });
  }
}

/** A text that was given up; undefined for others. */
function toUnlikely(written: Written): NoSuggestion | undefined {
  if (written.end !== "unlikely") return undefined;
  const reason = "Its first line is too unlikely to be written to its end.";
  return { kind: "lowConfidence", confidence: confidenceOf(written, 0), reason, text: written.text };
}

async function untilAborted(work: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
