import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { awaitGhostText, ghostText, press, screenshot, show, type, until } from "../ui.ts";

describe("ghost text", () => {
  it("appears after typing, and Tab takes it", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "typescript", content: "" });
    await show(document);
    await type("retur");
    const ghost = await awaitGhostText();
    await screenshot("ghost");
    console.log(await ui("evaluate"));
    assert.match(ghost, /alpha/);
    await press("Tab");
    await until("the text", () => document.getText().includes("gamma"));
    assert.equal(await ghostText(), undefined);
  });
});
