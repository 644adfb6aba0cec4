/** A row of buttons that run commands. */

import type { PanelCommand } from "../core/panel/panelMessages.ts";
import { button, make } from "./make.ts";
import type { Send } from "./send.ts";

type CommandButton = readonly [label: string, command: PanelCommand];

export function commandButtons(buttons: readonly CommandButton[], send: Send): HTMLElement {
  const made = buttons.map(([label, command]) =>
    button(label, () => send({ kind: "run", command }), { class: "action", "data-command": command }),
  );
  return make("p", { class: "actions" }, ...made);
}
