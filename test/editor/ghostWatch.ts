/**
 * Writes down on the page itself each key and each change of ghost text that was painted, with the page's own clock. What comes
 * and goes between two frames nobody sees: the editor draws the old text behind a new key, and takes it away at once.
 */

import type { Seen } from "./calm.ts";
import { READ_GHOST_TEXT, ui } from "./ui.ts";

const BEGIN = `(() => {
  const seen = [];
  const note = (event) => seen.push({ at: performance.now(), ...event });
  let last = "";
  const look = () => {
    const text = ${READ_GHOST_TEXT};
    if (text !== last) note({ kind: "ghost", text });
    last = text;
  };
  let isFrameAwaited = false;
  const lookWhenPainted = () => {
    if (isFrameAwaited) return;
    isFrameAwaited = true;
    requestAnimationFrame(() => setTimeout(() => {
      isFrameAwaited = false;
      look();
    }));
  };
  const onKey = ({ key }) => {
    if (key.length === 1 || key === "Enter") note({ kind: "key" });
  };
  const observer = new MutationObserver(lookWhenPainted);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  addEventListener("keydown", onKey, true);
  window.turnkeyWatch = { seen, end: () => (observer.disconnect(), removeEventListener("keydown", onKey, true)) };
})()`;

const END = "(() => { turnkeyWatch.end(); return turnkeyWatch.seen; })()";

/** What the page saw while something was done. */
export async function watchGhostText(act: () => Promise<void>): Promise<readonly Seen[]> {
  await ui("evaluate", BEGIN);
  try {
    await act();
  } finally {
    // Kept on the page until it is read below.
    await ui("evaluate", "turnkeyWatch.end()");
  }
  return (await ui("evaluate", END)) as readonly Seen[];
}
