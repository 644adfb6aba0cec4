/** Lets the tests, which run in the extension host, act on the page: real keys, the document's elements, screenshots. */

import { createServer } from "node:http";
import type { CDPSession, Frame, Page } from "playwright-core";

/** One method of Playwright's `Page`, or behind `webview.` of its `Frame`, by its path: `{ "call": "keyboard.press", "args": ["Tab"] }`. */
export interface PageCall {
  readonly call: string;
  readonly args: readonly unknown[];
  /** Which window's page, in the order in which they were opened; the first when left out. */
  readonly window?: number;
}

export type PageAnswer = { readonly value: unknown } | { readonly error: string };

/** Answers each HTTP request on a socket by a call on the page. */
export function servePageCalls(page: () => Page | undefined, socket: string): void {
  createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const call = JSON.parse(body) as PageCall;
    const called = call.window === undefined ? page() : page()?.context().pages()[call.window];
    response.end(JSON.stringify(await answer(called, call)));
  }).listen(socket);
}

/** In front of a method's name: it is the one of the frame of the view in the side bar. */
const WEBVIEW = "webview";

/**
 * Opens another window of the same person at an address. One that the page itself opens would not be prepared as the
 * first one is: the browser runs what prepares it in the empty page that is there before.
 */
const NEW_WINDOW = "newWindow";

/** In front of a method's name: it is one of the browser's own protocol, for what no key can do. */
const PROTOCOL = "protocol.";
const sessions = new WeakMap<Page, Promise<CDPSession>>();

async function sendToBrowser(page: Page, method: string, params: unknown): Promise<true> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  await (await session).send(method as "Input.imeSetComposition", params as never);
  return true;
}

async function openWindow(page: Page, address: string): Promise<true> {
  const window = await page.context().newPage();
  await window.goto(new URL(address, page.url()).href, { waitUntil: "commit" });
  return true;
}

/** The frame that has the extension's own page in it: it lies in one of VS Code's. */
async function webviewOf(page: Page): Promise<Frame> {
  for (const frame of page.frames())
    if (frame.parentFrame() !== null && (await frame.$("main").catch(() => null)) !== null) return frame;
  throw new Error("there is no page in a view");
}

async function answer(page: Page | undefined, { call, args }: PageCall): Promise<PageAnswer> {
  try {
    if (page === undefined) throw new Error("there is no page yet");
    if (call.startsWith(PROTOCOL)) return { value: await sendToBrowser(page, call.slice(PROTOCOL.length), args[0]) };
    if (call === NEW_WINDOW) return { value: await openWindow(page, String(args[0])) };
    const names = call.split(".");
    const method = names.pop() ?? "";
    const root = names[0] === WEBVIEW ? await webviewOf(page) : page;
    const path = root === page ? names : names.slice(1);
    const owner = path.reduce<unknown>((object, name) => (object as Record<string, unknown>)[name], root);
    const value = await (owner as Record<string, (...values: unknown[]) => unknown>)[method]?.(...args);
    // Handles to elements and pictures stay here; that they exist is the answer.
    const stays = Buffer.isBuffer(value) || (typeof value === "object" && value !== null && "dispose" in value);
    return { value: stays ? true : (value ?? null) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
