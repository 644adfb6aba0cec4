/** Whether everybody can use the panel: rules of accessibility, themes, sizes, and the way by keyboard. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { press, until } from "../ui.ts";
import { inPage } from "./panelPage.ts";
import { set } from "./scene.ts";

export const THEMES = [
  ["light", "Light Modern"],
  ["dark", "Dark Modern"],
  ["high-contrast", "Default High Contrast"],
] as const;

const AXE = readFileSync(join(__dirname, "../../node_modules/axe-core/axe.min.js"), "utf8");

/** Runs in the page: rules broken, with the elements. VS Code's frame around it is not ours. */
const READ_VIOLATIONS = `axe.run(document, { iframes: false, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, target }) => String(target) + " " + html.slice(0, 160)).join(" | ")))`;

export async function violations(): Promise<readonly string[]> {
  await inPage(`${AXE};0`);
  return inPage(READ_VIOLATIONS);
}

export async function useTheme(theme: string): Promise<void> {
  await set("workbench.colorTheme", theme);
  await until("the theme", () => inPage<boolean>(`document.body.dataset.vscodeThemeId === ${JSON.stringify(theme)}`));
}

/** Ways to look at the page: what is set, and taken back. */
export const SIZES = [
  ["as it is", "", ""],
  ["twice as large", "document.body.style.zoom = 2", "document.body.style.zoom = 1"],
  ["narrow", "document.documentElement.style.width = '180px'", "document.documentElement.style.width = ''"],
] as const;

/** Runs in the page: what can be seen and has a place in the order of the Tab key, as elements in their own order. */
const FIND_STOPS = `[...document.querySelectorAll("button, summary, [tabindex], vscode-textfield, vscode-textarea, vscode-single-select, vscode-checkbox")]
  .filter((one) => one.checkVisibility() && !one.disabled && one.getAttribute("tabindex") !== "-1")`;

const NAME_STOP = `(one) => one.id || [one.closest("[data-name]")?.dataset.name, one.dataset.command, one.localName, one.textContent.trim().slice(0, 30)].filter(Boolean).join(" ")`;

/** Goes through the section that is shown by the Tab key alone. What it came by, and what it should have, in order. */
export async function walkByTab(tab: string): Promise<{ readonly reached: string[]; readonly wanted: string[] }> {
  // What the page says may change on the way: then the walk says nothing.
  return until("a walk through a page that stays as it is", async () => {
    await inPage(`document.querySelector("#tab-${tab}").focus()`);
    const wanted = await inPage<string[]>(`${FIND_STOPS}.map(${NAME_STOP})`);
    await inPage(BEGIN_WALK);
    for (let count = 1; count < wanted.length; count += 1) await press("Tab");
    const reached = await inPage<string[]>(END_WALK);
    const isSame = (await inPage<string[]>(`${FIND_STOPS}.map(${NAME_STOP})`)).join() === wanted.join();
    return isSame && { reached, wanted };
  });
}

/** Run in the page: each element that gets the focus is noted, in order. */
const BEGIN_WALK = `(() => {
  const name = ${NAME_STOP};
  window.turnkeyStops = [name(document.activeElement)];
  window.turnkeyOnFocus = (event) => window.turnkeyStops.push(name(event.target));
  document.addEventListener("focusin", window.turnkeyOnFocus);
})()`;
const END_WALK = `(() => {
  document.removeEventListener("focusin", window.turnkeyOnFocus);
  return window.turnkeyStops;
})()`;
