/** A case on the whole way from the request to the ghost text: a model that writes what the case says, the real grammars. */

import { supportOf } from "../../src/syntax/grammarTables.ts";
import { Conversation } from "../core/request/conversation.ts";
import { DeskSyntax } from "../syntax/deskSyntax.ts";
import type { Case } from "./case.ts";

export interface CaseResult {
  readonly id: string;
  /** Kind of the request's outcome. */
  readonly outcome: string;
  /** The whole text when the suggestion is taken; null: nothing is shown. */
  readonly after: string | null;
  /** `after` is one of the texts that the case wants. */
  readonly ok: boolean;
}

/** Reads each grammar once, however many cases it is asked about. */
export class CaseRunner {
  readonly #syntax = new DeskSyntax(supportOf);

  /** Deterministic: no clock, no chance, and every answer of a grammar comes before the next token. */
  async run({ id, file, languageId, text, cursor, writes, wants }: Case): Promise<CaseResult> {
    // The model sees no carriage returns.
    const start = text.slice(0, cursor).replaceAll("\r\n", "\n").length;
    const talk = new Conversation(
      `${text.slice(0, cursor)}▮${text.slice(cursor)}`,
      {
        continuation: (prefix) => writes.slice(prefix.length - start),
        others: "",
        // How likely a text is, is no matter of where it fits.
        logprob: -0.001,
        onStep: () => this.#syntax.settled(),
      },
      { syntax: this.#syntax, languageId, uri: `file:///${encodeURIComponent(file)}` },
    );
    const outcome = await talk.ask();
    await talk.rest();
    const shown = outcome.kind === "shown" ? outcome.suggestions[0] : undefined;
    const after = shown === undefined ? null : text.slice(0, shown.start) + shown.text + text.slice(shown.end);
    return { id, outcome: outcome.kind, after, ok: wants.includes(after) };
  }
}
