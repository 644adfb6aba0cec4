/** The way from the page to the editor's side, and what the page remembers while it is hidden. */

import type { PanelRequest } from "../core/panel/panelMessages.ts";

export type Send = (request: PanelRequest) => void;

/** What VS Code gives to a page of its own. */
interface Host {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();

export const send: Send = (request) => host.postMessage(request);

/** What was written into the search, while the page is hidden. */
export function rememberedSearch(): string {
  const state = host.getState();
  return typeof state === "string" ? state : "";
}

export function rememberSearch(text: string): void {
  host.setState(text);
}
