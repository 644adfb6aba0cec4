/** Cores and memory from the files of several kinds of systems. */

import { expect, it } from "vitest";
import { type Machine, readMachine } from "../../src/llama/machine.ts";

const GB = 2 ** 30;
const LINUX = { platform: "linux", logicalCores: 8, freeMemory: 1 * GB, totalMemory: 16 * GB };
const BARE: Machine = { logicalCores: 8, physicalCores: undefined, coreQuota: undefined, freeMemory: 1 * GB };

function check(
  name: string,
  files: Readonly<Record<string, string>>,
  expected: Partial<Machine>,
  system = LINUX,
): void {
  it(name, () => {
    expect(readMachine((path) => files[path], system)).toEqual({ ...BARE, ...expected });
  });
}

/** Processors with two hyper-threads per core, as Linux lists them. */
function cpuInfo(cores: number): string {
  return Array.from({ length: 2 * cores }, (_, processor) =>
    [`processor\t: ${processor}`, "physical id\t: 0", `core id\t\t: ${processor % cores}`, "cpu cores\t: 99"].join(
      "\n",
    ),
  ).join("\n\n");
}

const MEMORY = "MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:    8388608 kB\n";

check("nothing can be read", {}, {});
check("memory that the system can free counts", { "/proc/meminfo": MEMORY }, { freeMemory: 8 * GB });
check("hyper-threads share a core", { "/proc/cpuinfo": cpuInfo(4) }, { physicalCores: 4 });
check(
  "only cores that the process may run on",
  { "/proc/cpuinfo": cpuInfo(4), "/proc/self/status": "Name:\tnode\nCpus_allowed_list:\t0-1,5\n" },
  { physicalCores: 2 },
);
check("ARM does not name cores", { "/proc/cpuinfo": "processor\t: 0\nBogoMIPS\t: 48.00\n" }, {});

check("version 2, no limits", { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n" }, {});
check(
  "version 2, in a container",
  {
    "/proc/self/cgroup": "0::/\n",
    "/proc/meminfo": MEMORY,
    "/sys/fs/cgroup/cpu.max": "150000 100000\n",
    "/sys/fs/cgroup/memory.max": `${2 * GB}\n`,
    "/sys/fs/cgroup/memory.current": `${1.5 * GB}\n`,
    "/sys/fs/cgroup/memory.stat": `anon 1\nactive_file ${0.25 * GB}\ninactive_file ${0.5 * GB}\nfile 7\n`,
  },
  { coreQuota: 1.5, freeMemory: 1.25 * GB },
);
check(
  "version 2, the limit stands above the process's own group",
  {
    "/proc/self/cgroup": "0::/user.slice/app.scope\n",
    "/sys/fs/cgroup/user.slice/app.scope/cpu.max": "400000 100000",
    "/sys/fs/cgroup/user.slice/cpu.max": "200000 100000",
    "/sys/fs/cgroup/user.slice/app.scope/memory.max": "max",
    "/sys/fs/cgroup/user.slice/app.scope/memory.current": "4096",
  },
  { coreQuota: 2 },
);
check(
  "version 1",
  {
    "/proc/self/cgroup": "5:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n",
    "/proc/meminfo": MEMORY,
    "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "50000\n",
    "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${4 * GB}\n`,
    "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${3 * GB}\n`,
    "/sys/fs/cgroup/memory/memory.stat": `active_file ${GB}\ntotal_active_file ${GB}\ntotal_inactive_file ${GB}\n`,
  },
  { coreQuota: 0.5, freeMemory: 3 * GB },
);
check(
  "version 1, no limits",
  {
    "/proc/self/cgroup": "2:cpu:/\n1:memory:/\n",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1000\n",
  },
  {},
);
check(
  "used up",
  {
    "/proc/self/cgroup": "0::/\n",
    "/sys/fs/cgroup/memory.max": "1000",
    "/sys/fs/cgroup/memory.current": "2000",
  },
  { freeMemory: 0 },
);

check("Windows", {}, { freeMemory: 3 * GB }, { ...LINUX, platform: "win32", freeMemory: 3 * GB });
check("macOS gives back what it holds in stock", {}, { freeMemory: 8 * GB }, { ...LINUX, platform: "darwin" });
