/** A request from its arrival to its outcome: documents, the store of suggestions, and when the engine runs and stops. */

import { must, type OnBug } from "../bug.ts";
import type { Engine, TokenScore } from "../cache/engine.ts";
import type { HealingOptions } from "../cache/healer.ts";
import { PLANNERS } from "../cache/planners.ts";
import type { Clock } from "../clock.ts";
import { GrammarUse } from "../grammar/grammarUse.ts";
import type { Syntax } from "../grammar/syntax.ts";
import type { Context } from "../prompt/context.ts";
import type { Document } from "../prompt/document.ts";
import type { RawOffset } from "../text/offsets.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Weigh } from "../worth/worth.ts";
import { LEAST_CONFIDENCE } from "../writing/confidence.ts";
import type { PrecedentKeeper } from "../writing/precedents.ts";
import { endWriter, type Writer } from "../writing/writer.ts";
import type { Answer } from "./answer.ts";
import type { KeepingOptions } from "./cellKeeper.ts";
import { Elsewhere } from "./elsewhere.ts";
import { EngineSession } from "./engineSession.ts";
import { Follower } from "./follower.ts";
import { checkRequest } from "./gate.ts";
import { Manners, type MannersOptions } from "./manners.ts";
import { type OpenDocument, OpenDocuments } from "./openDocuments.ts";
import type { NoSuggestion, Outcome } from "./outcome.ts";
import { type Timing, toTiming, toTokenCounts } from "./requestCosts.ts";
import { Runner } from "./runner.ts";
import type { ServerSession } from "./serverSession.ts";
import { type Pacing, Showing } from "./showing.ts";
import { type Stored, wholeOf } from "./store.ts";
import { askedTarget, failureOutcome, type SuggestRequest } from "./suggestRequest.ts";
import type { TraceSink } from "./trace.ts";

export interface PipelineOptions extends MannersOptions {
  readonly clock: Clock;
  readonly trace: TraceSink;
  /** Left out: suggestions are made without grammars. */
  readonly syntax?: Syntax;
  /** Left out: only the document itself is read. */
  readonly context?: Context;
  /** URIs of the cells above a notebook's cell, the nearest last; left out: there are no notebooks. */
  readonly cellsAbove?: (uri: string) => readonly string[];
  /** Left out: the model alone decides what is written. */
  readonly precedents?: PrecedentKeeper;
  /** Left out: nothing that was read outlives the engine. */
  readonly keeping?: KeepingOptions | undefined;
  readonly healing?: Partial<HealingOptions>;
  /** In place of the usual judgement of what is worth a look; for benches. */
  readonly weigh?: Weigh;
  /** More can be shown where the cursor of a document stands than a paced request was answered with. */
  readonly onMore?: (uri: string) => void;
  /** Of work that nobody waits for. */
  readonly onBug: OnBug;
}

/**
 * All methods but `suggest`, `settle` and `score` return at once. Offsets are in the documents' own text.
 * Throws `BugError` for an unknown uri or an offset outside of the text.
 */
