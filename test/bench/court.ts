/** What showing a suggestion does to a file, as an independent judge sees it; and as tree-sitter sees it, for the rival that asks it. */

import { join } from "node:path";
import { Parser } from "web-tree-sitter";
import { findPackageRoot } from "../../src/places.ts";
import { type Grammar, Grammars } from "../../src/syntax/grammar.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { type Parsed, parse, toParsed } from "../../src/syntax/parsing.ts";
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
    const faults = table === undefined ? undefined : new FaultCount(await this.#grammars.load(table));
    return new Court(await openJudge(language), faults);
  }
}

export class Court {
  readonly judge: Judge | NoJudge;
  readonly #faults: FaultCount | undefined;
  /** The same documents come up for each arm. */
  #known = new Map<string, Finding>();

  constructor(judge: Judge | NoJudge, faults: FaultCount | undefined) {
    this.judge = judge;
    this.#faults = faults;
  }

  close(): void {
    if (!isNoJudge(this.judge)) this.judge.close();
    this.#faults?.close();
  }

  async effectOf(document: string, shown: Shown): Promise<Effect> {
    if (isNoJudge(this.judge)) return "notJudged";
    const before = await this.#find(this.judge, document);
    const after = await this.#find(this.judge, accepted(document, shown));
    if (before.kind === "right") return after.kind === "right" ? "keeps" : "breaks";
    return after.kind === "right" ? "mends" : "stays";
  }

  /** By the grammar, as a rival would ask it: no more errors in the file than before. Without a grammar everything fits. */
  fits(document: string, shown: Shown): boolean {
    const faults = this.#faults;
    return faults === undefined || faults.of(accepted(document, shown)) <= faults.of(document);
  }

  async #find(judge: Judge, text: string): Promise<Finding> {
    const finding = this.#known.get(text) ?? (await judge.judge(text));
    if (this.#known.size > 8) this.#known = new Map();
    this.#known.set(text, finding);
    return finding;
  }
}

/** ERROR and MISSING nodes of texts that resemble one another. */
class FaultCount {
  readonly #parser = new Parser();
  #last: Parsed | undefined;

  constructor(grammar: Grammar) {
    this.#parser.setLanguage(grammar.language);
  }

  close(): void {
    this.#last?.tree.delete();
    this.#parser.delete();
  }

  of(text: string): number {
    const parsed = toParsed(text, parse(this.#parser, text, { base: this.#last })!);
    this.#last?.tree.delete();
    this.#last = parsed;
    return parsed.faults.length;
  }
}
