/** One client's session: its settings, documents and requests, on one pipeline and one engine. */

import type { ClientCapabilities, Connection, InitializeParams } from "vscode-languageserver/node";
import type { Clock } from "../core/clock.ts";
import type { Syntax } from "../core/grammar/syntax.ts";
import type { Context } from "../core/prompt/context.ts";
import type { Pipeline } from "../core/request/pipeline.ts";
import { isRecord } from "../core/settings/settingKinds.ts";
import { isEnabledFor } from "../core/settings/settings.ts";
import type { EngineStatus, InitializationOptions, Notifications, Requests, SimilarPlace } from "../protocol.ts";
import { ClientReports } from "./clientReports.ts";
import { ClientSettings } from "./clientSettings.ts";
import { type Mirror, ServerDocuments } from "./documents.ts";
import { describeFacts } from "./engineFacts.ts";
import { EngineHost } from "./engineHost.ts";
import type { HabitBook } from "./habitBook.ts";
import { type KeptFiles, keepingFor } from "./keptFiles.ts";
import type { Outbox } from "./outbox.ts";
import type { RankBook } from "./rankBook.ts";
import { type OpenRemote, RemoteHost } from "./remoteHost.ts";
import { type AnswerInlineCompletion, createRequests } from "./requests.ts";
import { createSessionPipeline } from "./sessionPipeline.ts";
import type { Member, SharedModel } from "./sharedModel.ts";
import { TraceLog } from "./traceLog.ts";
import { Workspace, type WorkspaceContext, type WorkspacePrecedents } from "./workspace.ts";

export interface ClientSessionOptions {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly model: Pick<SharedModel, "loaderFor">;
  /** Starts nothing until it is asked. `note` is told what is wrong with the grammars. */
  readonly createSyntax?: (note: (message: string) => void) => SessionSyntax;
  /** Left out: only open documents are read. Starts nothing until it has folders. `onState` is told that its state is another. */
  readonly createContext?: (note: (message: string) => void, onState: () => void) => WorkspaceContext;
  /** Left out: the model alone decides what is written. Reads nothing until it has folders. */
  readonly createPrecedents?: (note: (message: string) => void) => WorkspacePrecedents;
  /** Left out: no server is ever asked. */
  readonly openRemote?: OpenRemote;
  /** Left out: nothing is learnt from what is taken. */
  readonly habit?: HabitBook;
  /** Left out: nothing is learnt of which text of other files helps. */
  readonly ranks?: RankBook;
  /** Left out: nothing of the user's files is kept on the disk. */
  readonly kept?: KeptFiles;
  readonly params: InitializeParams;
  /** How many clients share this process; left out: it is this one's alone. */
  readonly windows?: () => number;
}

/** The grammars of one session. */
interface SessionSyntax extends Syntax {
  /** Nothing is asked afterwards. */
  close?(): void;
}

export class ClientSession implements Member {
  readonly documents: ServerDocuments;
  readonly answerInlineCompletion: AnswerInlineCompletion;
  readonly #options: ClientSessionOptions;
  readonly #reports: ClientReports;
  readonly #startedAt: number;
  readonly #trace: TraceLog;
  readonly #pipeline: Pipeline;
  readonly #host: EngineHost;
  readonly remote: RemoteHost;
  /** Undefined: only open documents are read. */
  readonly workspace: Workspace | undefined;
  readonly #settings: ClientSettings;
  readonly #syntax: SessionSyntax | undefined;
  isFocused = true;
  hasLeft = false;

