/** The way from the page to the editor's side, and what the page remembers while it is hidden. */

import { type PanelRequest, SECTIONS } from "../core/panel/panelMessages.ts";
import { maybe, oneOf, recordOf, textOf, type ValueOf } from "../core/panel/shape.ts";

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

const REMEMBERED = recordOf({ search: maybe(textOf(1_000)), section: maybe(oneOf(SECTIONS)) });

/** What the page looked like before it was hidden: it is made anew each time that it is shown. */
export function remembered(): ValueOf<typeof REMEMBERED> {
  const reading = REMEMBERED(host.getState(), "state");
  return "value" in reading ? reading.value : { search: undefined, section: undefined };
}

export function remember(changes: Partial<ValueOf<typeof REMEMBERED>>): void {
  host.setState({ ...remembered(), ...changes });
}
