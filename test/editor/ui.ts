/** The tests' hands and eyes: keys, ghost text, notifications, screenshots. */

import { request } from "node:http";
import { join } from "node:path";
import * as vscode from "vscode";
import type { PageAnswer, PageCall } from "./pageBridge.ts";
import { TEST_ENVIRONMENT } from "./testEnvironment.ts";

/** Runs in the page: the parts of ghost text in the cursor's line, then the lines shown below it. */
export const READ_GHOST_TEXT = String.raw`(() => {
  const textOf = (part) => part.textContent.replaceAll("\u00a0", " ").replaceAll("\u200b", "");
  const inLine = ".view-lines .ghost-text-decoration, .view-lines .ghost-text-decoration-preview";
  const first = [...document.querySelectorAll(inLine)].map(textOf).join("");
  const below = [...document.querySelectorAll(".suggest-preview-text .view-line")].map(textOf);
  return [first, ...below].join("\n");
})()`;

/**
 * Calls a method of Playwright's `Page` by its path, for instance `ui("keyboard.press", "Tab")`.
 * @throws with Playwright's message
 */
export async function ui(call: string, ...args: readonly unknown[]): Promise<unknown> {
  return callPage({ call, args });
}

/**
 * The same in another window than the tests' own: 1 is the one opened next.
 * @throws with Playwright's message
 */
export async function uiOf(window: number, call: string, ...args: readonly unknown[]): Promise<unknown> {
  return callPage({ window, call, args });
}

async function callPage(called: PageCall): Promise<unknown> {
  const answer = await new Promise<PageAnswer>((resolve, reject) => {
    const sent = request({ socketPath: process.env[TEST_ENVIRONMENT.uiSocket], method: "POST" }, async (response) => {
      let body = "";
      for await (const part of response) body += part;
      resolve(JSON.parse(body) as PageAnswer);
    });
    sent.on("error", reject).end(JSON.stringify(called));
  });
  if ("error" in answer) throw new Error(`${called.call}: ${answer.error}`);
  return answer.value;
}

export async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await ui("keyboard.press", key);
}

/** Types as a person does, key by key. */
export async function type(text: string, { delayMs = 20 } = {}): Promise<void> {
  await ui("keyboard.type", text, { delay: delayMs });
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Far more than anything takes on a slow machine; what waits longer waits in vain. */
const PATIENCE_MS = 60_000;

/**
 * Asks again and again until the answer is neither undefined nor false.
 * @throws naming what was waited for, with a screenshot beside
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = PATIENCE_MS } = {},
): Promise<T> {
  for (const end = Date.now() + timeoutMs; ; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) {
      await screenshot(`waited-for-${what}`);
      throw new Error(`waited ${timeoutMs} ms for ${what}`);
    }
    await sleep(50);
  }
}

/** The ghost text on the page, its lines joined by line feeds; undefined when there is none. */
export async function ghostText(): Promise<string | undefined> {
  const text = String(await ui("evaluate", READ_GHOST_TEXT));
  return text === "" ? undefined : text;
}

/**
 * Ghost text after typing. The first keys in a new editor widget may find none, because its controller is made late:
 * after 1.5 s it is asked for by command.
 */
export async function awaitGhostText({ timeoutMs = PATIENCE_MS } = {}): Promise<string> {
  const end = Date.now() + 1500;
  while (Date.now() < end) {
    const text = await ghostText();
    if (text !== undefined) return text;
    await sleep(50);
  }
  await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
  return until("ghost text", ghostText, { timeoutMs });
}

/** Ghost text that has stayed the same for a while: no longer one of several that come in turn. */
export async function restingGhostText({ timeoutMs = PATIENCE_MS, forMs = 1000 } = {}): Promise<string> {
  let seen: { readonly text: string | undefined; readonly since: number } = { text: undefined, since: Date.now() };
  return until(
    "ghost text that stays",
    async () => {
      const text = await ghostText();
      if (text !== seen.text) seen = { text, since: Date.now() };
      return Date.now() - seen.since >= forMs && text;
    },
    { timeoutMs },
  );
}

/** @throws when ghost text appears within the time given */
export async function expectNoGhostText({ forMs = 2000 } = {}): Promise<void> {
  for (const end = Date.now() + forMs; Date.now() < end; ) {
    const text = await ghostText();
    if (text !== undefined) {
      await screenshot("unexpected-ghost-text");
      throw new Error(`there should be no ghost text, but there is ${JSON.stringify(text)}`);
    }
    await sleep(50);
  }
}

/**
 * Shows a document with the cursor at a place and the keyboard in it.
 * @param cursor offset in the text; its end by default
 */
export async function show(document: vscode.TextDocument, cursor?: number): Promise<vscode.TextEditor> {
  const position = document.positionAt(cursor ?? document.getText().length);
  const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
  await focusEditor();
  const wanted = `Ln ${position.line + 1}, Col ${position.character + 1}`;
  await until(`the cursor at ${wanted}`, async () => (await statusBarText()).includes(wanted));
  return editor;
}

/** Waits until keys go to a text editor. */
export async function focusEditor(): Promise<void> {
  await until("the focus in the editor", async () => {
    const isThere = await ui(
      "evaluate",
      'document.hasFocus() && !!document.activeElement?.closest(".editor-instance .monaco-editor, .notebook-cell-list .monaco-editor")',
    );
    if (isThere !== true) await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    return isThere === true;
  });
}

export async function statusBarText(): Promise<string> {
  return String(await ui("evaluate", 'document.querySelector(".part.statusbar")?.innerText ?? ""')).replaceAll(
    "\u00a0",
    " ",
  );
}

/** The texts of the notifications on the page. */
export async function notifications(): Promise<string> {
  return String(
    await ui(
      "evaluate",
      '[...document.querySelectorAll(".notification-list-item-message")].map(message => message.innerText).join("\\n")',
    ),
  );
}

/** A picture of the window or a part of it, `test-results/editor/<name>.png`. */
export async function screenshot(
  name: string,
  clip?: Readonly<Record<"x" | "y" | "width" | "height", number>>,
  window?: number,
): Promise<void> {
  // What slides or fades in has arrived by then.
  await sleep(300);
  await pictureAtOnce(name, clip, window);
}

/** The same of what is there at this moment. */
export async function pictureAtOnce(
  name: string,
  clip?: Readonly<Record<"x" | "y" | "width" | "height", number>>,
  window?: number,
): Promise<void> {
  const file = `${name.replace(/[^\w-]+/g, "-").slice(0, 80)}.png`;
  const path = join(process.env[TEST_ENVIRONMENT.screenshots] ?? "", file);
  await callPage({ call: "screenshot", args: [{ path, clip }], ...(window === undefined ? {} : { window }) });
}
