/** A pipeline with an editor's documents in front of it: does the steps of sessions. */

import { throwBug } from "../core/bug.ts";
import type { Planner } from "../core/cache/cachePlan.ts";
import { BEFORE_SUGGESTION, type HealingRule, NO_HEALING } from "../core/cache/healing.ts";
import type { Clock } from "../core/clock.ts";
import type { Syntax } from "../core/grammar/syntax.ts";
import type { KeepingOptions } from "../core/request/cellKeeper.ts";
import type { EngineSessionOptions } from "../core/request/engineSession.ts";
import type { Outcome } from "../core/request/outcome.ts";
import { Pipeline } from "../core/request/pipeline.ts";
import { NO_TIMING, type Timing, type TokenCounts } from "../core/request/requestCosts.ts";
import type { Settings } from "../core/settings/settings.ts";
import { TextEdit } from "../core/text/textEdit.ts";
import type { Weigh } from "../core/worth/worth.ts";
import type { ConstraintCounts } from "../core/writing/constraint.ts";
import type { Writer } from "../core/writing/writer.ts";
import { createComparableSession } from "./comparableSession.ts";
import { acceptedEdit, textAtCursor } from "./ghostText.ts";
import { ReplayClock } from "./replayClock.ts";
import type { ReplayEngine } from "./replayEngine.ts";
import type { AcceptedPart, SessionStep } from "./session.ts";
import { type DocumentChange, SessionDocuments } from "./sessionDocuments.ts";
import { WorkCounter } from "./workCounter.ts";

/** When moved cells are brought up to date. */
export interface ReplayHealing {
  /** Before each suggestion, inside of the request or the folding before it. */
  readonly before: HealingRule;
  /** Also in the time that `idle` steps allow. */
  readonly idle: boolean;
  /** Every debt before each suggestion. */
  readonly everything: boolean;
}

/** By the name that `turnkey replay --heal` knows them by. */
export const REPLAY_HEALING = {
  off: { before: NO_HEALING, idle: false, everything: false },
  request: { before: BEFORE_SUGGESTION, idle: false, everything: false },
  idle: { before: BEFORE_SUGGESTION, idle: true, everything: false },
  full: { before: BEFORE_SUGGESTION, idle: true, everything: true },
} as const satisfies Record<string, ReplayHealing>;

/** What a writer is given to work with. */
type WriterParts = Pick<EngineSessionOptions, "clock" | "trace" | "settings" | "onBug">;

export type OpenWriter = (parts: WriterParts) => Writer;

export interface PlayerOptions {
  /** A model here, or what opens something else that writes. */
  readonly engine: ReplayEngine | OpenWriter;
  readonly clock: Clock;
  readonly planner: Planner;
  readonly healing: ReplayHealing;
  readonly settings: Settings;
  readonly syntax?: Syntax;
  /** Aborts the request that is being answered. */
  readonly signal: AbortSignal;
  /**
   * A request comes with its key, as in an editor. "rest": everything else is done to the end before the next step, as if
   * the typist rested; the counts of tokens then do not depend on the machine's speed. "hurry": the next step comes at
   * once; the times are then those that a person would wait.
   */
  readonly pace: "rest" | "hurry";
  /** See `SuggestRequest`. */
  readonly finishUnlikely?: boolean;
  /** See `PipelineOptions`. */
  readonly weigh?: Weigh;
  readonly keeping?: KeepingOptions;
}

/** What became of one `complete` step. */
export interface Completed {
  /** What appears at the cursor; "" when nothing is shown. */
  readonly text: string;
  /** What was generated and held back as unlikely; "" when nothing was. */
  readonly heldBack: string;
  /** Of `text` or `heldBack`: log-probability of the first line. */
  readonly confidence: number | undefined;
  readonly outcome: Outcome;
  readonly timing: Timing;
  /** All work since the step before that was reported; the scoring of truths is not in it. */
  readonly tokens: TokenCounts;
  /** Length of the latest prompt: what a cache that keeps nothing would have evaluated for it. */
  readonly promptTokens: number;
  /** Tokens evaluated again to bring moved cells up to date. */
  readonly healed: number;
  /** What the grammar said to the tokens; undefined where it was not asked. */
  readonly constraint: ConstraintCounts | undefined;
  readonly truth: string | undefined;
  /** Natural logarithm of the probability of `truth`; undefined without one. */
  readonly logprob: number | undefined;
}

