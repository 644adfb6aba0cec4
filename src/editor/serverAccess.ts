/**
 * Whether text of this workspace may go to a server: asked once with the server's name, and kept with the workspace. The key is in
 * the editor's secret storage.
 */

import * as vscode from "vscode";
import { entryOf } from "../core/entryOf.ts";
import { parseServerAddress } from "../core/remote/serverAddress.ts";
import type { Settings } from "../core/settings/settings.ts";
import { readNetwork } from "./editorNetwork.ts";
import type { EngineProcess } from "./engineProcess.ts";

export interface ServerAccessOptions {
  readonly context: Pick<vscode.ExtensionContext, "workspaceState" | "secrets" | "subscriptions">;
  readonly settings: () => Settings;
  readonly engine: Pick<EngineProcess, "tell">;
  readonly log: Pick<vscode.LogOutputChannel, "warn">;
}

/** By the server's name and port: what was decided. */
type Decisions = Readonly<Record<string, boolean>>;

const DECISIONS = "turnkey.server.decisions";
const KEY = "turnkey.server.key";

export class ServerAccess {
  readonly #options: ServerAccessOptions;
  /** Servers that somebody was asked about and gave no answer. */
  readonly #passedOver = new Set<string>();
  #told = "";

  constructor(options: ServerAccessOptions) {
    this.#options = options;
    // The proxy and the certificates; changes of our own settings come by `refresh`.
    const listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("http")) this.refresh();
    });
    options.context.subscriptions.push(listener);
  }

  /** The settings or the trust may be others: asks where that is needed, and tells the engine. */
  refresh(): void {
    const host = this.#host;
    const isNew = host !== undefined && entryOf(this.#decisions, host) === undefined && !this.#passedOver.has(host);
    this.#quietly(isNew ? this.#ask(host).then(() => this.#tell()) : this.#tell());
  }

  /** It knows nothing yet. */
  engineStarted(): void {
    this.#quietly(this.#tell(true));
  }

  #quietly(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.log.warn(String(error)));
  }

  async #tell(isNew = false): Promise<void> {
    const { context, settings, engine } = this.#options;
    const host = this.#host;
    if (host === undefined && this.#told === "") return;
    const { remoteUrl: url } = settings();
    const key = host === undefined ? undefined : await context.secrets.get(KEY);
    const isAllowed = host !== undefined && entryOf(this.#decisions, host) === true;
    const message = { url, isAllowed, network: readNetwork(), ...(key === undefined ? {} : { key }) };
    const told = JSON.stringify(message);
    if (told === this.#told && !isNew) return;
    this.#told = told;
    engine.tell("turnkey/server", message);
  }

  /** By a command. */
  async setKey(): Promise<void> {
    const { t } = vscode.l10n;
    const key = await vscode.window.showInputBox({
      title: t("Turnkey: the server's key"),
      prompt: t("It is kept in the editor's secret storage; empty: there is none."),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    const { secrets } = this.#options.context;
    await (key.trim() === "" ? secrets.delete(KEY) : secrets.store(KEY, key.trim()));
    await this.#tell();
  }

  /** By a command: what was decided is decided anew. */
  async decide(): Promise<void> {
    const host = this.#host;
    if (host === undefined) {
      const text = vscode.l10n.t("No server is set, or the folders are not trusted: nothing is sent anywhere.");
      const title = vscode.l10n.t("Open Settings");
      if ((await vscode.window.showInformationMessage(text, title)) === title)
        await vscode.commands.executeCommand("workbench.action.openSettings", "turnkey.remote");
      return;
    }
    await this.#ask(host);
    await this.#tell();
  }

  /** The server that text could go to; undefined: there is none, or nothing of these folders goes anywhere. */
  get #host(): string | undefined {
    const { remoteUrl, remoteUse } = this.#options.settings();
    if (remoteUse === "local" || !vscode.workspace.isTrusted) return undefined;
    return parseServerAddress(remoteUrl)?.host;
  }

  get #decisions(): Decisions {
    return this.#options.context.workspaceState.get<Decisions>(DECISIONS, {});
  }

  async #ask(host: string): Promise<void> {
    const { t } = vscode.l10n;
    this.#passedOver.add(host);
    const isPrivate = parseServerAddress(this.#options.settings().remoteUrl)?.isPrivate === true;
    const what = t(
      "May Turnkey send text of this workspace to {0}? The text around the cursor goes there while you type, and with turnkey.context.mode also parts of other files; files that are excluded or hold keys never do.",
      host,
    );
    const open = isPrivate ? "" : ` ${t("The way there is not encrypted: others on it can read the text.")}`;
    const [yes, no] = [t("Send"), t("Not in This Workspace")];
    const chosen = await vscode.window.showInformationMessage(what + open, yes, no);
    if (chosen !== yes && chosen !== no) return;
    await this.#options.context.workspaceState.update(DECISIONS, { ...this.#decisions, [host]: chosen === yes });
  }
}
