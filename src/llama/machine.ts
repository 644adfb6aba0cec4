/** What the process may really use of the machine: cores and memory, with container limits. */

import { readFileSync } from "node:fs";
import { availableParallelism, freemem, totalmem } from "node:os";

export interface Machine {
  /** Logical cores that the scheduler gives to this process. */
  readonly logicalCores: number;
  /** Physical cores behind them; undefined where the system does not say. */
  readonly physicalCores: number | undefined;
  /** Cores' worth of time that a container allows, not always whole; undefined: no limit. */
  readonly coreQuota: number | undefined;
  /** Bytes that can be used without pushing other programs out of memory. */
  readonly freeMemory: number;
}

/** A small text file's contents; undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;

/** What the operating system says beside its files. */
export interface SystemFacts {
  readonly platform: string;
  readonly logicalCores: number;
  readonly freeMemory: number;
  readonly totalMemory: number;
}

export function readMachine(
  readText: ReadText = readSmallFile,
  system: SystemFacts = {
    platform: process.platform,
    logicalCores: availableParallelism(),
    freeMemory: freemem(),
    totalMemory: totalmem(),
  },
): Machine {
  if (system.platform !== "linux")
    return {
      logicalCores: system.logicalCores,
      physicalCores: undefined,
      coreQuota: undefined,
      // macOS counts what it can give back at once as used; half of the memory is always obtainable.
      freeMemory:
        system.platform === "darwin" ? Math.max(system.freeMemory, system.totalMemory / 2) : system.freeMemory,
    };
  const groups = parseControlGroups(readText("/proc/self/cgroup") ?? "");
  const available = parseMemoryAvailable(readText("/proc/meminfo") ?? "") ?? system.freeMemory;
  return {
    logicalCores: system.logicalCores,
    physicalCores: countPhysicalCores(readText("/proc/cpuinfo") ?? "", readText("/proc/self/status") ?? ""),
    coreQuota: smallest(groups.flatMap((group) => readCoreQuota(group, readText))),
    freeMemory: smallest([available, ...groups.flatMap((group) => readGroupFreeMemory(group, readText))]) ?? available,
  };
}

function readSmallFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** A control group's folder; `version` 1 has one hierarchy per controller. */
interface ControlGroup {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  readonly folder: string;
}

/**
 * The process's control groups and all those above them, from `/proc/self/cgroup`. Inside a container the path may
 * be the host's and not exist, but the mount's root, which is always among the answers, is then the container's.
 */
function parseControlGroups(text: string): readonly ControlGroup[] {
  return text.split("\n").flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (names === undefined || path === undefined) return [];
    const controllers = names.split(",");
    const roots = names === "" ? ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] : toRootsOfVersion1(names, controllers);
    const folders = toFolderAndParents(path);
    return roots.flatMap((root) =>
      folders.map((folder) => ({
        version: names === "" ? (2 as const) : (1 as const),
        controllers,
        folder: root + folder,
      })),
    );
  });
}

function toRootsOfVersion1(names: string, controllers: readonly string[]): readonly string[] {
  return [...new Set([names, ...controllers])].map((name) => `/sys/fs/cgroup/${name}`);
}

/** "/a/b" → "/a/b", "/a", "". */
function toFolderAndParents(path: string): readonly string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return Array.from({ length: parts.length + 1 }, (_, cut) =>
    parts
      .slice(0, parts.length - cut)
      .map((part) => `/${part}`)
      .join(""),
  );
}

function readCoreQuota({ version, controllers, folder }: ControlGroup, readText: ReadText): readonly number[] {
  if (version === 2) return toQuota(...(readText(`${folder}/cpu.max`)?.trim().split(/\s+/) ?? []));
  if (!controllers.includes("cpu")) return [];
  return toQuota(readText(`${folder}/cpu.cfs_quota_us`), readText(`${folder}/cpu.cfs_period_us`));
}

/** "max" and -1 mean that there is no limit. */
function toQuota(quota?: string, period?: string): readonly number[] {
  const [time, span] = [Number(quota), Number(period ?? 100_000)];
  return time > 0 && span > 0 ? [time / span] : [];
}

function readGroupFreeMemory({ version, controllers, folder }: ControlGroup, readText: ReadText): readonly number[] {
  if (version === 1 && !controllers.includes("memory")) return [];
  const [limitFile, usageFile] =
    version === 2 ? ["memory.max", "memory.current"] : ["memory.limit_in_bytes", "memory.usage_in_bytes"];
  const limit = Number(readText(`${folder}/${limitFile}`) ?? Number.NaN);
  const usage = Number(readText(`${folder}/${usageFile}`) ?? Number.NaN);
  if (!Number.isFinite(limit) || !Number.isFinite(usage)) return [];
  // The file cache is counted as used, but makes way when memory is asked for.
  const cache = sumOfFields(
    readText(`${folder}/memory.stat`) ?? "",
    /^(?:total_)?(?:in)?active_file (\d+)$/gm,
    version,
  );
  return [Math.max(0, limit - Math.max(0, usage - cache))];
}

/** Version 1 lists each field twice, the second time with its children's ("total_"); only those count. */
function sumOfFields(text: string, pattern: RegExp, version: 1 | 2): number {
  const matches = [...text.matchAll(pattern)].filter(([field]) => version === 2 || field.startsWith("total_"));
  return matches.reduce((sum, match) => sum + Number(match[1]), 0);
}

function parseMemoryAvailable(text: string): number | undefined {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Different (physical id, core id) pairs among the processors that this process may run on. */
function countPhysicalCores(cpuInfo: string, status: string): number | undefined {
  const allowed = parseCpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "");
  const cores = new Set<string>();
  for (const block of cpuInfo.split(/\n\s*\n/)) {
    const field = (name: string) => new RegExp(`^${name}\\s*:\\s*(\\d+)$`, "m").exec(block)?.[1];
    const processor = field("processor");
    const core = field("core id");
    if (processor === undefined || core === undefined) continue;
    if (allowed.size === 0 || allowed.has(Number(processor))) cores.add(`${field("physical id") ?? 0}:${core}`);
  }
  return cores.size === 0 ? undefined : cores.size;
}

/** "0-2,5" → 0 1 2 5. */
function parseCpuList(list: string): ReadonlySet<number> {
  const cores = new Set<number>();
  for (const range of list.split(",")) {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    if (first === undefined) continue;
    for (let core = Number(first); core <= Math.min(Number(last ?? first), Number(first) + 4096); core += 1)
      cores.add(core);
  }
  return cores;
}

function smallest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}
