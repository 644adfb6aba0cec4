import { expect, test } from "vitest";
import { CurrentSettings } from "../../../src/core/settings/currentSettings.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings/settings.ts";

test("listeners hear of a change in their order, see the new values, and are told the old ones", () => {
  const settings = new CurrentSettings({ maxLines: 3 });
  const heard: string[] = [];
  for (const name of ["first", "second"])
    settings.onChange((before) => heard.push(`${name}: ${before.maxLines} to ${settings.now.maxLines}`));
  expect(settings.now).toEqual({ ...DEFAULT_SETTINGS, maxLines: 3 });
  settings.set({ ...DEFAULT_SETTINGS, maxLines: 4 });
  expect(heard).toEqual(["first: 3 to 4", "second: 3 to 4"]);
});

test("nobody hears of settings that say the same", () => {
  const settings = new CurrentSettings();
  settings.onChange(() => expect.unreachable());
  settings.set({ ...DEFAULT_SETTINGS, enable: { "*": true }, exclude: [] });
});