  constructor(options: ClientSessionOptions) {
    const { clock, params } = options;
    const note = (message: string): void => this.#trace.note(message);
    this.#syntax = options.createSyntax?.(note);
    const initial = readInitial(params.initializationOptions);
    this.#options = options;
    this.#reports = new ClientReports(options.outbox, initial.ownInlineProvider);
    this.#startedAt = clock.now();
    const documentOf = (uri: string): Mirror | undefined => this.documents.get(uri);
    this.#trace = new TraceLog(clock, documentOf);
    this.#settings = new ClientSettings({
      ...options,
      initial: initial.settings,
      keepsModel: options.windows !== undefined,
      complain: (sentence) => this.#reports.say("warning", sentence),
      note,
    });
    const context = options.createContext?.(note, () => this.announce());
    const precedents = options.createPrecedents?.(note);
    const { trusted: isTrusted } = initial;
    this.workspace = context && new Workspace({ ...options, context, precedents, settings: this.#settings, isTrusted });
    this.#pipeline = createSessionPipeline({
      ...{ clock, context, precedents, trace: this.#trace, settings: this.#settings, syntax: this.#syntax },
      keeping: keepingFor(options.kept, this.#settings, () => this.workspace?.isTrusted ?? isTrusted),
      onMore: initial.ownInlineProvider ? (uri) => this.#tellMore(uri) : undefined,
      cellsAbove: (uri) => this.documents.cellsAbove(uri),
      ...{ habit: options.habit, documentOf, onBug: (error) => this.reportBug(error) },
    });
    this.remote = this.#createRemote(initial, context);
    this.#host = this.#createHost(initial.badModels);
    this.#settings.onChange(() => this.#needForAny());
    this.documents = this.#createDocuments();
    this.answerInlineCompletion = createRequests({
      ...{ clock, documentOf, isPaced: initial.paced },
      isTooLarge: (uri) => this.documents.isTooLarge(uri),
      suggest: (request, signal) => {
        const document = this.documents.get(request.uri);
        if (document) this.#needFor(document);
        return this.#host.during(() => this.#pipeline.suggest(request, signal));
      },
      onOutcome: (uri, outcome, totalMs) => this.#reports.ended(uri, outcome, totalMs),
      onBug: (error) => this.reportBug(error),
    });
  }

  #createDocuments(): ServerDocuments {
    return new ServerDocuments({
      sink: this.#pipeline,
      onTouched: (mirror) => this.#needFor(mirror),
      onBroken: (uri, error) => {
        this.reportBug(error);
        this.#reports.broken(uri);
      },
      verify: process.env.TURNKEY_VERIFY === "1",
    });
  }

  #createHost(badModels: readonly string[]): EngineHost {
    return new EngineHost({
      load: this.#options.model.loaderFor(this),
      clock: this.#options.clock,
      settings: this.#settings,
      badModels,
      setEngine: (engine, reason) => this.remote.setEngine(engine, reason),
      settle: () => this.#pipeline.settle(),
      onStatus: () => this.announce(),
      onMessage: this.#reports.say,
      onBug: (error) => this.reportBug(error),
    });
  }

  #createRemote({ ownInlineProvider, trusted: isTrusted }: Initial, context: Context | undefined): RemoteHost {
    const { openRemote: open, clock, connection } = this.#options;
    return new RemoteHost({
      ...{ open, clock, context, isTrusted, trace: this.#trace, settings: this.#settings, pipeline: this.#pipeline },
      ...(ownInlineProvider ? {} : { ask: (question) => askUser(connection, question) }),
      ...{ onStatus: () => this.announce(), say: this.#reports.say, onBug: (error) => this.reportBug(error) },
    });
  }

  #tellMore(uri: string): void {
    const document = this.documents.get(uri);
    if (document) this.#options.outbox.notify("turnkey/more", { uri, version: document.version });
  }

  /** Tells the client the state of all. */
  announce(): void {
    this.#options.outbox.notify("turnkey/status", this.status());
  }

  status(): EngineStatus {
    const [index, windows, remote] = [this.workspace?.state, this.#options.windows?.(), this.remote.status];
    const { spared } = this.#pipeline.manners;
    return { ...this.#host.status(), ...withoutUndefined({ index, windows, remote, spared }) };
  }

  get trace(): Pick<TraceLog, "lines" | "requests" | "health"> {
    return this.#trace;
  }

  diagnostics(): string {
    const { clientInfo } = this.#options.params;
    return describeFacts({
      status: this.status(),
      settings: this.#settings.now,
      languageIds: [...this.documents.all()].map(({ languageId }) => languageId),
      outcomes: this.#reports.outcomes,
      lessons: this.#trace.lessons,
      client: clientInfo ? `${clientInfo.name} ${clientInfo.version ?? ""}`.trim() : "unnamed",
      runningMs: this.#options.clock.now() - this.#startedAt,
    });
  }

  /** See `ClientSettings.change`. */
  changeSettings(pushed: unknown): void {
    this.#settings.change(pushed).catch((error: unknown) => this.reportBug(error));
  }

  /** None of a document that is not open, or where there is no index. */
  async findSimilar({ uri, range }: Requests["turnkey/similar"]["params"]): Promise<readonly SimilarPlace[]> {
    const document = this.documents.get(uri);
    if (document === undefined || this.workspace === undefined) return [];
    const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    return this.workspace.findSimilar(uri, document.text, selection);
  }

  moveCursor({ uri, position, single }: Notifications["turnkey/cursor"]): void {
    const document = this.documents.get(uri);
    if (document) this.#pipeline.cursor(uri, document.offsetAt(position), single);
  }

  changeTrust(isTrusted: boolean): void {
    this.workspace?.changeTrust(isTrusted);
    this.remote.trust(isTrusted);
  }

  changeFocus(focused: boolean): void {
    this.isFocused = focused;
    this.#pipeline.focus(focused);
    if (focused) this.#needForAny();
  }

  markUndone({ uri, version }: Notifications["turnkey/changeReason"]): void {
    // A later change has come by already: it is not the one that was undone.
    if (this.documents.get(uri)?.version === version) this.#pipeline.undone(uri);
  }

  /** What the client can do. */
  get capabilities(): ClientCapabilities {
    return this.#options.params.capabilities;
  }

  get hasModel(): boolean {
    return this.#host.hasModel;
  }

  /** The client has gone. Resolves when all is given back. */
  async dispose(): Promise<void> {
    this.hasLeft = true;
    this.#pipeline.dispose();
    await Promise.all([this.#host.dispose(), this.remote.dispose(), this.workspace?.dispose()]);
    this.#syntax?.close?.();
  }

  /** The model is wanted where suggestions are on; a window without focus wants nothing. */
  #needFor({ uri, languageId }: Mirror): void {
    if (!this.isFocused || !isEnabledFor(this.#settings.now, languageId) || this.#pipeline.isExcluded(uri)) return;
    this.remote.need();
    if (!this.remote.isAlone) this.#host.need();
    this.workspace?.need();
  }

  #needForAny(): void {
    for (const mirror of this.documents.all()) this.#needFor(mirror);
  }

  /** A broken rule of our own code: it goes to the log and the trace, and the work that it broke is lost. */
  reportBug(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#trace.note(text);
    console.error(text);
  }
}

type Initial = Required<InitializationOptions>;

/** Asks in the way that every editor knows. */
async function askUser({ window }: Connection, question: string): Promise<boolean> {
  const yes = { title: "Send" };
  return (await window.showInformationMessage(question, yes, { title: "Do Not Send" }))?.title === yes.title;
}

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** What is not known is left out. */
function withoutUndefined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}

/** Whatever a client sends in its place. */
function readInitial(given: unknown): Initial {
  const { ownInlineProvider, settings, trusted, paced, badModels } = (isRecord(given) ? given : {}) as Record<
    string,
    unknown
  >;
  return {
    ownInlineProvider: ownInlineProvider === true,
    settings,
    trusted: trusted !== false,
    paced: paced !== false,
    badModels: Array.isArray(badModels) ? badModels.filter((path) => typeof path === "string") : [],
  };
}
