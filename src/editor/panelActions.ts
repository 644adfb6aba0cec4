/** What the panel asks for, done: settings, switches, commands, places, and the deletion of what is kept. */

import * as vscode from "vscode";
import type { PanelRequest, PanelUpdate } from "../core/panel/panelMessages.ts";
import type { RequestRecord } from "../core/panel/requestRecord.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { FactsSources } from "./panelFacts.ts";
import { resetSetting, writeSetting } from "./panelSettings.ts";
import type { StoredFiles } from "./storedFiles.ts";
import { switchLanguage } from "./toggles.ts";

export interface PanelActionsOptions {
  readonly facts: FactsSources;
  readonly engine: Pick<EngineProcess, "request">;
  readonly stored: Pick<StoredFiles, "wipe">;
  /** A request that the page was told of. */
  readonly requestOf: (number: number) => RequestRecord | undefined;
}

type Action = Exclude<PanelRequest, { kind: "ready" | "look" }>;

export class PanelActions {
  readonly #options: PanelActionsOptions;

  constructor(options: PanelActionsOptions) {
    this.#options = options;
  }

  /** What the page is told of it; undefined where what changes is told anyway. */
  async do(action: Action): Promise<PanelUpdate | undefined> {
    switch (action.kind) {
      case "set":
        return problem(await writeSetting(action.name, action.value), action.name);
      case "reset":
        return problem(await resetSetting(action.name), action.name);
      case "language":
        return this.#switchLanguage(action.languageId, action.on);
      case "file":
        return this.#switchFile(action.uri, action.on);
      case "run":
        return run(`turnkey.${action.command}`);
      case "openSetting":
        return run("workbench.action.openSettings", `@id:turnkey.${action.name}`);
      case "openPlace":
        return this.#openPlace(action.request, action.chunk);
      case "copyTest":
        return this.#copyTest(action.request);
      case "wipe":
        return this.#wipe();
      default:
        return action satisfies never;
    }
  }

  async #switchLanguage(languageId: string, wanted: boolean): Promise<undefined> {
    const document = vscode.window.activeTextEditor?.document;
    await switchLanguage(this.#options.facts.settings.for(document), { languageId, wanted }, document);
  }

  /** Of the files that are open only. */
  #switchFile(uri: string, on: boolean): PanelUpdate | undefined {
    const { offFiles } = this.#options.facts;
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (document === undefined) return problem(vscode.l10n.t("That file is not open any more."));
    if (offFiles.has(document.uri) === on) offFiles.toggle(document.uri);
    return undefined;
  }

  /** Where a request was made, or where a piece of its context is from. */
  async #openPlace(number: number, chunk: number | undefined): Promise<PanelUpdate | undefined> {
    const record = this.#options.requestOf(number);
    const place = chunk === undefined ? undefined : record?.chunks[chunk];
    if (record === undefined || (chunk !== undefined && place === undefined))
      return problem(vscode.l10n.t("That request is not known any more."));
    const uri = place === undefined ? vscode.Uri.parse(record.uri) : findChunk(place.path, record.uri);
    if (uri === undefined) return problem(vscode.l10n.t("That file is not in an open folder."));
    const line = place?.startLine ?? record.line;
    const selection = new vscode.Range(line, 0, place?.endLine ?? line, 0);
    await vscode.window.showTextDocument(uri, { selection });
    return undefined;
  }

  async #copyTest(request: number): Promise<PanelUpdate> {
    const { t } = vscode.l10n;
    const session = await this.#options.engine.request("turnkey/copiedTest", { request });
    if (session === null) return problem(t("The text of that request is kept no more."))!;
    await vscode.env.clipboard.writeText(`${session}\n`);
    return {
      kind: "done",
      text: t("The request is in the clipboard as a session for turnkey replay, with other names and words."),
    };
  }

  async #wipe(): Promise<PanelUpdate | undefined> {
    const { t } = vscode.l10n;
    const sure = t("Wipe");
    const question = t("Wipe what Turnkey has noted on this machine? Models and settings stay.");
    if ((await vscode.window.showWarningMessage(question, { modal: true }, sure)) !== sure) return undefined;
    // What the engine has in memory would be noted again.
    await this.#options.engine.request("turnkey/forgetHabit", {}).catch(() => undefined);
    const left = await this.#options.stored.wipe();
    if (left.length === 0) return { kind: "done", text: t("What was noted is gone.") };
    return problem(t("These could not be deleted, maybe because they are in use: {0}", left.join(", ")));
  }
}

async function run(command: string, ...parameters: unknown[]): Promise<undefined> {
  await vscode.commands.executeCommand(command, ...parameters);
}

function problem(text: string | undefined, name?: string): PanelUpdate | undefined {
  return text === undefined ? undefined : { kind: "problem", name, text };
}

/** A chunk's path is that of its file below the folder that the request's file is in, or below another open one. */
function findChunk(path: string, requestUri: string): vscode.Uri | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(requestUri));
  const named = folders.find(({ name }) => path.startsWith(`${name}/`));
  const folder = own ?? named ?? folders[0];
  return folder && vscode.Uri.joinPath(folder.uri, path);
}
