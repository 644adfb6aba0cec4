/** Grammars without a parser: a function judges, and may be slow or silent. */

import type { Gap, PlaceQuestions, Syntax, SyntaxPlace, SyntaxSupport, Verdict } from "../../src/core/syntax.ts";

type Answered<Name extends keyof PlaceQuestions> = { readonly answer: PlaceQuestions[Name]["answers"] } | undefined;

export interface FakeSyntaxOptions {
  /** Of the whole text in front of what comes next. */
  readonly judge: (text: string) => Verdict | undefined;
  /** Whether the whole text, with an insertion, has no error; everything fits unless given. */
  readonly fits?: (text: string) => boolean;
  readonly support?: SyntaxSupport;
  /** Awaited before every answer; false: there is none. */
  readonly onAsk?: (name: keyof PlaceQuestions, inserted: string) => boolean | Promise<boolean>;
}

export class FakeSyntax implements Syntax {
  /** Insertions that were judged, in order. */
  readonly judged: string[] = [];
  readonly #options: FakeSyntaxOptions;

  constructor(options: FakeSyntaxOptions) {
    this.#options = options;
  }

  supportOf(): SyntaxSupport {
    return this.#options.support ?? "enforced";
  }

  open(_languageId: string, gap: Gap): SyntaxPlace {
    const ask = async <Name extends keyof PlaceQuestions>(
      name: Name,
      asks: PlaceQuestions[Name]["asks"],
    ): Promise<Answered<Name>> => {
      if (name === "judge") this.judged.push(asks.inserted);
      if ((await this.#options.onAsk?.(name, asks.inserted)) === false) return undefined;
      return { answer: this.#answer(gap, name, asks) as PlaceQuestions[Name]["answers"] };
    };
    return { ask };
  }

  #answer(gap: Gap, name: keyof PlaceQuestions, asks: PlaceQuestions[keyof PlaceQuestions]["asks"]): unknown {
    const { prefix, suffix } = gap;
    const fits = (end: number) => this.#options.fits?.(prefix + asks.inserted.slice(0, end) + suffix) ?? true;
    if (name === "judge") return this.#options.judge(prefix + asks.inserted);
    if (name === "legalEnds") return "ends" in asks ? asks.ends.filter(fits) : [];
    const ends = [...asks.inserted.matchAll(/[;}]/g)].map(({ index }) => index + 1);
    return ends.findLast(fits);
  }
}
