/** A grammar and a vocabulary that fit on a page. */

import type { Verdict } from "../../../src/core/grammar/syntax.ts";
import { type Branches, BranchingEngine, type BranchingOptions } from "../../fakes/branchingEngine.ts";
import { FakeSyntax, type FakeSyntaxOptions } from "../../fakes/syntax.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { createWriting, type Writing, type WritingOptions } from "../writing/writing.ts";

/**
 * A language of brackets and words: closers must fit, and of two words in a row the second one is either a word that
 * goes on or a mistake.
 */
export function judgeToy(text: string): Verdict {
  const open: string[] = [];
  for (const sign of text) {
    if ("([{".includes(sign)) open.push(sign);
    else if (")]}".includes(sign) && "([{"[")]}".indexOf(sign)] !== open.pop()) return "dead";
  }
  if (/\w +\w+[^\w]/.test(text)) return "dead";
  return /\w +\w+$/.test(text) ? "unproved" : "viable";
}

/** Some tokens go over the end of a line. */
export const createToyTokenizer = () => createFakeTokenizer({ userDefined: ["]\n", ")\n"] });

/** What the model wants to write, by what is written; where nothing is said, it ends. */
export type Script = Readonly<Record<string, Branches>>;

export interface ToyCase extends Partial<WritingOptions> {
  readonly script: Script;
  readonly engine?: never;
  readonly syntaxOptions?: Partial<FakeSyntaxOptions>;
  readonly engineOptions?: Partial<BranchingOptions>;
}

export function writeToy({
  script,
  syntaxOptions,
  engineOptions,
  ...options
}: ToyCase): Writing & { readonly syntax: FakeSyntax; readonly engine: BranchingEngine } {
  const branches = (written: string): Branches => script[written] ?? { "": 0.9, "\n": 0.1 };
  const engine = new BranchingEngine({ branches, tokenizer: createToyTokenizer(), ...engineOptions });
  const syntax = new FakeSyntax({ judge: judgeToy, ...syntaxOptions });
  return { ...createWriting({ marked: "x = ▮\n", engine, syntax, ...options }), syntax, engine };
}
