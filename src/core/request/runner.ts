/** Starts, watches and ends what is written. At most one text at a time; a new one takes its place. */

import type { OnBug } from "../bug.ts";
import { EngineFailure } from "../cache/engine.ts";
import { type Clock, untilAborted } from "../clock.ts";
import type { GrammarUse } from "../grammar/grammarUse.ts";
import { standsInText } from "../place/place.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import { Changes } from "../text/changes.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Target, Writer } from "../writing/writer.ts";
import { canHaveMore, hasOthers, makeAlternatives } from "./alternatives.ts";
import { createRecipe } from "./recipe.ts";
import { agrees, continuesAt, type Found, type Stored, SuggestionStore } from "./store.ts";
import { type RunOptions, TextRun } from "./textRun.ts";
import type { TraceSink } from "./trace.ts";

export interface RunnerOptions {
  readonly trace: TraceSink;
  readonly clock: Clock;
  readonly settings: Pick<SettingsInForce, "now">;
  readonly onBug: OnBug;
}

export interface WaitOptions {
  /** With alternatives, by this writer. */
  readonly alternatives?: Writer | undefined;
  /** What is known by now will do; left out: the whole text. */
  readonly isEnough?: (() => boolean) | undefined;
}

export class Runner {
  readonly store = new SuggestionStore();
  readonly #grammars: GrammarUse;
  readonly #options: RunnerOptions;
  readonly #runOptions: RunOptions;
  readonly #runs = new WeakMap<Stored, TextRun>();
  readonly #also: Runner | undefined;
  #running: TextRun | undefined;

  /** `also`: hears of the documents what this one hears. */
  constructor(options: RunnerOptions, grammars: GrammarUse, also?: Runner) {
    this.#options = options;
    this.#runOptions = { ...options, onLost: (entry) => this.store.remove(entry) };
    this.#grammars = grammars;
    this.#also = also;
  }

  /** Another engine, or none: nothing of the old one is worth keeping. */
  reset(): void {
    this.#running?.entry.writing?.abort();
    this.store.clear();
    this.#also?.reset();
  }

  opened(uri: string, languageId: string): void {
    this.store.forget(uri);
    this.#grammars.prepare(languageId);
    this.#also?.opened(uri, languageId);
  }

