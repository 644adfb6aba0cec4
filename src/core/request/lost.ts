/** What was lost of a text on its way to the screen, and why, in words. */

import type { JoinReport } from "../grammar/joining.ts";
import type { WritingEnd, Written } from "../writing/written.ts";
import type { NoSuggestion } from "./outcome.ts";

/** Why nothing is left of a text that was written; undefined where something is, or nothing was written. `rest`: of the cursor's line. */
export function whyNothing(
  { text, drafted, end }: Pick<Written, "text" | "drafted" | "end">,
  rest: string,
): NoSuggestion | undefined {
  if (text.trim() !== "") return undefined;
  if (end === "grammar") return { kind: "breaksSyntax", reason: "Nothing that the model wanted may stand here." };
  if (drafted.trim() === "") return undefined;
  return end === "lineEnd" && rest.trim() === "" ? ENDS_LINE : NOTHING_LEFT[end];
}

const ENDS_LINE: NoSuggestion = { kind: "empty", reason: "The model only ended the line." };

const ENDS_HERE: NoSuggestion = { kind: "empty", reason: "The model only ended what the cursor stands in." };

/** Undefined: the text itself says it. */
const NOTHING_LEFT: Readonly<Record<Exclude<WritingEnd, "grammar">, NoSuggestion | undefined>> = {
  timeLimit: { kind: "notShowable", reason: "No line was complete when its time was over." },
  tokenLimit: {
    kind: "notShowable",
    reason: "No line was complete when it had as many tokens as a suggestion may have.",
  },
  repetition: { kind: "repeats", reason: "The model went round in circles." },
  followingText: { kind: "repeats", reason: "The model said only what stands behind the cursor already." },
  brokenCharacter: { kind: "notShowable", reason: "The model wrote a broken character." },
  lineEnd: { kind: "notShowable", reason: "It would push the rest of the line away." },
  end: { kind: "breaksSyntax", reason: "No line of it may stand here." },
  dedent: ENDS_HERE,
  blockEnd: ENDS_HERE,
  blankLines: ENDS_HERE,
  fence: ENDS_HERE,
  maxLines: ENDS_HERE,
  unlikely: undefined,
  aborted: undefined,
};

/** What is wrong with a text that a limit has ended is seldom what the model would have written next. */
export function whyRefused<Refused extends { readonly reason: string }>(
  { end }: Pick<Written, "end">,
  refused: Refused,
): Refused {
  const limit =
    end === "timeLimit" ? "Its time was over" : end === "tokenLimit" ? "It had as many tokens as it may" : undefined;
  return limit === undefined ? refused : { ...refused, reason: `${limit} before it came to an end that can be shown.` };
}

/** Why what is shown is not all that the model wrote or wanted to; undefined: it is. */
export function whyCut({ end }: Pick<Written, "end">, report: JoinReport | undefined): string | undefined {
  if (report !== undefined && report.cut > 0) return "What followed would add a syntax error to the file.";
  return CUT_BY[end];
}

const CUT_BY: Readonly<Partial<Record<WritingEnd, string>>> = {
  timeLimit: "Its time was over: what was complete by then is shown.",
  tokenLimit: "It had as many tokens as a suggestion may have: what was complete by then is shown.",
  grammar: "Nothing that the model wanted next may stand there.",
  brokenCharacter: "The model wrote a broken character behind it.",
};
