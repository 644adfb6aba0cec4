/** Ghost text appears, is taken whole or in parts, and goes away. */

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { watchGhostText } from "../ghostWatch.ts";
import {
  awaitGhostText,
  expectNoGhostText,
  ghostText,
  press,
  restingGhostText,
  screenshot,
  show,
  type,
  ui,
  until,
} from "../ui.ts";
import { BLOCK, ONE_LINE, showFile } from "./scene.ts";

describe("ghost text", () => {
  it("appears after typing, and Tab takes all of it", async () => {
    const document = await showFile("tab.ts", ONE_LINE);
    await type("retur");
    const ghost = await restingGhostText();
    await screenshot("ghost-text-one-line");
    const typed = document.getText();
    assert.ok(typed.includes("  retur\n"), "ghost text is not in the document");
    await press("Tab");
    await until("the accepted text", () => document.getText() === typed.replace("  retur\n", `  retur${ghost}\n`));
  });

  it("is taken word by word", async () => {
    const document = await showFile("word.ts", ONE_LINE);
    await type("retur");
    const ghost = await restingGhostText();
    const before = document.getText();
    await press("Control+ArrowRight");
    await until("the first word", () => document.getText() !== before);
    const first = lineWith(document, "retur");
    assert.ok(first.length < `  retur${ghost}`.length, `only a part was taken: ${first}`);
    assert.ok(`  retur${ghost}`.startsWith(first), `${first} begins the suggestion`);
    await until("the rest as ghost text", async () => (await ghostText()) === `  retur${ghost}`.slice(first.length));
    await press("Control+ArrowRight");
    await until("the second word", () => lineWith(document, "retur").length > first.length);
    assert.ok(`  retur${ghost}`.startsWith(lineWith(document, "retur")));
  });

  it("shows a block, and is taken line by line", async () => {
    const document = await showFile("line.ts", BLOCK);
    await press("Enter");
    await awaitGhostText();
    const ghost = await until("a block", async () => {
      const text = await ghostText();
      return text?.includes("\n") && text;
    });
    await screenshot("ghost-text-block");
    const lines = ghost.split("\n");
    await vscode.commands.executeCommand("editor.action.inlineSuggest.acceptNextLine");
    await until("the first line", () => document.getText().includes(`  ${lines[0]}`));
    assert.ok(!document.getText().includes(`  ${lines[0]}\n${lines[1]}`), "the second line is not taken");
    const rest = lines.slice(1).join("\n").trim();
    // What was read of the block above may have grown since.
    await until("the other lines as ghost text", async () => (await ghostText())?.trim().startsWith(rest));
  });

  it("shows the rest of a block without a key, and nothing goes on the way", async () => {
    const document = await showFile("grows.ts", `▮${BLOCK.replace("▮", "")}`);
    // The first keys in a new editor widget may find nobody.
    await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
    await show(document, BLOCK.indexOf("▮"));
    const seen = await watchGhostText(async () => {
      await press("Enter");
      await until("all of the block", async () => (await ghostText())?.includes("return"), { timeoutMs: 60_000 });
    });
    // The editor draws the lines below a moment before the one at the cursor.
    const texts = seen.flatMap((event) => (event.kind === "ghost" && !event.text.startsWith("\n") ? [event.text] : []));
    for (const [index, text] of texts.entries())
      assert.ok(text.startsWith(texts[index - 1] ?? ""), `each goes on with the one before: ${JSON.stringify(texts)}`);
    console.log(`      ${JSON.stringify(texts)}`);
  });

  it("goes away with Escape", async () => {
    const document = await showFile("escape.ts", ONE_LINE);
    await type("retur");
    await awaitGhostText();
    await press("Escape");
    await until("no ghost text", async () => (await ghostText()) === undefined);
    await expectNoGhostText();
    assert.equal(lineWith(document, "retur"), "  retur");
  });

  it("stays while the user types what it says", async () => {
    const document = await showFile("along.ts", ONE_LINE);
    await type("retur");
    const ghost = await restingGhostText();
    for (let typed = 1; typed <= 4; typed++) {
      await type(ghost[typed - 1]!);
      await until(`the rest after ${typed} keys`, async () => (await ghostText()) === ghost.slice(typed));
    }
    await until("the typed text", () => lineWith(document, "retur") === `  retur${ghost.slice(0, 4)}`);
  });

  it("changes when the user types something else", async () => {
    const document = await showFile("other.ts", ONE_LINE);
    await type("retur");
    const ghost = await awaitGhostText();
    await type("n Math.");
    await until("other ghost text or none", async () => (await ghostText()) !== ghost);
    const other = await ghostText();
    await until("the typed text", () => lineWith(document, "retur") === "  return Math.");
    assert.ok(!other?.startsWith("n a"), `nothing of the old text is left: ${other}`);
  });

  it("respects what the suggest widget has selected", async () => {
    const document = await showFile("widget.ts", ONE_LINE.replace("▮", "const product = a * b;\n  return ▮"));
    await vscode.commands.executeCommand("editor.action.triggerSuggest");
    await type("produ");
    await until("the widget", async () =>
      String(
        await ui("evaluate", 'document.querySelector(".suggest-widget.visible .focused")?.innerText ?? ""'),
      ).includes("product"),
    );
    await screenshot("suggest-widget");
    const ghost = await ghostText();
    assert.ok(ghost === undefined || ghost.startsWith("ct"), `ghost text continues the selected item: ${ghost}`);
    await press("Enter");
    await until("the selected item", () => document.getText().includes("return product"));
  });
});

function lineWith(document: vscode.TextDocument, part: string): string {
  const line = document
    .getText()
    .split(/\r?\n/)
    .findLast((text) => text.includes(part));
  return line ?? "";
}
