/** Functions that take foreign texts, and what each is called with to be tried on one. */

import { findExclusion, pathOfUri } from "../src/core/excluded/excluded.ts";
import { checkGlobs, compileGlob } from "../src/core/excluded/globs.ts";
import { headOf } from "../src/core/excluded/secretText.ts";
import { isStump, leavesOpen } from "../src/core/grammar/endings.ts";
import { joinPlainly } from "../src/core/grammar/plainJoining.ts";
import {
  commentStart,
  continuesLine,
  endOfLine,
  endsBody,
  findLanguage,
  goesOn,
  opensBody,
  opensBodyOfWords,
  opensText,
} from "../src/core/languages/languages.ts";
import { createLoss } from "../src/core/place/balance.ts";
import { announces, findBodyEnd, leavesBegun, readStrings } from "../src/core/place/begun.ts";
import { checkBlock, checkOpenLines } from "../src/core/place/blockRules.ts";
import { findUnmatched } from "../src/core/place/brackets.ts";
import { checkContinued } from "../src/core/place/continuedLine.ts";
import { findEmbedded } from "../src/core/place/embedded.ts";
import { fitIndent, leavesBlock } from "../src/core/place/indent.ts";
import { convertIndents, findIndentStyle, scaleIndents, shiftIndents } from "../src/core/place/indentStyle.ts";
import { findLongStrings, findWithin } from "../src/core/place/longStrings.ts";
import { nearOf } from "../src/core/place/near.ts";
import { couldBeOutdented } from "../src/core/place/outdented.ts";
import { findOpen, findOwners } from "../src/core/place/owners.ts";
import { findPlace } from "../src/core/place/place.ts";
import { goesOnPlainly } from "../src/core/place/plainText.ts";
import { agreesSoFar, tryRebase } from "../src/core/place/rebase.ts";
import { findLoop, findRepeatedBlock, isSignificant, isStretched, squeeze } from "../src/core/place/repetition.ts";
import { isSubsequence, joinWithRest } from "../src/core/place/restOfLine.ts";
import { lengthSaidAgain, maySayAgain } from "../src/core/place/saidAgain.ts";
import { hasStandingBody, isOfOneItem } from "../src/core/place/standing.ts";
import { checkStop, finishText } from "../src/core/place/stop.ts";
import { createStopContext } from "../src/core/place/stopContext.ts";
import { fitGenerated, toSuggestion } from "../src/core/place/suggestion.ts";
import { findTagInBrackets } from "../src/core/place/tags.ts";
import { minimalEdit } from "../src/core/text/lineDiff.ts";
import { toModelText } from "../src/core/text/modelText.ts";
import { TextEdit } from "../src/core/text/textEdit.ts";
import { lastItemStart } from "../src/syntax/excerpt.ts";
import { focusOf } from "../src/syntax/gap.ts";
import { languageOf } from "../src/syntax/grammarTables.ts";
import { tagEndOf } from "../src/syntax/guards.ts";
import { canBecomeJson } from "../src/syntax/jsonText.ts";
import { mayEndInComment } from "../src/syntax/narrowness.ts";
import { canKeepPythonLines, unfoldBrackets } from "../src/syntax/pythonLines.ts";
import { skipPythonString } from "../src/syntax/pythonStrings.ts";
import { readOtherwise } from "../src/syntax/reading.ts";
import { readingsOf } from "../src/syntax/readings.ts";
import { planRestart } from "../src/syntax/restart.ts";
import { withoutMacros } from "../src/syntax/withoutMacros.ts";

