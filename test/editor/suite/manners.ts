/** Where ghost text would be in the way: an input method that composes, comments, strings. */

import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "mocha";
import * as vscode from "vscode";
import {
  awaitGhostText,
  expectNoGhostText,
  ghostText,
  press,
  restingGhostText,
  screenshot,
  show,
  sleep,
  type,
  ui,
  until,
} from "../ui.ts";
import { inPage, openPanel, openSection } from "./panelPage.ts";
import { awaitReady, ONE_LINE, outcomesSince, set, showFile } from "./scene.ts";

/** As an input method does: `text` stands in the document, and may still become another. */
async function compose(text: string): Promise<void> {
  await ui("protocol.Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}

async function commit(text: string): Promise<void> {
  await ui("protocol.Input.insertText", { text });
}

/** A request needs so long on a busy machine, and the next key would end it. */
const KEY_EVERY_MS = 6_000;

/** Somebody types, a key now and then, until a request has ended with one of these. */
async function typeUntilEnded(kinds: readonly string[]): Promise<void> {
  const began = Date.now();
  let nextAt = began;
  const hasEnded = async (): Promise<boolean> => {
    if (outcomesSince(began).some((kind) => kinds.includes(kind))) return true;
    if (Date.now() < nextAt) return false;
    nextAt = Date.now() + KEY_EVERY_MS;
    await type("e");
    return false;
  };
  await until(`a request that ends with ${kinds.join(" or ")}`, hasEnded, { timeoutMs: 60_000 });
}

/** A body that may begin in several ways. */
const OPEN_ENDED = `export function largestOf(values: readonly number[]): number | undefined {
  ▮
}
`;

describe("manners", () => {
  // As all scenes have it: the list of suggestions is not to take Tab.
  const usual = {
    "turnkey.inComments": undefined,
    "turnkey.inStrings": undefined,
    "editor.quickSuggestions": { other: "off" },
  };
  const reset = async (): Promise<void> => {
    for (const [name, value] of Object.entries(usual)) await set(name, value);
  };
  afterEach(reset);

  it("nothing stands at the cursor while an input method composes; what fits comes back with the last of it", async () => {
    const document = await showFile("compose.ts", ONE_LINE);
    await awaitReady();
    await type("retur");
    const ghost = await restingGhostText();
    assert.match(ghost, /^n /);
    // The suggestion goes on with what is composed: nothing but the composing keeps it away.
    await compose("n");
    await until("the composed letter", () => document.getText().includes("  return\n"));
    await until("no ghost text", async () => (await ghostText()) === undefined);
    await expectNoGhostText({ forMs: 1500 });
    await commit("n");
    await until("the letter", () => document.getText().includes("  return\n"));
    await until("what fits", async () => (await ghostText()) === ghost.slice(1));
    await compose("に");
    await compose("にほん");
    await until("the composed word", () => document.getText().includes("returnにほん"));
    await expectNoGhostText({ forMs: 1500 });
    await commit("日本");
    await until("the word", () => document.getText().includes("return日本"));
    await press("Backspace", "Backspace");
    await type(" ");
    await awaitGhostText();
  });

  it("in comments and strings nothing comes by itself where it is not wanted", async () => {
    const marked = ONE_LINE.replace("▮", "// Gives the product of both numbers▮\n  return a * b;");
    const document = await showFile("quiet.ts", marked);
    await awaitReady();
    const away = async (name: string, value: unknown): Promise<void> => {
      await set(name, value);
      await typeUntilEnded(["quietPlace"]);
      assert.equal(await ghostText(), undefined);
      await reset();
      await typeUntilEnded(["shown", "lowConfidence", "empty", "repeats"]);
    };
    await away("turnkey.inComments", "off");
    await away("editor.quickSuggestions", { other: "off", comments: "off", strings: "off" });
    await set("turnkey.inComments", "off");
    const end = document.positionAt(document.getText().indexOf("a * b") + 1);
    vscode.window.activeTextEditor!.selection = new vscode.Selection(end, end);
    await typeUntilEnded(["shown", "lowConfidence", "empty", "repeats", "notShowable"]);
  });
});

describe("alternatives", () => {
  after(() => vscode.commands.executeCommand("workbench.action.closeSidebar"));

  it("next goes through texts that differ; one that is taken counts as the first does, and why lists them", async () => {
    const document = await showFile("others.ts", OPEN_ENDED);
    await awaitReady();
    await openPanel();
    const before = await takenTimes();
    await openSection("why");
    await show(document, OPEN_ENDED.indexOf("▮"));
    await vscode.commands.executeCommand("turnkey.trigger");
    const first = await restingGhostText();
    // A busy machine may have time for one only: asked again, it goes on.
    let askAt = Date.now() + 15_000;
    // The key asks for more, and then goes on in what there is.
    const ghost = await until(
      "another one",
      async () => {
        if (Date.now() > askAt) {
          askAt = Date.now() + 15_000;
          await vscode.commands.executeCommand("turnkey.trigger");
        }
        await press("Alt+]");
        await sleep(3000);
        const text = await restingGhostText();
        return text !== first && text;
      },
      { timeoutMs: 100_000 },
    );
    const text = document.getText();
    await press("Tab");
    await until("the accepted text", () => document.getText() !== text);
    const marked = await until("the one that was taken", () => inPage<string | false>(TAKEN_TEXT));
    const flat = (words: string): string => words.replace(/\s+/g, " ").trim();
    assert.ok(flat(marked).endsWith(flat(ghost)), `${JSON.stringify(marked)} is not ${JSON.stringify(ghost)}`);
    await inPage("document.querySelector('#section-why .taken').scrollIntoView({ block: 'end' })");
    await screenshot("panel-alternatives");
    await until("one more that was taken", async () => (await takenTimes()) === before + 1);
    // Other scenes find the panel as it opens first.
    await openSection("settings");
  });
});

/** Runs in the panel's page: of the texts that a request was answered with, the one that is said to be taken. */
const TAKEN_TEXT = `(() => {
  for (const details of document.querySelectorAll("#section-why details")) details.open = true;
  return document.querySelector("#section-why ol.offered .taken")?.parentElement.querySelector("pre").textContent ?? false;
})()`;

/** As the panel's health section says it; it is open then. */
async function takenTimes(): Promise<number> {
  await openSection("health");
  const said = await until("the figures", async () => {
    const text = await inPage<string>("document.querySelector('#section-health').innerText");
    return /Taken, whole or in part\s+(\d+) times/.exec(text)?.[1];
  });
  return Number(said);
}
