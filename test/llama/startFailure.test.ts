import { expect, it } from "vitest";
import { describeStartFailure, readStartMachine, type StartMachine } from "../../src/llama/startFailure.ts";

const DEBIAN: StartMachine = { platform: "linux", arch: "x64", glibc: "2.36" };

function check(machine: StartMachine, gpu: "auto" | "off", reason: string, expected: RegExp): void {
  it(`${machine.platform}-${machine.arch}, glibc ${machine.glibc}, gpu ${gpu}: ${reason}`, () => {
    expect(describeStartFailure(machine, gpu, reason)).toMatch(expected);
  });
}

check({ ...DEBIAN, glibc: undefined }, "auto", "no prebuilt binary", /musl/);
check({ ...DEBIAN, platform: "darwin", glibc: undefined }, "off", "broken", /doctor/);
check(DEBIAN, "auto", "broken", /\(broken\)\. Set turnkey\.engine\.gpu to off/);
check(DEBIAN, "off", "broken", /\(broken\)\. Run `turnkey doctor`/);
check(
  { ...DEBIAN, arch: "arm64" },
  "auto",
  "NoBinaryFoundError: no prebuilt binaries",
  /Install the one for linux-arm64/,
);

it("knows this machine", () => {
  const { platform, glibc } = readStartMachine();
  expect(platform).toBe(process.platform);
  if (platform === "linux") expect(glibc).toMatch(/^\d/);
});
