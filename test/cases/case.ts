/** Cases of what is shown: a text with a cursor, what a model writes there, and the text that a person would expect. */

import { readFileSync } from "node:fs";
import { languageOfPath } from "../../src/core/languages/languages.ts";
import { cursorMark } from "../core/place/marks.ts";

export interface Case {
  readonly id: string;
  /** Name of the document's file. */
  readonly file: string;
  /** VS Code's language id. */
  readonly languageId: string;
  readonly text: string;
  /** UTF-16 offset in `text`. */
  readonly cursor: number;
  /** What the model writes at the cursor, up to its own end. */
  readonly writes: string;
  /** Whole texts after the suggestion was taken, each as good as the others; null: nothing is shown. */
  readonly wants: readonly (string | null)[];
}

/** The file or a line of it is none of ours; the message says which and why. */
export class CaseError extends Error {}

/** The cases of a file of JSON lines `{id, file, lang?, text, writes, want, also?}`, `‸` in the text. Throws `CaseError`. */
export function readCases(path: string): readonly Case[] {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new CaseError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const lines = content.split("\n").map((line, index) => ({ line, where: `${path}:${index + 1}` }));
  const cases = lines.filter(({ line }) => line.trim() !== "").map(({ line, where }) => parseCase(line, where));
  const ids = new Set<string>();
  for (const { id } of cases) {
    if (ids.has(id)) throw new CaseError(`${path}: two cases are called ${JSON.stringify(id)}`);
    ids.add(id);
  }
  return cases;
}

/** `where` names the line in complaints. Throws `CaseError`. */
export function parseCase(line: string, where: string): Case {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new CaseError(`${where}: not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CaseError(`${where}: not an object`);
  const fields = value as Readonly<Record<string, unknown>>;
  const read = <Value>(name: string, kind: string, fits: (value: unknown) => value is Value): Value => {
    const field = fields[name];
    if (fits(field)) return field;
    throw new CaseError(`${where}: ${JSON.stringify(name)} must be ${kind}, not ${JSON.stringify(field) ?? "missing"}`);
  };
  const [id, file, marked] = [
    read("id", "a text", isText),
    read("file", "a text", isText),
    read("text", "a text", isText),
  ];
  const languageId = "lang" in fields ? read("lang", "a language id", isText) : languageOfPath(file);
  const writes = read("writes", "a text", isText);
  const want = read("want", "a text or null", isTextOrNull);
  const also = "also" in fields ? read("also", "a list of texts and nulls", isListOfTexts) : [];
  if (marked.split("‸").length !== 2) throw new CaseError(`${where}: the text must have one ‸`);
  return { id, file, languageId, ...cursorMark(marked, "‸"), writes, wants: [want, ...also] };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isListOfTexts = (value: unknown): value is (string | null)[] => Array.isArray(value) && value.every(isTextOrNull);
