/** The number of threads: chosen at start, and changed when the measured times say so. */

import { expect, it } from "vitest";
import type { Machine } from "../../src/llama/machine.ts";
import { chooseThreads, ThreadGovernor, type ThreadWishes } from "../../src/llama/threads.ts";

function check(machine: Partial<Machine>, wishes: Partial<ThreadWishes>, expected: string): void {
  it(`${JSON.stringify(machine)} ${JSON.stringify(wishes)}`, () => {
    const choice = chooseThreads(
      { logicalCores: 2, physicalCores: undefined, coreQuota: undefined, freeMemory: 0, ...machine },
      { setting: 0, environment: undefined, mathCores: undefined, ...wishes },
    );
    expect(`${choice.threads}: ${choice.reason}`).toBe(expected);
  });
}

check({ logicalCores: 1 }, {}, "1: 1 of 1 core");
check({ logicalCores: 2 }, {}, "2: 2 of 2 cores");
check({ logicalCores: 4, physicalCores: 2 }, {}, "2: 2 of 4 cores");
check({ logicalCores: 8, physicalCores: 8 }, {}, "7: 7 of 8 cores");
check({ logicalCores: 64, physicalCores: 32 }, {}, "16: 16 of 64 cores");
check({ logicalCores: 14, physicalCores: 14 }, { mathCores: 6 }, "5: 5 of 14 cores");
check({ logicalCores: 4 }, { mathCores: 0 }, "4: 4 of 4 cores");
check({ logicalCores: 8, coreQuota: 1.5 }, {}, "1: 1 of 8 cores, of which the container may use 1.5");
check({ logicalCores: 8, coreQuota: 0.25 }, {}, "1: 1 of 8 cores, of which the container may use 0.25");
check({ logicalCores: 2, coreQuota: 16 }, {}, "2: 2 of 2 cores");
check({ logicalCores: 4 }, { setting: 3 }, "3: set by turnkey.engine.threads");
check({ logicalCores: 4 }, { setting: 12 }, "4: turnkey.engine.threads is 12, but there are 4 cores");
check(
  { logicalCores: 4, coreQuota: 2 },
  { setting: 3 },
  "2: turnkey.engine.threads is 3, but there are 4 cores, of which the container may use 2",
);
check({ logicalCores: 4 }, { setting: 2, environment: "1" }, "1: set by TURNKEY_THREADS");
check({ logicalCores: 8, physicalCores: 4 }, { tuned: 6 }, "6: the fastest of 8 cores when tried");
check({ logicalCores: 8 }, { tuned: 6, setting: 2 }, "2: set by turnkey.engine.threads");
check({ logicalCores: 8 }, { tuned: 6, environment: "3" }, "3: set by TURNKEY_THREADS");
check({ logicalCores: 4 }, { tuned: 6 }, "4: 4 of 4 cores");
check({ logicalCores: 2 }, { environment: "" }, "2: 2 of 2 cores");
check({ logicalCores: 2 }, { environment: "many" }, "2: 2 of 2 cores");
check({ logicalCores: 2 }, { environment: "0", setting: 1 }, "1: set by turnkey.engine.threads");
check({ logicalCores: 2 }, { environment: "2" }, "2: set by TURNKEY_THREADS");
check({ logicalCores: 2 }, { environment: "3" }, "2: TURNKEY_THREADS is 3, but there are 2 cores");
check({ logicalCores: 1 }, { environment: "5000" }, "1: TURNKEY_THREADS is 5000, but there is 1 core");
check({ logicalCores: 8, coreQuota: 2 }, { environment: "8" }, "8: set by TURNKEY_THREADS");

function checkWarning(environment: string | undefined, expected: RegExp | undefined): void {
  it(`TURNKEY_THREADS=${environment?.slice(0, 40)}`, () => {
    const machine = { logicalCores: 2, physicalCores: undefined, coreQuota: undefined, freeMemory: 0 };
    const { warning } = chooseThreads(machine, { setting: 0, environment, mathCores: undefined });
    if (expected === undefined) expect(warning).toBeUndefined();
    else expect(warning).toMatch(expected);
  });
}

for (const fine of [undefined, "", " ", "0", "1", "2"]) checkWarning(fine, undefined);
checkWarning("3", /^TURNKEY_THREADS is 3, but there are 2 cores: so many threads are used\.$/);
for (const wrong of ["many", "-1", "1.5", "1e999", "x".repeat(1000)])
  checkWarning(wrong, /^TURNKEY_THREADS is ".{1,40}", not a number of threads, and was left out\.$/);

/** "5x20@0" stands for five tokens of 20 ms at the time 0; the answer is the threads after each such group. */
function checkGovernor(most: number, groups: string, expected: string): void {
  it(`${most} threads: ${groups}`, () => {
    const governor = new ThreadGovernor(most);
    const answers = groups.split(" ").map((group) => {
      const [, count, ms, at] = /^(\d+)x(\d+)@(\d+)$/.exec(group)!.map(Number);
      for (let i = 0; i < count!; i += 1) governor.count(ms!, at!);
      return governor.threads;
    });
    expect(answers.join(" ")).toBe(expected);
  });
}

checkGovernor(8, "5x20@0 5x70@1 5x90@2", "8 8 4");
checkGovernor(8, "5x20@0 4x900@1 1x20@1", "8 8 4");
checkGovernor(8, "5x20@0 2x900@1 3x20@1", "8 8 8");
checkGovernor(8, "5x1@0 5x39@1", "8 8");
checkGovernor(8, "5x20@0 5x200@0 5x180@1 5x200@2", "8 4 4 4");
checkGovernor(2, "5x20@0 5x900@0 5x30@1 5x30@29999 1x30@30000", "2 1 1 1 2");
checkGovernor(2, "5x20@0 5x900@0 1x30@30000 5x900@30001 1x30@90000 1x30@90001", "2 1 2 1 1 2");
checkGovernor(2, "5x200@0 5x150@1 5x9000@2 5x150@3", "2 2 1 1");
checkGovernor(1, "5x20@0 5x9000@0", "1 1");

function checkComparison(most: number, allMs: number, fewerMs: number, expected: number): void {
  it(`${most} threads take ${allMs} ms, fewer ${fewerMs} ms`, () => {
    const governor = new ThreadGovernor(most);
    governor.compare(allMs, fewerMs, 0);
    expect(governor.threads).toBe(expected);
  });
}

checkComparison(2, 20, 27, 2);
checkComparison(2, 3200, 27, 1);
checkComparison(8, 3200, 27, 4);
checkComparison(2, 30, 10, 2);
checkComparison(1, 3200, 27, 1);

it("after a bad start, slower than fewer threads is enough to go down again", () => {
  const governor = new ThreadGovernor(2);
  governor.compare(3200, 50, 0);
  governor.count(50, 30_000);
  expect(governor.threads).toBe(2);
  for (let i = 0; i < 5; i += 1) governor.count(80, 30_001);
  expect(governor.threads).toBe(1);
});
