/** The panel in the side bar: its page, what the page is told while it can be seen, and what it asks for. */

import * as vscode from "vscode";
import { PANEL_REQUEST, type PanelRequest, type PanelSection, type PanelUpdate } from "../core/panel/panelMessages.ts";
import type { RequestRecord } from "../core/panel/requestRecord.ts";
import type { ProcessFacts } from "../protocol.ts";
import { CacheFollower } from "./cacheFollower.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { HostTime } from "./hostTime.ts";
import { PanelActions } from "./panelActions.ts";
import { type FactsSources, gatherFacts } from "./panelFacts.ts";
import { panelHtml } from "./panelHtml.ts";
import { readSettingRows } from "./panelSettings.ts";
import type { StoredFiles, StoredPart } from "./storedFiles.ts";

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

const PANEL_VIEW = "turnkey.panel";

/** How long what happens is gathered before the page is told. The cache is seen as it changes; facts need not follow each key. */
const GATHER_MS: Readonly<Record<PanelSection, number>> = { settings: 500, health: 100, why: 500 };
/** What says how things are, and need not be said twice. */
const REPEATED: ReadonlySet<PanelUpdate["kind"]> = new Set(["settings", "facts", "health", "why"]);
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
  #later: NodeJS.Timeout | undefined;
  #engine: ProcessFacts | undefined;
  #stored: readonly StoredPart[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;
  /** By kind: what would say the same again is not sent. */
  readonly #sent = new Map<string, string>();
  readonly #actions: PanelActions;
  #section: PanelSection = "settings";
  /** What is heard of only where it is looked at. */
  #followed: vscode.Disposable[] = [];
  #isAsking = false;
  /** To be shown when the page is there. */
  #wanted: PanelSection | undefined;
  #records: readonly RequestRecord[] = [];

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#actions = new PanelActions({
      ...options,
      requestOf: (number) => this.#records.find((one) => one.number === number),
    });
    this.#registration = vscode.window.registerWebviewViewProvider(PANEL_VIEW, this);
  }

  /** Whether the page listens and can be seen. */
  get isShown(): boolean {
    return this.#isReady && this.#view?.visible === true;
  }

  /** Opens the panel, at a section or where it was. */
  async open(section?: PanelSection): Promise<void> {
    this.#wanted = section;
    await vscode.commands.executeCommand(`${PANEL_VIEW}.focus`);
    if (!this.isShown || section === undefined) return;
    this.#wanted = undefined;
    this.#tell({ kind: "show", section });
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
      if (this.#view?.visible === false) this.#leave();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.hostTime.measure(() => this.#tellAll());
    }, GATHER_MS[this.#section]);
  }

  dispose(): void {
    this.#close();
    this.#registration.dispose();
  }

  /** Nobody looks any more: no text is kept for them. */
  #leave(): void {
    if (this.#isReady) void this.#options.engine.request("turnkey/why", { watch: false }).catch(() => {});
    for (const timer of [this.#timer, this.#later]) clearTimeout(timer);
    [this.#timer, this.#later] = [undefined, undefined];
    this.#stopFollowing();
    this.#isReady = false;
    this.#records = [];
  }

  #close(): void {
    this.#leave();
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
      case "look":
        return this.#look(request.section);
      default: {
        const update = await this.#actions.do(request);
        if (request.kind === "wipe" || request.kind === "run") this.#askedAt = Number.NEGATIVE_INFINITY;
        if (update) this.#tell(update);
        this.refresh();
      }
    }
  }

  #begin(): void {
    this.#isReady = true;
    this.#sent.clear();
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#tell({ kind: "words", texts: wordsOf(vscode.l10n.bundle), language: vscode.env.language });
    if (this.#wanted !== undefined) this.#tell({ kind: "show", section: this.#wanted });
    this.#wanted = undefined;
    this.#tellAll();
  }

  /** Another section is looked at. */
  #look(section: PanelSection): void {
    this.#section = section;
    this.#stopFollowing();
    if (section === "health") this.#followed = [new CacheFollower(() => this.refresh())];
    this.#tellAll();
  }

  #stopFollowing(): void {
    for (const subscription of this.#followed.splice(0)) subscription.dispose();
  }

  #tellAll(): void {
    if (!this.isShown) return;
    const tell = { settings: this.#tellSettings, health: this.#tellHealth, why: this.#tellWhy }[this.#section];
    tell.call(this).catch((error: unknown) => this.#options.log(String(error)));
  }

  /** A look that takes longer than the next one waits is not followed by others. */
  async #tellHealth(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    // An engine that is away has nothing to tell.
    const health = await this.#options.engine.request("turnkey/figures", { watch: true }).catch(() => undefined);
    this.#isAsking = false;
    if (health) this.#options.hostTime.measure(() => this.#tell({ kind: "health", health }));
  }

  async #tellWhy(): Promise<void> {
    // While the engine is away, what is known of its requests stays.
    const records = await this.#options.engine.request("turnkey/why", { watch: true }).catch(() => this.#records);
    this.#records = records;
    this.#tell({ kind: "why", records });
  }

  async #tellSettings(): Promise<void> {
    const { extension, facts } = this.#options;
    this.#tell({ kind: "settings", rows: readSettingRows(extension.extension.packageJSON) });
    this.#tell({ kind: "facts", facts: gatherFacts(facts, this.#engine, this.#stored) });
    const wait = this.#askedAt + SLOW_FACTS_MS - performance.now();
    // Nothing else may happen by then: what is shown would stay as it was.
    if (wait > 0)
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.refresh();
      }, wait);
    else await this.#lookAround();
  }

  /** What takes a moment: it is shown when it is there. */
  async #lookAround(): Promise<void> {
    const { engine, stored, facts } = this.#options;
    this.#askedAt = performance.now();
    this.#stored = await stored.find();
    // An engine that does not run has no facts.
    this.#engine = await engine.request("turnkey/facts", {}).catch(() => undefined);
    if (this.isShown) this.#tell({ kind: "facts", facts: gatherFacts(facts, this.#engine, this.#stored) });
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log(reason);
    this.#tell({ kind: "problem", name: undefined, text: vscode.l10n.t("That could not be done: {0}", reason) });
  }

  #tell(update: PanelUpdate): void {
    const { kind } = update;
    // As text: VS Code would look at each value of an object by itself, which costs more than all the rest.
    const text = JSON.stringify(update);
    if (REPEATED.has(kind) && this.#sent.get(kind) === text) return;
    this.#sent.set(kind, text);
    void this.#view?.webview.postMessage(text);
  }
}

/** A bundle's entry may also be an object with comments for translators. */
function wordsOf(bundle: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(bundle ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}
