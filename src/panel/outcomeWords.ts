/** How requests ended and why, in words. */

import type { RequestRecord } from "../core/panel/requestRecord.ts";
import { asPercent, t } from "./words.ts";

/** In a few words, for a list. */
export function outcomeTitle({ outcome }: Pick<RequestRecord, "outcome">): string {
  switch (outcome) {
    case "open":
      return t("Not ended yet");
    case "shown":
      return t("Shown");
    case "cancelled":
      return t("Given up: the next key came first");
    case "stale":
      return t("Given up: the text had changed");
    case "notReady":
      return t("Not ready");
    case "empty":
      return t("Nothing to add");
    case "lowConfidence":
      return t("Held back: too unlikely");
    case "notShowable":
      return t("The editor could not show it");
    case "repeats":
      return t("It only repeats what stands there");
    case "breaksSyntax":
      return t("It would break the file");
    case "afterUndo":
      return t("Silent after an undo");
    case "severalCursors":
      return t("Silent: several cursors");
    case "selection":
      return t("Silent: a selection");
    case "unfocused":
      return t("Silent: the window is not in use");
    case "failed":
      return t("The engine failed");
    default:
      return silentTitle(outcome);
  }
}

type Silent = "unsupportedDocument" | "tooLarge" | "excluded" | "disabled" | "paused" | "quietPlace";

function silentTitle(outcome: Silent): string {
  switch (outcome) {
    case "unsupportedDocument":
      return t("Documents of this kind are not completed");
    case "tooLarge":
      return t("The file or line is too large");
    case "excluded":
      return t("The file is left alone");
    case "disabled":
      return t("Switched off here");
    case "paused":
      return t("Paused");
    case "quietPlace":
      return t("Silent: in comments or strings");
    default:
      return outcome satisfies never;
  }
}

/** Why writing came to its end. */
export function endWords(end: NonNullable<RequestRecord["end"]>): string {
  switch (end) {
    case "end":
      return t("The model ended it.");
    case "tokenLimit":
      return t("It was as long as it may be.");
    case "timeLimit":
      return t("The time was over; what was complete is shown.");
    case "grammar":
      return t("The grammar left nothing that the model wanted to write.");
    case "unlikely":
      return t("Its first line was too unlikely to be written to its end.");
    case "aborted":
      return t("You went another way.");
    case "lineEnd":
      return t("The line was whole, and no block belongs there.");
    case "dedent":
    case "blockEnd":
      return t("The block was whole.");
    case "followingText":
      return t("It had come to what stands below already.");
    case "blankLines":
      return t("Empty lines came.");
    case "fence":
      return t("It had come to the end of the block of code.");
    case "maxLines":
      return t("It had as many lines as it may have (turnkey.maxLines).");
    case "repetition":
      return t("It began to repeat itself.");
    case "brokenCharacter":
      return t("A character came that no text has.");
    default:
      return end satisfies never;
  }
}

export function worthWords({ line, keys, value, isWorthALook }: NonNullable<RequestRecord["worth"]>): string {
  const chance = t(
    "Its first line is {0} likely to be right and would save {1} keys",
    asPercent(line),
    Math.max(0, keys),
  );
  const verdict = isWorthALook ? t("worth a look") : t("not worth a look");
  return t("{0}; to be expected are {1}: {2}.", chance, value.toFixed(1), verdict);
}
