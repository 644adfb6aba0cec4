/** Plays editing sessions through the pipeline, as an editor would, and reports each suggestion. */

import type { Planner } from "../core/cachePlan.ts";
import type { Clock } from "../core/clock.ts";
import type { Outcome } from "../core/outcome.ts";
import { Pipeline } from "../core/pipeline.ts";
import type { Settings } from "../core/settings.ts";
import { TextEdit } from "../core/textEdit.ts";
import type { Timing, TokenCounts } from "../core/trace.ts";
import { acceptedEdit, textAtCursor } from "./ghostText.ts";
import { ReplayClock } from "./replayClock.ts";
import type { ReplayEngine } from "./replayEngine.ts";
import type { AcceptedPart, Session, SessionStep } from "./session.ts";
import { type DocumentChange, SessionDocuments } from "./sessionDocuments.ts";
import { UsageError } from "./usage.ts";
import { WorkCounter } from "./workCounter.ts";

export interface ReplayOptions {
  readonly engine: ReplayEngine;
  readonly clock: Clock;
  readonly planner: Planner;
  readonly settings: Settings;
  /** The cache of one session is the next one's. */
  readonly keep: boolean;
  /** Ends the replay at the next step. */
  readonly signal: AbortSignal;
}

/** What became of one `complete` step. */
export interface Replayed {
  /** The session's. */
  readonly id: string;
  /** Index of the step in its session. */
  readonly step: number;
  /** What appears at the cursor; "" when nothing is shown. */
  readonly text: string;
  /** What was generated and held back as unlikely; "" when nothing was. */
  readonly heldBack: string;
  /** Of `text` or `heldBack`: mean log-probability per token of the first line. */
  readonly confidence: number | undefined;
  readonly outcome: Outcome;
  readonly timing: Timing;
  /** All work since the step before that was reported; the scoring of truths is not in it. */
  readonly tokens: TokenCounts;
  /** Tokens evaluated again to bring moved cells up to date. */
  readonly healed: number;
  readonly truth: string | undefined;
  /** Natural logarithm of the probability of `truth`; undefined without one. */
  readonly logprob: number | undefined;
}

/**
 * Each edit is folded into the cache to the end before the next step, as if the typist rested: the counts of tokens
 * then do not depend on the machine's speed. Throws `UsageError` for a step that does not fit its documents.
 */
export async function* replay(sessions: Iterable<Session>, options: ReplayOptions): AsyncGenerator<Replayed, void> {
  let player: Player | undefined;
  try {
    for (const session of sessions) {
      if (player === undefined || !options.keep) {
        await player?.end();
        player = new Player(options);
      }
      yield* player.play(session);
      player.closeAll();
    }
  } finally {
    await player?.end();
  }
}

/** One pipeline with one cache. */
class Player {
  readonly #options: ReplayOptions;
  readonly #clock: ReplayClock;
  readonly #counter = new WorkCounter();
  readonly #pipeline: Pipeline;
  #documents = new SessionDocuments();
  /** What stands at the cursor as ghost text. */
  #ghost: { readonly path: string; readonly edit: TextEdit } | undefined;

  constructor(options: ReplayOptions) {
    const { clock, settings, planner } = options;
    this.#options = options;
    this.#clock = new ReplayClock(clock);
    this.#pipeline = new Pipeline({ clock: this.#clock, trace: this.#counter, settings, planner });
    this.#pipeline.setEngine(options.engine, "");
  }