/** One pipeline with one cache. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #clock: ReplayClock;
  readonly #counter = new WorkCounter();
  readonly #pipeline: Pipeline;
  #documents = new SessionDocuments();
  /** Something was done that the pipeline may still be working on. */
  #restless = false;
  /** What stands at the cursor as ghost text. */
  #ghost: { readonly path: string; readonly edit: TextEdit<"raw"> } | undefined;

  constructor(options: PlayerOptions) {
    const { engine, settings, syntax, planner, weigh, keeping } = options;
    this.#options = options;
    this.#clock = new ReplayClock(options.clock);
    const common = { clock: this.#clock, trace: this.#counter, settings: { now: settings }, onBug: throwBug };
    this.#pipeline = new Pipeline({
      ...common,
      ...(syntax === undefined ? {} : { syntax }),
      ...(weigh === undefined ? {} : { weigh }),
    });
    const healing = { before: options.healing.before };
    const own = { ...common, planner, healing, keeping };
    this.#pipeline.setWriter(typeof engine === "function" ? engine(common) : createComparableSession(engine, own), "");
  }

  /** The documents as the steps so far left them. */
  get documents(): SessionDocuments {
    return this.#documents;
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
    await this.#settle();
    const { engine } = this.#options;
    if (typeof engine !== "function") await engine.clear();
  }

  /** Throws `UsageError` when the step does not fit the documents. */
  async do(step: Exclude<SessionStep, { kind: "complete" }>): Promise<void> {
    // A change and the cursor that comes with it reach the pipeline together.
    if (step.kind !== "cursor") await this.#rest();
    if (step.kind === "idle") await this.#idle(step.ms);
    else this.#act(step);
    this.#restless = true;
  }

  /** Healing gets as many tokens as the model reads in that time. */
  async #idle(ms: number): Promise<void> {
    await this.#settle();
    const { healing, engine } = this.#options;
    if (healing.idle && typeof engine !== "function")
      await this.#pipeline.heal(Math.floor((ms * engine.rates.prefill) / 1000));
  }

  #act(step: Exclude<SessionStep, { kind: "complete" | "idle" }>): void {
    switch (step.kind) {
      case "open":
        this.#open(step.path, step.languageId, step.text);
        break;
      case "edit":
        this.#changed(this.#documents.edit(step.changes, step.path));
        break;
      case "cursor":
        this.#documents.moveCursor(step.offset);
        this.#moved();
        break;
      case "accept":
        this.#accept(step.part);
        break;
      case "undo":
        this.#undone(this.#documents.undo());
        break;
      case "redo":
        this.#undone(this.#documents.redo());
        break;
      case "switch":
        this.#documents.switchTo(step.path);
        this.#moved();
        break;
      case "close":
        this.#documents.close(step.path);
        this.#pipeline.close(toUri(step.path));
        break;
      default:
        step satisfies never;
    }
  }

  #open(path: string, languageId: string, text: string): void {
    this.#ghost = undefined;
    this.#documents.open(path, languageId, text);
    this.#pipeline.open({ uri: toUri(path), languageId, version: this.#documents.versionOf(path), text });
  }

  #moved(): void {
    this.#ghost = undefined;
    this.#pipeline.cursor(toUri(this.#documents.current), this.#documents.cursor, true);
  }

  #changed({ path, edit, version }: DocumentChange): void {
    if (this.#ghost?.path === path) {
      const rest = this.#ghost.edit.tryRebase(edit);
      this.#ghost = rest === undefined || rest.isEmpty ? undefined : { path, edit: rest };
    }
    this.#pipeline.change(toUri(path), edit, version);
  }

  #undone(change: DocumentChange | undefined): void {
    if (change === undefined) return;
    this.#ghost = undefined;
    this.#pipeline.change(toUri(change.path), change.edit, change.version);
    this.#pipeline.undone(toUri(change.path));
  }

  #accept(part: AcceptedPart): void {
    const whole = this.#ghost?.edit.replacements[0];
    const path = this.#documents.current;
    if (whole === undefined || this.#ghost?.path !== path) return;
    const { start, end, text } = acceptedEdit(whole, this.#documents.textOf(path), part);
    if (start === end && text === "") return;
    this.#changed(this.#documents.edit([{ offset: start, deleted: end - start, inserted: text }]));
  }

  /** Asks for a suggestion as typing would. Throws `UsageError` for an offset outside of the current document. */
  async complete(offset: number, truth: string | undefined): Promise<Completed> {
    this.#documents.moveCursor(offset);
    const path = this.#documents.current;
    const uri = toUri(path);
    this.#pipeline.cursor(uri, offset, true);
    this.#restless = true;
    if (this.#options.healing.everything) {
      await this.#settle();
      await this.#pipeline.heal(Number.POSITIVE_INFINITY);
    }
    const { signal, finishUnlikely = false } = this.#options;
    const outcome = await this.#pipeline.suggest({ uri, offset, invoked: false, finishUnlikely }, signal);
    await this.#settle();
    const { tokens, healed, promptTokens, constraint, last } = this.#counter.take();
    const logprob = truth === undefined ? undefined : await this.#score(uri, offset, truth);
    const suggestion = outcome.kind === "shown" ? outcome.suggestions[0] : undefined;
    const heldBack = outcome.kind === "lowConfidence" ? outcome.suggestion : undefined;
    const document = this.#documents.textOf(path);
    this.#ghost = suggestion && { path, edit: TextEdit.of([suggestion]) };
    return {
      text: suggestion === undefined ? "" : textAtCursor(suggestion, document, offset),
      heldBack: heldBack === undefined ? "" : textAtCursor(heldBack, document, offset),
      confidence: (suggestion ?? heldBack)?.confidence,
      outcome,
      timing: last?.timing ?? NO_TIMING,
      tokens,
      promptTokens,
      healed,
      constraint,
      truth,
      logprob,
    };
  }

  async #score(uri: string, offset: number, truth: string): Promise<number | undefined> {
    const scores = await this.#pipeline.score(uri, offset, truth.replaceAll("\r\n", "\n"));
    this.#counter.take();
    return scores?.reduce((sum, { logprob }) => sum + logprob, 0);
  }

  async #rest(): Promise<void> {
    if (this.#options.pace === "rest" && this.#restless) await this.#settle();
  }

  async #settle(): Promise<void> {
    this.#restless = false;
    await this.#clock.skipWaits(() => this.#pipeline.settle());
  }
}

/** Sessions name files by paths of their own; the pipeline wants a URI of an editor's file. */
function toUri(path: string): string {
  const parts = path.replaceAll("\\", "/").split("/");
  return `file:///session/${parts.map(encodeURIComponent).join("/")}`;
}
