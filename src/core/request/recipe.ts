/** What a generation is made of, what the grammar makes of it on the way, and what becomes of its text. */

import { type Clock, withinTime } from "../clock.ts";
import type { GrammarPlace, GrammarUse } from "../grammar/grammarUse.ts";
import { type Joined, type JoinReport, joinSuggestion } from "../grammar/joining.ts";
import { joinPlainly } from "../grammar/plainJoining.ts";
import { ProgressWatch } from "../grammar/progressWatch.ts";
import { readStop } from "../grammar/structure.ts";
import { startsOtherFiles } from "../languages/firstLines.ts";
import { findLanguage, startsLineComment } from "../languages/languages.ts";
import { endsInOwnString, readStrings } from "../place/begun.ts";
import { withoutExtras } from "../place/extras.ts";
import { type Near, nearOf } from "../place/near.ts";
import { findPlace } from "../place/place.ts";
import { lengthSaidAgain } from "../place/saidAgain.ts";
import { createStopContext, type StopContext } from "../place/stop.ts";
import type { GeneratedEdit } from "../place/suggestion.ts";
import { ownText } from "../text/ownText.ts";
import { TextEdit } from "../text/textEdit.ts";
import type { Target, Writer, Writing, WritingPlace } from "../writing/writer.ts";
import { endLogprobAt, type Written } from "../writing/written.ts";
import { whyCut, whyNothing, whyRefused } from "./lost.ts";
import type { NoSuggestion } from "./outcome.ts";

/** Enough to make alternatives like it. */
export interface Recipe {
  readonly writer: Writer;
  readonly place: WritingPlace;
  /** What the text says of the place, and from its answer on the grammar. */
  readonly stop: () => StopContext;
  readonly grammar: GrammarPlace | undefined;
  /** What the cursor stands in was asked: resolves when it has been answered, or never will be. */
  readonly isRead: Promise<void>;
  /** The text that the suggestion edits: as if the suggest widget's item had been taken. */
  readonly near: Near;
  readonly selected: Target["selected"];
}

/** UTF-16 units that a recipe keeps in memory. */
export function sizeOf({ near, grammar, place }: Recipe): number {
  const gap = grammar === undefined ? 0 : grammar.prefix.length + grammar.suffix.length;
  return near.text.length + gap + place.size;
}

export function createRecipe(writer: Writer, target: Target, grammars: GrammarUse, maxLines: number): Recipe {
  const { document, selected } = target;
  const text = selected === undefined ? document.text : TextEdit.of([selected]).apply(document.text);
  const cursor = selected === undefined ? target.cursor : selected.start + selected.text.length;
  const near = nearOf({ prefix: text.slice(0, cursor), suffix: text.slice(cursor) });
  const place = findPlace(near.text, near.cursor, document.languageId);
  // To the grammar of the whole, code of another language is text of any kind.
  const isEmbedded = place.language.id !== findLanguage(document.languageId).id;
  const grammar = isEmbedded ? undefined : grammars.open(document, text, cursor);
  const hasGrammar = grammar?.judges === true;
  let stop = createStopContext({ text: near.text, cursor: near.cursor, place, maxLines, hasGrammar });
  const isRead = readGrammar(stop, grammar).then((read) => {
    stop = read;
  });
  return { writer, place: writer.at(target), stop: () => stop, grammar, isRead, near, selected };
}

/** What the grammar makes of what the text looks like, once it has answered. */
async function readGrammar(stop: StopContext, grammar: GrammarPlace | undefined): Promise<StopContext> {
  const where = grammar?.judges ? (await grammar.place.ask("where", {}))?.answer : undefined;
  if (where === undefined) return stop;
  return readStop(stop, where);
}

/** Looks at the text while it is generated; to be told of each token. */
export function watchProgress({ grammar, stop }: Recipe, writing: () => Writing): ProgressWatch {
  return new ProgressWatch({
    grammar: grammar?.judges ? grammar.place : undefined,
    endsWithItem: () => stop().endsWithItem,
    saidAgain: (text) => lengthSaidAgain(text, stop().place),
    endsInString: (text) => endsInOwnString(readStrings(text, stop().place), stop().place),
    onStop: ({ keep, reason }) => writing().endAt(keep, reason),
  });
}

/** Lines of a refused text that are remembered. */
const MOST_NOTED = 8;
/** Why a text ends of which more was to come. */
const LIMITS: ReadonlySet<string> = new Set(["maxLines", "tokenLimit", "timeLimit"]);

/** The last questions to the grammar may take so long together: nobody waits for one that is still being loaded. */
const JOIN_MAX_MS = 250;

export interface Finished {
  /** As an edit of the document, or why there is nothing to show. */
  readonly result: GeneratedEdit | NoSuggestion;
  /** Undefined where no grammar was heard. */
  readonly report: JoinReport | undefined;
  /** The text without what nobody has begun. */
  readonly written: Written;
  /** Why not all of it is shown; undefined: it is. */
  readonly cut: string | undefined;
}

