/** What the index is told of the client's folders. */

import { describe, expect, it } from "vitest";
import type { RankNotes } from "../../src/core/prompt/learntRanks.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { Workspace, type WorkspaceContext } from "../../src/server/workspace.ts";

const ON = { contextMode: "repository" } as const;

class FakeIndex implements WorkspaceContext {
  readonly told: string[] = [];
  readonly state = undefined;
  setFolders(uris: readonly string[], globs: readonly string[]): void {
    this.told.push(`${uris.join(" ")}${globs.length > 0 ? ` but ${globs.join(" ")}` : ""}`);
  }
  filesChanged(uris: readonly string[]): void {
    this.told.push(`changed ${uris.join(" ")}`);
  }
  readonly learning: string[] = [];
  learnWith(notes: RankNotes | undefined): void {
    this.learning.push(notes === undefined ? "off" : "on");
  }
  async find(): Promise<undefined> {}
  changed(): void {}
  closed(): void {}
  setBusy(): void {}
  async similar(uri: string, text: string) {
    this.told.push(`similar to ${JSON.stringify(text)}`);
    return [{ id: "a", uri, path: "a.ts", startLine: 3, endLine: 9, text: "\n  f();\n}", value: 0.5, reason: "" }];
  }
  async dispose(): Promise<void> {}
}

const folder = (uri: string) => ({ uri, name: uri });

function start(folders: readonly string[] | null, options: { isTrusted?: boolean; rootUri?: string } = {}) {
  const context = new FakeIndex();
  const settings = new CurrentSettings(ON);
  const params = { workspaceFolders: folders?.map(folder) ?? null, rootUri: options.rootUri ?? null };
  const workspace = new Workspace({ context, settings, params, isTrusted: options.isTrusted ?? true });
  return { context, settings, workspace };
}

describe("the index", () => {
  it("hears of the folders when a document is open, and once", () => {
    const { context, workspace } = start(["file:///a", "file:///b"]);
    expect(context.told).toEqual([]);
    workspace.need();
    workspace.need();
    expect(context.told).toEqual(["file:///a file:///b"]);
  });

  it("hears of the folder of an older client", () => {
    const { context, workspace } = start(null, { rootUri: "file:///a" });
    workspace.need();
    expect(context.told).toEqual(["file:///a"]);
  });

  it("hears nothing where there is no folder", () => {
    const { context, workspace } = start([]);
    workspace.need();
    expect(context.told).toEqual([]);
  });

  it("hears of folders that are not trusted when they are", () => {
    const { context, workspace } = start(["file:///a"], { isTrusted: false });
    workspace.need();
    expect(context.told).toEqual([]);
    workspace.changeTrust(true);
    workspace.changeTrust(false);
    expect(context.told).toEqual(["file:///a", ""]);
  });

  it("hears of folders that come and go", () => {
    const { context, workspace } = start(["file:///a"]);
    workspace.need();
    workspace.changeFolders([folder("file:///b"), folder("file:///a")], []);
    workspace.changeFolders([], [folder("file:///a")]);
    workspace.changeFiles(["file:///b/x.ts"]);
    expect(context.told).toEqual(["file:///a", "file:///a file:///b", "file:///b", "changed file:///b/x.ts"]);
  });

  it("is asked for what is like the selection, or like what stands around the cursor", async () => {
    const { context, workspace } = start(["file:///a"]);
    const text = "one\ntwo\nthree";
    expect(await workspace.findSimilar("file:///a/b.ts", text, { start: 4, end: 7 })).toEqual([
      { uri: "file:///a/b.ts", path: "a.ts", startLine: 3, endLine: 9, preview: "f();", likeness: 0.5 },
    ]);
    await workspace.findSimilar("file:///a/b.ts", text, { start: 5, end: 5 });
    expect(context.told).toEqual(['similar to "two"', 'similar to "one\\ntwo\\nthree"']);
  });

  it("follows the settings", () => {
    const { context, settings, workspace } = start(["file:///a"]);
    workspace.need();
    settings.set({ ...DEFAULT_SETTINGS, ...ON, maxLines: 3 });
    settings.set({ ...DEFAULT_SETTINGS, ...ON, exclude: ["private/**"] });
    settings.set({ ...DEFAULT_SETTINGS, contextMode: "off" });
    settings.set({ ...DEFAULT_SETTINGS, ...ON });
    expect(context.told).toEqual(["file:///a", "file:///a but private/**", "", "file:///a"]);
  });
});

describe("what is learnt of which text helps", () => {
  it("follows the setting, begins anew when it is forgotten, and ends with the workspace", async () => {
    const listeners = new Set<() => void>();
    const ranks = {
      known: async () => new Map(),
      learnt: () => {},
      onForgotten: (listener: () => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const [context, settings] = [new FakeIndex(), new CurrentSettings(ON)];
    const params = { workspaceFolders: [folder("file:///a")], rootUri: null };
    const workspace = new Workspace({ context, settings, ranks, params, isTrusted: true });
    expect(context.learning).toEqual([]);
    workspace.need();
    for (const listener of listeners) listener();
    settings.set({ ...DEFAULT_SETTINGS, ...ON, learnsHere: false });
    for (const listener of listeners) listener();
    settings.set({ ...DEFAULT_SETTINGS, ...ON });
    expect(context.learning).toEqual(["on", "on", "off", "on"]);
    await workspace.dispose();
    expect(listeners.size).toBe(0);
  });
});

describe("what writes along", () => {
  function startAlong(settings: CurrentSettings) {
    const told: string[] = [];
    const precedents = {
      setFolders: (uris: readonly string[], globs: readonly string[]) => told.push(`${uris.join(" ")} but ${globs}`),
      filesChanged: (uris: readonly string[]) => told.push(`changed ${uris}`),
      dispose: () => told.push("end"),
      useVocabulary: () => {},
      nameOf: () => undefined,
      changed: () => {},
      closed: () => {},
      setBusy: () => {},
      find: () => [],
    };
    const params = { workspaceFolders: [folder("file:///a")], rootUri: null };
    const workspace = new Workspace({ context: new FakeIndex(), precedents, settings, params, isTrusted: true });
    workspace.need();
    return { told, workspace };
  }

  it("hears of the folders while it is on, whatever is read beside the document", async () => {
    const settings = new CurrentSettings({ contextAlong: true, contextMode: "off", exclude: ["x"] });
    const { told, workspace } = startAlong(settings);
    workspace.changeFiles(["file:///a/b"]);
    settings.set({ ...DEFAULT_SETTINGS, contextAlong: false });
    await workspace.dispose();
    expect(told).toEqual(["file:///a but x", "changed file:///a/b", " but ", "end"]);
  });

  it("hears of none while it is off", () => {
    const { told } = startAlong(new CurrentSettings({ contextAlong: false, contextMode: "repository" }));
    expect(told).toEqual([]);
  });
});
