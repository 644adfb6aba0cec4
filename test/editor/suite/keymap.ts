/** The keys that VS Code has are VS Code's: read from the running editor's own keymap. */

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../ui.ts";

interface Rule {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}

/** All rules that come with the editor and its extensions, ours among them. */
async function readKeymap(): Promise<readonly Rule[]> {
  const text = await until("the keymap", async () => {
    await vscode.commands.executeCommand("workbench.action.openDefaultKeybindingsFile");
    const document = vscode.workspace.textDocuments.find(({ uri }) => /keybindings/i.test(uri.path));
    return document?.getText().includes("editor.action.inlineSuggest.commit") && document.getText();
  });
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, "").replace(/,(\s*\])/g, "$1")) as Rule[];
}

/** Parts of a condition that must all hold; one with `||` says nothing for sure. */
function partsOf(when = ""): readonly string[] {
  return when.includes("||") ? [] : when.split("&&").map((part) => part.trim());
}

/** Whether both can never hold at once, as far as their parts say. */
function excludeEachOther(one: Rule, other: Rule): boolean {
  const [mine, theirs] = [partsOf(one.when), partsOf(other.when)];
  const isDenied = (part: string): boolean => theirs.includes(part.startsWith("!") ? part.slice(1) : `!${part}`);
  return mine.some((part) => part !== "" && isDenied(part));
}

/** Also the first of two keys in a row. */
function useOneKey(one: Rule, other: Rule): boolean {
  const isStart = (short: string, long: string): boolean => long === short || long.startsWith(`${short} `);
  return isStart(one.key, other.key) || isStart(other.key, one.key);
}

function clashesOf(own: readonly Rule[], others: readonly Rule[]): readonly string[] {
  return own.flatMap((rule) =>
    others
      .filter((other) => useOneKey(rule, other) && !excludeEachOther(rule, other))
      .map((other) => `${rule.key}: ${rule.command} and ${other.command}`),
  );
}

describe("the keymap", () => {
  it("none of our keys is one that the editor uses", async () => {
    const all = await readKeymap();
    const isOurs = ({ command }: Rule): boolean => command.startsWith("turnkey.");
    const [own, others] = [all.filter(isOurs), all.filter((rule) => !isOurs(rule))];
    assert.ok(others.length > 500, `${others.length} rules`);
    assert.deepEqual(clashesOf(own, others), []);
    // Keys that are taken, whatever their condition, would be found.
    for (const [key, when, isTaken] of [
      ["tab", "editorTextFocus", true],
      ["alt+]", undefined, true],
      ["ctrl+k", "editorTextFocus", true],
      ["ctrl+alt+shift+f11", "editorTextFocus", false],
    ] as const) {
      const rule = { key, command: "turnkey.trial", ...(when === undefined ? {} : { when }) };
      assert.equal(clashesOf([rule], others).length > 0, isTaken, key);
    }
  });
});
