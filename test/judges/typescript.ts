/** The TypeScript compiler's parser. Version 7 has none in this process; "typescript-parser" is the last line of versions that has. */

import ts from "typescript-parser";
import { type Finding, isLineUnfinished, type Judge, pureJudge, RIGHT } from "./judge.ts";

const FILES = {
  typescript: "text.ts",
  tsx: "text.tsx",
  javascript: "text.jsx",
} as const;

/** "JSX element 'a' has no corresponding closing tag", and of fragments: said where the tag was opened. */
const OPEN_TAGS: ReadonlySet<number> = new Set([17008, 17014]);
/** Unterminated strings and regular expressions: they must end on their line. */
const ONE_LINE: ReadonlySet<number> = new Set([1002, 1161]);

export function typescriptJudge(language: keyof typeof FILES): Judge {
  const file = FILES[language];
  return pureJudge(`TypeScript ${ts.version}`, (text) => toFinding(text, diagnose(file, text)));
}

/** JavaScript is asked for through a program: the parser alone takes types in it. */
function diagnose(file: string, text: string): readonly ts.Diagnostic[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  if (!file.endsWith(".jsx"))
    return (source as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
  const options = { allowJs: true, noLib: true, noResolve: true, jsx: ts.JsxEmit.Preserve, types: [] };
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === file ? source : undefined),
    getDefaultLibFileName: () => "",
    writeFile: () => {},
    getCurrentDirectory: () => "",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => name === file,
    readFile: () => undefined,
  };
  return ts.createProgram({ rootNames: [file], options, host }).getSyntacticDiagnostics(source);
}

function toFinding(text: string, diagnostics: readonly ts.Diagnostic[]): Finding {
  const end = text.trimEnd().length;
  const found = diagnostics
    .map(({ code, start = 0, messageText }) => ({
      code,
      start,
      message: ts.flattenDiagnosticMessageText(messageText, " "),
    }))
    .sort((a, b) => a.start - b.start);
  const missesEnd = found.some(({ start }) => start >= end);
  const first = found.find(({ code }) => !(missesEnd && OPEN_TAGS.has(code))) ?? found[0];
  if (first === undefined) return RIGHT;
  const { code, start, message } = first;
  const isUnfinished = start >= end || (ONE_LINE.has(code) && isLineUnfinished(text, start));
  return { kind: "wrong", offset: start, isUnfinished, message };
}
