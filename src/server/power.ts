/** Whether the machine should be spared: it runs on its battery, or others keep it busy. */

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

const SUPPLIES = "/sys/class/power_supply";
/** Asking costs a few reads of files; a plug is not pulled more often than this matters. */
const ASK_EVERY_MS = 15_000;

/** A question that may be asked at any rate. On systems without that list only the load counts. */
export function createSparing(now: () => number = () => performance.now()): () => boolean {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer = false;
  return () => {
    if (now() - askedAt < ASK_EVERY_MS) return answer;
    askedAt = now();
    answer = isOnBattery(readSupplies()) || loadavg()[0]! > 1.5 * availableParallelism();
    return answer;
  };
}

function readSupplies(): PowerSupply[] {
  try {
    return readdirSync(SUPPLIES).map((name) => ({
      type: read(name, "type"),
      online: read(name, "online"),
      status: read(name, "status"),
    }));
  } catch {
    return [];
  }
}

function read(supply: string, file: string): string {
  try {
    return readFileSync(join(SUPPLIES, supply, file), "utf8").trim();
  } catch {
    return "";
  }
}
