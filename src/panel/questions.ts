/** Questions that people ask, and the part of the page that answers each. */

import { button, make } from "./make.ts";
import { t } from "./words.ts";

/** Each with the id of what answers it. */
function questions(): readonly (readonly [question: string, id: string])[] {
  return [
    [t("Why is nothing suggested in this file?"), "files"],
    [t("How do I make it faster?"), "setting-latencyTarget"],
    [t("How do I make it quieter?"), "setting-eagerness"],
    [t("What does it know about my project?"), "privacy"],
    [t("Does it send anything?"), "privacy"],
    [t("Which model is used, and how large is it?"), "model"],
    [t("How do I use another model?"), "model"],
    [t("How do I switch it off for a language?"), "files"],
    [t("How do I keep it away from some files?"), "setting-exclude"],
    [t("How do I use less memory?"), "setting-engine.idleUnload"],
    [t("What is kept on this machine, and how do I delete it?"), "privacy"],
    [t("How do I silence it for now?"), "state"],
  ];
}

export function questionList(): HTMLElement {
  const items = questions().map(([question, id]) =>
    make(
      "li",
      {},
      button(question, () => goTo(id), { class: "link" }),
    ),
  );
  return make("details", { id: "questions" }, make("summary", {}, t("Questions")), make("ul", {}, ...items));
}

function goTo(id: string): void {
  const target = document.getElementById(id);
  if (target === null) return;
  target.setAttribute("tabindex", "-1");
  target.scrollIntoView({ block: "start", behavior: "auto" });
  target.focus({ preventScroll: true });
}
