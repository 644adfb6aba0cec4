/** All that goes to the engine and comes from it: its process, documents, settings, and what the user does. */

import * as vscode from "vscode";
import type { LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";
import type { BadModels } from "./badModels.ts";
import type { DocumentPolicy } from "./documentPolicy.ts";
import { DocumentSync } from "./documentSync.ts";
import { EditorEvents } from "./editorEvents.ts";
import { SUPPORTED_SCHEMES } from "./editorGate.ts";
import { EngineProcess, type EngineProcessOptions } from "./engineProcess.ts";
import { EngineSharing, type SharingExtension } from "./engineSharing.ts";
import type { HostTime } from "./hostTime.ts";
import type { Notices } from "./notices.ts";
import type { OutcomeLog } from "./outcomeLog.ts";
import { SettingsPush } from "./settingsPush.ts";
import type { SettingsReader } from "./settingsReader.ts";

export interface EngineLinkOptions {
  readonly extension: SharingExtension;
  /** See `EngineSharingOptions`. */
  readonly meetingFolders: readonly string[];
  readonly log: vscode.LogOutputChannel;
  readonly hostTime: HostTime;
  readonly settings: Pick<SettingsReader, "for">;
  readonly policy: Pick<DocumentPolicy, "isForEngine">;
  readonly badModels: BadModels;
  readonly notices: Notices;
  readonly outcomes: OutcomeLog;
  /** Where the cursor of a document stands, more can be shown by now. */
  readonly onMore: (uri: string, version: number) => void;
  /** An engine has started, which knows nothing yet. */
  readonly onReady: () => void;
  /** Nothing would be shown. */
  readonly isSilent: () => boolean;
  /** A document that was changed is excluded by its text from now on, or no longer. */
  readonly onTurned: () => void;
}

export class EngineLink implements vscode.Disposable {
  readonly process: EngineProcess;
  readonly #options: EngineLinkOptions;
  readonly #sharing: EngineSharing;
  readonly #push: SettingsPush;
  readonly #sync: DocumentSync;
  readonly #events: EditorEvents;

  constructor(options: EngineLinkOptions) {
    const { hostTime, settings, policy, isSilent, onTurned } = options;
    this.#options = options;
    this.#push = new SettingsPush(settings);
    this.#sync = new DocumentSync({
      isWanted: (document) => policy.isForEngine(document),
      client: () => this.process.client,
      onTurned,
      hostTime,
    });
    this.#sharing = this.#createSharing();
    this.process = new EngineProcess(this.#processOptions());
    this.#events = new EditorEvents({ engine: this.process, isSilent, hostTime });
  }

  /** The engine gets the settings in force, if it has others; or it is left for the one that they ask for. */
  pushSettings(): void {
    const { process } = this;
    if (process.client && this.#sharing.isElsewhere(process.isShared))
      process.move().catch((error: unknown) => this.#options.log.warn(String(error)));
    else this.#withClient((client) => this.#push.push(client));
  }

  /** Opens and closes documents at the engine after a change of what is wanted. */
  reconsider(): void {
    this.#withClient((client) => this.#sync.reconsider(client));
  }

  /** Something has changed that `isSilent` may depend on. */
  tellFocus(): void {
    this.#events.tellFocus();
  }

  dispose(): void {
    this.#events.dispose();
    this.process.dispose();
  }

  #createSharing(): EngineSharing {
    const { extension, meetingFolders: folders, log, hostTime, settings, badModels } = this.#options;
    return new EngineSharing({
      ...{ folders, hostTime, cwd: extension.extensionPath },
      modulePath: extension.asAbsolutePath("dist/server.cjs"),
      version: (extension.extension.packageJSON as { readonly version: string }).version,
      settings: () => {
        const inForce = settings.for(vscode.window.activeTextEditor?.document);
        return { ...inForce, modelPath: badModels.goodOne(inForce.modelPath) };
      },
      onLine: (line) => log.info(line),
    });
  }

  #processOptions(): EngineProcessOptions {
    const { log, settings, badModels, notices, outcomes, onMore } = this.#options;
    return {
      start: (how) => this.#sharing.start(how),
      client: () => this.#clientOptions(),
      log,
      modelPath: () => badModels.goodOne(settings.for().modelPath),
      hear: {
        "turnkey/outcome": ({ kind, detail, totalMs }) => outcomes.add({ by: "engine", kind, detail, totalMs }),
        "turnkey/message": ({ severity, text }) => notices.engineSays(severity, text),
        "turnkey/more": ({ uri, version }) => onMore(uri, version),
        "turnkey/resync": ({ uri }) => this.#withClient((client) => this.#sync.reopen(client, uri)),
      },
      onReady: () => {
        this.pushSettings();
        this.#events.tellAll();
        this.#options.onReady();
      },
      onBadModel: (path) => {
        badModels.add(path);
        notices.badModel(path);
      },
      onGivenUp: () => notices.givenUp(this.process.status.message),
    };
  }

  #clientOptions(): LanguageClientOptions {
    const { log, badModels } = this.#options;
    return {
      documentSelector: SUPPORTED_SCHEMES.map((scheme) => ({ scheme })),
      initializationOptions: {
        ownInlineProvider: true,
        settings: this.#push.initialValues(),
        badModels: badModels.paths(),
        trusted: vscode.workspace.isTrusted,
      },
      middleware: this.#sync.middleware,
      outputChannel: log,
      traceOutputChannel: log,
    };
  }

  #withClient(run: (client: LanguageClient) => Promise<unknown>): void {
    const { client } = this.process;
    // An engine that ends meanwhile is followed by one that is told everything anew.
    if (client) run(client).catch((error: unknown) => this.#options.log.warn(String(error)));
  }
}
