/** Grammars as suggestions use them: whether they are asked at a place, and what was proved there before. */

import type { SyntaxMode } from "../settings/settings.ts";
import { DeadEnds, type KnownDeadEnds } from "./deadEnds.ts";
import type { Syntax, SyntaxPlace } from "./syntax.ts";

/** A place in a document whose grammar can be asked. */
export interface GrammarPlace {
  readonly place: SyntaxPlace;
  readonly languageId: string;
  /** Text in front of the place, and behind it. */
  readonly prefix: string;
  readonly suffix: string;
  /** Tokens are judged one by one; otherwise the grammar only knows what may be shown. */
  readonly judges: boolean;
  /** What is proved to be wrong is refused; otherwise it is only counted. */
  readonly enforces: boolean;
  /** Nothing is hidden because of what the grammar says. */
  readonly advises: boolean;
  readonly deadEnds: KnownDeadEnds;
}

/** As much text as is parsed at all. */
const MAX_LENGTH = 2_000_000;
const MAX_LINES = 20_000;

export class GrammarUse {
  readonly #mode: () => SyntaxMode;
  readonly #syntax: Syntax | undefined;
  readonly #deadEnds = new DeadEnds();

  /** `mode` is asked at each place. */
  constructor(syntax: Syntax | undefined, mode: () => SyntaxMode) {
    this.#syntax = syntax;
    this.#mode = mode;
  }

  /** A document was opened: its grammar is loaded while nobody waits for it. */
  prepare(languageId: string): void {
    this.open(languageId, "", 0);
  }

  /** Undefined where no grammar is to be asked. */
  open(languageId: string, text: string, cursor: number): GrammarPlace | undefined {
    const mode = this.#mode();
    const support = this.#syntax?.supportOf(languageId) ?? "none";
    if (this.#syntax === undefined || mode === "off" || support === "none" || isTooLong(text)) return undefined;
    const gap = { prefix: text.slice(0, cursor), suffix: text.slice(cursor) };
    const judges = support === "enforced";
    return {
      place: this.#syntax.open(languageId, gap),
      languageId,
      ...gap,
      judges,
      enforces: judges && mode === "enforce",
      advises: mode === "advise",
      deadEnds: this.#deadEnds.at(languageId, gap.prefix),
    };
  }
}

function isTooLong(text: string): boolean {
  if (text.length > MAX_LENGTH) return true;
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && lines <= MAX_LINES; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > MAX_LINES;
}
