/** Composition root of the editor's side: makes the parts and wires them to each other. */

import * as vscode from "vscode";
import { BadModels } from "./editor/badModels.ts";
import { isInlineSuggestOff } from "./editor/blockers.ts";
import { chooseModel } from "./editor/chooseModel.ts";
import { registerCommands } from "./editor/commands.ts";
import { describeDiagnostics } from "./editor/diagnosticsText.ts";
import { DocumentFacts } from "./editor/documentFacts.ts";
import { DocumentPolicy } from "./editor/documentPolicy.ts";
import { DocumentSync } from "./editor/documentSync.ts";
import { EditorEvents } from "./editor/editorEvents.ts";
import { SUPPORTED_SCHEMES } from "./editor/editorGate.ts";
import { startEngineChild } from "./editor/engineChild.ts";
import { EngineProcess, type EngineProcessOptions } from "./editor/engineProcess.ts";
import { FirstHint } from "./editor/firstHint.ts";
import { registerGhostText } from "./editor/ghostTextProvider.ts";
import { HostTime, type HostTimeSummary } from "./editor/hostTime.ts";
import { Messages } from "./editor/messages.ts";
import { Notices } from "./editor/notices.ts";
import { OffFiles } from "./editor/offFiles.ts";
import { type LoggedOutcome, OutcomeLog } from "./editor/outcomeLog.ts";
import { Pause } from "./editor/pause.ts";
import { ReadyRetry } from "./editor/readyRetry.ts";
import { SettingsPush } from "./editor/settingsPush.ts";
import { SettingsReader } from "./editor/settingsReader.ts";
import { StatusDisplay } from "./editor/statusDisplay.ts";
import type { StatusView } from "./editor/statusView.ts";
import { isOffEverywhere } from "./editor/toggles.ts";
import { TraceChannel } from "./editor/traceChannel.ts";
import type { EngineStatus } from "./protocol.ts";

/** For tests, benchmarks and diagnostics. Holds no source text; only a failed model's message may name its file. */
export interface TurnkeyApi {
  /** The percentiles are those of the `latest` keystrokes, if given. */
  metrics(latest?: number): { readonly hostTime: HostTimeSummary; readonly activationMs: number };
  /** Measures that time with another clock, in milliseconds, from the next keystroke on. */
  useClock(now: () => number): void;
  status(): { readonly engine: EngineStatus; readonly view: StatusView; readonly enginePid: number | undefined };
  /** How the latest requests ended, newest last. */
  outcomes(): readonly LoggedOutcome[];
}

let running: Turnkey | undefined;

export function activate(context: vscode.ExtensionContext): TurnkeyApi {
  const beganAt = performance.now();
  running = new Turnkey(context);
  context.subscriptions.push(running);
  running.activationMs = performance.now() - beganAt;
  return running.api();
}

