/** What each level of eagerness has shown here, and what was learnt of it and of which text of other files helps, by language. */

import type { PanelFacts } from "../core/panel/panelMessages.ts";
import { commandButtons } from "./commandButtons.ts";
import { type Child, make, table } from "./make.ts";
import type { Send } from "./send.ts";
import { asNumber, asPercent, t } from "./words.ts";

/** A chance that is moved by less is as it was. */
const LEAST_MOVE = 0.02;

export function habitCard({ habit, ranks = [] }: PanelFacts, send: Send): readonly Child[] {
  const parts = [...suggestionsLearnt(habit), ...(ranks.length === 0 ? [] : [filesLearnt(ranks)])];
  return parts.length === 0 ? [] : [...parts, commandButtons([[t("Forget what was learnt"), "forgetHabit"]], send)];
}

function filesLearnt(ranks: NonNullable<PanelFacts["ranks"]>): Child {
  return table(
    t("Which text of other files helps, from what you write"),
    [t("Language"), t("Lines learnt from"), t("Better foretold")],
    ranks.map(({ languageId, lines, gain }) => [languageId, asNumber(lines), asPercent(gain)]),
  );
}

function suggestionsLearnt(habit: PanelFacts["habit"]): readonly Child[] {
  if (habit === undefined || habit.levels.every(({ weighed }) => weighed === 0)) return [];
  const moved = habit.languages.filter(({ factor }) => Math.abs(factor - 1) >= LEAST_MOVE);
  return [
    table(
      t("What was shown here so far"),
      [t("Eagerness"), t("Shown"), t("First line right"), t("Promised")],
      habit.levels.map(({ level, weighed, shown, judged, right, promised }) => [
        nameOf(level),
        t("{0} of {1} ({2})", asNumber(shown), asNumber(weighed), share(shown, weighed)),
        t("{0} of {1} ({2})", asNumber(right), asNumber(judged), share(right, judged)),
        share(promised, judged),
      ]),
    ),
    moved.length === 0
      ? make("p", {}, t("What you take is about as much as was promised: nothing is moved."))
      : table(
          t("How likely a line is taken to be, from what you take"),
          [t("Language"), t("Of what is said elsewhere")],
          moved.map(({ languageId, factor }) => [languageId, asPercent(factor)]),
        ),
  ];
}

function nameOf(level: "eager" | "balanced" | "quiet"): string {
  switch (level) {
    case "eager":
      return t("Eager");
    case "balanced":
      return t("Balanced");
    case "quiet":
      return t("Quiet");
    default:
      return level satisfies never;
  }
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : asPercent(part / whole);
}
