/** "Find Similar Code": a list of places of the workspace that are like the one at the cursor; moving through it shows them. */

import * as vscode from "vscode";
import type { SimilarPlace } from "../protocol.ts";
import type { EngineProcess } from "./engineProcess.ts";

interface Item extends vscode.QuickPickItem {
  readonly place: SimilarPlace;
}

export async function findSimilarCode(engine: Pick<EngineProcess, "request">): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { selection, document } = editor;
  const range = { start: toPosition(selection.start), end: toPosition(selection.end) };
  const places = await engine
    .request("turnkey/similar", { uri: document.uri.toString(), range })
    .catch(() => undefined);
  if (places === undefined || places.length === 0) {
    await vscode.window.showInformationMessage(whyNothing(places));
    return;
  }
  const title = vscode.l10n.t("Similar code");
  const picked = await vscode.window.showQuickPick(places.map(toItem), {
    title,
    matchOnDetail: true,
    onDidSelectItem: (item) => void show((item as Item).place, true),
  });
  if (picked) await show(picked.place, false);
  else
    await vscode.window.showTextDocument(document, {
      selection,
      ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
    });
}

function whyNothing(places: readonly SimilarPlace[] | undefined): string {
  const { t } = vscode.l10n;
  if (vscode.workspace.getConfiguration("turnkey").get("context.mode") === "off")
    return t("There is no index to look in: set turnkey.context.mode to repository.");
  if (places === undefined) return t("The engine is not running, so there is no index to look in.");
  return t("Nothing similar was found in the workspace.");
}

function toPosition({ line, character }: vscode.Position): { line: number; character: number } {
  return { line, character };
}

function toItem(place: SimilarPlace): Item {
  const { path, startLine, preview, likeness } = place;
  const percent = Math.round(100 * likeness);
  return { label: `${path}:${startLine + 1}`, description: `${percent} %`, detail: preview, place };
}

async function show({ uri, startLine, endLine }: SimilarPlace, preserveFocus: boolean): Promise<void> {
  const selection = new vscode.Range(startLine, 0, endLine, 0);
  try {
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection, preserveFocus, preview: true });
  } catch {
    // The file has gone since.
    vscode.window.setStatusBarMessage(vscode.l10n.t("The file is not there any more."), 5000);
  }
}
