/** An engine without a model, as a process: speaks the protocol, remembers what it is told, dies and misbehaves on demand. */

import {
  createConnection,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { SessionFigures } from "../../src/core/panel/sessionFigures.ts";
import type { EngineStatus, InitializationOptions, Notifications } from "../../src/protocol.ts";

/** FAKE_ENGINE says how it misbehaves. */
export type FakeEngineManner =
  | "good"
  /** Dies while it is being greeted. */
  | "diesAtOnce"
  /** Never answers the greeting. */
  | "mute"
  /** Dies as soon as its owner knows that it has loaded any model but the embedded one. */
  | "diesOfModel"
  /** Refuses each request as broken. */
  | "fails";

/** What `test/seen` answers, and the last line of the trace. */
export interface SeenByEngine {
  readonly options: InitializationOptions;
  readonly documents: readonly { readonly uri: string; readonly version: number; readonly text: string }[];
  /** Method and parameters of the notifications that are our own, and of changed settings. */
  readonly told: readonly (readonly [string, unknown])[];
}

const NO_FIGURES = new SessionFigures().figures(0);
const manner = (process.env.FAKE_ENGINE ?? "good") as FakeEngineManner;
if (manner === "diesAtOnce") process.exit(3);

const connection = createConnection();
const documents = new TextDocuments(TextDocument);
const told: [string, unknown][] = [];
let options: InitializationOptions = {};
const facts = { threads: 1, contextSize: 512, rates: { prefill: 100, decode: 10 } };
let status: EngineStatus = { ...facts, state: "off", message: "", model: undefined };

connection.onInitialize((params: InitializeParams) => {
  if (manner === "mute") return new Promise(() => {});
  options = params.initializationOptions as InitializationOptions;
  return {
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    },
  };
});
connection.onInitialized(() => loadModel(modelPath()));

for (const method of ["turnkey/cursor", "turnkey/focus", "turnkey/changeReason"])
  connection.onNotification(method, (params: unknown) => void told.push([method, params]));
documents.onDidOpen(({ document: { uri, version } }) => void told.push(["didOpen", { uri, version }]));
connection.onDidChangeConfiguration(({ settings }) => {
  told.push(["settings", settings]);
  loadModel(String((settings as { turnkey: Record<string, unknown> }).turnkey["model.path"] ?? ""));
});
/** Whether it dies soon, and how often it was asked for its health since. */
let [isDying, asked] = [false, 0];
connection.onRequest("turnkey/health", () => {
  asked += isDying ? 1 : 0;
  // Nobody asks again before the answer was read, and all that was said before it.
  if (asked === 2) process.exit(134);
  return status;
});
connection.onRequest("turnkey/why", (params: unknown) => {
  told.push(["turnkey/why", params]);
  return [];
});
connection.onRequest("turnkey/figures", () => ({
  figures: NO_FIGURES,
  cpuSeconds: process.cpuUsage().user,
  memoryBytes: 1_000_000,
}));
connection.onRequest("turnkey/copiedTest", () => null);
connection.onRequest("turnkey/facts", () => ({ memoryBytes: 1_000_000 }));
connection.onRequest("turnkey/trace", () => ["one line of the trace", JSON.stringify(see())]);
connection.onRequest("turnkey/diagnostics", () => "the engine's own facts");
connection.onRequest("turnkey/clearCaches", () => {
  told.push(["turnkey/clearCaches", {}]);
  return null;
});
connection.onRequest("test/seen", see);

/** Versions for which there is more to show by now. */
const grown = new Set<number>();

connection.languages.inlineCompletion.on(async ({ textDocument, position, context }, token) => {
  if (manner === "fails") throw new ResponseError(LSPErrorCodes.RequestFailed, "broken on purpose");
  const line = documents.get(textDocument.uri)?.getText().split("\n")[position.line] ?? "?";
  const end = (kind: "notReady" | "shown"): void => {
    const outcome: Notifications["turnkey/outcome"] = { uri: textDocument.uri, kind, detail: "", totalMs: 1 };
    void connection.sendNotification("turnkey/outcome", outcome);
  };
  if (line.includes("not ready")) {
    end("notReady");
    return { items: [] };
  }
  if (line.includes("lost")) void connection.sendNotification("turnkey/resync", { uri: textDocument.uri });
  const version = documents.get(textDocument.uri)?.version ?? 0;
  if (line.includes("more") && !grown.has(version))
    void connection.sendNotification("turnkey/more", {
      uri: textDocument.uri,
      version: line.includes("old") ? version - 1 : version,
    });
  grown.add(version);
  // A request in a line that says so waits until somebody loses patience.
  while (line.includes("slow") && !token.isCancellationRequested)
    await new Promise((resolve) => setTimeout(resolve, 5));
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "");
  const chosen = context.selectedCompletionInfo?.text ?? "";
  const insertText = `${context.triggerKind === 1 ? "asked" : "automatic"} ${chosen}after ${line}`;
  end("shown");
  return { items: [{ insertText, range: { start: position, end: position } }] };
});

documents.listen(connection);
connection.listen();
process.once("disconnect", () => process.exit(1));

function see(): SeenByEngine {
  const open = documents.all().map((document) => ({
    uri: document.uri,
    version: document.version,
    text: document.getText(),
  }));
  return { options, documents: open, told };
}

function modelPath(): string {
  const path = String((options.settings as Record<string, unknown> | undefined)?.["model.path"] ?? "");
  return options.badModels?.includes(path) ? "" : path;
}

function loadModel(path: string): void {
  tellStatus({ state: "loading" });
  if (path.endsWith(".bad")) tellStatus({ state: "error", message: `${path} is no model.` });
  else tellStatus({ state: "ready", model: path || "embedded" });
  isDying ||= manner === "diesOfModel" && path !== "";
}

function tellStatus(change: Partial<EngineStatus>): void {
  status = { ...facts, state: "off", message: "", model: undefined, ...change };
  void connection.sendNotification("turnkey/status", status);
}
