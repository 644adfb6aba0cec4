/** A request as a session that `turnkey replay` plays, with nothing of the user's in it. */

import type { RequestSource } from "./requestLog.ts";
import { Scrambler } from "./scramble.ts";

/** One line of JSON, as `src/replay/session.ts` reads it. `seed`: what becomes of names depends on it. */
export function toCopiedTest(request: number, uri: string, source: RequestSource, seed: number): string {
  const { languageId } = source;
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  const halves = [source.text.slice(0, source.offset), source.text.slice(source.offset)];
  const scrambler = new Scrambler([source.text, ...halves, name], seed);
  const { text, offset } = scrambler.code(source.text, languageId, source.offset);
  const open = { path: scrambler.path(name), languageId, text };
  return JSON.stringify({ id: `request-${request}`, trace: [{ open }, { complete: { offset } }] });
}
