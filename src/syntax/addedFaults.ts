/** Faults that a text has beside those that are known: whether they are the grammar's own, by reading what stands there otherwise. */

import type { Parser } from "web-tree-sitter";
import type { GrammarFacts } from "../core/languages/languageEntry.ts";
import { commonStart, type Fault, faultsOf, moveFaults, type Parsed, parse } from "./parsing.ts";
import { readOtherwise } from "./reading.ts";
import { readingsOf } from "./readings.ts";

/** So many faults one after the other, and so many texts in all: somebody waits for the answer. */
const MOST_FAULTS = 4;
const MOST_TEXTS = 16;

export interface AddedFaults {
  readonly parser: Parser;
  readonly facts: GrammarFacts;
  /** A similar text. */
  readonly base: Parsed | undefined;
  /** Faults of `text` that count for nothing. */
  readonly known: readonly Fault[];
}

/** What to read in place of a text so that it has only the known faults; undefined where nothing is known to help. */
export function readWithoutAdded(text: string, { parser, facts, base, known }: AddedFaults): string | undefined {
  const readings = readingsOf(facts).filter(({ isLoose }) => isLoose !== true);
  let left = MOST_TEXTS;
  const addedTo = (other: string): readonly Fault[] => {
    const tree = parse(parser, other, { base });
    const faults = tree === undefined ? [] : faultsOf(tree.rootNode);
    tree?.delete();
    const same = commonStart(text, other);
    const moved = moveFaults(known, { start: same, end: same, longer: other.length - text.length });
    return faults.filter(({ start, end }) => !moved.some((one) => one.start === start && one.end === end));
  };
  let [read, added] = [text, addedTo(text)];
  const improve = (): boolean => {
    const { start, end } = added[0]!;
    for (const reading of readings)
      for (const offset of new Set([start, end]))
        for (const other of readOtherwise(read, { taken: offset, offset }, reading)) {
          if (left <= 0) return false;
          left -= 1;
          const fewer = addedTo(other);
          if (fewer.length >= added.length) continue;
          [read, added] = [other, fewer];
          return true;
        }
    return false;
  };
  for (let count = 0; added.length > 0; count += 1) if (count === MOST_FAULTS || !improve()) return undefined;
  return read;
}
