/** What showing a suggestion does to a file, as an independent judge sees it; and as tree-sitter sees it, for the rival that asks it. */

import { join } from "node:path";
import { findPackageRoot } from "../../src/places.ts";
import { Grammars } from "../../src/syntax/grammar.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { languageOf } from "../../src/syntax/languages.ts";
import { type Finding, isNoJudge, type Judge, type NoJudge } from "../judges/judge.ts";
import { openJudge } from "../judges/open.ts";
import { accepted, type Shown } from "./rivals.ts";

/**
 * keeps: right before and after. breaks: right before, wrong after. mends: wrong before, right after. stays: wrong before
 * and after, of which nothing can be said. notJudged: nobody knows.
 */
export type Effect = "keeps" | "breaks" | "mends" | "stays" | "notJudged";

/** One for each language that comes up. */
export class Courts {
  readonly #grammars = new Grammars(join(findPackageRoot(), "grammars"));
  readonly #courts = new Map<string, Promise<Court>>();

  of(languageId: string): Promise<Court> {
    const name = languageOf(languageId)?.name ?? languageId;
    const court = this.#courts.get(name) ?? this.#open(name);
    this.#courts.set(name, court);
    return court;
  }

  async close(): Promise<void> {
    for (const court of await Promise.all(this.#courts.values())) court.close();
  }

  async #open(language: string): Promise<Court> {
    const table = languageOf(language);
    const check = table === undefined ? undefined : new JoinCheck(await this.#grammars.load(table));
    return new Court(await openJudge(language), check);
  }
}

export class Court {
  readonly judge: Judge | NoJudge;
  readonly #join: JoinCheck | undefined;
  /** The same documents come up for each arm. */
  #known = new Map<string, Finding>();

  constructor(judge: Judge | NoJudge, join: JoinCheck | undefined) {
    this.judge = judge;
    this.#join = join;
  }

  close(): void {
    if (!isNoJudge(this.judge)) this.judge.close();
    this.#join?.close();
  }

  async effectOf(document: string, shown: Shown): Promise<Effect> {
    if (isNoJudge(this.judge)) return "notJudged";
    const before = await this.#find(this.judge, document);
    const after = await this.#find(this.judge, accepted(document, shown));
    if (before.kind === "right") return after.kind === "right" ? "keeps" : "breaks";
    return after.kind === "right" ? "mends" : "stays";
  }

  /** By the grammar: a clean file stays clean, another gets no new error. Without a grammar everything fits. */
  fits(document: string, shown: Shown): boolean {
    const join = this.#join;
    if (join === undefined) return true;
    const whole = (text: string) => ({ prefix: text, suffix: "" });
    if (join.isClean(whole(document))) return join.isClean(whole(accepted(document, shown)));
    return join.fits({ prefix: document.slice(0, shown.start), suffix: document.slice(shown.end) }, shown.text);
  }

  async #find(judge: Judge, text: string): Promise<Finding> {
    const finding = this.#known.get(text) ?? (await judge.judge(text));
    if (this.#known.size > 8) this.#known = new Map();
    this.#known.set(text, finding);
    return finding;
  }
}
