/** Tokens that a server lists beside its text, where both come apart: it may hold text back, and spell tokens otherwise. */

import type { StreamedToken } from "./serverEvents.ts";

export class ListedTokens {
  /** Whose text has not come yet. */
  #waiting: StreamedToken[] = [];
  /** Text that has come and is no token yet. */
  #text = "";

  /** What is whole by now, of all that was pushed. */
  push(text: string, tokens: readonly StreamedToken[]): readonly StreamedToken[] {
    this.#text += text;
    this.#waiting.push(...tokens);
    const whole: StreamedToken[] = [];
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      // More of its text is to come.
      if (next.text !== "" && next.text !== this.#text && next.text.startsWith(this.#text)) return whole;
      if (next.text === "" || !this.#text.startsWith(next.text)) break;
      this.#waiting.shift();
      this.#text = this.#text.slice(next.text.length);
      whole.push(next);
    }
    return [...whole, ...this.end()];
  }

  /** All that is left, as one token: what the list has is spelled as in the vocabulary, or says nothing. */
  end(): readonly StreamedToken[] {
    const [text, waiting] = [this.#text, this.#waiting];
    this.#text = "";
    this.#waiting = [];
    if (text === "" && waiting.length === 0) return [];
    const isKnown = waiting.length > 0 && waiting.every(({ logprob }) => logprob !== undefined);
    const logprob = isKnown ? waiting.reduce((sum, one) => sum + one.logprob!, 0) : undefined;
    return [{ text, logprob, others: [] }];
  }
}
