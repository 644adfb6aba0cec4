/** What of a generated text may be shown where no grammar judges it: what ends all that it begins. */

import { createLoss } from "../place/balance.ts";
import { leavesBegun } from "../place/begun.ts";
import {
  type GeneratedEdit,
  type SuggestionRequest,
  type SuggestionResult,
  toSuggestion,
} from "../place/suggestion.ts";
import { planEndings } from "./endings.ts";

export interface PlainRequest extends SuggestionRequest {
  /** The text is code: what it leaves open may be closed. */
  readonly closes: boolean;
}

/**
 * The longest beginning of the text, by lines, that leaves no more brackets, strings and bodies open than there were;
 * perhaps with the brackets that close it. Of text that is no code, the whole.
 */
export function joinPlainly(request: PlainRequest): SuggestionResult {
  const whole = toSuggestion(request);
  const { place, closes } = request;
  if (whole.kind !== "ok" || !closes) return whole;
  const generated = request.generated.trimEnd();
  for (const text of planEndings(generated, place, { closes })) {
    if (!endsLine(text, generated)) continue;
    const result = text === generated ? whole : toSuggestion({ ...request, generated: text });
    if (result.kind === "ok" && endsAll(result.edit, request)) return result;
  }
  return { kind: "notShowable", reason: "It would leave something open that nothing behind the cursor closes." };
}

/** What is closed must end with something that may stand in front of a closer. */
function endsLine(text: string, generated: string): boolean {
  if (generated.startsWith(text)) return text.length === generated.length || generated[text.length] === "\n";
  let same = 0;
  while (text[same] === generated[same]) same += 1;
  return /[\p{L}\p{N}_"'`)\]}]$|\n.*[;,]$/u.test(text.slice(0, same).trimEnd());
}

/** Whether an edit leaves no more brackets, strings and bodies open than there were, by the text alone. */
export function endsAll(
  { text, replaced = "" }: GeneratedEdit<"near">,
  { text: whole, cursor, place }: PlainRequest,
): boolean {
  if (leavesBegun(text, place, lineBelow({ text: whole, cursor, place }))) return false;
  const lossOf = createLoss(whole, cursor, place);
  const before = lossOf({ insertion: "", replaced: "" });
  const after = lossOf({ insertion: text, replaced });
  return after.open + after.stray <= before.open + before.stray;
}

/** The next line below the cursor's that is not blank. */
export function lineBelow({
  text,
  cursor,
  place,
}: Pick<PlainRequest, "text" | "cursor" | "place">): string | undefined {
  const below = text.slice(cursor + place.lineSuffix.length).split("\n", MOST_BLANK);
  return below.find((line) => line.trim() !== "");
}

/** Further down a line says nothing of the cursor's. */
const MOST_BLANK = 20;
