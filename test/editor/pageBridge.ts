/** Lets the tests, which run in the extension host, act on the page: real keys, the document's elements, screenshots. */

import { createServer } from "node:http";
import type { Page } from "playwright-core";

/** One method of Playwright's `Page`, by its path: `{ "call": "keyboard.press", "args": ["Tab"] }`. */
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

async function answer(page: Page | undefined, { call, args }: PageCall): Promise<PageAnswer> {
  try {
    if (page === undefined) throw new Error("there is no page yet");
    const names = call.split(".");
    const method = names.pop() ?? "";
    const owner = names.reduce<unknown>((object, name) => (object as Record<string, unknown>)[name], page);
    const value = await (owner as Record<string, (...values: unknown[]) => unknown>)[method]?.(...args);
    // Handles to elements and pictures stay here; that they exist is the answer.
    const stays = Buffer.isBuffer(value) || (typeof value === "object" && value !== null && "dispose" in value);
    return { value: stays ? true : (value ?? null) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
