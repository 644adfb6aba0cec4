/** A load that is overtaken by newer settings. */

import { expect, it } from "vitest";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { EngineHost, type LoadEngine } from "../../src/server/engineHost.ts";
import { createFakeClock, turn } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";

it("a load that hangs is overtaken, and what it brings in the end is given back", async () => {
  const happened: string[] = [];
  let finish = (): void => {};
  const load: LoadEngine = async ({ modelPath }, signal) => {
    happened.push(`load ${modelPath}`);
    signal.addEventListener("abort", () => happened.push(`abort ${modelPath}`));
    if (modelPath === "/hangs") await new Promise<void>((resolve) => (finish = resolve));
    const engine = createFakeEngine({ continuation: () => "" });
    const dispose = async () => void happened.push(`dispose ${modelPath}`);
    return { engine: Object.assign(engine, { threads: 2, dispose }) };
  };
  const clock = createFakeClock();
  const settings = new CurrentSettings({ modelPath: "/hangs" });
  const host = new EngineHost({
    ...{ load, clock, settings, badModels: [] },
    ...{ setEngine: () => {}, settle: async () => {}, onStatus: () => {}, onMessage: () => {} },
    onBug: (error) => {
      throw error;
    },
  });
  host.need();
  await clock.advance(60_000);
  settings.set({ ...DEFAULT_SETTINGS, modelPath: "/good" });
  await clock.advance(5_000);
  expect(host.status().state).toBe("ready");
  expect(host.hasModel).toBe(true);
  finish();
  await turn();
  expect(happened).toEqual(["load /hangs", "abort /hangs", "load /good", "dispose /hangs"]);
  expect(host.status().state).toBe("ready");
});
