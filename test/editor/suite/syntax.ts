/** Places where grammar matters: what is taken from ghost text leaves a text that its language accepts. */

import assert from "node:assert/strict";
import { Script } from "node:vm";
import { describe, it } from "mocha";
import type * as vscode from "vscode";
import { awaitGhostText, press, screenshot, type, until } from "../ui.ts";
import { outcomesSince, showFile } from "./scene.ts";

describe("syntax", () => {
  it("between the brackets of a call, takes only what stands between them", async () => {
    const document = await showFile("call.js", CALL);
    await type("wid");
    await take(document, "call");
    assert.match(document.getText(), /\n {2}return area\(wid[^()]*\) \* depth;\n}\n$/);
    assertJavaScript(document.getText());
  });

  it("in the middle of a line, goes on with what follows", async () => {
    const document = await showFile("middle.js", MIDDLE);
    await type("pri");
    await take(document, "middle");
    assert.match(document.getText(), /\n {2}return pri.* \/ prices\.length;\n}\n$/);
    assertJavaScript(document.getText());
  });

  it("in a file that is broken elsewhere, breaks nothing more", async () => {
    const broken = "function begun(list { if (\n\n";
    const document = await showFile("broken.js", broken + CALL);
    await type("wid");
    await take(document);
    assertJavaScript(document.getText().slice(broken.length));
  });

  it("in a file of 20,000 lines", async () => {
    const steps = Array.from(
      { length: 5_000 },
      (_, index) => `function step${index}(n) {\n  return n + ${index};\n}\n`,
    );
    // Not far from the top, so that there is little for the model to read.
    const [above, below] = [steps.slice(0, 10), steps.slice(10)];
    const document = await showFile("long.js", `${above.join("\n")}\n${LONG_CALL}\n${below.join("\n")}`);
    assert.ok(document.lineCount >= 20_000, `${document.lineCount} lines`);
    await type("wid");
    await take(document);
    assertJavaScript(document.getText());
  });

  it("in a language without grammar", async () => {
    const document = await showFile("noGrammar.lua", LUA);
    assert.equal(document.languageId, "lua");
    await type("retur");
    await take(document);
    assert.match(document.getText(), /\n {2}return? ?.*\nend\n$/);
  });

  it("when the grammar's scanner never returns", async () => {
    const document = await showFile("stuck.rs", RUST);
    assert.equal(document.languageId, "rust");
    const began = Date.now();
    await type("a ");
    await take(document);
    assert.match(document.getText(), /\n {4}a .*\n}\n$/);
    assert.ok(outcomesSince(began).includes("shown"), outcomesSince(began).join(" "));
    // Elsewhere everything is as before.
    await showFile("unharmed.js", CALL);
    await type("wid");
    await awaitGhostText();
  });
});

/** Waits for ghost text, and takes it with Tab. */
async function take(document: vscode.TextDocument, picture?: string): Promise<void> {
  await awaitGhostText({ timeoutMs: 60_000 });
  if (picture !== undefined) await screenshot(`syntax-${picture}`);
  const before = document.getText();
  await press("Tab");
  await until("the accepted text", () => document.getText() !== before);
}

/** V8 is the judge: no grammar of ours judges itself. */
function assertJavaScript(text: string): void {
  assert.doesNotThrow(() => new Script(text), text.length < 2_000 ? text : undefined);
}

const CALL = `function area(width, height) {
  return width * height;
}

function volume(width, height, depth) {
  return area(▮) * depth;
}
`;

/** In so long a file no grammar is asked, so that the model must see the end by itself. */
const LONG_CALL = CALL.replace("return area(▮) * depth;", "const ground = area(▮);\n  return ground * depth;");

/** A model by itself ends the statement here. */
const MIDDLE = `function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function meanWeight(weights) {
  return sumOf(weights) / weights.length;
}

function meanPrice(prices) {
  return ▮ / prices.length;
}
`;

const LUA = `local function add(a, b)
  return a + b
end

local function subtract(a, b)
  return a - b
end

local function multiply(a, b)
  ▮
end
`;

const RUST = `fn add(a: i64, b: i64) -> i64 {
    a + b
}

fn subtract(a: i64, b: i64) -> i64 {
    a - b
}

fn multiply(a: i64, b: i64) -> i64 {
    ▮
}
`;
