/** Functions that take foreign texts, and what each is called with to be tried on one. */

import { findExclusion, pathOfUri } from "../src/core/excluded/excluded.ts";
import { headOf } from "../src/core/excluded/secretText.ts";
import {
  commentStart,
  endOfLine,
  findLanguage,
  goesOn,
  opensBody,
  opensText,
} from "../src/core/languages/languages.ts";
import { checkBlock } from "../src/core/place/blockRules.ts";
import { findOpen, findOwners, findUnmatched } from "../src/core/place/brackets.ts";
import { fitIndent } from "../src/core/place/indent.ts";
import { findPlace } from "../src/core/place/place.ts";
import { goesOnPlainly } from "../src/core/place/plainText.ts";
import { agreesSoFar, tryRebase } from "../src/core/place/rebase.ts";
import { findLoop, findRepeatedBlock, isSignificant, isStretched, squeeze } from "../src/core/place/repetition.ts";
import { joinWithRest, withoutSaidAgain } from "../src/core/place/restOfLine.ts";
import { checkStop, finishText } from "../src/core/place/stop.ts";
import { createStopContext } from "../src/core/place/stopContext.ts";
import { fitGenerated, toSuggestion } from "../src/core/place/suggestion.ts";
import { minimalEdit } from "../src/core/text/lineDiff.ts";
import { TextEdit } from "../src/core/text/textEdit.ts";
import { lastItemStart } from "../src/syntax/excerpt.ts";
import { tagEndOf } from "../src/syntax/guards.ts";
import { canBecomeJson } from "../src/syntax/jsonText.ts";
import { mayEndInComment } from "../src/syntax/narrowness.ts";
import { canKeepPythonLines, unfoldBrackets } from "../src/syntax/pythonLines.ts";

const LANGUAGES = ["typescript", "shellscript"] as const;

/** A document of one function, and the place in its body. */
const DOCUMENT = "function one(a) {\n  \n}\n";
const CURSOR = DOCUMENT.indexOf("\n}");

type Trial = (text: string) => unknown;

export const TRIALS: Readonly<Record<string, Trial>> = {
  ...forLanguages("findUnmatched", (text, id) => findUnmatched(text, findLanguage(id))),
  ...forLanguages("findOpen", (text, id) => findOpen(text, text.length >> 1, findLanguage(id))),
  findOwners: (text) => {
    const language = findLanguage("typescript");
    return findOwners(findUnmatched(text, language).closers, findOpen(text, text.length, language));
  },
  ...forLanguages("findPlace", (text, id) => [findPlace(text, text.length, id), findPlace(text, text.length >> 1, id)]),
  ...forLanguages("a line", (text, id) => {
    const language = findLanguage(id);
    return [opensBody, opensText, goesOn, commentStart, endOfLine].map((ask) => ask(text, language));
  }),
  ...forLanguages("goesOnPlainly", (text, id) => [goesOnPlainly(text, "a", id), goesOnPlainly("a", text, id)]),
  repetition: (text) => {
    const lines = text.split("\n").map(squeeze);
    return [isStretched(text), isSignificant(text), findLoop(lines), findRepeatedBlock(lines, lines)];
  },
  "fitIndent of what is generated": (text) => fitIndent(place(text, DOCUMENT, CURSOR)),
  "fitIndent in a document": (text) => fitIndent(place("a\n  b\n", text, text.length >> 1)),
  checkStop: (text) => checkStop(text, context(DOCUMENT, CURSOR)),
  "checkStop in a line": (text) => checkStop(text, context("const a = ", 10)),
  finishText: (text) => finishText(text, "end", context(DOCUMENT, CURSOR)),
  checkBlock: (text) => checkBlock(text, context(DOCUMENT, CURSOR)),
  createStopContext: (text) => context(text, text.length >> 1),
  "toSuggestion of what is generated": (text) => toSuggestion(place(text, DOCUMENT, CURSOR)),
  "toSuggestion in front of a rest": (text) => toSuggestion(place("foo(a, b)", `  x(${text}`, 4)),
  fitGenerated: (text) => fitGenerated(place(text, DOCUMENT, CURSOR)),
  joinWithRest: (text) => joinWithRest(place(text.slice(0, text.length >> 5), `  x(${text}`, 4)),
  withoutSaidAgain: (text) => withoutSaidAgain(text, findPlace(`  x(${text}`, 4, "typescript")),
  agreesSoFar: (text) => agreesSoFar(`${text}a`, TextEdit.replace(0, 0, `${text}b`), 0),
  tryRebase: (text) =>
    tryRebase({ start: 0, end: 0, text: `${text}a`, replaced: "" }, TextEdit.replace(0, 0, text), text.length),
  minimalEdit: (text) => minimalEdit(`a${text}b${text}`, `${text}c${text}d`),
  findExclusion: (text) => findExclusion({ uri: "file:///a.txt", languageId: "plaintext", head: headOf(text) }, []),
  "findExclusion by name": (text) =>
    findExclusion({ uri: text.slice(0, text.length >> 3), languageId: "plaintext", head: "" }, ["**/*a*a*"]),
  pathOfUri: (text) => [pathOfUri(text), pathOfUri(`file:///${text}`)],
  canBecomeJson,
  "Python's lines": (text) => [canKeepPythonLines(text), unfoldBrackets(text)],
  "ends of text": (text) => [tagEndOf(text), mayEndInComment(text), lastItemStart(text, /^(?:a|b)\b/gm)],
};

function forLanguages(what: string, trial: (text: string, id: string) => unknown): Readonly<Record<string, Trial>> {
  return Object.fromEntries(LANGUAGES.map((id) => [`${what} in ${id}`, (text: string) => trial(text, id)]));
}

function place(generated: string, text: string, cursor: number) {
  const found = findPlace(text, cursor, "typescript");
  return { generated, text, cursor, place: found, linePrefix: found.linePrefix, language: found.language };
}

function context(text: string, cursor: number) {
  return createStopContext({ text, cursor, place: findPlace(text, cursor, "typescript"), maxLines: 12 });
}

/** Repeated, they are the texts. */
export const PUMPS: readonly string[] = [
  ..."()[]{}<>|/\\\"'`#-=:;,. \t\n\r\u2028\0a",
  ...[
    "a|",
    "a| b) ",
    "()",
    "([{",
    ")]}",
    "/*",
    "*/",
    "/* ",
    "//",
    '\\"',
    "'\\'",
    "(/[",
    "= /a",
    '"""',
    "'''",
    "<a ",
    "</a>",
  ],
  ...[
    "<!--",
    "a\n",
    "  a\n",
    "\n\n",
    "{\n",
    "}\n",
    "(\n",
    ")\n",
    "  {\n",
    "  }\n",
    "\t{\n    }\n",
    "a)\n",
    "if (a) {\n",
    "}) ",
    "a, ",
  ],
  ...[
    "case a in\n",
    "a) b ;;\n",
    "end\n",
    "# ",
    "-- ",
    "--[[",
    "]]",
    "<<A\n",
    "%2E",
    "%",
    "../",
    "*a",
    "\uFFFD",
    "é",
    "🔑",
    "((\n))\n",
  ],
];
