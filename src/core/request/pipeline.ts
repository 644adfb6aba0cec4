/** A request from its arrival to its outcome: documents, the store of suggestions, and when the engine runs and stops. */

import { BugError, must, type OnBug } from "../bug.ts";
import { type Engine, EngineFailure, type TokenScore } from "../cache/engine.ts";
import type { HealingOptions } from "../cache/healer.ts";
import { PLANNERS } from "../cache/planners.ts";
import type { Clock } from "../clock.ts";
import { GrammarUse } from "../grammar/grammarUse.ts";
import type { Syntax } from "../grammar/syntax.ts";
import type { Context } from "../prompt/context.ts";
import { Document } from "../prompt/document.ts";
import { ServerFailure } from "../remote/serverFailure.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import type { RawOffset } from "../text/offsets.ts";
import type { Replacement, TextEdit } from "../text/textEdit.ts";
import type { Weigh } from "../worth/worth.ts";
import { LEAST_CONFIDENCE } from "../writing/confidence.ts";
import type { PrecedentKeeper } from "../writing/precedents.ts";
import { endWriter, type Target, type Writer } from "../writing/writer.ts";
import type { Answer } from "./answer.ts";
import type { KeepingOptions } from "./cellKeeper.ts";
import { EngineSession } from "./engineSession.ts";
import { Follower } from "./follower.ts";
import { checkRequest } from "./gate.ts";
import type { NoSuggestion, Outcome } from "./outcome.ts";
import { toTiming, toTokenCounts } from "./requestCosts.ts";
import { Runner } from "./runner.ts";
import { type Pacing, Showing } from "./showing.ts";
import { type Stored, wholeOf } from "./store.ts";
import type { TraceSink } from "./trace.ts";

export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

export interface SuggestRequest {
  readonly uri: string;
  /** Cursor, UTF-16 offset in the document's own text. */
  readonly offset: RawOffset;
  /** Asked for by a command: nothing is withheld as unlikely, and alternatives are made. */
  readonly invoked: boolean;
  /**
   * By an editor whose user types: answered with the first line as soon as that is complete, and when the user pauses. Left
   * out: with the whole, at once.
   */
  readonly paced?: boolean;
  /** What will be held back as unlikely is written to its end all the same: the outcome has it. */
  readonly finishUnlikely?: boolean;
  /** The suggest widget's selected item: the suggestion must start with `text` in place of [start, end). */
  readonly selected?: Replacement<"raw">;
}

