/** Grammars without a parser: a function judges, and may be slow or silent. */

import type {
  Choice,
  Gap,
  PlaceQuestions,
  ProgressStop,
  Syntax,
  SyntaxPlace,
  SyntaxSupport,
  Verdict,
  Where,
} from "../../src/core/grammar/syntax.ts";

type Answered<Name extends keyof PlaceQuestions> = { readonly answer: PlaceQuestions[Name]["answers"] } | undefined;

export interface FakeSyntaxOptions {
  /** Of the whole text in front of what comes next. */
  readonly judge: (text: string) => Verdict | undefined;
  /** Whether the whole text, with an insertion, has no error; everything fits unless given. */
  readonly fits?: (text: string) => boolean;
  /** Where the last complete statement of an insertion ends; at the last `;` or `}` where the text fits, unless given. */
  readonly lastStatementEnd?: (inserted: string) => number | undefined;
  /** The file as it is, at the cursor; clean unless given. */
  readonly footing?: Choice["footing"];
  readonly where?: Where;
  /** Where a text that is being generated should have ended. */
  readonly progress?: (inserted: string, endsWithItem: boolean) => ProgressStop | undefined;
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
    const answers = this.#answersAt(gap);
    const ask = async <Name extends keyof PlaceQuestions>(
      name: Name,
      asks: PlaceQuestions[Name]["asks"],
    ): Promise<Answered<Name>> => {
      const inserted = "inserted" in asks ? asks.inserted : "";
      if (name === "judge") this.judged.push(inserted);
      if ((await this.#options.onAsk?.(name, inserted)) === false) return undefined;
      return { answer: answers[name](asks) };
    };
    return { ask };
  }

  #answersAt({ prefix, suffix }: Gap): {
    [Name in keyof PlaceQuestions]: (asks: PlaceQuestions[Name]["asks"]) => PlaceQuestions[Name]["answers"];
  } {
    const { judge, fits = () => true, footing = "clean", where = "expression", progress } = this.#options;
    return {
      judge: ({ inserted }) => judge(prefix + inserted),
      legalEnds: ({ inserted, ends }) => ends.filter((end) => fits(prefix + inserted.slice(0, end) + suffix)),
      lastStatementEnd: ({ inserted }) =>
        this.#options.lastStatementEnd?.(inserted) ??
        [...inserted.matchAll(/[;}]/g)]
          .map(({ index }) => index + 1)
          .findLast((end) => fits(prefix + inserted.slice(0, end) + suffix)),
      where: () => where,
      progress: ({ inserted, endsWithItem }) => progress?.(inserted, endsWithItem),
      faults: () => [],
      choose: ({ insertions }) => {
        const index = insertions.findIndex(({ text, replaced }) => fits(prefix + text + suffix.slice(replaced)));
        return { footing, chosen: index < 0 ? undefined : index };
      },
    };
  }
}
