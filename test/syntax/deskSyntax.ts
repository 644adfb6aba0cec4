/** The port to the grammars without a thread: the real answers, at once. */

import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Gap, PlaceQuestions, Syntax, SyntaxPlace, SyntaxSupport } from "../../src/core/grammar/syntax.ts";
import { SyntaxDesk, type SyntaxRequest } from "../../src/syntax/desk.ts";

export class DeskSyntax implements Syntax {
  readonly #desk = new SyntaxDesk(fileURLToPath(new URL("../../grammars", import.meta.url)));
  readonly #supportOf: (language: string) => SyntaxSupport;
  #places = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** What languages get: all the same, or each its own. */
  constructor(support: SyntaxSupport | ((language: string) => SyntaxSupport) = "enforced") {
    this.#supportOf = typeof support === "function" ? support : () => support;
  }

  supportOf(language: string): SyntaxSupport {
    return this.#supportOf(language);
  }

  /** Resolves when all that was asked so far has been answered. */
  async settled(): Promise<void> {
    for (let last: unknown; last !== this.#last; ) {
      last = this.#last;
      await this.#last;
      // Whoever got the answer may ask again.
      await setImmediate();
    }
  }

  open(language: string, gap: Gap): SyntaxPlace {
    this.#places += 1;
    const place = this.#places;
    const send = (name: SyntaxRequest["name"], asks: SyntaxRequest["asks"]) => {
      const answered = this.#desk.answer({ id: 0, language, place, name, asks } as SyntaxRequest);
      this.#last = answered;
      return answered;
    };
    const opened = send("open", gap);
    return {
      ask: async <Name extends keyof PlaceQuestions>(name: Name, asks: PlaceQuestions[Name]["asks"]) => {
        await opened;
        const { answer, failed } = await send(name, asks);
        if (failed !== undefined) throw new Error(failed);
        return { answer: answer as PlaceQuestions[Name]["answers"] };
      },
    };
  }
}
