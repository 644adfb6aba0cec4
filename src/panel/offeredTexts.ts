/** All texts that a request was answered with, which was taken, and what else was begun for its place. */

import type { RequestRecord } from "../core/panel/requestRecord.ts";
import { type Child, make, table } from "./make.ts";
import { asNumber, asPercent, t } from "./words.ts";

/** One that was shown alone stands in the page already: only what became of it is said. */
export function drawOffered({ texts, taken }: RequestRecord): readonly Child[] {
  const words = taken && t("{0} characters were taken.", asNumber(taken.chars));
  const offered = texts?.offered ?? [];
  if (offered.length < 2) return words === undefined ? [] : [make("p", {}, words)];
  const items = offered.map((text, index) =>
    make(
      "li",
      {},
      make("pre", { tabindex: "0", "aria-label": t("Text {0}", asNumber(index + 1)) }, text),
      index === taken?.index && words !== undefined ? make("p", { class: "taken" }, words) : "",
    ),
  );
  return [
    make("p", {}, t("{0} texts were offered; VS Code shows the first, and the others by its keys:", offered.length)),
    make("ol", { class: "offered" }, ...items),
  ];
}

/** Those that are offered stand above. */
export function drawOthers({ texts }: RequestRecord): readonly Child[] {
  const left = (texts?.others ?? []).filter(({ fate }) => fate !== "offered");
  if (left.length === 0) return [];
  return [
    table(
      t("Also begun for this place, and left out"),
      [t("Text"), t("Likelihood of its beginning"), t("Why")],
      left.map(({ text, logprob, fate }) => [
        make("code", {}, JSON.stringify(text)),
        asPercent(Math.exp(logprob)),
        fateWords(fate),
      ]),
    ),
  ];
}

type Fate = NonNullable<RequestRecord["texts"]>["others"][number]["fate"];

function fateWords(fate: Fate): string {
  switch (fate) {
    case "offered":
      return t("It is offered");
    case "alike":
      return t("Its first line is built as that of one above");
    case "unfit":
      return t("It does not fit here");
    case "unlikely":
      return t("Too unlikely");
    case "noTime":
      return t("There was no time for it");
    default:
      return fate satisfies never;
  }
}
