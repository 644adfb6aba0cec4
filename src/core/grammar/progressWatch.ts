/** Asks the grammar, whenever a line of generated text ends, whether the text has said enough. */

import type { ProgressStop, SyntaxPlace } from "./syntax.ts";

export interface ProgressWatchOptions {
  readonly grammar: SyntaxPlace | undefined;
  readonly endsWithItem: () => boolean;
  /** Whether a text ends in a string that it has begun: there the grammar would take what the string says for code. */
  readonly endsInString: (text: string) => boolean;
  /** See `lengthSaidAgain`. */
  readonly saidAgain: (text: string) => number;
  /** Decoding may be further on by then. */
  readonly onStop: (stop: ProgressStop) => void;
}

export class ProgressWatch {
  readonly #options: ProgressWatchOptions;
  #seen = 0;
  #isAsking = false;

  constructor(options: ProgressWatchOptions) {
    this.#options = options;
  }

  /** `text`: all that was generated so far. Returns at once. */
  look(text: string): void {
    const { grammar } = this.#options;
    const end = text.lastIndexOf("\n") + 1;
    if (grammar === undefined || this.#isAsking || end <= this.#seen || text.slice(0, end).trim() === "") return;
    this.#seen = end;
    if (this.#options.endsInString(text.slice(0, end))) return;
    this.#isAsking = true;
    void this.#ask(grammar, text.slice(0, end));
  }

  async #ask(grammar: SyntaxPlace, inserted: string): Promise<void> {
    const { endsWithItem, saidAgain, onStop } = this.#options;
    const said = saidAgain(inserted);
    const asked = await grammar.ask("progress", { inserted: inserted.slice(said), endsWithItem: endsWithItem() });
    this.#isAsking = false;
    if (asked?.answer !== undefined) onStop({ ...asked.answer, keep: asked.answer.keep + said });
  }
}
