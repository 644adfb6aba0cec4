/** The language server: takes a client's messages, and holds what answers them. */

import { writeSync } from "node:fs";
import {
  type Connection,
  ErrorCodes,
  type InitializeError,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { type Clock, withinTime } from "../core/clock.ts";
import type { Notifications, Requests } from "../protocol.ts";
import { systemClock } from "../system/systemClock.ts";
import { ClientSession, type ClientSessionOptions } from "./clientSession.ts";
import type { LoadEngine } from "./engineHost.ts";
import { Outbox } from "./outbox.ts";
import { connect, TransportError } from "./transport.ts";
import { listenToFolders } from "./workspace.ts";

export interface ServerParts {
  readonly loadEngine: LoadEngine;
  readonly createSyntax?: NonNullable<ClientSessionOptions["createSyntax"]>;
  readonly createContext?: NonNullable<ClientSessionOptions["createContext"]>;
  readonly createPrecedents?: NonNullable<ClientSessionOptions["createPrecedents"]>;
  /** The real time unless given. */
  readonly clock?: Clock;
}

/** Work that is cut off rather than waited for when the client wants the server to end. */
const SHUTDOWN_MAX_MS = 2000;

/** Serves one client until it leaves; the process ends with the connection. Wrong arguments end it with exit code 2. */
export function startServer(argv: readonly string[], parts: ServerParts): void {
  let connection: Connection;
  try {
    connection = connect(argv);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    console.error(`turnkey: ${error.message}`);
    process.exitCode = 2;
    return;
  }
  serve(connection, parts);
  connection.listen();
}

function serve(connection: Connection, parts: ServerParts): void {
  const clock = parts.clock ?? systemClock;
  const outbox = new Outbox(connection);
  let session: ClientSession | undefined;
  connection.onInitialize((params): InitializeResult | ResponseError<InitializeError> => {
    if (session !== undefined) return new ResponseError(ErrorCodes.InvalidRequest, "initialize came twice");
    // No native code in here: an engine that died now would die again at every start.
    session = new ClientSession({ ...parts, connection, outbox, clock, params });
    listen(connection, session);
    return { capabilities: capabilitiesFor(params), serverInfo: { name: "turnkey" } };
  });
  connection.onInitialized(() => {
    outbox.open();
    session?.announce();
    if (session?.workspace !== undefined) listenToFolders(connection, session.capabilities, session.workspace);
  });
  endAtOnce(() => session?.hasModel ?? false);
  // What nobody has caught was work that nobody waits for: the requests to come are not to pay for it.
  process.on("unhandledRejection", (error) =>
    session === undefined ? console.error(error) : session.reportBug(error),
  );
  connection.onShutdown(async () => {
    if (session !== undefined) await withinTime(session.dispose(), clock, SHUTDOWN_MAX_MS);
  });
}

/**
 * `process.exit` waits for native work under way, and a large batch or a model on a slow disk takes longer than an editor
 * that died may leave its engine behind. Nothing of ours needs the clean way out then.
 */
function endAtOnce(isNativeWorkPossible: () => boolean): void {
  process.once("exit", () => {
    if (isNativeWorkPossible()) process.kill(process.pid, "SIGKILL");
  });
  // Node prints an error after "exit", which may not come to an end.
  process.once("uncaughtException", (error) => {
    writeSync(process.stderr.fd, `${error.stack ?? error}\n`);
    process.exit(1);
  });
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
  onNotification(connection, "turnkey/trust", ({ trusted }) => session.workspace?.changeTrust(trusted));
  onRequest(connection, "turnkey/health", () => session.status());
  onRequest(connection, "turnkey/trace", () => session.traceLines());
  onRequest(connection, "turnkey/similar", (params) => session.findSimilar(params));
  onRequest(connection, "turnkey/diagnostics", () => session.diagnostics());
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
