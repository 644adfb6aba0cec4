/** Documents whose cells are kept, and a window that is closed. */

import type { Conversation } from "./conversation.ts";

export const LINES = Array.from({ length: 120 }, (_, index) => `let value${index} = other + ${index};\n`);
export const TEXT = `${LINES.slice(0, 80).join("")}const a = ▮\n${LINES.slice(80).join("")}`;
export const URI = "file:///sample.ts";
export const OTHER = "file:///other.ts";
/** Positions of the small cache. */
export const NEAR = 768;

/** The window is closed. */
export async function end(talk: Conversation): Promise<void> {
  talk.pipeline.setEngine(undefined, "closed");
  await talk.rest();
}

export const visits = (talk: Conversation, uri: string, text: string) =>
  talk.pipeline.open({ uri, languageId: "typescript", version: 1, text });