  /** Nothing that was made from the document's text is offered any more. */
  forget(uri: string): void {
    this.store.forget(uri);
    this.#grammars.forget(uri);
    if (this.#running?.entry.uri === uri) this.#running.entry.writing?.abort();
    this.#also?.forget(uri);
  }

  /** `edit` of the model text of `uri`, and the way back. What runs goes on while the text agrees with it. */
  changed(uri: string, edit: TextEdit<"model">, undo: TextEdit<"model">): void {
    this.store.changed(uri, edit, undo);
    this.#also?.changed(uri, edit, undo);
    const entry = this.#running?.entry;
    if (entry?.uri === uri && !agrees(entry)) entry.writing?.abort();
  }

  /** Ends what runs when the cursor has left the text that it continues. */
  cursorAt(uri: string, cursor: ModelOffset): void {
    this.#also?.cursorAt(uri, cursor);
    const entry = this.#running?.entry;
    if (entry === undefined || entry.waiters > 0) return;
    if (entry.uri !== uri || !continuesAt(entry, cursor)) entry.writing?.abort();
  }

  /** Ends what runs when nobody waits for it, nor looks at its first line. */
  abandon(): void {
    const entry = this.#running?.entry;
    if (entry?.waiters === 0 && entry.shown === undefined) entry.writing?.abort();
  }

  /** What is known of a place, as far as it serves a request that shows what is at least so likely, or wants others beside it. */
  find(target: Target, least: number | undefined, wantsOthers = false): Found | undefined {
    const found = this.store.ask(target);
    const given = found?.entry.leastConfidence;
    // Others than a text that was typed along are made where the user is now.
    if (wantsOthers && found?.kind === "ready" && !hasOthers(found.entry)) return undefined;
    // What was not written to its end for being unlikely may be wanted now.
    if (found === undefined || given === undefined || found.kind === "ready") return found;
    return least !== undefined && given <= least ? found : undefined;
  }

  start(writer: Writer, target: Target, number: number, leastConfidence: number | undefined): Found {
    this.#running?.entry.writing?.abort();
    const { clock } = this.#options;
    const startedAt = clock.now();
    const recipe = createRecipe(writer, target, this.#grammars, this.#options.settings.now.maxLines);
    const isText = standsInText(recipe.stop().place);
    const entry: Stored = {
      uri: target.document.uri,
      number,
      cursor: target.cursor,
      selected: target.selected,
      isText,
      leastConfidence,
      writing: undefined,
      written: undefined,
      changes: Changes.none,
      recipe,
      edit: undefined,
      alternatives: [],
      firsts: [],
      isExhausted: false,
      times: 0,
      none: undefined,
      cut: undefined,
      begun: undefined,
      line: undefined,
      shown: undefined,
      waiters: 0,
      prepareMs: clock.now() - startedAt,
      joinMs: 0,
    };
    this.store.add(entry);
    this.#begin(new TextRun(entry, recipe, this.#runOptions));
    return { kind: "growing", entry };
  }

  /**
   * Waits until the entry's text has ended (with its alternatives, if asked for), enough of it is known, or the signal
   * aborts. False when it was aborted. Rejects with `EngineFailure`.
   */
  async wait(entry: Stored, { alternatives, isEnough }: WaitOptions, signal: AbortSignal): Promise<boolean> {
    entry.waiters += 1;
    try {
      await this.#untilEnough(entry, isEnough, signal);
      if (signal.aborted) return false;
      if (alternatives !== undefined) await this.#makeAlternatives(entry, alternatives, signal);
      return isEnough?.() === true || (entry.written !== undefined && entry.written.end !== "aborted");
    } finally {
      entry.waiters -= 1;
    }
  }

  /** Resolves when an entry's text has come to its end, whichever. */
  async endOf(entry: Stored): Promise<void> {
    await this.#runs.get(entry)?.finished.catch(() => {});
  }

  #begin(run: TextRun): void {
    const { entry } = run;
    this.#runs.set(entry, run);
    this.#running = run;
    const end = (): void => {
      // With it goes what it was made of.
      this.#runs.delete(entry);
      if (this.#running === run) this.#running = undefined;
    };
    run.finished.then(end, (error: unknown) => {
      end();
      if (entry.waiters === 0) this.#reportUnheard(error);
    });
  }

  async #untilEnough(entry: Stored, isEnough: WaitOptions["isEnough"], signal: AbortSignal): Promise<void> {
    const run = this.#runs.get(entry);
    if (run === undefined || isEnough === undefined) return untilAborted(run?.finished, signal);
    let hasEnded = false;
    const ended = run.finished.then(() => {
      hasEnded = true;
    });
    ended.catch(() => {});
    await run.beginnings.during(async () => {
      while (!hasEnded && !signal.aborted && !isEnough())
        await untilAborted(Promise.race([ended, run.beginnings.next]), signal);
    });
  }

  /** Resolves when nothing runs. */
  async ended(): Promise<void> {
    await this.#also?.ended();
    await this.#running?.finished.catch(() => {});
  }

  /** By the same writer, where there may be more. */
  async #makeAlternatives(entry: Stored, writer: Writer, signal: AbortSignal): Promise<void> {
    const { recipe } = entry;
    if (recipe?.writer !== writer || !canHaveMore(entry)) return;
    const made = makeAlternatives(entry, recipe, signal, this.#runOptions);
    made.catch((error: unknown) => {
      if (signal.aborted) this.#reportUnheard(error);
    });
    await untilAborted(made, signal);
  }

  /** Of work whose requests have all been cancelled. */
  #reportUnheard(error: unknown): void {
    const { trace, onBug } = this.#options;
    if (error instanceof EngineFailure) trace.emit({ stage: "note", message: `generating failed: ${error.message}` });
    else onBug(error);
  }
}
