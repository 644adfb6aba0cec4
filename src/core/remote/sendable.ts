/** What may be sent to a server. What may not is decided here, in front of every request. */

import { hasSecretToken } from "../excluded/secretTokens.ts";
import type { ContextChunk } from "../prompt/context.ts";
import type { ServerUse } from "../settings/settings.ts";
import { minimalEdit } from "../text/lineDiff.ts";
import type { TextEdit } from "../text/textEdit.ts";

/** What somebody has said, and what is known of the workspace. */
export interface SendingFacts {
  readonly url: string;
  readonly use: ServerUse;
  readonly isTrusted: boolean;
  /** Somebody was told the host and what is sent, and has agreed. */
  readonly hasConsent: boolean;
}

/** Why nothing may be sent, as a sentence; undefined: it may. */
export function whyNothingIsSent({ url, use, isTrusted, hasConsent }: SendingFacts): string | undefined {
  if (url === "" || use === "local") return "No server is set.";
  if (!isTrusted) return "The folders are not trusted: nothing of them is sent.";
  if (!hasConsent) return "Nobody has agreed yet that text of this workspace is sent.";
  return undefined;
}

/** Whether a text has a line with a key or a token. */
export function hasSecretLine(text: string): boolean {
  return text.split("\n").some(hasSecretToken);
}

/** The same for a text that changes: only lines that are new are looked at. */
export class SecretWatch {
  #clean = "";
  #found: boolean | undefined;

  hasSecret(text: string): boolean {
    if (this.#found === true || this.#found === undefined) this.#found = hasSecretLine(text);
    else if (text !== this.#clean) this.#found = hasSecretLine(changedLines(this.#clean, text));
    this.#clean = text;
    return this.#found;
  }
}

/** Whole lines of `after` in which something is not as in `before`. */
function changedLines(before: string, after: string): string {
  const edit: TextEdit<"model"> = minimalEdit(before, after);
  const lines = edit.replacements.map(({ start, text }) => {
    const from = edit.mapOffset(start, "before");
    const end = after.indexOf("\n", from + text.length);
    return after.slice(from === 0 ? 0 : after.lastIndexOf("\n", from - 1) + 1, end < 0 ? after.length : end);
  });
  return lines.join("\n");
}

/** A chunk with a secret in it is left out whole. */
export function withoutSecretChunks(chunks: readonly ContextChunk[]): readonly ContextChunk[] {
  return chunks.filter(({ text }) => !hasSecretLine(text));
}
