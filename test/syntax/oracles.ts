/** Real grammars for tests: each loaded once, oracles closed by whoever opens them. */

import { fileURLToPath } from "node:url";
import { type Grammar, Grammars } from "../../src/syntax/grammar.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";

const grammars = new Grammars(fileURLToPath(new URL("../../grammars", import.meta.url)));

export function loadGrammar(language: string): Promise<Grammar> {
  return grammars.load(languageOf(language)!);
}

export async function openOracle(language: string): Promise<PrefixOracle> {
  return new PrefixOracle(await loadGrammar(language));
}

/** An oracle that is closed afterwards. */
export async function withOracle(language: string, use: (oracle: PrefixOracle) => unknown): Promise<void> {
  const oracle = await openOracle(language);
  try {
    await use(oracle);
  } finally {
    oracle.close();
  }
}
