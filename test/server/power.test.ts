import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBattery, createSparing, drawsFromBattery, isOnBattery, readSupplies } from "../../src/server/power.ts";

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

test.each([
  [
    "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t71%; discharging; 4:10 remaining present: true\n",
    true,
  ],
  ["Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining present: true\n", false],
  ["Now drawing from 'AC Power'\n", false],
  ["", false],
  ["pmset: Battery Power is not known", false],
])("macOS says %j", (told, expected) => {
  expect(drawsFromBattery(told)).toBe(expected);
});

test("a folder of supplies is read as Linux writes it, and what lacks a file counts as unknown", () => {
  const folder = mkdtempSync(join(tmpdir(), "supplies-"));
  for (const [name, files] of Object.entries({
    AC: { type: "Mains\n", online: "0\n" },
    BAT0: { type: "Battery\n", status: "Discharging\n" },
    odd: {},
  })) {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  }
  expect(isOnBattery(readSupplies(folder))).toBe(true);
  writeFileSync(join(folder, "AC", "online"), "1\n");
  expect(isOnBattery(readSupplies(folder))).toBe(false);
  rmSync(folder, { recursive: true });
  expect(readSupplies(folder)).toEqual([]);
});

describe("a question at any rate", () => {
  test("the machine is asked every 15 seconds at most, and an answer that comes later counts from then on", () => {
    let [now, asked] = [0, 0];
    let tell: (isOn: boolean) => void = () => {};
    const isOn = createBattery(
      (given) => {
        asked += 1;
        tell = given;
      },
      () => now,
    );
    expect([isOn(), isOn(), asked]).toEqual([false, false, 1]);
    tell(true);
    expect([isOn(), asked]).toEqual([true, 1]);
    now = 15_000;
    expect([isOn(), asked]).toEqual([true, 2]);
    tell(false);
    expect([isOn(), asked]).toEqual([false, 2]);
  });

  test.each([
    [false, 0.2, false],
    [true, 0.2, true],
    [false, 1.6, true],
    [false, 1.4, false],
  ])("on battery %s, load %d of the cores: spared %s", (isOn, load, expected) => {
    expect(
      createSparing(
        () => isOn,
        () => load,
      )(),
    ).toBe(expected);
  });
});
