/** Starts, watches and ends generations. At most one runs; a new one takes its place. */

import type { OnBug } from "../bug.ts";
import { EngineFailure } from "../cache/engine.ts";
import type { Clock } from "../clock.ts";
import type { GrammarUse } from "../grammar/grammarUse.ts";
import { Changes } from "../text/changes.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Generation } from "../writing/generation.ts";
import type { EngineSession, Target } from "./engineSession.ts";
import type { NoSuggestion } from "./outcome.ts";
import { createRecipe, type Finished, finishRecipe, type Recipe, watchProgress } from "./recipe.ts";
import { agrees, continuesAt, type Found, type Stored, SuggestionStore } from "./store.ts";
import type { TraceSink } from "./trace.ts";

/** Alternatives beside the first suggestion, when asked for by a command. */
const MAX_ALTERNATIVES = 2;

export interface RunnerOptions {
  readonly trace: TraceSink;
  readonly clock: Clock;
  readonly onBug: OnBug;
}

interface Run {
  readonly entry: Stored;
  /** Resolves when the generation has ended and the entry says what became of it; rejects with `EngineFailure`. */
  readonly finished: Promise<void>;
}

export class Runner {
  readonly store = new SuggestionStore();
  readonly grammars: GrammarUse;
  readonly #options: RunnerOptions;
  readonly #runs = new WeakMap<Stored, Run>();
  #running: Run | undefined;

  constructor(options: RunnerOptions, grammars: GrammarUse) {
    this.#options = options;
    this.grammars = grammars;
  }

  /** Another engine, or none: nothing of the old one is worth keeping. */
  reset(): void {
    this.#running?.entry.generation.abort();
    this.store.clear();
  }

  opened(uri: string, languageId: string): void {
    this.store.forget(uri);
    this.grammars.prepare(languageId);
  }

