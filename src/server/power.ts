/** Whether the machine should be spared: it runs on its battery, or others keep it busy. */

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";

/** One entry of Linux's list of power supplies. */
export interface PowerSupply {
  /** "Mains", "Battery", "USB", … */
  readonly type: string;
  /** Of a mains adapter: "1" while it gives power. */
  readonly online: string;
  /** Of a battery: "Discharging", "Charging", "Full", … */
  readonly status: string;
}

/** A mains adapter that gives power decides; without one, a battery that empties does. Unknown counts as mains. */
export function isOnBattery(supplies: readonly PowerSupply[]): boolean {
  if (supplies.some(({ type, online }) => type === "Mains" && online === "1")) return false;
  return supplies.some(({ type, status }) => type === "Battery" && status === "Discharging");
}

/** What macOS's `pmset -g batt` says: its first line names what the power is drawn from. */
export function drawsFromBattery(told: string): boolean {
  return /^Now drawing from 'Battery Power'/.test(told);
}

/** Asking costs a few reads of files, or a short process; a plug is not pulled more often than this matters. */
const ASK_EVERY_MS = 15_000;
const SUPPLIES = "/sys/class/power_supply";

/** What a machine is asked for its power. `tell` is called with what it says, at once or later. */
export type AskPower = (tell: (isOnBattery: boolean) => void) => void;

/** A question that may be asked at any rate; the latest answer is given at once. */
export function createBattery(
  ask: AskPower = askMachine(process.platform),
  now: () => number = () => performance.now(),
): () => boolean {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer = false;
  return () => {
    if (now() - askedAt < ASK_EVERY_MS) return answer;
    askedAt = now();
    ask((isOn) => {
      answer = isOn;
    });
    return answer;
  };
}

/** The same, or others keep the processor busy. */
export function createSparing(
  isOnBattery: () => boolean,
  load: () => number = () => loadavg()[0]! / availableParallelism(),
): () => boolean {
  return () => isOnBattery() || load() > 1.5;
}

/** A system that is not asked counts as plugged in. */
function askMachine(platform: NodeJS.Platform): AskPower {
  switch (platform) {
    case "linux":
      return (tell) => tell(isOnBattery(readSupplies(SUPPLIES)));
    case "darwin":
      return (tell) =>
        void execFile("/usr/bin/pmset", ["-g", "batt"], { timeout: 5000 }, (error, stdout) =>
          tell(error === null && drawsFromBattery(stdout)),
        );
    default:
      return (tell) => tell(false);
  }
}

/** Of a folder as Linux has it; none where there is no such folder. */
export function readSupplies(folder: string): PowerSupply[] {
  const read = (supply: string, file: string): string => {
    try {
      return readFileSync(join(folder, supply, file), "utf8").trim();
    } catch {
      return "";
    }
  };
  try {
    return readdirSync(folder).map((name) => ({
      type: read(name, "type"),
      online: read(name, "online"),
      status: read(name, "status"),
    }));
  } catch {
    return [];
  }
}
