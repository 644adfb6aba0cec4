/** Grammars as suggestions use them: whether they are asked at a place, and what was proved there before. */

import type { SyntaxMode } from "../settings/settings.ts";
import { DeadEnds, type KnownDeadEnds } from "./deadEnds.ts";
import { type Lesson, Lessons, type Observed } from "./lessons.ts";
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
  /** `inserted` would be wrong at the place. Should it be written all the same, something is learnt from it. */
  refused(inserted: string): void;
  /** Looks at what stands in the document; says what is learnt from it. Never rejects. */
  observe(): Promise<readonly Lesson[]>;
}

/** A document whose grammar is asked. */
export interface GrammarDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
}

/** As much text as is parsed at all. */
const MAX_LENGTH = 2_000_000;
const MAX_LINES = 20_000;

export class GrammarUse {
  readonly #mode: () => SyntaxMode;
  readonly #syntax: Syntax | undefined;
  readonly #deadEnds = new DeadEnds();
  readonly #lessons = new Lessons();

  /** `mode` is asked at each place. */
  constructor(syntax: Syntax | undefined, mode: () => SyntaxMode) {
    this.#syntax = syntax;
    this.#mode = mode;
  }

  /** A document was opened: its grammar is loaded while nobody waits for it. */
  prepare(languageId: string): void {
    this.open({ uri: "", languageId, version: 0 }, "", 0);
  }

  /** The document was closed. */
  forget(uri: string): void {
    this.#lessons.forget(uri);
  }

  /** Undefined where no grammar is to be asked. */
  open(document: GrammarDocument, text: string, cursor: number): GrammarPlace | undefined {
    const { uri, languageId } = document;
    const mode = this.#mode();
    const support = this.#syntax?.supportOf(languageId) ?? "none";
    if (this.#syntax === undefined || mode === "off" || support === "none" || isTooLong(text)) return undefined;
    const gap = { prefix: text.slice(0, cursor), suffix: text.slice(cursor) };
    const judges = support === "enforced";
    const learnt = this.#lessons.knownAt(uri, languageId);
    const place = this.#syntax.open(languageId, learnt.length === 0 ? gap : { ...gap, learnt });
    const deadEnds = this.#deadEnds.at(languageId, gap.prefix);
    return {
      place,
      languageId,
      ...gap,
      judges,
      enforces: judges && mode === "enforce",
      advises: mode === "advise",
      deadEnds,
      refused: (inserted) => this.#refuse(document, gap.prefix, inserted),
      observe: () => this.#observe(place, { uri, languageId, version: document.version, text, row: rowOf(gap.prefix) }),
    };
  }

  /** Of what would stand in the document, the last line is the one that was refused. */
  #refuse(document: GrammarDocument, prefix: string, inserted: string): void {
    const before = prefix.slice(prefix.lastIndexOf("\n") + 1);
    this.#lessons.refused(document, `${before}${inserted}`.split("\n").at(-1)!);
  }

  async #observe(place: SyntaxPlace, observed: Observed): Promise<readonly Lesson[]> {
    const asked = await place.ask("faults", {});
    const lessons = asked === undefined ? [] : this.#lessons.observe(observed, asked.answer);
    // What was proved by a rule that proves nothing any more.
    if (lessons.length > 0) this.#deadEnds.forget(observed.languageId);
    return lessons;
  }
}

function rowOf(prefix: string): number {
  return prefix.split("\n").length - 1;
}

function isTooLong(text: string): boolean {
  if (text.length > MAX_LENGTH) return true;
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && lines <= MAX_LINES; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > MAX_LINES;
}
