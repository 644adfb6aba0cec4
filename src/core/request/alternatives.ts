/** Other texts for a place that differ from the first in how their first line is built, written in the same cache. */

import { differ, type ShapedPlace } from "../place/lineShape.ts";
import type { GeneratedEdit } from "../place/suggestion.ts";
import type { Writing } from "../writing/writer.ts";
import type { Scored, Written } from "../writing/written.ts";
import { finishRecipe, type Recipe } from "./recipe.ts";
import type { Stored } from "./store.ts";
import { beginText, type RunOptions } from "./textRun.ts";
import type { OtherFate } from "./trace.ts";

/** Texts that are offered each time that somebody asks, the first among them. */
const EACH_TIME = 3;
/** How often more of them are made for a place. */
const MOST_TIMES = 3;
/** First tokens that are tried each time; most of them begin what differs only in a name. */
const TRIED_EACH_TIME = 7;
/** A first token less likely than this (nats), and those behind it, begin nothing that somebody wants. */
const LEAST_FIRST = -5.5;
/** After so long no other is begun: what is made by then is offered. */
const MOST_MS = 2500;

/** Others were made, or can be: the document is as it was. */
export function hasOthers({ changes, times }: Stored): boolean {
  return times > 0 || changes.since.isEmpty;
}

/** Whether more can be made for an entry: its text is there, and the document as it was. */
export function canHaveMore({ edit, changes, times, isExhausted }: Stored): boolean {
  return edit !== undefined && changes.since.isEmpty && times < MOST_TIMES && !isExhausted;
}

/**
 * Others for the place of an entry become part of it: each begins with the next likely first token. One whose first line turns out
 * to be built as one that is known is given up there. Rejects with `EngineFailure`.
 */
export async function makeAlternatives(
  entry: Stored,
  recipe: Recipe,
  signal: AbortSignal,
  options: RunOptions,
): Promise<void> {
  const wanted = entry.times === 0 ? EACH_TIME - 1 : EACH_TIME;
  const end = options.clock.now() + MOST_MS;
  let [made, hasTime] = [0, true];
  for (let tries = 0; hasTime && tries < TRIED_EACH_TIME && made < wanted && !entry.isExhausted; tries += 1) {
    const written = await writeOther(entry, recipe, signal);
    if (signal.aborted) return;
    const { fate, edit } = await judgeOther(entry, recipe, written, options);
    if (signal.aborted) return;
    const { tokens, text } = written;
    options.trace.emit({ stage: "other", request: entry.number, text, logprob: tokens[0]?.logprob ?? 0, fate });
    hasTime = fate !== "noTime" && options.clock.now() <= end;
    if (fate === "noTime") break;
    entry.firsts = [...entry.firsts, firstOf(written)];
    entry.isExhausted = fate === "unlikely";
    if (edit === undefined) continue;
    made += 1;
    entry.alternatives = [...entry.alternatives, { edit, written, time: entry.times }];
  }
  // What there was no time for is tried when it is asked for again.
  if (made > 0 || hasTime) entry.times += 1;
}

/** `edit`: of what is offered. */
async function judgeOther(
  entry: Stored,
  recipe: Recipe,
  written: Written,
  { clock }: Pick<RunOptions, "clock">,
): Promise<{ readonly fate: OtherFate; readonly edit?: GeneratedEdit }> {
  if (written.end === "timeLimit" && written.text.trim() === "") return { fate: "noTime" };
  if (isUnlikely(written)) return { fate: "unlikely" };
  if (written.end === "aborted") return { fate: "alike" };
  const { result } = await finishRecipe(recipe, written, clock);
  if ("kind" in result) return { fate: "unfit" };
  return isOther(written.text, entry, recipe) ? { fate: "offered", edit: result } : { fate: "alike" };
}

function isUnlikely({ tokens }: Pick<Scored, "tokens">): boolean {
  return (tokens[0]?.logprob ?? Number.NEGATIVE_INFINITY) < LEAST_FIRST;
}

function writeOther(entry: Stored, recipe: Recipe, signal: AbortSignal): Promise<Written> {
  const begun = [entry.written === undefined ? "" : firstOf(entry.written), ...entry.firsts];
  const isKnown = ({ text, scored }: Writing): boolean =>
    isUnlikely(scored) ||
    begun.includes(firstOf(scored)) ||
    (text.trimStart().includes("\n") && !isOther(text, entry, recipe));
  const hasLeft = (): boolean => signal.aborted || isKnown(writing);
  const writing: Writing = beginText(recipe, { alternative: 1 + entry.firsts.length }, hasLeft);
  return writing.run();
}

/** The first token. */
function firstOf({ drafted, tokens }: Pick<Scored, "drafted" | "tokens">): string {
  return drafted.slice(0, tokens[0]?.end ?? 0);
}

function isOther(text: string, { written, alternatives, isText }: Stored, { stop }: Recipe): boolean {
  const { linePrefix, language } = stop().place;
  const place: ShapedPlace = { linePrefix, language, isText };
  const known = [written?.text ?? "", ...alternatives.map((other) => other.written.text)];
  return known.every((one) => differ(one, text, place));
}

/** What orders texts of different lengths: the mean log-probability of their lines. */
export function likelinessPerLine({ text, tokens, chosenEnd }: Pick<Written, "text" | "tokens" | "chosenEnd">): number {
  const lines = Math.max(1, text.trim().split("\n").length);
  const sum = tokens.reduce((all, { end, logprob }) => (end <= text.length ? all + logprob : all), chosenEnd ?? 0);
  return sum / lines;
}
