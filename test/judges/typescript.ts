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
  return pureJudge(`TypeScript ${ts.version}`, (text) => {
    const program = new OneFile(file, text);
    // The parser alone takes types in JavaScript.
    return toFinding(text, language === "javascript" ? program.syntactic() : program.parsed());
  });
}

/**
 * The parser lets pass what the checker then reports: `export export`, a second `default`. This one does not; but it also
 * minds what no parser could know, so it can only say that something is wrong, not whose fault that is.
 */
export function strictTypescriptJudge(language: keyof typeof FILES): Judge {
  const file = FILES[language];
  return pureJudge(`TypeScript ${ts.version} with its checker`, (text) => {
    const program = new OneFile(file, text);
    return toFinding(text, [...program.syntactic(), ...program.grammatical()]);
  });
}

/** A program of one text that sees nothing else. */
class OneFile {
  readonly #source: ts.SourceFile;

  constructor(file: string, text: string) {
    this.#source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  }

  parsed(): readonly ts.Diagnostic[] {
    return (this.#source as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
  }

  syntactic(): readonly ts.Diagnostic[] {
    return this.#program().getSyntacticDiagnostics(this.#source);
  }

  /** Those of the checker that are about form: their codes are below 2000. */
  grammatical(): readonly ts.Diagnostic[] {
    return this.#program()
      .getSemanticDiagnostics(this.#source)
      .filter(({ code }) => code < 2000);
  }

  #program(): ts.Program {
    const { fileName } = this.#source;
    const options = {
      allowJs: true,
      checkJs: true,
      noLib: true,
      noResolve: true,
      jsx: ts.JsxEmit.Preserve,
      types: [],
      target: ts.ScriptTarget.Latest,
      module: ts.ModuleKind.ESNext,
    };
    const host: ts.CompilerHost = {
      getSourceFile: (name) => (name === fileName ? this.#source : undefined),
      getDefaultLibFileName: () => "",
      writeFile: () => {},
      getCurrentDirectory: () => "",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => name === fileName,
      readFile: () => undefined,
    };
    return ts.createProgram({ rootNames: [fileName], options, host });
  }
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
