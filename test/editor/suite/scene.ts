/** What each test starts from: a document with the cursor in it, and an engine that is ready. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TurnkeyApi } from "../../../src/extension.ts";
import { screenshot, show, ui, until } from "../ui.ts";

const CURSOR = "▮";

/** The end of the line is so clear that any model of code sees it. */
export const ONE_LINE = `export function add(a: number, b: number): number {
  return a + b;
}

export function subtract(a: number, b: number): number {
  return a - b;
}

export function multiply(a: number, b: number): number {
  ${CURSOR}
}
`;

/** Enter at the cursor begins a body that is several lines like the first. */
export const BLOCK = `export function sumOf(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) {
    total += number;
  }
  return total;
}

export function productOf(numbers: readonly number[]): number {
  let product = 1;${CURSOR}
}
`;

/** Lines of prose as a comment: nothing in them is closed or completed by the editor itself. */
export const PAGE = [
  "// The first house on the left belongs to a man who repairs clocks and does not trust them",
  "// Every evening he walks down to the river and asks the ferryman what time it is",
].join("\n");

/** A file that is there, and what is written below it. */
export const CODE_PAGE = {
  above: `export interface Book {
  readonly title: string;
  readonly author: string;
  readonly pages: number;
  readonly lent: boolean;
}

export function titlesOf(books: readonly Book[]): string[] {
  return books.map((book) => book.title);
}

`,
  typed: `export function byAuthor(books: readonly Book[]): Map<string, Book[]> {
  const found = new Map<string, Book[]>();
  for (const book of books) {
    const others = found.get(book.author) ?? [];
    found.set(book.author, [...others, book]);
  }
  return found;
}
`,
} as const;

export function turnkey(): TurnkeyApi {
  const extension = vscode.extensions.getExtension<TurnkeyApi>("turnkey.turnkey");
  if (extension === undefined) throw new Error("the extension is not there");
  return extension.exports;
}

/** Kinds of outcomes since a moment, oldest first. */
export function outcomesSince(moment: number): readonly string[] {
  return turnkey()
    .outcomes()
    .filter(({ at }) => at >= moment)
    .map(({ kind }) => kind);
}

/** What the engine and the editor did for the latest requests, as "Turnkey: Show Trace" has it; for whoever asks why a scene saw nothing. */
export async function traceText(): Promise<string> {
  await vscode.commands.executeCommand("turnkey.showTrace");
  const find = (): vscode.TextDocument | undefined =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "output" && /Turnkey Trace/.test(uri.path));
  const document = await until("the trace", find);
  return until("its lines", () => document.lineCount > 2 && document.getText());
}

/** Waits for an engine with a model, other than the one whose process is named. */
export async function awaitReady({ otherThan, timeoutMs = 120_000 }: { otherThan?: number; timeoutMs?: number } = {}) {
  await until(
    "an engine that is ready",
    () => {
      const { engine, enginePid } = turnkey().status();
      return engine.state === "ready" && enginePid !== undefined && enginePid !== otherThan;
    },
    { timeoutMs },
  );
}

export function enginePid(): number {
  const { enginePid } = turnkey().status();
  if (enginePid === undefined) throw new Error("no engine is running");
  return enginePid;
}

/** Writes a file into the workspace folder and shows it, the cursor at the mark. */
export async function showFile(name: string, marked: string): Promise<vscode.TextDocument> {
  const file = join(workspaceFolder(), name);
  const text = marked.replace(CURSOR, "");
  writeFileSync(file, text);
  const document = await vscode.workspace.openTextDocument(file);
  // A document that an earlier scene left in memory has that scene's text until the file watcher says otherwise.
  await until(`the text of ${name}`, async () => {
    if (document.getText() === text) return true;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    return false;
  });
  await show(document, marked.indexOf(CURSOR));
  return document;
}

/** Shows a document that was never saved, the cursor at the mark. */
export async function showUntitled(language: string, marked: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content: marked.replace(CURSOR, "") });
  await show(document, marked.indexOf(CURSOR));
  return document;
}

export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("no folder is open");
  return folder.uri.fsPath;
}

/** Closes everything without asking about unsaved text. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("notifications.clearAll");
  await vscode.commands.executeCommand("workbench.action.closePanel");
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0))
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

/** What the status bar says about Turnkey: the item's text, and the sentence for screen readers. */
export async function statusItem(): Promise<string> {
  return String(
    await ui(
      "evaluate",
      "(() => { const item = document.querySelector(\"[id='turnkey.turnkey.turnkey.status'], [id='turnkey.turnkey.status']\"); return item ? item.innerHTML : \"\"; })()",
    ),
  );
}

/** Waits until the status bar says something about Turnkey. */
export async function awaitStatus(wanted: RegExp, name?: string): Promise<void> {
  await until(`the status ${wanted}`, async () => wanted.test(await statusItem()));
  if (name !== undefined) await screenshot(name);
}

export async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
}
