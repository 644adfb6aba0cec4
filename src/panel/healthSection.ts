/** How it goes: times, what was shown and taken, work per key, and the cache as it changes. */

import type { HealthFigures, PanelHealth } from "../core/panel/panelHealth.ts";
import { StripDrawing } from "./cacheStripDrawing.ts";
import { make, setText, table } from "./make.ts";
import { TimesChart } from "./timesChart.ts";
import { asNumber, asPercent, asSize, t } from "./words.ts";

type Row = readonly [name: string, value: string];

export class HealthSection {
  readonly element: HTMLElement;
  readonly #strip = new StripDrawing();
  readonly #chart = new TimesChart();
  readonly #figures = make("div");
  readonly #none = make("p", {}, t("No figures yet: type in a file."));
  #drawn = "";

  constructor() {
    this.#chart.element.hidden = true;
    this.element = make(
      "div",
      {},
      make("h2", {}, t("The cache")),
      this.#strip.element,
      make("h2", {}, t("Times and work")),
      this.#none,
      this.#chart.element,
      this.#figures,
    );
  }

  show({ figures, cpuSeconds, memoryBytes, strip }: PanelHealth): void {
    this.#strip.show(strip);
    setText(this.#none, "");
    this.#chart.show(figures.times);
    const drawn = JSON.stringify([figures, Math.round(cpuSeconds), Math.round(memoryBytes / 1e6)]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#figures.replaceChildren(
      timesTable(figures),
      table(t("What was shown and taken"), [t("What"), t("Is")], shownRows(figures)),
      table(t("Work"), [t("What"), t("Is")], workRows(figures, cpuSeconds, memoryBytes)),
    );
  }
}

function timesTable({ first, total }: HealthFigures): HTMLElement {
  const row = (name: string, of: HealthFigures["first"]): string[] =>
    of === undefined ? [name, "–", "–", "0"] : [name, milliseconds(of.p50), milliseconds(of.p95), asNumber(of.count)];
  return table(
    t("Time to a suggestion, of those shown"),
    [t("Until"), t("Half within"), t("95 % within"), t("Of")],
    [row(t("The first token"), first), row(t("It stands"), total)],
  );
}

function shownRows(figures: HealthFigures): readonly Row[] {
  const { asked, shown, taken, takenChars, judgedChars, keptChars } = figures;
  return [
    [t("Shown"), t("{0} of {1} requests ({2})", asNumber(shown), asNumber(asked), share(shown, asked))],
    [t("Taken, whole or in part"), t("{0} times ({1} of those shown)", asNumber(taken), share(taken, shown))],
    [t("Characters saved"), asNumber(takenChars)],
    [t("Of these left after 30 s"), judgedChars === 0 ? "–" : share(keptChars, judgedChars)],
  ];
}

function workRows(figures: HealthFigures, cpuSeconds: number, memoryBytes: number): readonly Row[] {
  const { keys, kept, moved, evaluated, healed, refusals, takenBack, cuts } = figures;
  const perKey = (count: number): string => (keys === 0 ? "–" : asNumber(count / keys, 1));
  return [
    [t("Keys"), asNumber(keys)],
    [t("Tokens kept per key"), perKey(kept)],
    [t("Tokens moved per key"), perKey(moved)],
    [t("Tokens read per key"), perKey(evaluated)],
    [t("Tokens brought up to date per key"), perKey(healed)],
    [t("Refused by the grammar"), t("{0} tokens, {1} taken back", asNumber(refusals), asNumber(takenBack))],
    [t("Suggestions cut to fit"), asNumber(cuts)],
    [t("Processor seconds per 100 keys"), keys === 0 ? "–" : asNumber((100 * cpuSeconds) / keys, 1)],
    [t("Memory of the engine"), asSize(memoryBytes)],
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : asPercent(part / whole);
}

function milliseconds(value: number): string {
  return t("{0} ms", asNumber(value));
}