export async function finishRecipe(recipe: Recipe, given: Written, clock: Clock): Promise<Finished> {
  const written = { ...given, text: withoutExtras(given.text, recipe.stop().place) };
  const nothing = isOfAnotherLanguage(recipe, written)
    ? OTHER_LANGUAGE
    : whyNothing(written, recipe.stop().place.lineSuffix);
  if (nothing !== undefined) return { result: nothing, report: undefined, written, cut: undefined };
  const { report, ...whole } = await joinText(recipe, written, clock);
  if (whole.kind === "ok") {
    const cut = whyCut(written, report);
    return { result: toDocumentEdit(whole.edit, recipe), report, written, cut };
  }
  // What is wrong may be further down.
  const line = firstLineOf(written);
  const joined = line && (await joinText(recipe, line, clock));
  if (joined?.kind === "ok") {
    const cut = `Only its first line can be shown. ${whole.reason}`;
    return { result: toDocumentEdit(joined.edit, recipe), report: joined.report, written: line ?? written, cut };
  }
  if (whole.kind === "breaksSyntax") noteRefused(recipe.grammar, written.text);
  return { result: whyRefused(written, whole), report, written, cut: undefined };
}

const OTHER_LANGUAGE: NoSuggestion = {
  kind: "breaksSyntax",
  reason: "The model began to write another language.",
};

/** Undefined where there are no others. */
function firstLineOf(written: Written): Written | undefined {
  const text = /^\s*[^\n]*/.exec(written.text)![0];
  return written.text.slice(text.length).trim() === "" ? undefined : { ...written, text, end: "lineEnd" };
}

async function joinText(recipe: Recipe, written: Written, clock: Clock): Promise<Joined> {
  const { near, stop, grammar, isRead } = recipe;
  const { text, cursor } = near;
  const said = written.text.slice(0, lengthSaidAgain(written.text, stop().place));
  const generated = written.text.slice(said.length);
  if (said !== "" && generated.trim() === "") return SAYS_NOTHING;
  const plain = (): Joined => {
    const { place, goesOnWhileOpen: closes } = stop();
    return joinPlainly({ generated, text, cursor, place, closes });
  };
  const join = async (grammar: GrammarPlace): Promise<Joined> => {
    await isRead;
    const { judges, advises } = grammar;
    const { place, goesOnWhileOpen: closes } = stop();
    return joinSuggestion({
      generated,
      text,
      cursor,
      place,
      grammar: grammar.place,
      closes,
      endLogprobAt: (ending) => endLogprobAt(written, said + ending),
      isEnded: written.end === "end",
      isCut: LIMITS.has(written.end),
      onlyJoins: !judges,
      advises,
    });
  };
  return grammar === undefined ? plain() : ((await withinTime(join(grammar), clock, JOIN_MAX_MS)) ?? plain());
}

const SAYS_NOTHING: Joined = { kind: "repeats", reason: "It stands left of the cursor already." };

/** Which of its lines is wrong is not known. */
function noteRefused(grammar: GrammarPlace | undefined, generated: string): void {
  const lines = generated.split("\n").slice(0, MOST_NOTED);
  for (const length of lines.keys()) grammar?.refused(lines.slice(0, length + 1).join("\n"));
}

/**
 * In an empty file a first line that files of other languages begin with is of another language; and one that is refused:
 * what is legal of it means something else here.
 */
function isOfAnotherLanguage({ near, grammar, stop }: Recipe, { text: generated, costs }: Written): boolean {
  if (near.text.trim() !== "") return false;
  const { language } = stop().place;
  if (startsOtherFiles(generated.trimStart().split("\n", 1)[0]!, language)) return true;
  if (grammar?.enforces !== true || (costs.constraint?.refusals ?? 0) === 0) return false;
  const isCode = (line: string) => line.trim() !== "" && !startsLineComment(line.trimStart(), 0, language);
  return generated.split("\n").filter(isCode).length < 2;
}

function toDocumentEdit(edit: GeneratedEdit<"near">, { near, selected }: Recipe): GeneratedEdit {
  const { cursor, start } = near;
  if (selected === undefined) {
    const { text, replaced, headIndent } = edit;
    return {
      start: edit.start + start,
      end: edit.end + start,
      text,
      ...(replaced === undefined ? {} : { replaced: ownText(replaced) }),
      ...(headIndent === undefined ? {} : { headIndent: ownText(headIndent) }),
    };
  }
  //  document  con▮)            selected: console for con, in its place
  //  text      console▮)        what follows the cursor stands so much further right
  return { start: selected.start, end: selected.end + (edit.end - cursor), text: selected.text + edit.text };
}
