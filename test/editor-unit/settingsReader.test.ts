/** Settings on their way from the user to the engine. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { toSettingValues } from "../../src/core/settings/checkSettings.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import { withQuickSuggestions } from "../../src/editor/quickSuggestions.ts";
import { SettingsReader } from "../../src/editor/settingsReader.ts";
import { host } from "../fakes/vscode/host.ts";
import "../fakes/vscode/index.ts";
import type * as vscode from "vscode";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => host.reset());

describe("reading", () => {
  function reader(): { readonly settings: SettingsReader; readonly complaints: string[] } {
    const complaints: string[] = [];
    return { settings: new SettingsReader((complaint) => complaints.push(complaint)), complaints };
  }

  test("the manifest's defaults are the settings' own", () => {
    expect(reader().settings.for()).toEqual(DEFAULT_SETTINGS);
  });

  test("a wrong value falls back and is complained of once; another wrong value once more", () => {
    const { settings, complaints } = reader();
    host.configuration.set("global", "turnkey.maxLines", -3);
    for (let time = 0; time < 3; time++) expect(settings.for().maxLines).toBe(DEFAULT_SETTINGS.maxLines);
    host.configuration.set("global", "turnkey.latencyTarget", 500);
    expect(settings.for()).toMatchObject({ maxLines: DEFAULT_SETTINGS.maxLines, latencyTargetMs: 500 });
    expect(complaints).toEqual([expect.stringContaining("turnkey.maxLines is -3")]);
    host.configuration.set("global", "turnkey.maxLines", "many");
    settings.for();
    expect(complaints).toEqual([expect.anything(), expect.stringContaining('turnkey.maxLines is "many"')]);
    host.configuration.set("global", "turnkey.maxLines", 5);
    expect(settings.for().maxLines).toBe(5);
    expect(complaints.length).toBe(2);
  });

  test("of a list of globs the right ones stay, and the others are complained of", () => {
    const { settings, complaints } = reader();
    const deep = `${"{".repeat(400)}a${"}".repeat(400)}`;
    host.configuration.set("global", "turnkey.exclude", ["x".repeat(32_768), "*.gen.ts", deep, 7]);
    expect(settings.for().exclude).toEqual(["*.gen.ts"]);
    expect(complaints).toEqual([
      expect.stringMatching(
        /^turnkey\.exclude holds "x{40}"…, which is longer than 1000 characters; it is left out\.$/,
      ),
      expect.stringMatching(/more than 10 deep/),
      expect.stringMatching(/not a text/),
    ]);
  });

  describe("what `editor.quickSuggestions` says of comments and strings", () => {
    type Values = Partial<Pick<Settings, "inComments" | "inStrings">>;
    const check = (title: string, quick: unknown, own: Values, expected: Required<Values>) =>
      test(title, () => {
        host.configuration.set("global", "editor.quickSuggestions", quick);
        for (const [name, value] of Object.entries(own)) host.configuration.set("global", `turnkey.${name}`, value);
        expect(reader().settings.for()).toMatchObject(expected);
      });
    const [editor, off] = [{ inComments: "editor", inStrings: "editor" }, "off"] as const;
    check("nothing", undefined, {}, editor);
    check("off by name", { other: "on", comments: "off", strings: false }, {}, { inComments: off, inStrings: off });
    check("one of them", { comments: "off" }, {}, { ...editor, inComments: off });
    check("on and inline", { comments: "on", strings: "inline" }, {}, editor);
    check("a word for all speaks of the list", "off", {}, editor);
    check("so does false", false, {}, editor);
    check("`other` has its own switch", { other: "off" }, {}, editor);
    check(
      "what is said to Turnkey itself counts more",
      { comments: "off", strings: "off" },
      { inComments: "sure", inStrings: "off" },
      { inComments: "sure", inStrings: off },
    );
    test("is heard of when it changes", () => {
      const { settings } = reader();
      expect(settings.for().inStrings).toBe("editor");
      host.configuration.set("global", "editor.quickSuggestions", { strings: "off" });
      expect(settings.for().inStrings).toBe("off");
    });
    test.each([
      [{ globalValue: { comments: "off" }, workspaceValue: { comments: "on" } }, "editor"],
      [{ globalValue: { comments: "on" }, workspaceFolderValue: { comments: "off" } }, "off"],
      [{ globalLanguageValue: { comments: "off" }, workspaceFolderValue: { comments: "on" } }, "off"],
      [{ globalLanguageValue: { strings: "off" }, workspaceValue: { comments: "off" } }, "off"],
      [{ globalValue: null, workspaceValue: 7 }, "editor"],
      [undefined, "editor"],
    ])("the place that counts: %j", (inspected, expected) => {
      expect(withQuickSuggestions(DEFAULT_SETTINGS, inspected).inComments).toBe(expected);
    });
  });

  test("each document is read once, and again after a change", () => {
    const { settings } = reader();
    const document = host.open("file:///a.ts") as unknown as vscode.TextDocument;
    settings.for(document);
    const reads = host.configuration.reads;
    settings.for(document);
    expect(host.configuration.reads).toBe(reads);
    host.configuration.set("global", "editor.fontSize", 20);
    settings.for(document);
    expect(host.configuration.reads).toBe(reads);
    host.configuration.set("global", "turnkey.eagerness", "quiet");
    expect(settings.for(document).eagerness).toBe("quiet");
  });
});

describe("the engine's copy", () => {
  let extension: Activated;
  afterEach(() => extension.end());

  async function started(): Promise<void> {
    host.show(host.open("file:///home/me/a.ts", "one\n"));
    extension = activateIn({ manner: "good" });
    await until("the engine", () => extension.api.status().engine.state === "ready");
  }
  /** See `activateIn`. */
  const IN_TESTS = { ...DEFAULT_SETTINGS, sharedEngine: false };
  const pushed = async () => (await extension.seen()).told.filter(([method]) => method === "settings");

  test("comes with the greeting, checked, and is not sent again", async () => {
    host.configuration.set("global", "turnkey.maxLines", 7);
    host.configuration.set("global", "turnkey.eagerness", "wild");
    await started();
    const { options } = await extension.seen();
    expect(options.ownInlineProvider).toBe(true);
    expect(options.settings).toEqual(toSettingValues({ ...IN_TESTS, maxLines: 7 }));
    expect(await pushed()).toEqual([]);
    expect(host.messages.map(({ severity, actions }) => [severity, ...actions])).toEqual([
      ["warning", "Open Settings"],
    ]);
  });

  test("follows each change of ours, and no other", async () => {
    await started();
    host.configuration.set("global", "turnkey.eagerness", "eager");
    host.configuration.set("global", "editor.fontSize", 20);
    const values = toSettingValues({ ...IN_TESTS, eagerness: "eager" });
    await until("the change", async () => (await pushed()).length > 0);
    expect(await pushed()).toEqual([["settings", { turnkey: values }]]);
  });

  test("a change made while the engine is dead is in the next one's greeting", async () => {
    await started();
    const pid = extension.api.status().enginePid!;
    process.kill(pid, "SIGKILL");
    await until("its end", () => extension.api.status().enginePid !== pid);
    host.configuration.set("global", "turnkey.eagerness", "quiet");
    await until("another", () => extension.api.status().engine.state === "ready");
    expect((await extension.seen()).options.settings).toMatchObject({ eagerness: "quiet" });
  });
});
