/** The page of the panel: hears what the editor's side says, and shows it. */

import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textarea/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { PANEL_UPDATE, type PanelUpdate } from "../core/panel/panelMessages.ts";
import { HealthSection } from "./healthSection.ts";
import { make, setText } from "./make.ts";
import { Sections } from "./sections.ts";
import { remember, remembered, send } from "./send.ts";
import { SettingsSection } from "./settingsSection.ts";
import { WhySection } from "./whySection.ts";
import { t, useWords } from "./words.ts";

/** How long a remark stays. */
const REMARK_MS = 6_000;

class Page {
  readonly #remark = make("p", { id: "remark", role: "status" });
  #settings: SettingsSection | undefined;
  #health: HealthSection | undefined;
  #why: WhySection | undefined;
  #sections: Sections | undefined;
  #timer: number | undefined;

  hear(message: unknown): void {
    const reading = PANEL_UPDATE(parsed(message), "message");
    if ("problem" in reading) this.#say(reading.problem);
    else this.#follow(reading.value);
  }

  #follow(update: PanelUpdate): void {
    switch (update.kind) {
      case "words":
        useWords(update.texts, update.language);
        this.#build(update.language);
        return;
      case "settings":
        this.#settings?.showRows(update.rows);
        return;
      case "facts":
        this.#settings?.showFacts(update.facts);
        return;
      case "problem":
        if (this.#settings?.complain(update.name, update.text) !== true) this.#say(update.text);
        return;
      case "show":
        this.#sections?.show(update.section);
        return;
      case "health":
        this.#health?.show(update.health);
        return;
      case "why":
        this.#why?.show(update.records);
        return;
      case "done":
        this.#say(update.text);
        return;
      default:
        update satisfies never;
    }
  }

  #build(language: string): void {
    document.documentElement.lang = language;
    this.#settings = new SettingsSection(send);
    this.#health = new HealthSection();
    this.#why = new WhySection(send);
    const entries = [
      { id: "settings", title: t("Settings"), element: this.#settings.element },
      { id: "health", title: t("Health"), element: this.#health.element },
      { id: "why", title: t("Why"), element: this.#why.element },
    ] as const;
    this.#sections = new Sections(entries, t("Parts of the panel"), (section) => {
      remember({ section });
      send({ kind: "look", section });
    });
    const main = make("main", {}, make("h1", { class: "unseen" }, t("Turnkey")), this.#sections.element);
    document.body.replaceChildren(main, this.#remark);
    this.#sections.show(remembered().section ?? "settings");
  }

  #say(text: string): void {
    setText(this.#remark, text);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => setText(this.#remark, ""), REMARK_MS);
  }
}

/** Messages come as JSON; undefined for what is none. */
function parsed(message: unknown): unknown {
  try {
    return typeof message === "string" ? JSON.parse(message) : undefined;
  } catch {
    return undefined;
  }
}

const page = new Page();
window.addEventListener("message", ({ data }) => page.hear(data));
send({ kind: "ready" });
