/** The languages whose grammar is known, and what each grammar does not say of itself. */

import tables from "../../grammars/languages.json" with { type: "json" };
import type { SyntaxSupport } from "../core/grammar/syntax.ts";
import type { GrammarFacts } from "../core/languages/languageEntry.ts";
import { findLanguage } from "../core/languages/languages.ts";

/** What the oracle must know of a language beside its grammar. All names of tokens are the grammar's. */
export interface LanguageTable {
  /** As `core/languages/languages.ts` calls the grammar. */
  readonly name: string;
  /** Tokens may be refused; otherwise the grammar only judges how a suggestion joins what follows. */
  readonly enforced: boolean;
  /** A line that begins so begins an item of its own at the top level of a file, whatever the lines before it are. */
  readonly itemStart?: RegExp;
  /** Tokens that are legal only inside a string that must end on its line. */
  readonly oneLineStringTokens: ReadonlySet<string>;
  /** Texts that end what may stand unfinished at the end of a text: strings, comments, numbers, operators. */
  readonly witnesses: readonly string[];
  /** A whole word that may become the beginning of a literal. */
  readonly literalPrefixes?: RegExp;
  /** Nodes whose direct children are cases → the child that may occur once. */
  readonly switches: Readonly<Record<string, string>>;
  /** Words may stand for any text, by custom those in capitals. */
  readonly macros: boolean;
  /** Tags must be closed in order. */
  readonly jsx: boolean;
  /** What the grammar gets wrong. */
  readonly facts: GrammarFacts;
}

const TABLES: ReadonlyMap<string, LanguageTable> = new Map(
  Object.entries(tables).map(([name, entry]) => {
    const table: LanguageTable = {
      name,
      enforced: entry.enforced,
      ...("itemStart" in entry ? { itemStart: new RegExp(entry.itemStart, "m") } : {}),
      oneLineStringTokens: new Set(entry.oneLineStringTokens),
      witnesses: entry.witnesses,
      ...(entry.literalPrefixes === "" ? {} : { literalPrefixes: new RegExp(entry.literalPrefixes, "i") }),
      switches: entry.switches,
      macros: "macros" in entry,
      jsx: "jsx" in entry,
      facts: findLanguage(name).grammarFacts ?? {},
    };
    return [name, table] as const;
  }),
);

/** The table of a language by its id or one of its usual names; undefined where no grammar is known. */
export function languageOf(id: string): LanguageTable | undefined {
  const { grammar } = findLanguage(id);
  return grammar === undefined ? undefined : TABLES.get(grammar);
}

/** What the grammar of a language may do. */
export function supportOf(id: string): SyntaxSupport {
  const table = languageOf(id);
  if (table === undefined) return "none";
  return table.enforced ? "enforced" : "join";
}

/** The names of the grammars. */
export const LANGUAGE_NAMES: readonly string[] = Object.keys(tables);