export interface PipelineOptions {
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly settings: Pick<SettingsInForce, "now">;
  /** Left out: suggestions are made without grammars. */
  readonly syntax?: Syntax;
  /** Left out: only the document itself is read. */
  readonly context?: Context;
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
  readonly #options: PipelineOptions;
  readonly #documents = new Map<string, Document>();
  readonly #readers: readonly Pick<Context, "changed" | "closed">[];
  readonly #runner: Runner;
  readonly #follower: Follower;
  #writer: Writer | undefined;
  #writerBeforeEnded: Promise<void> | undefined;
  #notReady = "The model is not loaded yet.";
  #requests = 0;
  readonly #showing: Showing;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#readers = [options.context, options.precedents].filter((reader) => reader !== undefined);
    this.#runner = new Runner(this.#options, new GrammarUse(options.syntax, () => options.settings.now.syntaxMode));
    this.#follower = new Follower({
      ...this.#options,
      writer: () => this.#writer,
      isAllowed: (document) => this.#documents.get(document.uri) === document && !this.#refusal(document, true),
      isKnown: (target) => this.#runner.store.ask(target) !== undefined,
    });
    this.#showing = new Showing({ ...options, runner: this.#runner, follower: this.#follower });
  }

  /** The engine to use from now on; undefined with the reason while there is none. The pipeline never disposes it. */
  setEngine(engine: Engine | undefined, reason: string): void {
    const planner = PLANNERS[this.#options.settings.now.cacheMode];
    this.setWriter(engine && new EngineSession(engine, { ...this.#options, planner }), reason);
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

  open({ uri, languageId, version, text }: OpenDocument): void {
    const opened = new Document(uri, languageId, version, text);
    this.#documents.set(uri, opened);
    this.#runner.opened(uri, opened.languageId);
    this.#tellContext(uri);
  }

  /** `edit` leads from the text so far to the text at `version`. */
  change(uri: string, edit: TextEdit<"raw">, version: number): void {
    const document = this.#document(uri);
    const before = document.text;
    const modelEdit = document.change(edit, version);
    if (modelEdit.isEmpty) return;
    this.#showing.changed(modelEdit);
    this.#runner.changed(uri, modelEdit, modelEdit.inverse(before));
    if (this.isExcluded(uri)) this.#runner.forget(uri);
    this.#showing.abandonLater();
    this.#follower.changed(document);
    this.#tellContext(uri);
  }

  /** The last change was an undo or a redo: nothing is suggested until the next change. */
  undone(uri: string): void {
    this.#document(uri).markUndone();
  }

  close(uri: string): void {
    this.#runner.forget(uri);
    this.#documents.delete(uri);
    this.#follower.closed(uri);
    for (const reader of this.#readers) reader.closed(uri);
  }

  /** Where the cursor is; `single` is false with several cursors or a selection. Without it the end of the last edit counts. */
  cursor(uri: string, offset: RawOffset, single: boolean): void {
    const document = this.#document(uri);
    const before = document.cursor;
    document.setCursor(offset, single);
    this.#runner.cursorAt(uri, document.cursor);
    this.#follower.moved(document, before);
  }

  /** While nobody looks, nothing is written that nobody waits for, and nothing is done ahead. */
  focus(focused: boolean): void {
    this.#follower.focus(focused);
    if (!focused) this.#runner.abandon();
  }

  /** Nothing of the document may reach the model, for its name, its place or its first lines. */
  isExcluded(uri: string): boolean {
    return this.#document(uri).exclusion(this.#options.settings.now.exclude) !== undefined;
  }

  /** The document's own text. */
  textOf(uri: string): string {
    return this.#document(uri).raw;
  }

  /** Never rejects for a foreseeable reason: every request ends in one outcome. */
  async suggest(request: SuggestRequest, signal: AbortSignal): Promise<Outcome> {
    const { clock, trace } = this.#options;
    const { uri, offset, invoked } = request;
    const document = this.#document(uri);
    must(offset >= 0 && offset <= document.raw.length, `a request at ${offset}`);
    this.#requests += 1;
    const number = this.#requests;
    const startedAt = clock.now();
    document.setCursor(offset, document.single);
    this.#follower.asked(document);
    trace.emit({ stage: "request", request: number, uri, version: document.version, offset, invoked });
    const { outcome, entry, worth } = await this.#answer(number, document, request, signal);
    if (worth !== undefined) trace.emit({ stage: "weighed", request: number, worth });
    if (outcome.kind === "shown" && entry !== undefined) entry.shown ??= wholeOf(entry);
    const costs = entry?.number === number ? (entry.written ?? entry.writing)?.costs : undefined;
    const timing = toTiming(costs, startedAt, clock.now());
    trace.emit({ stage: "outcome", request: number, outcome, timing, tokens: toTokenCounts(costs) });
    this.#follower.answered(document);
    return outcome;
  }

  /**
   * What the model thinks of the tokens of `text` at a place, one after the other; for benches. Rejects with
   * `EngineFailure`; undefined while there is no engine, and for what is excluded.
   */
  async score(uri: string, offset: RawOffset, text: string): Promise<readonly TokenScore[] | undefined> {
    const document = this.#document(uri);
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
    this.setEngine(undefined, "Turnkey has ended.");
    this.#documents.clear();
  }

  async #answer(
    number: number,
    document: Document,
    request: SuggestRequest,
    signal: AbortSignal,
  ): Promise<Answer & { entry?: Stored }> {
    const refused = this.#refusal(document, request.invoked, request.offset);
    if (refused !== undefined) return { outcome: refused };
    const [writer, askedFor] = [this.#writer, document.version];
    if (writer === undefined) return { outcome: { kind: "notReady", reason: this.#notReady } };
    const target = targetOf(document, request);
    try {
      const eagerness = request.invoked ? undefined : this.#options.settings.now.eagerness;
      const least = eagerness && LEAST_CONFIDENCE[eagerness];
      const floor = request.finishUnlikely ? undefined : least;
      const { entry } = this.#runner.find(target, floor) ?? this.#runner.start(writer, target, number, floor);
      if (entry.number !== number) this.#options.trace.emit({ stage: "reused", request: number, of: entry.number });
      const isPaced = request.paced === true && !request.invoked;
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
    return checkRequest(document, { offset: at, invoked, focused }, this.#options.settings.now);
  }

  /** What is excluded is not read there either. */
  #tellContext(uri: string): void {
    const read = () => (this.#documents.has(uri) && !this.isExcluded(uri) ? this.#document(uri).text : undefined);
    for (const reader of this.#readers) reader.changed(uri, read);
  }

  #document(uri: string): Document {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new BugError(`no open document ${uri}`);
    return document;
  }
}

/** Throws what is no failure of the engine. */
function failureOutcome(error: unknown): NoSuggestion {
  if (!(error instanceof EngineFailure)) throw error;
  const { message } = error;
  if (error instanceof ServerFailure && error.kind === "withheld")
    return { kind: "excluded", rule: message, reason: message };
  return { kind: "failed", message };
}

function targetOf(document: Document, { offset, selected }: SuggestRequest): Target {
  const cursor = document.model.toModel(offset);
  if (selected === undefined) return { document, cursor };
  const start = document.model.toModel(selected.start);
  const end = document.model.toModel(selected.end);
  return { document, cursor, selected: { start, end, text: selected.text } };
}
