/** The editor shows no ghost text: nothing is loaded for it. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";
import { until } from "./harness.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;

beforeEach(() => host.reset());
afterEach(() => extension.end());

test("nothing is started where the editor shows no ghost text, and what runs is told that nobody looks", async () => {
  host.configuration.set("global", "editor.inlineSuggest.enabled", false);
  extension = activateIn({ manner: "good" });
  host.show(host.open("file:///home/me/a.ts"));
  host.show(host.open("file:///home/me/b.ts"));
  expect(extension.api.status().enginePid).toBeUndefined();
  host.configuration.set("global", "editor.inlineSuggest.enabled", true);
  await until("the engine", () => extension.api.status().engine.state === "ready");
  host.configuration.set("global", "editor.inlineSuggest.enabled", false);
  host.configuration.set("global", "editor.inlineSuggest.enabled", true);
  const { told } = await extension.seen();
  expect(told.filter(([method]) => method === "turnkey/focus").map(([, params]) => params)).toEqual([
    { focused: true },
    { focused: false },
    { focused: true },
  ]);
});