  async *play(session: Session): AsyncGenerator<Replayed, void> {
    for (const [index, step] of session.trace.entries()) {
      if (this.#options.signal.aborted) return;
      try {
        if (step.kind !== "complete") await this.#do(step);
        else yield { id: session.id, step: index, ...(await this.#complete(step.offset, step.truth)) };
      } catch (error) {
        if (error instanceof UsageError) throw new UsageError(`${session.id}, step ${index}: ${error.message}`);
        throw error;
      }
    }
  }

  closeAll(): void {
    for (const path of this.#documents.paths) this.#pipeline.close(toUri(path));
    this.#documents = new SessionDocuments();
    this.#ghost = undefined;
  }

  async end(): Promise<void> {
    this.closeAll();
    await this.#settle();
    this.#pipeline.dispose();
    await this.#options.engine.clear();
  }

  async #do(step: Exclude<SessionStep, { kind: "complete" }>): Promise<void> {
    switch (step.kind) {
      case "open":
        return this.#open(step.path, step.languageId, step.text);
      case "edit":
        return this.#changed(this.#documents.edit(step.changes, step.path));
      case "cursor":
        this.#ghost = undefined;
        this.#documents.moveCursor(step.offset);
        return this.#cursor();
      case "idle":
        return this.#settle();
      case "accept":
        return this.#accept(step.part);
      case "undo":
        return this.#undone(this.#documents.undo());
      case "redo":
        return this.#undone(this.#documents.redo());
      case "switch":
        this.#ghost = undefined;
        this.#documents.switchTo(step.path);
        return this.#cursor();
      case "close":
        this.#documents.close(step.path);
        this.#pipeline.close(toUri(step.path));
        return;
      default:
        return step satisfies never;
    }
  }

  async #open(path: string, languageId: string, text: string): Promise<void> {
    this.#ghost = undefined;
    this.#documents.open(path, languageId, text);
    this.#pipeline.open({ uri: toUri(path), languageId, version: this.#documents.versionOf(path), text });
    await this.#settle();
  }

  async #cursor(): Promise<void> {
    this.#pipeline.cursor(toUri(this.#documents.current), this.#documents.cursor, true);
    await this.#settle();
  }

  async #changed({ path, edit, version }: DocumentChange): Promise<void> {
    if (this.#ghost?.path === path) {
      const rest = this.#ghost.edit.tryRebase(edit);
      this.#ghost = rest === undefined || rest.isEmpty ? undefined : { path, edit: rest };
    }
    this.#pipeline.change(toUri(path), edit, version);
    await this.#settle();
  }

  async #undone(change: DocumentChange | undefined): Promise<void> {
    if (change === undefined) return;
    this.#ghost = undefined;
    this.#pipeline.change(toUri(change.path), change.edit, change.version);
    this.#pipeline.undone(toUri(change.path));
    await this.#settle();
  }

  async #accept(part: AcceptedPart): Promise<void> {
    const whole = this.#ghost?.edit.replacements[0];
    const path = this.#documents.current;
    if (whole === undefined || this.#ghost?.path !== path) return;
    const { start, end, text } = acceptedEdit(whole, this.#documents.textOf(path), part);
    if (start === end && text === "") return;
    await this.#changed(this.#documents.edit([{ offset: start, deleted: end - start, inserted: text }]));
  }

  async #complete(offset: number, truth: string | undefined): Promise<Omit<Replayed, "id" | "step">> {
    this.#documents.moveCursor(offset);
    const path = this.#documents.current;
    const uri = toUri(path);
    this.#pipeline.cursor(uri, offset, true);
    const outcome = await this.#pipeline.suggest({ uri, offset, invoked: false }, this.#options.signal);
    await this.#settle();
    const { tokens, last } = this.#counter.take();
    const logprob = truth === undefined ? undefined : await this.#score(uri, offset, truth);
    const suggestion = outcome.kind === "shown" ? outcome.suggestions[0] : undefined;
    this.#ghost = suggestion && { path, edit: TextEdit.of([suggestion]) };
    const held = outcome.kind === "lowConfidence" ? outcome : undefined;
    return {
      text: suggestion === undefined ? "" : textAtCursor(suggestion, this.#documents.textOf(path), offset),
      heldBack: held?.text ?? "",
      confidence: (suggestion ?? held)?.confidence,
      outcome,
      timing: last?.timing ?? { firstTokenMs: undefined, totalMs: 0 },
      tokens,
      healed: 0,
      truth,
      logprob,
    };
  }

  async #score(uri: string, offset: number, truth: string): Promise<number | undefined> {
    const logprobs = await this.#pipeline.score(uri, offset, truth.replaceAll("\r\n", "\n"));
    this.#counter.take();
    return logprobs?.reduce((sum, logprob) => sum + logprob, 0);
  }

  #settle(): Promise<void> {
    return this.#clock.skipWaits(() => this.#pipeline.settle());
  }
}

/** Sessions name files by paths of their own; the pipeline wants a URI of an editor's file. */
function toUri(path: string): string {
  const parts = path.replaceAll("\\", "/").split("/");
  return `file:///session/${parts.map(encodeURIComponent).join("/")}`;
}