const LANGUAGES = ["typescript", "shellscript"] as const;
/** Those with strings of several lines, here-documents, bodies of words and tags, of each kind one. */
const LONG = ["typescript", "python", "shellscript", "ruby", "lua", "cpp", "html", "markdown"] as const;
/** Those that a grammar reads otherwise where it stops. */
const READ = ["typescript", "python", "go", "rust", "c", "cpp", "csharp", "css", "html", "shellscript"] as const;

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
    return [opensBody, opensText, opensBodyOfWords, endsBody, goesOn, continuesLine, commentStart, endOfLine].map(
      (ask) => ask(text, language),
    );
  }),
  ...forEach(LONG, "findLongStrings", (text, id) => findLongStrings(text, findLanguage(id))),
  ...forEach(LONG, "findLongStrings in a string", (text, id) =>
    findLongStrings(text, findLanguage(id), {
      kind: "string",
      close: "A",
      startsLine: true,
      isRaw: true,
      others: ["B"],
    }),
  ),
  ...forEach(LONG, "findWithin", (text, id) => findWithin(text, findLanguage(id))),
  ...forEach(LONG, "findEmbedded", (text, id) => findEmbedded(text, findLanguage(id))),
  ...forEach(LONG, "what is begun", (text, id) => {
    const place = findPlace("  a = b", 7, id);
    return [
      readStrings(text, place),
      findBodyEnd(text, place),
      announces(text, place),
      leavesBegun(text, place, text),
      leavesOpen(text, place),
    ];
  }),
  ...forEach(LONG, "checkContinued", (text, id) => {
    const below = contextIn(id, "  a = b(c)\n", 10);
    const within = contextIn(id, "  a\n  \n", 6);
    return [
      checkContinued(`\n${text}`, below),
      checkContinued(`\n    .${text}`, below),
      checkContinued(`.${text}`, within),
      checkOpenLines(text, below),
    ];
  }),
  ...forEach(LONG, "what stands around", (text, id) => {
    const around = contextIn(id, text, text.length >> 1);
    return [hasStandingBody(around), isOfOneItem(around)];
  }),
  ...forEach(["html", "typescriptreact"], "findTagInBrackets", (text, id) => [
    findTagInBrackets(text, "</a>", findLanguage(id)),
    findTagInBrackets("<a>{(", text, findLanguage(id)),
    findTagInBrackets("<a>{(", `</a${text}`, findLanguage(id)),
  ]),
  // What is generated is no longer than this.
  ...forLanguages("joinPlainly", (text, id) =>
    joinPlainly({
      generated: text.slice(0, text.length >> 4),
      text: "  a = b\n",
      cursor: 7,
      place: findPlace("  a = b\n", 7, id),
      closes: true,
    }),
  ),
  isStump: (text) => [isStump("a", `a${text}`), isStump(text, `${text}a`)],
  indentation: (text) => {
    const lines = text.split("\n");
    const style = findIndentStyle(lines);
    return [
      convertIndents(lines, { kind: "tabs", unit: 4 }),
      shiftIndents(lines, 3, style),
      scaleIndents(lines, { head: 0, from: 2, to: 4 }, style),
      lines.map(couldBeOutdented),
      leavesBlock({ ...place("a", text, text.length >> 1), language: findLanguage("python") }),
    ];
  },
  nearOf: (text) => nearOf({ prefix: text, suffix: text }),
  createLoss: (text) => createLoss(text, text.length >> 1, findPlace(text, text.length >> 1, "typescript")),
  isSubsequence: (text) => [isSubsequence(text, text), isSubsequence(`${text}é`, text)],
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
  lengthSaidAgain: (text) => lengthSaidAgain(text, findPlace(`  x(${text}`, 4, "typescript")),
  maySayAgain: (text) => maySayAgain(text, findPlace(`  ${text}`, text.length + 2, "typescript")),
  agreesSoFar: (text) => agreesSoFar(`${text}a`, TextEdit.replace(0, 0, `${text}b`), 0),
  tryRebase: (text) =>
    tryRebase({ start: 0, end: 0, text: `${text}a`, replaced: "" }, TextEdit.replace(0, 0, text), text.length),
  minimalEdit: (text) => minimalEdit(`a${text}b${text}`, `${text}c${text}d`),
  findExclusion: (text) => findExclusion({ uri: "file:///a.txt", languageId: "plaintext", head: headOf(text) }, []),
  "findExclusion by name": (text) =>
    findExclusion({ uri: text.slice(0, text.length >> 3), languageId: "plaintext", head: "" }, ["**/*a*a*"]),
  pathOfUri: (text) => [pathOfUri(text), pathOfUri(`file:///${text}`)],
  globs: (text) => [
    checkGlobs([text]),
    ...["**/*a*{a,b}*/**", text.slice(0, 100)].map((glob) => compileGlob(glob)(text)),
  ],
  toModelText,
  canBecomeJson,
  ...forEach(READ, "readOtherwise", (text, id) =>
    readingsOf(languageOf(id)!.facts).map((reading) =>
      readOtherwise(text, { taken: text.length >> 1, offset: text.length >> 1 }, reading),
    ),
  ),
  // In the last lines of a text.
  ...forEach(READ, "planRestart", (text, id) =>
    planRestart(text, text.split("\n").slice(0, -40).join("\n").length, languageOf(id)!.name),
  ),
  ...forEach(["typescript", "python", "cpp", "html"], "focusOf", (text, id) => {
    const long = text.repeat(8);
    return focusOf({ prefix: long, suffix: long }, languageOf(id)!);
  }),
  skipPythonString: (text) =>
    [`"`, `"""`, `f"`, `f"""`].map((quote) => {
      const at = quote.startsWith("f") ? 1 : 0;
      return skipPythonString(quote + text, at, quote.slice(0, at));
    }),
  withoutMacros: (text) => withoutMacros(text, text.length >> 1),
  "Python's lines": (text) => [canKeepPythonLines(text), unfoldBrackets(text)],
  "ends of text": (text) => [tagEndOf(text), mayEndInComment(text), lastItemStart(text, /^(?:a|b)\b/gm)],
};

type TrialOfLanguage = (text: string, id: string) => unknown;

function forLanguages(what: string, trial: TrialOfLanguage): Readonly<Record<string, Trial>> {
  return forEach(LANGUAGES, what, trial);
}

function forEach(ids: readonly string[], what: string, trial: TrialOfLanguage): Readonly<Record<string, Trial>> {
  return Object.fromEntries(ids.map((id) => [`${what} in ${id}`, (text: string) => trial(text, id)]));
}

function place(generated: string, text: string, cursor: number) {
  const found = findPlace(text, cursor, "typescript");
  return { generated, text, cursor, place: found, linePrefix: found.linePrefix, language: found.language };
}

function context(text: string, cursor: number) {
  return contextIn("typescript", text, cursor);
}

function contextIn(id: string, text: string, cursor: number) {
  return createStopContext({ text, cursor, place: findPlace(text, cursor, id), maxLines: 12 });
}
