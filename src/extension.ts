/** Composition root of the editor's side: makes the parts and wires them to each other. */

import * as vscode from "vscode";
import type { Settings } from "./core/settings/settings.ts";
import { AskAgain } from "./editor/askAgain.ts";
import { BadModels } from "./editor/badModels.ts";
import { isInlineSuggestOff } from "./editor/blockers.ts";
import { chooseModel, getAndUse } from "./editor/chooseModel.ts";
import { registerCommands } from "./editor/commands.ts";
import { describeDiagnostics } from "./editor/diagnosticsText.ts";
import { DocumentFacts } from "./editor/documentFacts.ts";
import { DocumentPolicy } from "./editor/documentPolicy.ts";
import { EngineLink } from "./editor/engineLink.ts";
import { GhostTextProvider } from "./editor/ghostTextProvider.ts";
import { HostTime, type HostTimeSummary } from "./editor/hostTime.ts";
import { ModelDownloads } from "./editor/modelDownloads.ts";
import { ModelTasks } from "./editor/modelTasks.ts";
import { Notices } from "./editor/notices.ts";
import type { LoggedOutcome } from "./editor/outcomeLog.ts";
import { PanelView } from "./editor/panelView.ts";
import { RequestEnds } from "./editor/requestEnds.ts";
import { ServerAccess } from "./editor/serverAccess.ts";
import { SettingsReader } from "./editor/settingsReader.ts";
import { StatusDisplay } from "./editor/statusDisplay.ts";
import type { StatusView } from "./editor/statusView.ts";
import { StoredFiles } from "./editor/storedFiles.ts";
import { isOffEverywhere } from "./editor/toggles.ts";
import { TraceChannel } from "./editor/traceChannel.ts";
import { tuneModel } from "./editor/tuneModel.ts";
import { UserSwitches } from "./editor/userSwitches.ts";
import { findMeetingFolders, findStorageFolder } from "./places.ts";
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
  readonly #notices = new Notices();
  readonly #settings = this.#own(new SettingsReader((complaint) => this.#notices.wrongSetting(complaint)));
  readonly #badModels: BadModels;
  readonly #ends: RequestEnds;
  readonly #switches: UserSwitches;
  readonly #policy: DocumentPolicy;
  readonly #link: EngineLink;
  readonly #server: ServerAccess;
  readonly #tasks: ModelTasks;
  readonly #downloads: ModelDownloads;
  readonly #trace: TraceChannel;
  readonly #status: StatusDisplay;
  readonly #panel: PanelView;
  readonly #askAgain: AskAgain;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
    this.#badModels = new BadModels(context.globalState);
    const askAgain = (ask: (again: AskAgain) => Promise<void>): void =>
      void ask(this.#askAgain).catch((error: unknown) => this.#log.warn(String(error)));
    const askNow = (): void => askAgain((again) => again.now());
    this.#ends = this.#own(new RequestEnds(context.globalState, askNow, () => this.#panel.refresh()));
    this.#switches = this.#own(new UserSwitches(context));
    const { pause, offFiles } = this.#switches;
    const isPaused = (): boolean => this.#switches.isPaused;
    const facts = this.#own(new DocumentFacts({ isPaused, isFileOff: (uri) => offFiles.has(uri) }));
    this.#policy = new DocumentPolicy(facts, this.#settings);
    const [settings, policy] = [this.#settings, this.#policy];
    this.#link = this.#own(
      new EngineLink({
        ...{ extension: context, log: this.#log, hostTime: this.#hostTime, badModels: this.#badModels },
        meetingFolders: findMeetingFolders(),
        ...{ settings, policy, notices: this.#notices, outcomes: this.#ends.log },
        isSilent: () => this.#switches.isSilent,
        onReady: () => this.#server.engineStarted(),
        onMore: (uri, version) => askAgain((again) => again.in(uri, version)),
        onTurned: () => this.#refresh(),
      }),
    );
    const engine = this.#link.process;
    this.#server = new ServerAccess({ context, engine, log: this.#log, settings: () => settings.for() });
    this.#tasks = createTasks(context, settings, this.#log);
    this.#downloads = new ModelDownloads({ tasks: this.#tasks, messages: this.#notices.messages });
    const downloads = this.#downloads;
    this.#trace = this.#own(new TraceChannel(engine, this.#ends.log));
    this.#status = this.#own(
      new StatusDisplay({ engine, pause, hint: this.#ends.hint, offFiles, settings, policy, downloads }),
    );
    this.#panel = this.#own(this.#createPanel());
    this.#askAgain = this.#own(this.#registerProvider());
    this.#registerCommands();
    this.#listen();
    this.#notices.virtualWorkspace(vscode.workspace.workspaceFolders ?? []);
    this.#refresh();
  }

  api(): TurnkeyApi {
    return {
      metrics: (latest) => ({ hostTime: this.#hostTime.summary(latest), activationMs: this.activationMs }),
      useClock: (now) => this.#hostTime.useClock(now),
      status: () => ({ ...this.#statusNow(), enginePid: this.#link.process.pid }),
      outcomes: () => this.#ends.log.latest(),
    };
  }

  stop(): Promise<void> {
    return this.#link.process.stop();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.reverse()) subscription.dispose();
  }

  /** Is disposed of with the extension, in reverse order. */
  #own<Part extends vscode.Disposable>(part: Part): Part {
    this.#subscriptions.push(part);
    return part;
  }

  #registerProvider(): AskAgain {
    const gate = this.#policy.gate.bind(this.#policy);
    const log = (text: string): void => this.#log.error(text);
    const [engine, outcomes, hostTime] = [this.#link.process, this.#ends.log, this.#hostTime];
    const isOwnRequest = (): boolean => this.#askAgain.isAsking;
    const provider = new GhostTextProvider({ engine, gate, isOwnRequest, outcomes, hostTime, log });
    return new AskAgain(provider, this.#context.extension.id);
  }

  #registerCommands(): void {
    const store = this.#context.globalState;
    const engine = this.#link.process;
    const { pause, offFiles } = this.#switches;
    const settings = (): Settings => this.#settings.for();
    const { messages } = this.#notices;
    const [badModels, tasks, downloads] = [this.#badModels, this.#tasks, this.#downloads];
    const models = { engine, badModels, messages, store, settings, tasks, downloads };
    const commands = registerCommands({
      ...{ store, pause, offFiles, engine },
      settingsFor: (document) => this.#settings.for(document),
      whyNot: () => this.#status.whyNot,
      suggest: () => this.#askAgain.byCommand(),
      chooseModel: () => chooseModel(models),
      getModel: (wanted, title) => getAndUse(models, wanted, title),
      pauseDownload: () => this.#downloads.pause(),
      tune: () => tuneModel(models),
      server: this.#server,
      showStatus: () => this.#status.showList(),
      showPanel: (section) => this.#panel.open(section),
      showTrace: () => this.#trace.show(),
      diagnostics: () =>
        describeDiagnostics({
          version: (this.#context.extension.packageJSON as { readonly version: string }).version,
          engine,
          settings: this.#settings.for(),
          blockers: this.#status.blockers,
          outcomes: this.#ends.log.counts(),
          hostTime: this.#hostTime.summary(),
          activationMs: this.activationMs,
        }),
    });
    this.#own(commands);
  }

  #statusNow(): Pick<ReturnType<TurnkeyApi["status"]>, "engine" | "view"> {
    return { engine: this.#link.process.status, view: this.#status.view };
  }

  #createPanel(): PanelView {
    const { offFiles } = this.#switches;
    const [settings, policy, outcomes] = [this.#settings, this.#policy, this.#ends.log];
    const [engine, badModels, hostTime] = [this.#link.process, this.#badModels, this.#hostTime];
    const modelFolder = (): string => settings.for().modelFolder;
    return new PanelView({
      ...{ extension: this.#context, engine, hostTime },
      facts: {
        status: () => ({ ...this.#statusNow(), blockers: this.#status.blockers }),
        settings,
        policy,
        offFiles,
        outcomes,
      },
      stored: new StoredFiles({ folder: findStorageFolder(), modelFolder, offFiles, badModels }),
      log: (line) => this.#log.warn(line),
    });
  }

  #listen(): void {
    const link = this.#link;
    const { pause, offFiles } = this.#switches;
    const reconsider = (): void => {
      if (isOffEverywhere(this.#settings.for())) void link.process.stop();
      link.reconsider();
      this.#refresh();
    };
    this.#own(this.#settings.onDidChange(reconsider));
    this.#own(offFiles.onDidChange(reconsider));
    // Folders that are not trusted are completed in, but not indexed.
    this.#own(vscode.workspace.onDidGrantWorkspaceTrust(() => link.process.tell("turnkey/trust", { trusted: true })));
    this.#own(pause.onDidChange(() => link.tellFocus()));
    const { onDidOpenTextDocument, onDidGrantWorkspaceTrust } = vscode.workspace;
    const around = [vscode.window.onDidChangeActiveTextEditor, onDidOpenTextDocument, onDidGrantWorkspaceTrust];
    this.#own(this.#ends.hint.onDidChange(() => this.#redraw()));
    const changes: readonly vscode.Event<unknown>[] = [pause.onDidChange, vscode.extensions.onDidChange, ...around];
    for (const change of changes) this.#own(change(() => this.#refresh()));
    this.#own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration("editor.inlineSuggest.enabled")) return;
        link.tellFocus();
        this.#refresh();
      }),
    );
    this.#own(
      link.process.onDidChangeStatus((status) => {
        this.#hostTime.measure(() => this.#redraw());
        this.#ends.noteStatus(status);
      }),
    );
  }

  /** Something around the engine has changed: which document, which settings, which other extensions. */
  #refresh(): void {
    this.#status.forgetBlockers();
    // The engine is started by the first document that it may complete, not with the window.
    if (isAnyWanted(this.#policy)) this.#link.process.start();
    this.#link.pushSettings();
    this.#server.refresh();
    this.#redraw();
  }

  #redraw(): void {
    this.#status.refresh();
    this.#panel.refresh();
  }
}

/** Some visible document may be completed, and the editor would show it. */
function isAnyWanted(policy: DocumentPolicy): boolean {
  const documents = vscode.window.visibleTextEditors.map(({ document }) => document);
  return documents.some((document) => policy.whyNot(document) === undefined && !isInlineSuggestOff(document));
}

function createTasks(
  context: vscode.ExtensionContext,
  settings: Pick<SettingsReader, "for">,
  log: vscode.LogOutputChannel,
): ModelTasks {
  return new ModelTasks({
    modulePath: context.asAbsolutePath("dist/models.cjs"),
    cwd: context.extensionPath,
    settings: () => settings.for(),
    log: (line) => log.warn(line),
  });
}
