/** The settings on the page, under their headings, with what belongs beside them; and the search through them. */

import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { PanelFacts } from "../core/panel/panelMessages.ts";
import { GROUPS, type SettingGroup, type SettingRow } from "../core/panel/settingRows.ts";
import { languagesCard, modelCard, privacyCard, stateCard } from "./cards.ts";
import { habitCard } from "./habitCard.ts";
import { type Child, make, setText } from "./make.ts";
import { questionList } from "./questions.ts";
import { remember, remembered, type Send } from "./send.ts";
import { serverCard } from "./serverCard.ts";
import { SettingView } from "./settingView.ts";
import { t } from "./words.ts";

/** Cards of facts, by their ids on the page. */
const CARDS = {
  state: stateCard,
  model: modelCard,
  server: serverCard,
  files: languagesCard,
  privacy: privacyCard,
  habit: habitCard,
} as const;
type Card = keyof typeof CARDS;

export class SettingsSection {
  readonly element: HTMLElement;
  readonly #send: Send;
  readonly #views = new Map<string, SettingView>();
  readonly #groups = new Map<SettingGroup, HTMLElement>();
  readonly #cards = new Map<Card, HTMLElement>();
  readonly #drawn = new Map<Card, string>();
  readonly #found = make("p", { class: "found", role: "status" });
  readonly #search: VscodeTextfield;

  constructor(send: Send) {
    this.#send = send;
    this.#search = make("vscode-textfield" as "div", {
      id: "search",
      type: "search",
      placeholder: t("Search the settings"),
    }) as HTMLElement as VscodeTextfield;
    this.#search.label = t("Search the settings");
    this.#search.addEventListener("input", () => this.#filter());
    for (const group of GROUPS) this.#groups.set(group, make("div", { "data-group": group }));
    this.element = make("div", {}, this.#card("state"), questionList(), this.#search, this.#found, ...this.#parts());
    this.#search.value = remembered().search ?? "";
  }

  showRows(rows: readonly SettingRow[]): void {
    for (const row of rows) {
      const known = this.#views.get(row.name);
      if (known) known.show(row);
      else {
        const view = new SettingView(row, this.#send);
        this.#views.set(row.name, view);
        this.#groups.get(row.group)!.append(view.element);
      }
    }
    this.#filter();
  }

  /** A card that says the same stays as it is, and what has the focus keeps it. */
  showFacts(facts: PanelFacts): void {
    for (const [card, draw] of Object.entries(CARDS) as [Card, (typeof CARDS)[Card]][]) {
      const children = draw(facts, this.#send).filter((child) => child !== undefined);
      const drawing = make("div", {}, ...children).innerHTML;
      if (this.#drawn.get(card) === drawing) continue;
      this.#drawn.set(card, drawing);
      replaceKeepingFocus(this.#cards.get(card)!, children);
    }
  }

  /** What could not be done, beside its setting. False: there is no such setting. */
  complain(name: string | undefined, text: string): boolean {
    const view = name === undefined ? undefined : this.#views.get(name);
    view?.complain(text);
    return view !== undefined;
  }

  #parts(): readonly HTMLElement[] {
    const headings = groupHeadings();
    const cardOf: Partial<Record<SettingGroup, Card>> = {
      suggestions: "habit",
      model: "model",
      server: "server",
      languages: "files",
    };
    const parts = GROUPS.map((group) => {
      const card = cardOf[group];
      const cards = card === undefined ? [] : [this.#card(card)];
      return part(headings[group], [...cards, this.#groups.get(group)!], group);
    });
    return [...parts, part(t("Privacy"), [this.#card("privacy")], "privacy-card")];
  }

  #card(card: Card): HTMLElement {
    const element = make("div", { class: "card", id: card });
    this.#cards.set(card, element);
    return element;
  }

  #filter(): void {
    const text = this.#search.value.trim().toLowerCase();
    remember({ search: this.#search.value.slice(0, 1_000) });
    const words = text === "" ? [] : text.split(/\s+/);
    let found = 0;
    for (const view of this.#views.values()) {
      view.element.hidden = !view.matches(words);
      if (!view.element.hidden) found += 1;
    }
    for (const [group, element] of this.#groups) {
      const isEmpty = ![...element.children].some((child) => !(child as HTMLElement).hidden);
      const section = element.closest<HTMLElement>("section");
      if (section) section.hidden = isEmpty && (words.length > 0 || element.childElementCount === 0);
      element.dataset.group = group;
    }
    for (const [card, element] of this.#cards) if (card !== "state") element.hidden = words.length > 0;
    const privacy = this.#cards.get("privacy")?.closest<HTMLElement>("section");
    if (privacy) privacy.hidden = words.length > 0;
    setText(this.#found, words.length === 0 ? "" : t("{0} settings found", found));
  }
}

function part(heading: string, children: readonly Child[], id: string): HTMLElement {
  const title = make("h2", { id: `part-${id}` }, heading);
  return make("section", { "aria-labelledby": title.id }, title, ...children);
}

function groupHeadings(): Readonly<Record<SettingGroup, string>> {
  return {
    suggestions: t("Suggestions"),
    model: t("Model"),
    server: t("A model on a server"),
    languages: t("Languages and files"),
    grammar: t("Grammar"),
    memory: t("Memory of the text"),
    repository: t("Other files of the workspace"),
    engine: t("Engine"),
    others: t("More"),
  };
}

/** The control at the same place has the focus again, if one had it. */
function replaceKeepingFocus(element: HTMLElement, children: readonly Child[]): void {
  const focusable = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>("button, [tabindex]")];
  const index = focusable().indexOf(document.activeElement as HTMLElement);
  element.replaceChildren(...children.filter((child) => child !== undefined));
  if (index >= 0) focusable()[index]?.focus();
}