  /** Nothing that was made from the document's text is offered any more. */
  forget(uri: string): void {
    this.store.forget(uri);
    if (this.#running?.entry.uri === uri) this.#running.entry.generation.abort();
  }

  /** `edit` of the model text of `uri`, and the way back. What runs goes on while the text agrees with it. */
  changed(uri: string, edit: TextEdit, undo: TextEdit): void {
    this.store.changed(uri, edit, undo);
    const entry = this.#running?.entry;
    if (entry?.uri === uri && !agrees(entry)) entry.generation.abort();
  }

  /** Ends what runs when the cursor has left the text that it continues. */
  cursorAt(uri: string, cursor: number): void {
    const entry = this.#running?.entry;
    if (entry === undefined || entry.waiters > 0) return;
    if (entry.uri !== uri || !continuesAt(entry, cursor)) entry.generation.abort();
  }

  /** Ends what runs when nobody waits for it. */
  abandon(): void {
    if (this.#running?.entry.waiters === 0) this.#running.entry.generation.abort();
  }

  /** What is known of a place, as far as it serves a request that shows what is at least so likely. */
  find(target: Target, leastConfidence: number | undefined): Found | undefined {
    const found = this.store.ask(target);
    const given = found?.entry.generation.leastConfidence;
    // What was not written to its end for being unlikely may be wanted now.
    if (given === undefined || found?.entry.edit !== undefined) return found;
    return leastConfidence !== undefined && given <= leastConfidence ? found : undefined;
  }

  start(session: EngineSession, target: Target, number: number, leastConfidence: number | undefined): Found {
    this.#running?.entry.generation.abort();
    const recipe = createRecipe(session, target, this.grammars);
    const watch = watchProgress(recipe, () => entry.generation);
    const entry: Stored = {
      uri: target.document.uri,
      number,
      cursor: target.cursor,
      selected: target.selected,
      generation: session.createGeneration({
        prompt: recipe.prompt,
        stop: recipe.stop,
        grammar: recipe.grammar,
        alternative: 0,
        leastConfidence,
        onToken: () => {
          if (!agrees(entry)) entry.generation.abort();
          watch.look(entry.generation.text);
        },
      }),
      changes: Changes.none,
      recipe,
      edit: undefined,
      alternatives: [],
      none: undefined,
      waiters: 0,
    };
    this.store.add(entry);
    const run: Run = { entry, finished: this.#run(session, entry, recipe) };
    run.finished.catch((error: unknown) => {
      if (entry.waiters === 0) this.#reportUnheard(error);
    });
    this.#runs.set(entry, run);
    this.#running = run;
    return { kind: "growing", entry };
  }

  /**
   * Waits until the entry's generation has ended (with its alternatives, if asked for) or the signal aborts.
   * False when it was aborted. Rejects with `EngineFailure`.
   */
  async wait(
    entry: Stored,
    options: { alternatives: EngineSession | undefined },
    signal: AbortSignal,
  ): Promise<boolean> {
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
      return entry.generation.state === "done";
    } finally {
      entry.waiters -= 1;
    }
  }

  /** Resolves when nothing runs. */
  async ended(): Promise<void> {
    await this.#running?.finished.catch(() => {});
  }

  async #run(session: EngineSession, entry: Stored, recipe: Recipe): Promise<void> {
    const { generation } = entry;
    try {
      await session.run(generation);
      this.#report(entry.number, generation);
      if (generation.state !== "done") return this.store.remove(entry);
      const result = toUnlikely(generation) ?? (await this.#finish(entry.number, recipe, generation)).result;
      if ("kind" in result) entry.none = result;
      else entry.edit = result;
    } catch (error) {
      this.store.remove(entry);
      throw error;
    } finally {
      if (this.#running?.entry === entry) this.#running = undefined;
    }
  }

  async #makeAlternatives(session: EngineSession, entry: Stored, signal: AbortSignal): Promise<void> {
    const { recipe } = entry;
    if (recipe === undefined || recipe.session !== session) return;
    for (let alternative = 1; alternative <= MAX_ALTERNATIVES && !signal.aborted; alternative += 1) {
      const watch = watchProgress(recipe, () => generation);
      const generation = session.createGeneration({
        prompt: recipe.prompt,
        stop: recipe.stop,
        grammar: recipe.grammar,
        alternative,
        onToken: () => {
          if (signal.aborted) generation.abort();
          watch.look(generation.text);
        },
      });
      await session.run(generation);
      if (generation.state !== "done") continue;
      const { result } = await this.#finish(entry.number, recipe, generation);
      const known = [entry.edit, ...entry.alternatives].map((edit) => edit?.text);
      if (!("kind" in result) && !known.includes(result.text)) entry.alternatives = [...entry.alternatives, result];
    }
  }

  async #finish(request: number, recipe: Recipe, generation: Generation): Promise<Finished> {
    const finished = await finishRecipe(recipe, generation, this.#options.clock);
    if (finished.report !== undefined) this.#options.trace.emit({ stage: "joined", request, join: finished.report });
    return finished;
  }

  /** Of work whose requests have all been cancelled. */
  #reportUnheard(error: unknown): void {
    const { trace, onBug } = this.#options;
    if (error instanceof EngineFailure) trace.emit({ stage: "note", message: `generating failed: ${error.message}` });
    else onBug(error);
  }

  #report(request: number, generation: Generation): void {
    const { work, prefillMs, decodeMs } = generation;
    const { healed, stale, ...cost } = work;
    this.#options.trace.emit({ stage: "plan", request, cost, stale });
    this.#options.trace.emit({ stage: "evaluated", request, tokens: work.evaluated, healed, ms: prefillMs });
    const stop = generation.state === "done" ? generation.stopReason : "aborted";
    this.#options.trace.emit({ stage: "decoded", request, tokens: generation.generatedTokens, stop, ms: decodeMs });
    const { constraint } = generation;
    if (constraint !== undefined) this.#options.trace.emit({ stage: "constraint", request, counts: constraint });
  }
}

/** A text that was given up; undefined for others. */
function toUnlikely(generation: Generation): NoSuggestion | undefined {
  const { stopReason, leastConfidence: threshold = 0, text } = generation;
  if (stopReason !== "unlikely") return undefined;
  return { kind: "lowConfidence", confidence: generation.confidenceFrom(0), threshold, text };
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
