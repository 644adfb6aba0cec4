/** The cache drawn as a strip; the words under it say the same, and a pointer over it says whose lines a part holds. */

import { type CacheStrip, CELL_KINDS, type CellKind, type StripRun, unpackRuns } from "../core/panel/cacheStrip.ts";
import { make, setText } from "./make.ts";
import { asNumber, t } from "./words.ts";

export class StripDrawing {
  readonly element: HTMLElement;
  readonly #bar = make("div", { class: "strip", "aria-hidden": "true" });
  readonly #words = make("p", { class: "strip-words" });
  readonly #under = make("p", { class: "strip-place", "aria-hidden": "true" });
  #runs: readonly StripRun[] = [];
  #drawn: string | undefined;

  constructor() {
    const legend = CELL_KINDS.map((kind) => make("li", {}, make("span", { class: `swatch ${kind}` }), kindWords(kind)));
    this.element = make("div", {}, this.#bar, this.#under, this.#words, make("ul", { class: "legend" }, ...legend));
    this.#bar.addEventListener("pointermove", ({ target }) => this.#pointAt(target));
    this.#bar.addEventListener("pointerleave", () => setText(this.#under, ""));
  }

  show(strip: CacheStrip | undefined): void {
    const drawn = strip === undefined ? "" : `${strip.size} ${strip.runs}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#runs = unpackRuns(strip?.runs ?? "");
    this.#bar.replaceChildren(...this.#runs.map(pieceOf));
    setText(
      this.#words,
      strip === undefined ? t("No model is loaded, so there is no cache.") : stripWords(this.#runs, strip.size),
    );
  }

  #pointAt(target: EventTarget | null): void {
    const at = [...this.#bar.children].indexOf(target as Element);
    const run = this.#runs[at];
    if (run) setText(this.#under, runWords(run));
  }
}

function pieceOf(run: StripRun): HTMLElement {
  const piece = make("span", { class: run.kind, title: runWords(run) });
  piece.style.flexGrow = String(run.cells);
  return piece;
}

function stripWords(runs: readonly StripRun[], size: number): string {
  const sums = CELL_KINDS.map((kind) => {
    const cells = runs.filter((run) => run.kind === kind).reduce((sum, run) => sum + run.cells, 0);
    return cells === 0 ? "" : t("{0} {1}", asNumber(cells), kindWords(kind));
  });
  const used = runs.reduce((sum, { cells }) => sum + cells, 0);
  return [t("{0} of {1} cells in use", asNumber(used), asNumber(size)), ...sums.filter((words) => words !== "")].join(
    "; ",
  );
}

function runWords({ kind, part, cells, from, to }: StripRun): string {
  const place =
    from === undefined || to === undefined
      ? partWords(part)
      : from === to
        ? t("{0}, line {1}", partWords(part), from + 1)
        : t("{0}, lines {1} to {2}", partWords(part), from + 1, to + 1);
  return t("{0}: {1} tokens {2}", place, asNumber(cells), kindWords(kind));
}

function kindWords(kind: CellKind): string {
  return {
    exact: t("exact"),
    moved: t("kept from before a change"),
    healed: t("brought up to date"),
    evaluated: t("read just now"),
    parked: t("set aside for later"),
  }[kind];
}

function partWords(part: StripRun["part"]): string {
  return {
    other: t("Text of other files"),
    before: t("In front of the cursor"),
    behind: t("Behind the cursor"),
    written: t("What was written"),
    parked: t("Not in the prompt"),
  }[part];
}