export class Pipeline {
  readonly manners: Manners;
  readonly #options: PipelineOptions;
  readonly #documents: OpenDocuments;
  readonly #runner: Runner;
  readonly #follower: Follower;
  readonly #elsewhere: Elsewhere;
  #writer: Writer | undefined;
  #writerBeforeEnded: Promise<void> | undefined;
  #notReady = "The model is not loaded yet.";
  #requests = 0;
  readonly #showing: Showing;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.manners = new Manners(options);
    this.#documents = new OpenDocuments(options.settings, [options.context, options.precedents], options.cellsAbove);
    const grammars = new GrammarUse(options.syntax, () => options.settings.now.syntaxMode);
    const [main, follower, showing] = [() => this.#runner, () => this.#follower, () => this.#showing];
    this.#elsewhere = new Elsewhere({ ...options, grammars, main, follower, showing });
    this.#runner = new Runner(this.#options, grammars, this.#elsewhere.runner);
    this.#follower = new Follower({
      ...this.#options,
      writers: () => [this.#writer, this.#elsewhere.server].filter((writer) => writer !== undefined),
      isAllowed: (document) =>
        this.#documents.has(document) && this.manners.spared === undefined && !this.#refusal(document, true),
      isKnown: (target) => this.#runner.store.ask(target) !== undefined,
    });
    this.#showing = new Showing({ ...options, runner: this.#runner, follower: this.#follower });
  }

  /** The engine to use from now on; undefined with the reason while there is none. The pipeline never disposes it. */
  setEngine(engine: Engine | undefined, reason: string): void {
    const planner = PLANNERS[this.#options.settings.now.cacheMode];
    const nearOnly = (): boolean => this.manners.spared === "near";
    const onWhole = (document: Document): void => this.#showing.wholeRead(document);
    this.setWriter(engine && new EngineSession(engine, { ...this.#options, planner, nearOnly, onWhole }), reason);
    this.#options.precedents?.useVocabulary(engine && { name: engine.facts.path, tokenizer: engine.tokenizer });
  }

  /** What writes from now on; undefined with the reason while nothing does. */
  setWriter(writer: Writer | undefined, reason: string): void {
    this.#runner.reset();
    this.#writerBeforeEnded = endWriter(this.#writer, this.#writerBeforeEnded);
    this.#notReady = reason;
    this.#writer = writer;
    this.#follower.resume();
  }

  /** A server that is asked too from now on, or none. The pipeline never closes its connections. */
  setServer(server: ServerSession | undefined): void {
    this.#elsewhere.use(server);
    this.#follower.resume();
  }

  open(given: OpenDocument): void {
    const { uri, languageId } = this.#documents.open(given);
    this.#runner.opened(uri, languageId);
    this.#documents.tell(uri);
  }

  /** `edit` leads from the text so far to the text at `version`. */
  change(uri: string, edit: TextEdit<"raw">, version: number): void {
    const document = this.#documents.get(uri);
    const before = document.text;
    const modelEdit = document.change(edit, version);
    if (modelEdit.isEmpty) return;
    this.#showing.changed(modelEdit);
    this.#runner.changed(uri, modelEdit, modelEdit.inverse(before));
    if (this.isExcluded(uri)) this.#runner.forget(uri);
    else this.#options.trace.emit({ stage: "changed", request: undefined, uri, edit });
    this.#showing.abandonLater();
    this.#follower.changed(document);
    this.#documents.tell(uri);
  }

  /** The last change was an undo or a redo: nothing is suggested until the next change. */
  undone(uri: string): void {
    this.#documents.get(uri).markUndone();
  }

  close(uri: string): void {
    this.#runner.forget(uri);
    this.#documents.close(uri);
    this.#follower.closed(uri);
  }

  /** Where the cursor is; `single` is false with several cursors or a selection. Without it the end of the last edit counts. */
  cursor(uri: string, offset: RawOffset, single: boolean): void {
    const document = this.#documents.get(uri);
    const before = document.cursor;
    document.setCursor(offset, single);
    this.#runner.cursorAt(uri, document.cursor);
    this.#follower.moved(document, before);
  }

  /** While nobody looks, nothing is written that nobody waits for, and nothing is done ahead. */
  focus(focused: boolean): void {
    this.#follower.focus(focused);
    if (focused) return;
    this.#runner.abandon();
    this.#elsewhere.runner.abandon();
  }

  /** See `OpenDocuments.isExcluded`. */
  isExcluded(uri: string): boolean {
    return this.#documents.isExcluded(uri);
  }

  /** The document's own text. */
  textOf(uri: string): string {
    return this.#documents.get(uri).raw;
  }

  /** Never rejects for a foreseeable reason: every request ends in one outcome. */
  async suggest(request: SuggestRequest, signal: AbortSignal): Promise<Outcome> {
    const { clock, trace } = this.#options;
    const { uri, offset, invoked } = request;
    const document = this.#documents.get(uri);
    must(offset >= 0 && offset <= document.raw.length, `a request at ${offset}`);
    this.#requests += 1;
    const number = this.#requests;
    const startedAt = clock.now();
    document.setCursor(offset, document.single);
    this.#follower.asked(document);
    trace.emit({ stage: "request", request: number, uri, version: document.version, offset, invoked });
    const answer = await this.#answer(number, document, request, signal);
    tellAnswer(trace, number, answer, (own) => toTiming(own, startedAt, clock.now()));
    this.#follower.answered(document);
    return answer.outcome;
  }

  /**
   * What the model thinks of the tokens of `text` at a place, one after the other; for benches. Rejects with
   * `EngineFailure`; undefined while there is no engine, and for what is excluded.
   */
  async score(uri: string, offset: RawOffset, text: string): Promise<readonly TokenScore[] | undefined> {
    const document = this.#documents.get(uri);
    if (this.isExcluded(uri)) return undefined;
    return this.#writer?.score({ document, cursor: document.model.toModel(offset) }, text);
  }

  /** Resolves when nothing runs: folding done, generations ended. */
  async settle(): Promise<void> {
    await this.#follower.settle();
    await this.#runner.ended();
    await Promise.all([this.#writerBeforeEnded, this.#writer?.idle()]);
  }

  /** Evaluates at most so many stale tokens again; for replays, which say when they are idle. */
  async heal(tokens: number): Promise<void> {
    await this.#writer?.heal(tokens);
  }

  dispose(): void {
    this.#follower.end();
    this.setServer(undefined);
    this.setEngine(undefined, "Turnkey has ended.");
    this.#documents.clear();
  }

  async #answer(
    number: number,
    document: Document,
    request: SuggestRequest,
    signal: AbortSignal,
  ): Promise<StoredAnswer> {
    const refused = this.#refusal(document, request.invoked, request.offset);
    if (refused !== undefined) return { outcome: refused };
    const [writer, askedFor, { invoked }] = [this.#writer, document.version, request];
    if (writer === undefined) return { outcome: { kind: "notReady", reason: this.#notReady } };
    const target = askedTarget(document, request);
    try {
      const eagerness = invoked ? undefined : this.#options.settings.now.eagerness;
      const floor = request.finishUnlikely ? undefined : eagerness && LEAST_CONFIDENCE[eagerness];
      const { entry } = this.#runner.find(target, floor, invoked) ?? this.#runner.start(writer, target, number, floor);
      this.#elsewhere.ask({ number, target, eagerness, leastConfidence: floor, entry });
      if (entry.number !== number) this.#options.trace.emit({ stage: "reused", request: number, of: entry.number });
      const isPaced = request.paced === true && !invoked;
      const isEnough = isPaced ? () => this.#runner.store.rebased(entry, target)?.kind === "ready" : undefined;
      const ended = await this.#runner.wait(entry, { alternatives: eagerness ? undefined : writer, isEnough }, signal);
      const waits = isPaced && ended && !signal.aborted && document.version === askedFor;
      const pacing: Pacing = { entry, target, eagerness, signal };
      const answer = waits ? await this.#showing.pace(pacing) : this.#showing.known(entry, pacing);
      if (signal.aborted) this.#showing.abandonLater();
      if (signal.aborted || !ended) return { outcome: { kind: "cancelled" }, entry };
      if (document.version !== askedFor) return { outcome: { kind: "stale", askedFor, now: document.version }, entry };
      return { ...answer, entry };
    } catch (error) {
      return { outcome: failureOutcome(error) };
    }
  }

  #refusal(document: Document, invoked: boolean, offset?: RawOffset): NoSuggestion | undefined {
    const at = offset ?? document.model.toRaw(document.cursor);
    const focused = this.#follower.isFocused;
    const no = checkRequest(document, { offset: at, invoked, focused }, this.#options.settings.now);
    return no ?? (invoked ? undefined : this.manners.check(document, document.model.toModel(at)));
  }
}

type StoredAnswer = Answer & { readonly entry?: Stored };

/** What was answered stands on a screen from now on. */
function tellAnswer(
  trace: TraceSink,
  request: number,
  { outcome, entry, worth }: StoredAnswer,
  timed: (own: Stored | undefined) => Timing,
): void {
  if (worth !== undefined) trace.emit({ stage: "weighed", request, worth });
  if (outcome.kind === "shown" && entry !== undefined) entry.shown ??= wholeOf(entry);
  const own = entry?.number === request ? entry : undefined;
  trace.emit({ stage: "outcome", request, outcome, timing: timed(own), tokens: toTokenCounts(own) });
}
