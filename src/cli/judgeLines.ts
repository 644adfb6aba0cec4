/** `turnkey syntax`: texts in, what the grammar says of each out. */

import { GrammarError, Grammars } from "../syntax/grammar.ts";
import { LANGUAGE_NAMES, languageOf } from "../syntax/grammarTables.ts";
import { PrefixOracle } from "../syntax/oracle.ts";
import { UsageError } from "../system/usageError.ts";
import type { Host } from "./host.ts";

/** A language → verdicts on the lines of the host's input. */
export interface SyntaxCommand {
  readonly kind: "syntax";
  readonly language: string;
}

/** Fixed: other programs count on microseconds, not on more. */
const DIGITS = 3;

/** False when the grammar cannot be loaded. Throws `UsageError` for an unknown language and for a line that is none of ours. */
export async function judgeLines({ language }: SyntaxCommand, host: Host): Promise<boolean> {
  const table = languageOf(language);
  if (table === undefined)
    throw new UsageError(`no grammar for ${JSON.stringify(language)}; use one of ${LANGUAGE_NAMES.join(", ")}`);
  let oracle: PrefixOracle;
  try {
    oracle = new PrefixOracle(await new Grammars(host.grammarFolder).load(table));
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    host.note(`turnkey: ${error.message}`);
    return false;
  }
  try {
    let number = 0;
    for await (const line of host.readLines()) {
      number += 1;
      if (host.signal.aborted) return true;
      if (line.trim() === "") continue;
      const prefix = parseLine(line, number);
      const startedAt = host.clock.now();
      const verdict = oracle.judgeEnd(prefix);
      const ms = Number((host.clock.now() - startedAt).toFixed(DIGITS));
      host.write(`${JSON.stringify({ verdict, ms })}\n`);
    }
  } finally {
    oracle.close();
  }
  return true;
}

function parseLine(line: string, number: number): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Said below.
  }
  const prefix = typeof value === "object" && value !== null && "prefix" in value ? value.prefix : undefined;
  if (typeof prefix === "string") return prefix;
  throw new UsageError(`line ${number} of the input must be JSON such as {"prefix": "let a = "}`);
}
