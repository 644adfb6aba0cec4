/** One setting on the page: its name, what it means, its control, where it is set, and the way back to its default. */

import { checkNewValue, type SettingRow, type SetValue } from "../core/panel/settingRows.ts";
import { button, make, marked, setText } from "./make.ts";
import type { Send } from "./send.ts";
import { controlOf } from "./settingControl.ts";
import { t } from "./words.ts";

export class SettingView {
  readonly element: HTMLElement;
  readonly #control: ReturnType<typeof controlOf>;
  readonly #where = make("p", { class: "where" });
  readonly #problem = make("p", { class: "problem", role: "alert" });
  readonly #reset: HTMLElement;
  readonly #name: string;
  readonly #send: Send;
  /** What a search looks in. */
  readonly #words: string;
  /** What was wrong with what the user wanted last; it stays until they want something else. */
  #complaint = "";

  constructor(row: SettingRow, send: Send) {
    const title = titleOf(row.name);
    this.#name = row.name;
    this.#send = send;
    this.#control = controlOf(row, title, (value) => this.#change(value));
    const heading = make("h3", { id: `setting-${row.name}` }, title);
    this.#reset = button(t("Reset"), () => this.#toDefault(), {
      class: "link",
      "aria-label": t("Reset {0} to its default", title),
    });
    const open = button(t("In VS Code's settings"), () => send({ kind: "openSetting", name: row.name }), {
      class: "link",
      "aria-label": t("Show {0} in VS Code's settings", title),
    });
    this.element = make(
      "div",
      { class: "setting", role: "group", "aria-labelledby": heading.id, "data-name": row.name },
      heading,
      make("p", { class: "description" }, ...marked(row.description)),
      this.#control.element,
      this.#problem,
      this.#where,
      make("p", { class: "actions" }, this.#reset, open),
    );
    const choices = row.choices.map(({ word, description }) => `${word} ${description}`);
    this.#words = [row.name, title, row.description, ...choices].join(" ").toLowerCase();
    this.show(row);
  }

  show(row: SettingRow): void {
    this.#control.show(row);
    setText(this.#where, describePlaces(row));
    setText(this.#problem, this.#complaint || (row.problem ?? ""));
    this.#reset.hidden = row.set.length === 0;
  }

  /** It could not be changed. */
  complain(text: string): void {
    this.#complaint = text;
    setText(this.#problem, text);
  }

  /** Whether all words of a search are in what it says. */
  matches(words: readonly string[]): boolean {
    return words.every((word) => this.#words.includes(word));
  }

  #toDefault(): void {
    this.complain("");
    this.#send({ kind: "reset", name: this.#name });
  }

  #change(value: unknown): void {
    const checked = checkNewValue(this.#name, value);
    this.complain("problem" in checked ? checked.problem : "");
    if (!("problem" in checked)) this.#send({ kind: "set", name: this.#name, value: checked.value });
  }
}

/** "engine.idleUnload" → "Engine: Idle Unload", as VS Code shows names. */
export function titleOf(name: string): string {
  const parts = name.split(".").map((part) => {
    const spaced = part.replace(/([a-z])([A-Z])/g, "$1 $2");
    return spaced[0]!.toUpperCase() + spaced.slice(1);
  });
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(": ")}: ${parts.at(-1)}`;
}

/** Where its values are, where a change goes, and why some places do not count. */
function describePlaces({ set, place, languageId, limit }: SettingRow): string {
  const last = set.at(-1);
  const others = set.slice(0, -1);
  const target = { place, languageId };
  return [
    last === undefined
      ? t("Default. A change is written to your User settings.")
      : t("Set in {0}; a change is written there.", placeWords(target)),
    others.length > 0
      ? t("Also set in {0}.", others.map((one) => `${placeWords(one)} (${shortValue(one.value)})`).join(", "))
      : "",
    limit === "machine"
      ? t("For this machine only: a workspace may not set it, because it decides what runs here, and it is not synced.")
      : "",
    limit === "untrusted"
      ? t("What this workspace says here does not count, because the workspace is not trusted.")
      : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function placeWords({ place, languageId }: Pick<SetValue, "place" | "languageId">): string {
  const words = { user: t("User settings"), workspace: t("Workspace settings"), folder: t("Folder settings") }[place];
  return languageId === undefined ? words : t("{0} for {1}", words, languageId);
}

function shortValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
