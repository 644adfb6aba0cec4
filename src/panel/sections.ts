/** The sections of the page, one to be seen at a time, chosen by tabs. */

import type { PanelSection } from "../core/panel/panelMessages.ts";
import { make } from "./make.ts";

export interface SectionEntry {
  readonly id: PanelSection;
  readonly title: string;
  readonly element: HTMLElement;
}

export class Sections {
  readonly element: HTMLElement;
  readonly #entries: readonly SectionEntry[];
  readonly #tabs: readonly HTMLElement[];
  readonly #onChosen: (section: PanelSection) => void;
  #shown: PanelSection | undefined;

  /** `onChosen` is told each time that another one is shown. */
  constructor(entries: readonly SectionEntry[], label: string, onChosen: (section: PanelSection) => void) {
    this.#entries = entries;
    this.#onChosen = onChosen;
    this.#tabs = entries.map(({ id, title }) => this.#tabOf(id, title));
    for (const { id, element } of entries) {
      element.id = `section-${id}`;
      element.setAttribute("role", "tabpanel");
      element.setAttribute("aria-labelledby", `tab-${id}`);
    }
    const list = make("div", { role: "tablist", "aria-label": label }, ...this.#tabs);
    this.element = make("div", {}, list, ...entries.map(({ element }) => element));
  }

  show(section: PanelSection): void {
    if (this.#shown === section) return;
    this.#shown = section;
    for (const [at, { id, element }] of this.#entries.entries()) {
      const isShown = id === section;
      element.hidden = !isShown;
      this.#tabs[at]!.setAttribute("aria-selected", String(isShown));
      this.#tabs[at]!.tabIndex = isShown ? 0 : -1;
    }
    this.#onChosen(section);
  }

  #tabOf(id: PanelSection, title: string): HTMLElement {
    const attributes = { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `section-${id}` };
    const tab = make("button", attributes, title);
    tab.addEventListener("click", () => this.show(id));
    tab.addEventListener("keydown", (event) => this.#move(event, id));
    return tab;
  }

  /** As tabs do everywhere: the arrows go from one to the next, round and round. */
  #move(event: KeyboardEvent, from: PanelSection): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { length } = this.#entries;
    const at = (this.#entries.findIndex(({ id }) => id === from) + step + length) % length;
    this.show(this.#entries[at]!.id);
    this.#tabs[at]!.focus();
  }
}
