/** The panel in the side bar: its page, what the page is told while it can be seen, and what it asks for. */

import * as vscode from "vscode";
import { PANEL_REQUEST, type PanelRequest, type PanelUpdate } from "../core/panel/panelMessages.ts";
import type { ProcessFacts } from "../protocol.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { HostTime } from "./hostTime.ts";
import { type FactsSources, gatherFacts } from "./panelFacts.ts";
import { panelHtml } from "./panelHtml.ts";
import { readSettingRows, resetSetting, writeSetting } from "./panelSettings.ts";
import type { StoredFiles, StoredPart } from "./storedFiles.ts";
import { switchLanguage } from "./toggles.ts";

export interface PanelOptions {
  readonly extension: Pick<vscode.ExtensionContext, "extensionUri"> & {
    readonly extension: { readonly packageJSON: unknown };
  };
  readonly facts: FactsSources;
  readonly engine: Pick<EngineProcess, "request">;
  readonly stored: Pick<StoredFiles, "find" | "wipe">;
  readonly hostTime: Pick<HostTime, "measure">;
  readonly log: (line: string) => void;
}

export const PANEL_VIEW = "turnkey.panel";

/** Facts follow what happens, but not each key. */
const FACTS_MS = 500;
/** Memory and folders are looked at less often. */
const SLOW_FACTS_MS = 5_000;

export class PanelView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #options: PanelOptions;
  readonly #registration: vscode.Disposable;
  /** What lives as long as the page does. */
  #ofPage: vscode.Disposable[] = [];
  #view: vscode.WebviewView | undefined;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  #engine: ProcessFacts | undefined;
  #stored: readonly StoredPart[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;
  /** By kind: what would say the same again is not sent. */
  readonly #sent = new Map<string, string>();

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#registration = vscode.window.registerWebviewViewProvider(PANEL_VIEW, this);
  }

  /** Whether the page listens and can be seen. */
  get isShown(): boolean {
    return this.#isReady && this.#view?.visible === true;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri } = this.#options.extension;
    this.#close();
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist")] };
    this.#ofPage = [
      view.webview.onDidReceiveMessage((message: unknown) => this.#hear(message)),
      view.onDidChangeVisibility(() => this.refresh()),
      view.onDidDispose(() => this.#close()),
      vscode.workspace.onDidOpenTextDocument(() => this.refresh()),
      vscode.workspace.onDidCloseTextDocument(() => this.refresh()),
    ];
    view.webview.html = panelHtml(view.webview, extensionUri);
  }

  /** Something that the page shows may be another. What is sent waits a moment for what else there is. */
  refresh(): void {
    if (!this.isShown) {
      // A page that is hidden is gone, and comes back as a new one.
      if (this.#view?.visible === false) this.#isReady = false;
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.hostTime.measure(() => this.#tellAll());
    }, FACTS_MS);
  }

  dispose(): void {
    this.#close();
    this.#registration.dispose();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isReady = false;
    this.#view = undefined;
    for (const subscription of this.#ofPage.splice(0)) subscription.dispose();
  }

  #hear(message: unknown): void {
    const reading = PANEL_REQUEST(message, "message");
    if ("problem" in reading) this.#tell({ kind: "problem", name: undefined, text: reading.problem });
    else this.#follow(reading.value).catch((error: unknown) => this.#fail(error));
  }

  async #follow(request: PanelRequest): Promise<void> {
    switch (request.kind) {
      case "ready":
        return this.#begin();
      case "set":
        return this.#say(request.name, await writeSetting(request.name, request.value));
      case "reset":
        return this.#say(request.name, await resetSetting(request.name));
      case "language":
        return this.#switchLanguage(request.languageId, request.on);
      case "file":
        return this.#switchFile(request.uri, request.on);
      case "run":
        return void (await vscode.commands.executeCommand(`turnkey.${request.command}`));
      case "openSetting":
        return void (await vscode.commands.executeCommand(
          "workbench.action.openSettings",
          `@id:turnkey.${request.name}`,
        ));
      case "wipe":
        return this.#wipe();
      default:
        request satisfies never;
    }
  }

  #begin(): void {
    this.#isReady = true;
    this.#sent.clear();
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#tell({ kind: "words", texts: wordsOf(vscode.l10n.bundle), language: vscode.env.language });
    this.#tellAll();
  }

  #tellAll(): void {
    if (!this.isShown) return;
    const { extension, facts } = this.#options;
    this.#tell({ kind: "settings", rows: readSettingRows(extension.extension.packageJSON) });
    this.#tell({ kind: "facts", facts: gatherFacts(facts, this.#engine, this.#stored) });
    const now = performance.now();
    if (now - this.#askedAt < SLOW_FACTS_MS) return;
    this.#askedAt = now;
    this.#lookAround().catch((error: unknown) => this.#options.log(String(error)));
  }

  /** What takes a moment: it is shown when it is there. */
  async #lookAround(): Promise<void> {
    const { engine, stored } = this.#options;
    this.#stored = await stored.find();
    // An engine that does not run has no facts.
    this.#engine = await engine.request("turnkey/facts", {}).catch(() => undefined);
    this.refresh();
  }

  async #switchLanguage(languageId: string, wanted: boolean): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    await switchLanguage(this.#options.facts.settings.for(document), { languageId, wanted }, document);
  }

  /** Of the files that are open only. */
  #switchFile(uri: string, on: boolean): void {
    const { offFiles } = this.#options.facts;
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (document === undefined) this.#say(undefined, vscode.l10n.t("That file is not open any more."));
    else if (offFiles.has(document.uri) === on) offFiles.toggle(document.uri);
  }

  async #wipe(): Promise<void> {
    const { t } = vscode.l10n;
    const sure = t("Wipe");
    const question = t("Wipe what Turnkey has noted on this machine? Models and settings stay.");
    if ((await vscode.window.showWarningMessage(question, { modal: true }, sure)) !== sure) return;
    const left = await this.#options.stored.wipe();
    this.#askedAt = Number.NEGATIVE_INFINITY;
    if (left.length > 0)
      this.#say(undefined, t("These could not be deleted, maybe because they are in use: {0}", left.join(", ")));
    else this.#tell({ kind: "done", text: t("What was noted is gone.") });
    this.refresh();
  }

  #say(name: string | undefined, problem: string | undefined): void {
    if (problem !== undefined) this.#tell({ kind: "problem", name, text: problem });
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log(reason);
    this.#say(undefined, vscode.l10n.t("That could not be done: {0}", reason));
  }

  #tell(update: PanelUpdate): void {
    const { kind } = update;
    if (kind === "settings" || kind === "facts") {
      const text = JSON.stringify(update);
      if (this.#sent.get(kind) === text) return;
      this.#sent.set(kind, text);
    }
    void this.#view?.webview.postMessage(update);
  }
}

/** A bundle's entry may also be an object with comments for translators. */
function wordsOf(bundle: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(bundle ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}
