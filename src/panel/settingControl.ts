/** The control of one setting, by its kind: shows the value in force, and asks for another one. */

import type { VscodeCheckbox } from "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import type { VscodeSingleSelect } from "@vscode-elements/elements/dist/vscode-single-select/index.js";
import type { VscodeTextarea } from "@vscode-elements/elements/dist/vscode-textarea/index.js";
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { SettingRow } from "../core/panel/settingRows.ts";
import { make, setText } from "./make.ts";
import { t } from "./words.ts";

export interface Control {
  readonly element: HTMLElement;
  /** The value in force is another one. What the user is writing stays as it is. */
  show(row: SettingRow): void;
}

/** `change` is called with what the user wants, right or wrong. */
export function controlOf(row: SettingRow, label: string, change: (value: unknown) => void): Control {
  switch (row.kind) {
    case "switch":
      return switchControl(label, change);
    case "choice":
      return choiceControl(row, label, change);
    case "count":
      return fieldControl(row, label, (text) => change(text.trim() === "" ? row.preset : Number(text)));
    case "text":
      return fieldControl(row, label, change);
    case "globs":
      return listControl(label, change);
    case "switches":
      return {
        element: make("p", { class: "meaning" }, t("Each has a switch in the table of languages.")),
        show: () => {},
      };
    default:
      return row.kind satisfies never;
  }
}

function switchControl(label: string, change: (value: unknown) => void): Control {
  const element = make("vscode-checkbox" as "div", { toggle: true }) as HTMLElement as VscodeCheckbox;
  // Not all elements take it as an attribute.
  element.label = label;
  element.addEventListener("change", () => change(element.checked));
  return {
    element,
    show: ({ value }) => {
      element.checked = value === true;
    },
  };
}

function choiceControl({ choices }: SettingRow, label: string, change: (value: unknown) => void): Control {
  const options = choices.map(({ word, description }) =>
    make("vscode-option" as "div", { value: word, description }, word),
  );
  const select = make("vscode-single-select" as "div", {}, ...options) as HTMLElement as VscodeSingleSelect;
  select.label = label;
  const meaning = make("p", { class: "meaning" });
  select.addEventListener("change", () => change(select.value));
  return {
    element: make("div", {}, select, meaning),
    show: ({ value }) => {
      select.value = String(value);
      setText(meaning, choices.find(({ word }) => word === value)?.description ?? "");
    },
  };
}

function fieldControl({ kind, least, most }: SettingRow, label: string, change: (text: string) => void): Control {
  const field = make("vscode-textfield" as "div", {
    type: kind === "count" ? "number" : "text",
    min: least?.toString(),
    max: most?.toString(),
    placeholder: kind === "text" ? t("Empty: chosen by Turnkey") : undefined,
  }) as HTMLElement as VscodeTextfield;
  field.label = label;
  field.addEventListener("change", () => change(field.value));
  return {
    element: field,
    show: followed(field, (value) => String(value ?? "")),
  };
}

function listControl(label: string, change: (value: unknown) => void): Control {
  const area = make("vscode-textarea" as "div", {
    rows: "3",
    placeholder: t("One in each line: docs/**, *.gen.ts"),
  }) as HTMLElement as VscodeTextarea;
  area.label = label;
  const lines = (): string[] => area.value.split("\n").filter((line) => line.trim() !== "");
  area.addEventListener("change", () => change(lines()));
  return {
    element: area,
    show: followed(area, (value) => (Array.isArray(value) ? value.join("\n") : "")),
  };
}

/** Shows each value in force, also where the cursor is; only what somebody is writing, and has not said yet, stays. */
function followed(field: VscodeTextfield | VscodeTextarea, toText: (value: unknown) => string): Control["show"] {
  let shown = "";
  return ({ value }) => {
    const text = toText(value);
    const isWritten = field.value !== shown && field.value !== text;
    if (isWritten && field.matches(":focus-within, :focus")) return;
    shown = text;
    if (field.value !== text) field.value = text;
  };
}
