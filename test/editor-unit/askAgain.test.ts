/** The editor is made to ask without a key: for who stopped typing too early, and where there is more to show. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FakeDocument } from "../fakes/vscode/documents.ts";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;

beforeEach(() => host.reset());
afterEach(() => extension.end());

const COMMAND = "editor.action.inlineSuggest.trigger";
const HOW = { providerId: "turnkey.turnkey:*", explicit: false };
const ASKED = [[COMMAND, HOW]];

const show = (text: string): FakeDocument => {
  const document = host.open("file:///home/me/a.ts", text);
  host.show(document);
  return document;
};

async function start(): Promise<void> {
  extension = activateIn({ manner: "good" });
  await until("the engine", () => extension.api.status().engine.state === "ready");
}

describe("asking once more for who stopped typing while the model was being loaded", () => {
  async function notReady(text: string): Promise<FakeDocument> {
    const document = show(text);
    await start();
    await extension.ask();
    await until("the engine's no", () => extension.api.outcomes().length > 0);
    return document;
  }
  /** The model is loaded anew. */
  async function reload(): Promise<void> {
    host.configuration.set("global", "turnkey.model.path", "/models/other.gguf");
    await until("the model", () => extension.api.status().engine.model === "/models/other.gguf");
  }

  test("asked", async () => {
    await notReady("not ready\n");
    await reload();
    expect(host.ran).toEqual(ASKED);
  });

  test("the engine had not even started", async () => {
    show("one\n");
    const started = start();
    await extension.ask();
    expect(extension.api.outcomes().at(-1)).toMatchObject({ by: "editor", kind: "notReady" });
    await started;
    expect(host.ran).toEqual(ASKED);
  });

  test("the keys were typed before the extension was there", async () => {
    host.edit(show("one\n"), 0, 0, "x");
    await start();
    expect(host.ran).toEqual(ASKED);
    await reload();
    expect(host.ran).toEqual(ASKED);
  });

  test("not where nothing was typed", async () => {
    show("one\n");
    await start();
    expect(host.ran).toEqual([]);
  });

  test("not when the request was answered", async () => {
    await notReady("fine\n");
    await reload();
    expect(host.ran).toEqual([]);
  });

  test("not when the user typed on: the next key asks", async () => {
    const document = await notReady("not ready\n");
    host.edit(document, 0, 0, "x");
    await reload();
    expect(host.ran).toEqual([]);
  });

  test("not when the user went elsewhere", async () => {
    await notReady("not ready\n");
    host.focus(false);
    await reload();
    expect(host.ran).toEqual([]);
  });
});

describe("more to show", () => {
  test("is asked for as after a key, of a provider that is new to the editor", async () => {
    show("more\n");
    await start();
    const asked: unknown[] = [];
    host.commands.set(COMMAND, (how) => asked.push([how, host.providers.length]));
    await extension.ask();
    await until("the question", () => asked.length > 0);
    expect(asked).toEqual([[HOW, 2]]);
    await until("the old one's end", () => host.providers.length === 1);
  });

  test("is not where the user has typed on", async () => {
    show("more of an old text\n");
    await start();
    await extension.ask();
    await extension.seen();
    expect(host.ran).toEqual([]);
  });

  test("is no command of the user's, whatever the editor calls it", async () => {
    show("one\n");
    await start();
    const asked: string[][] = [];
    host.commands.set(COMMAND, async () => asked.push(await extension.ask({ invoked: true })));
    host.edit(host.activeEditor!.document, 0, 0, "more ");
    await extension.ask();
    await until("the question", () => asked.length > 0);
    expect(asked).toEqual([["automatic after more one@0:0"]]);
    expect(await extension.ask({ invoked: true })).toEqual(["asked after more one@0:0"]);
  });
});
