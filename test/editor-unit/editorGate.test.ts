import { describe, expect, test } from "vitest";
import { findExclusion } from "../../src/core/excluded/excluded.ts";
import type { NoSuggestion } from "../../src/core/request/outcome.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import { checkDocument, checkEditorGate, type EditorFacts } from "../../src/editor/editorGate.ts";

const OPEN: EditorFacts = {
  ...{ scheme: "file", exclusion: undefined, languageId: "typescript", paused: false, fileOff: false },
  ...{ length: 100, lineLength: 20, invoked: false, undone: false, focused: true, cursors: 1, selected: false },
};
/** The user asks by hand. */
const ASKED = { invoked: true };

/** `anywhere`: the answer holds for the whole document, so that no engine is started for it. */
function check(
  facts: Partial<EditorFacts & { readonly uri: string }>,
  expected: NoSuggestion["kind"] | undefined,
  { anywhere = false, settings = {} }: { readonly anywhere?: boolean; readonly settings?: Partial<Settings> } = {},
): void {
  test(`${JSON.stringify(facts)} ${JSON.stringify(settings)} → ${expected}`, () => {
    const all = { ...DEFAULT_SETTINGS, ...settings };
    const head = { uri: "file:///home/me/a.ts", languageId: "typescript", head: "", ...facts };
    const given = { ...OPEN, ...facts, exclusion: findExclusion(head, all.exclude) };
    expect(checkEditorGate(given, all)?.kind).toBe(expected);
    expect(checkDocument(given, all)?.kind).toBe(anywhere ? expected : undefined);
  });
}

describe("the gate", () => {
  const anywhere = true;
  check({}, undefined);
  check(ASKED, undefined);
  check({ scheme: "untitled", uri: "untitled:Untitled-1" }, undefined);
  check({ scheme: "vscode-notebook-cell", uri: "vscode-notebook-cell:/a.ipynb#W0" }, undefined);
  check({ scheme: "vscode-remote", uri: "vscode-remote://wsl/a.ts" }, undefined);

  for (const scheme of ["output", "git", "vscode-scm", "comment", "chat-editing-text-model", "vscode-vfs", "debug"])
    check({ scheme, uri: `${scheme}:/a.ts` }, "unsupportedDocument", { anywhere });
  check({ paused: true }, "paused", { anywhere });
  check({ paused: true, ...ASKED }, "paused", { anywhere });
  check({ fileOff: true }, "disabled", { anywhere });
  check({ fileOff: true, ...ASKED }, "disabled", { anywhere });
  check({}, "disabled", { anywhere, settings: { enable: { "*": false } } });
  check({}, "disabled", { anywhere, settings: { enable: { "*": true, typescript: false } } });
  check({}, undefined, { settings: { enable: { "*": false, typescript: true } } });
  check({ uri: "file:///home/me/.env.local" }, "excluded", { anywhere });
  check({ uri: "file:///home/me/%2Eenv", ...ASKED }, "excluded", { anywhere });
  check({}, "excluded", { anywhere, settings: { exclude: ["me/*.ts"] } });
  check({ uri: "file:///home/me/settings.json", languageId: "json" }, undefined);

  check({ length: 20_000_000 }, undefined);
  check({ length: 20_000_001 }, "tooLarge", { anywhere });
  check({ lineLength: 10_000 }, undefined);
  check({ lineLength: 10_001 }, "tooLarge");

  check({ cursors: 2 }, "severalCursors");
  check({ cursors: 2, ...ASKED }, "severalCursors");
  check({ selected: true }, "selection");
  check({ selected: true, ...ASKED }, "selection");
  check({ cursors: 2, selected: true }, "severalCursors");
  check({ undone: true }, "afterUndo");
  check({ undone: true, ...ASKED }, undefined);
  check({ focused: false }, "unfocused");
  check({ focused: false, ...ASKED }, undefined);
  check({ paused: true, selected: true, focused: false }, "paused", { anywhere });
});
