/** A client on its connection: takes its messages, and holds the session that answers them. */

import { randomInt } from "node:crypto";
import {
  type Connection,
  ErrorCodes,
  type InitializeError,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { type Clock, withinTime } from "../core/clock.ts";
import { toCopiedTest } from "../core/panel/copiedTest.ts";
import type { RequestLog } from "../core/panel/requestLog.ts";
import type { RequestRecord } from "../core/panel/requestRecord.ts";
import type { Notifications, ProcessFacts, Requests } from "../protocol.ts";
import { ClientSession, type ClientSessionOptions } from "./clientSession.ts";
import type { LoadEngine } from "./engineHost.ts";
import type { KeptFiles } from "./keptFiles.ts";
import { Outbox } from "./outbox.ts";
import { listenToFolders } from "./workspace.ts";

type SessionParts = Pick<
  ClientSessionOptions,
  "createSyntax" | "createContext" | "createPrecedents" | "kept" | "openRemote" | "habit" | "ranks"
>;

export interface ServerParts extends SessionParts {
  readonly loadEngine: LoadEngine;
  /** The real time unless given. */
  readonly clock?: Clock;
  /** How long an engine that windows share waits for one when the last has left; left out: as `windows.ts` has it. */
  readonly lingerMs?: number;
}

export interface ServedParts extends SessionParts, Pick<ClientSessionOptions, "model" | "clock" | "windows"> {}

/** Work that is cut off rather than waited for when the client wants the server to end. */
const SHUTDOWN_MAX_MS = 2000;

export class Served {
  readonly #connection: Connection;
  readonly #parts: ServedParts;
  readonly #outbox: Outbox;
  #session: ClientSession | undefined;
  #ending: Promise<unknown> | undefined;
  #isMoving = false;

  /** The connection does not listen yet. */
  constructor(connection: Connection, parts: ServedParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#outbox = new Outbox(connection);
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#open());
    connection.onShutdown(() => this.end());
    onNotification(connection, "turnkey/moving", () => {
      this.#isMoving = true;
    });
  }

  /** A model is in memory or on its way: native work may be under way. */
  get hasModel(): boolean {
    return this.#session?.hasModel ?? false;
  }

  /** The client said that it goes to another engine. */
  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** Tells the client the state of all. */
  announce(): void {
    this.#session?.announce();
  }

  /** A line of the engine's log. */
  tellLog(line: string): void {
    this.#outbox.notify("turnkey/log", { line });
  }

  reportBug(error: unknown): void {
    if (this.#session === undefined) console.error(error);
    else this.#session.reportBug(error);
  }

  /** The connection is gone; as `end`. */
  leave(): Promise<void> {
    this.#outbox.close();
    return this.end();
  }

  /** Resolves when the session has given everything back, or soon after. */
  async end(): Promise<void> {
    if (this.#session === undefined) return;
    const all = Promise.all([this.#session.dispose(), this.#parts.habit?.save(), this.#parts.ranks?.save()]);
    this.#ending ??= withinTime(all, this.#parts.clock, SHUTDOWN_MAX_MS);
    await this.#ending;
  }

  #initialize(params: InitializeParams): InitializeResult | ResponseError<InitializeError> {
    if (this.#session !== undefined) return new ResponseError(ErrorCodes.InvalidRequest, "initialize came twice");
    // No native code in here: an engine that died now would die again at every start.
    const [connection, outbox] = [this.#connection, this.#outbox];
    this.#session = new ClientSession({ ...this.#parts, connection, outbox, params });
    listen(connection, this.#session);
    onRequest(connection, "turnkey/clearCaches", () => clear(this.#parts.kept));
    onRequest(connection, "turnkey/facts", () => tellFacts(this.#parts));
    onRequest(connection, "turnkey/forgetHabit", () => forget(this.#parts));
    return { capabilities: capabilitiesFor(params), serverInfo: { name: "turnkey" } };
  }

  #open(): void {
    const session = this.#session;
    this.#outbox.open();
    session?.announce();
    if (session?.workspace !== undefined) listenToFolders(this.#connection, session.capabilities, session.workspace);
  }
}

async function clear(kept: KeptFiles | undefined): Promise<null> {
  await kept?.clear();
  return null;
}

type LearntParts = Pick<ServedParts, "habit" | "ranks">;

function tellFacts({ habit, ranks }: LearntParts): ProcessFacts {
  const memoryBytes = process.memoryUsage.rss();
  return { memoryBytes, ...(habit && { habit: habit.report }), ...(ranks && { ranks: ranks.report }) };
}

async function forget({ habit, ranks }: LearntParts): Promise<null> {
  await Promise.all([habit?.forget(), ranks?.forget()]);
  return null;
}

function capabilitiesFor(params: InitializeParams): InitializeResult["capabilities"] {
  const ownProvider = (params.initializationOptions as { ownInlineProvider?: unknown } | undefined)?.ownInlineProvider;
  return {
    // The only encoding that every client must know.
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    notebookDocumentSync: { notebookSelector: [{ notebook: "*", cells: [{ language: "*" }] }] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(ownProvider === true ? {} : { inlineCompletionProvider: true }),
  };
}

function listen(connection: Connection, session: ClientSession): void {
  session.documents.listen(connection);
  connection.languages.inlineCompletion.on(session.answerInlineCompletion);
  connection.onDidChangeConfiguration(({ settings }) => session.changeSettings(settings));

  onNotification(connection, "turnkey/cursor", (params) => session.moveCursor(params));
  onNotification(connection, "turnkey/focus", ({ focused }) => session.changeFocus(focused));
  onNotification(connection, "turnkey/changeReason", (params) => session.markUndone(params));
  onNotification(connection, "turnkey/trust", ({ trusted }) => session.changeTrust(trusted));
  onNotification(connection, "turnkey/server", (decided) => session.remote.allow(decided));
  onRequest(connection, "turnkey/health", () => session.status());
  onRequest(connection, "turnkey/trace", () => session.trace.lines());
  onRequest(connection, "turnkey/why", ({ watch }) => tellRequests(session.trace.requests, watch));
  onRequest(connection, "turnkey/figures", ({ watch }) => session.trace.health.report(watch === true));
  onRequest(connection, "turnkey/copiedTest", ({ request }) => copyTest(session.trace.requests, request));
  onRequest(connection, "turnkey/similar", (params) => session.findSimilar(params));
  onRequest(connection, "turnkey/diagnostics", () => session.diagnostics());
}

/** Newest first. `watch`: whether somebody goes on looking. */
function tellRequests(requests: RequestLog, watch: boolean): readonly RequestRecord[] {
  requests.watch(watch === true);
  return requests.records;
}

function copyTest(requests: RequestLog, request: number): string | null {
  const source = requests.sourceOf(request);
  const uri = requests.records.find(({ number }) => number === request)?.uri;
  return source === undefined || uri === undefined ? null : toCopiedTest(request, uri, source, randomInt(1, 2 ** 31));
}

function onNotification<Method extends keyof Notifications>(
  connection: Connection,
  method: Method,
  handler: (params: Notifications[Method]) => void,
): void {
  connection.onNotification(method, handler);
}

function onRequest<Method extends keyof Requests>(
  connection: Connection,
  method: Method,
  handler: (params: Requests[Method]["params"]) => Requests[Method]["result"] | Promise<Requests[Method]["result"]>,
): void {
  connection.onRequest<unknown, unknown>(method, (params: Requests[Method]["params"]) => handler(params));
}
