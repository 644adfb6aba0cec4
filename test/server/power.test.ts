import { expect, test } from "vitest";
import { isOnBattery } from "../../src/server/power.ts";

const mains = (online: string) => ({ type: "Mains", online, status: "" });
const battery = (status: string) => ({ type: "Battery", online: "", status });

test.each([
  ["nothing known", [], false],
  ["a desktop", [mains("1")], false],
  ["a laptop that charges", [mains("1"), battery("Charging")], false],
  ["a full laptop at a weak adapter", [mains("1"), battery("Discharging")], false],
  ["a laptop on the way", [mains("0"), battery("Discharging")], true],
  ["a laptop that hides its adapter", [battery("Discharging")], true],
  ["a mouse", [{ type: "Battery", online: "", status: "Full" }], false],
])("on battery: %s", (_, supplies, expected) => {
  expect(isOnBattery(supplies)).toBe(expected);
});
