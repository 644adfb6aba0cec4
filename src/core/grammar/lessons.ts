/**
 * Where a grammar was wrong about right text. A fault that users wrote and left standing, while they went on with other lines,
 * was right text to them. The rules by which the grammar found that fault then prove nothing any more: at once in that
 * document, and in all documents of the language once two of them have taught the same (one is enough for a rule that names
 * the word in front of the fault). Pure; nothing is kept when it ends.
 */

import { dropOldest } from "../allowance.ts";
import { ownText } from "../text/ownText.ts";
import type { StandingFault } from "./syntax.ts";

/** A rule that lost its power to prove. */
export interface Lesson {
  readonly languageId: string;
  /** As the grammar's port names it. */
  readonly rule: string;
  /** Where: in the document that taught it, or in every document of the language. */
  readonly scope: "document" | "everywhere";
}

/** A document at the moment when its faults were looked at. */
export interface Observed {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  /** Line of the cursor, counted from 0. */
  readonly row: number;
}

/** So many other lines must have been worked on while a fault stood: what was there before, what was refused and written all the same, and any other. */
const PROOFS = { old: 1, refused: 1, other: 3 } as const;
/** Documents that must have taught a rule before it counts nowhere. */
const DOCUMENTS = 2;

const MAX_DOCUMENTS = 32;
const MAX_FAULTS = 32;
const MAX_REFUSED = 64;
const MAX_RULES = 512;
const MAX_LINE = 200;

interface KnownFault {
  readonly rules: readonly string[];
  readonly line: string;
  readonly needs: number;
  /** Of the document when the fault was first seen standing. */
  readonly sinceVersion: number;
  readonly rows: Set<number>;
}

interface KnownDocument {
  readonly languageId: string;
  /** Beginnings of lines that were refused. */
  readonly refused: Set<string>;
  /** By line and rule; undefined before the document was looked at. */
  faults: Map<string, KnownFault> | undefined;
}

export class Lessons {
  /** By uri, the one used last at the end. */
  readonly #documents = new Map<string, KnownDocument>();
  /** By language and rule: the documents that taught it. */
  readonly #teachers = new Map<string, Set<string>>();

  /** `line`: the beginning of a line, up to where it was refused. */
  refused({ uri, languageId }: Pick<Observed, "uri" | "languageId">, line: string): void {
    const beginning = line.trim().slice(0, MAX_LINE);
    if (beginning === "") return;
    const { refused } = this.#documentOf(uri, languageId);
    keep(refused, ownText(beginning), MAX_REFUSED);
  }

  /** Says what is new of all that is known. `faults`: those of the part of the document that was looked at. */
  observe(document: Observed, faults: readonly StandingFault[]): readonly Lesson[] {
    const known = this.#documentOf(document.uri, document.languageId);
    const isFirst = known.faults === undefined;
    const standing = known.faults ?? new Map<string, KnownFault>();
    known.faults = standing;
    this.#dropMended(document, standing);
    const before = new Set(this.knownAt(document.uri, document.languageId));
    for (const fault of faults) {
      if (fault.firstRow <= document.row && document.row <= fault.lastRow) continue;
      const seen = note(standing, fault, { document, needs: isFirst ? PROOFS.old : proofsFor(fault, known.refused) });
      if (document.version > seen.sinceVersion) keep(seen.rows, document.row, PROOFS.other);
      if (isLearnt(seen)) this.#teach(document, seen.rules);
    }
    const now = this.knownAt(document.uri, document.languageId).filter((rule) => !before.has(rule));
    return now.map((rule) => this.#toLesson(document.languageId, rule));
  }

  /** The rules that prove nothing in a document. */
  knownAt(uri: string, languageId: string): readonly string[] {
    const here = [...(this.#documents.get(uri)?.faults?.values() ?? [])].filter(isLearnt).flatMap(({ rules }) => rules);
    const everywhere = [...this.#teachers.keys()]
      .filter((key) => key.startsWith(`${languageId} `) && this.#isEverywhere(key))
      .map((key) => key.slice(languageId.length + 1));
    return [...new Set([...here, ...everywhere])];
  }

  /** The document was closed: what it taught others stays. */
  forget(uri: string): void {
    this.#documents.delete(uri);
  }

  /** Faults that do not stand any more teach nothing, here or elsewhere. */
  #dropMended({ uri, languageId, text }: Observed, standing: Map<string, KnownFault>): void {
    for (const [key, { line, rules }] of standing) {
      if (text.includes(line)) continue;
      standing.delete(key);
      const left = new Set([...standing.values()].flatMap((fault) => fault.rules));
      for (const rule of rules) if (!left.has(rule)) this.#teachers.get(`${languageId} ${rule}`)?.delete(uri);
    }
  }

  #teach({ uri, languageId }: Observed, rules: readonly string[]): void {
    for (const rule of rules) {
      const key = `${languageId} ${rule}`;
      const teachers = this.#teachers.get(key) ?? new Set();
      this.#teachers.delete(key);
      this.#teachers.set(key, teachers);
      keep(teachers, uri, DOCUMENTS);
      dropOldest(this.#teachers, MAX_RULES);
    }
  }

  /** The very same words teach more than the rule alone. */
  #isEverywhere(key: string): boolean {
    return (this.#teachers.get(key)?.size ?? 0) >= (key.includes(" behind ") ? 1 : DOCUMENTS);
  }

  #toLesson(languageId: string, rule: string): Lesson {
    return { languageId, rule, scope: this.#isEverywhere(`${languageId} ${rule}`) ? "everywhere" : "document" };
  }

  #documentOf(uri: string, languageId: string): KnownDocument {
    const known = this.#documents.get(uri) ?? { languageId, refused: new Set<string>(), faults: undefined };
    this.#documents.delete(uri);
    this.#documents.set(uri, known);
    dropOldest(this.#documents, MAX_DOCUMENTS);
    return known;
  }
}

function note(
  standing: Map<string, KnownFault>,
  { rules, line }: StandingFault,
  { document, needs }: { readonly document: Observed; readonly needs: number },
): KnownFault {
  const key = `${line}\n${rules[0]}`;
  const known = standing.get(key);
  if (known !== undefined) return known;
  const seen = { rules, line: ownText(line), needs, sinceVersion: document.version, rows: new Set<number>() };
  standing.set(key, seen);
  dropOldest(standing, MAX_FAULTS);
  return seen;
}

function proofsFor({ line }: StandingFault, refused: ReadonlySet<string>): number {
  const lines = line.split("\n").map((one) => one.trim());
  const wasRefused = [...refused].some((beginning) => lines.some((one) => one.startsWith(beginning)));
  return wasRefused ? PROOFS.refused : PROOFS.other;
}

function isLearnt({ rows, needs }: KnownFault): boolean {
  return rows.size >= needs;
}

/** The oldest go where there are too many. */
function keep<Kept>(kept: Set<Kept>, one: Kept, most: number): void {
  kept.add(one);
  dropOldest(kept, most);
}