/** Gives the engine a moment to end by itself. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}

class Turnkey implements vscode.Disposable {
  activationMs = 0;
  readonly #context: vscode.ExtensionContext;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #log = this.#own(vscode.window.createOutputChannel("Turnkey", { log: true }));
  readonly #hostTime = new HostTime();
  readonly #messages = new Messages();
  readonly #notices = new Notices(this.#messages);
  readonly #retry = new ReadyRetry();
  readonly #outcomes = new OutcomeLog((outcome) => {
    this.#retry.noteOutcome(outcome);
    this.#hint.noteOutcome(outcome.kind);
  });
  readonly #settings = this.#own(new SettingsReader((complaint) => this.#notices.wrongSetting(complaint)));
  readonly #push = new SettingsPush(this.#settings);
  readonly #hint: FirstHint;
  readonly #badModels: BadModels;
  readonly #pause: Pause;
  readonly #offFiles: OffFiles;
  readonly #policy: DocumentPolicy;
  readonly #sync: DocumentSync;
  readonly #engine: EngineProcess;
  readonly #events: EditorEvents;
  readonly #status: StatusDisplay;
  readonly #trace: TraceChannel;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
    this.#hint = this.#own(new FirstHint(context.globalState));
    this.#badModels = new BadModels(context.globalState);
    this.#pause = this.#own(new Pause(context.globalState));
    this.#offFiles = this.#own(new OffFiles(context.workspaceState));
    const isPaused = (): boolean => this.#pause.until !== undefined;
    const isSilent = (): boolean => isPaused() || isInlineSuggestOff(vscode.window.activeTextEditor?.document);
    const facts = this.#own(new DocumentFacts({ isPaused, isFileOff: (uri) => this.#offFiles.has(uri) }));
    this.#policy = new DocumentPolicy(facts, this.#settings);
    const hostTime = this.#hostTime;
    this.#sync = new DocumentSync({
      isWanted: (document) => this.#policy.isForEngine(document),
      client: () => this.#engine.client,
      onTurned: () => this.#refresh(),
      hostTime,
    });
    this.#engine = this.#own(new EngineProcess(this.#engineOptions()));
    this.#events = this.#own(new EditorEvents({ engine: this.#engine, isSilent, hostTime }));
    this.#trace = this.#own(new TraceChannel(this.#engine, this.#outcomes));
    this.#status = this.#own(
      new StatusDisplay({
        ...{ engine: this.#engine, pause: this.#pause, hint: this.#hint, offFiles: this.#offFiles },
        ...{ settings: this.#settings, policy: this.#policy },
      }),
    );
    this.#registerProvider();
    this.#registerCommands();
    this.#listen();
    this.#notices.virtualWorkspace(vscode.workspace.workspaceFolders ?? []);
    this.#refresh();
  }

  api(): TurnkeyApi {
    return {
      metrics: (latest) => ({ hostTime: this.#hostTime.summary(latest), activationMs: this.activationMs }),
      useClock: (now) => this.#hostTime.useClock(now),
      status: () => ({
        engine: this.#engine.status,
        view: this.#status.view,
        enginePid: this.#engine.pid,
      }),
      outcomes: () => this.#outcomes.latest(),
    };
  }

  stop(): Promise<void> {
    return this.#engine.stop();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.reverse()) subscription.dispose();
  }

  /** Is disposed of with the extension, in reverse order. */
  #own<Part extends vscode.Disposable>(part: Part): Part {
    this.#subscriptions.push(part);
    return part;
  }

  #engineOptions(): EngineProcessOptions {
    const modulePath = this.#context.asAbsolutePath("dist/server.cjs");
    const cwd = this.#context.extensionPath;
    return {
      start: (runtime) => startEngineChild({ modulePath, cwd, runtime, onLine: (line) => this.#log.info(line) }),
      client: () => ({
        documentSelector: SUPPORTED_SCHEMES.map((scheme) => ({ scheme })),
        initializationOptions: {
          ownInlineProvider: true,
          settings: this.#push.initialValues(),
          badModels: this.#badModels.paths(),
          trusted: vscode.workspace.isTrusted,
        },
        middleware: this.#sync.middleware,
        outputChannel: this.#log,
        traceOutputChannel: this.#log,
      }),
      log: this.#log,
      hostTime: this.#hostTime,
      modelPath: () => this.#badModels.goodOne(this.#settings.for().modelPath),
      hear: {
        "turnkey/outcome": ({ kind, detail, totalMs }) => this.#outcomes.add({ by: "engine", kind, detail, totalMs }),
        "turnkey/message": ({ severity, text }) => this.#notices.engineSays(severity, text),
        "turnkey/resync": ({ uri }) => this.#withClient((client) => this.#sync.reopen(client, uri)),
      },
      onReady: () => {
        this.#withClient((client) => this.#push.push(client));
        this.#events.tellAll();
      },
      onBadModel: (path) => {
        this.#badModels.add(path);
        this.#notices.badModel(path);
      },
      onGivenUp: () => this.#notices.givenUp(this.#engine.status.message),
    };
  }

  #registerProvider(): void {
    const gate = this.#policy.gate.bind(this.#policy);
    const log = (text: string): void => this.#log.error(text);
    const { engine, outcomes, hostTime } = { engine: this.#engine, outcomes: this.#outcomes, hostTime: this.#hostTime };
    this.#own(registerGhostText({ engine, gate, outcomes, hostTime, log }));
  }

  #registerCommands(): void {
    const store = this.#context.globalState;
    const parts = { engine: this.#engine, badModels: this.#badModels, messages: this.#messages, store };
    const commands = registerCommands({
      ...{ store, pause: this.#pause, offFiles: this.#offFiles, engine: this.#engine },
      settingsFor: (document) => this.#settings.for(document),
      whyNot: () => this.#status.whyNot,
      chooseModel: () => chooseModel({ ...parts, currentPath: () => this.#settings.for().modelPath }),
      showStatus: () => this.#status.showList(),
      showTrace: () => this.#trace.show(),
      diagnostics: () =>
        describeDiagnostics({
          version: (this.#context.extension.packageJSON as { readonly version: string }).version,
          engine: this.#engine,
          settings: this.#settings.for(),
          blockers: this.#status.blockers,
          outcomes: this.#outcomes.counts(),
          hostTime: this.#hostTime.summary(),
          activationMs: this.activationMs,
        }),
    });
    this.#own(commands);
  }

  #listen(): void {
    const reconsider = (): void => {
      if (isOffEverywhere(this.#settings.for())) void this.#engine.stop();
      this.#withClient((client) => this.#sync.reconsider(client));
      this.#refresh();
    };
    const refresh = (): void => this.#refresh();
    this.#own(this.#settings.onDidChange(reconsider));
    this.#own(this.#offFiles.onDidChange(reconsider));
    // Folders that are not trusted are completed in, but not indexed.
    this.#own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#engine.tell("turnkey/trust", { trusted: true })));
    this.#own(this.#pause.onDidChange(() => this.#events.tellFocus()));
    this.#own(this.#pause.onDidChange(refresh));
    this.#own(this.#hint.onDidChange(() => this.#status.refresh()));
    this.#own(vscode.window.onDidChangeActiveTextEditor(refresh));
    this.#own(vscode.workspace.onDidOpenTextDocument(refresh));
    this.#own(vscode.extensions.onDidChange(refresh));
    this.#own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration("editor.inlineSuggest.enabled")) return;
        this.#events.tellFocus();
        refresh();
      }),
    );
    this.#own(
      this.#engine.onDidChangeStatus((status) => {
        this.#hostTime.measure(() => this.#status.refresh());
        this.#retry.noteStatus(status);
      }),
    );
  }

  /** Something around the engine has changed: which document, which settings, which other extensions. */
  #refresh(): void {
    this.#status.forgetBlockers();
    // The engine is started by the first document that it may complete, not with the window.
    if (this.#isWanted()) this.#engine.start();
    this.#withClient((client) => this.#push.push(client));
    this.#status.refresh();
  }

  /** Some visible document may be completed, and the editor would show it. */
  #isWanted(): boolean {
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document);
    return documents.some((document) => this.#policy.whyNot(document) === undefined && !isInlineSuggestOff(document));
  }

  #withClient(run: (client: NonNullable<EngineProcess["client"]>) => Promise<unknown>): void {
    const { client } = this.#engine;
    // An engine that ends meanwhile is followed by one that is told everything anew.
    if (client) run(client).catch((error: unknown) => this.#log.warn(String(error)));
  }
}
