/** The times of the latest suggestions as two lines; the table beside it has their percentiles. */

import uPlot from "uplot";
import type { HealthFigures } from "../core/panel/panelHealth.ts";
import { make } from "./make.ts";
import { t } from "./words.ts";

const HEIGHT = 140;

export class TimesChart {
  readonly element = make("div", {
    class: "chart",
    role: "img",
    "aria-label": t("Times of the latest suggestions; the table below has the figures"),
  });
  #plot: uPlot | undefined;
  #drawn = "";
  #width = 0;

  /** Nothing is drawn where nobody sees it: the element has no width then. */
  show(times: HealthFigures["times"]): void {
    this.element.hidden = times.length < 4;
    const width = this.element.clientWidth;
    const drawn = JSON.stringify(times);
    if (width === 0 || (drawn === this.#drawn && width === this.#width)) return;
    this.#drawn = drawn;
    this.#width = width;
    const firsts = times.filter((_, at) => at % 2 === 0).map((first) => (first < 0 ? null : first));
    const totals = times.filter((_, at) => at % 2 === 1);
    const data: uPlot.AlignedData = [totals.map((_, at) => at + 1), firsts, totals];
    // Colours are those of the theme at the moment.
    this.#plot?.destroy();
    this.#plot = new uPlot(optionsFor(width, this.element), data, this.element);
  }
}

function optionsFor(width: number, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || style.color;
  const axis = {
    stroke: style.color,
    grid: { stroke: colour("charts-lines"), width: 0.5 },
    font: `11px ${style.fontFamily}`,
  };
  return {
    ...{ width, height: HEIGHT, legend: { show: true, live: false }, cursor: { show: false } },
    scales: { x: { time: false } },
    axes: [
      { ...axis, incrs: [1, 2, 5, 10, 20] },
      { ...axis, size: 64, values: (_, values) => values.map((value) => t("{0} ms", value)) },
    ],
    series: [
      { label: t("suggestion") },
      { label: t("The first token"), stroke: colour("charts-blue"), width: 1.5, dash: [4, 3] },
      { label: t("It stands"), stroke: colour("charts-green"), width: 1.5 },
    ],
  };
}
