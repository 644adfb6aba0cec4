/** What is shown fits where it stands, whatever the model writes: one place for each kind of misfit, with a screenshot. */

import assert from "node:assert/strict";
import { Script } from "node:vm";
import { describe, it } from "mocha";
import type * as vscode from "vscode";
import { awaitGhostText, expectNoGhostText, press, screenshot, type, until } from "../ui.ts";
import { showFile } from "./scene.ts";

describe("what is shown fits", () => {
  it("at the top level: an item with all its lines", async () => {
    const document = await showFile("items.js", `${test("adds", "1 + 2")}\n${test("takes away", "3 - 2")}\n▮\n`);
    await type("test(");
    await until("what was typed", () => document.getText().split("test(").length > 3);
    await take(document, "fit-top-level");
    assertJavaScript(document.getText());
  });

  it("inside a word: nothing that says its rest twice", async () => {
    const document = await showFile("word.js", "const total = 3;\ncon▮ole.log(total);\n");
    await type("s");
    await expectNoTwice(document);
    await screenshot("fit-inside-a-word");
  });

  it("Enter between braces: a body one level deep", async () => {
    const document = await showFile("enter.js", `${AREA}function volume(width, height, depth) {▮}\n`);
    await type(" ");
    await press("Backspace");
    await awaitGhostText({ timeoutMs: WAIT_MS });
    await screenshot("fit-before-enter");
    await enter(document);
    await take(document, "fit-after-enter");
    assert.match(document.getText(), /depth\) \{\n {2}\S/);
    assertJavaScript(document.getText());
  });

  it("a recipe of a Makefile: with its tab, at the end of the file", async () => {
    const document = await showFile("Makefile", "CC = gcc\n\nmain.o: main.c\n\t$(CC) -c main.c\n\nshop: main.o▮");
    await enter(document);
    await awaitGhostText({ timeoutMs: WAIT_MS });
    await screenshot("fit-makefile");
    // Where a ghost begins with white space the editor's key indents first, and takes the rest when pressed again.
    await press("Tab");
    await until("the tab", () => document.getText().endsWith("shop: main.o\n\t"));
    await awaitGhostText({ timeoutMs: WAIT_MS });
    await press("Tab");
    await until("the accepted text", () => /shop: main.o\n\t\S/.test(document.getText()));
  });

  it("a block while it is typed: no bracket stays open", async () => {
    const document = await showFile("block.js", `${AREA}function largest(numbers) {\n  let most = 0;\n  ▮\n}\n`);
    await type("for (const ");
    await until("what was typed", () => document.getText().includes("for (const "));
    await take(document, "fit-block");
    // Whether the head is a good one, and whether it waits for its body, is the model's.
    for (const [opener, closer] of ["()", "[]", "{}"])
      assert.equal(
        document.getText().split(opener!).length,
        document.getText().split(closer!).length,
        document.getText(),
      );
  });
});

/** The model is slow on a machine that does more. */
const WAIT_MS = 60_000;
const AREA = "function area(width, height) {\n  return width * height;\n}\n\n";

function test(name: string, sum: string): string {
  return `test("${name}", () => {\n  expect(${sum}).toBe(sum);\n});\n`;
}

/** Presses Enter, and waits until the document has the line. */
async function enter(document: vscode.TextDocument): Promise<void> {
  const { lineCount } = document;
  await press("Enter");
  await until("the new line", () => document.lineCount > lineCount);
}

/** Ghost text appears and Tab takes it. */
async function take(document: vscode.TextDocument, name: string): Promise<void> {
  const before = document.getText();
  await awaitGhostText({ timeoutMs: WAIT_MS });
  await screenshot(name);
  await press("Tab");
  await until("the accepted text", () => document.getText() !== before);
}

/** No ghost text, or one that leaves the line right. */
async function expectNoTwice(document: vscode.TextDocument): Promise<void> {
  await expectNoGhostText().catch(async () => {
    await press("Tab");
    assertJavaScript(document.getText());
    assert.doesNotMatch(document.getText(), /log.*log/);
  });
}

/** Throws where the text is no JavaScript. */
function assertJavaScript(text: string): void {
  new Script(text);
}
