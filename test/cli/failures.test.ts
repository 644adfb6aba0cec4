/** The command line where the world around it fails: one line for people, and the right exit code. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeFailure } from "../../src/cli/failures.ts";
import { BugError } from "../../src/core/bug.ts";
import { findStorageFolder, type Surroundings } from "../../src/places.ts";
import { writeTinyModel } from "../models/tinyModel.ts";

const SCRIPT = join(import.meta.dirname, "..", "..", "src", "cli.ts");

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnkey-failures-"));
  await writeTinyModel(join(folder, "tiny.gguf"));
  writeFileSync(join(folder, "a.py"), "def f(x):\n    return \n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line of the shell in which `turnkey` is the command. */
function run(line: string, environment: NodeJS.ProcessEnv = {}) {
  const env = {
    ...process.env,
    ...{ XDG_CACHE_HOME: join(folder, "cache"), TURNKEY_THREADS: "1", NODE: process.execPath, SCRIPT },
    ...environment,
  };
  const script = `turnkey() { "$NODE" --no-warnings "$SCRIPT" "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { cwd: folder, env, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

describe.runIf(process.platform === "linux")("a process", () => {
  const check = (line: string, expected: { code: number; err: RegExp }, environment: NodeJS.ProcessEnv = {}) =>
    it(`${line} ${JSON.stringify(environment)}`, () => {
      const { code, err } = run(line, environment);
      expect({ code, err }).toEqual({ code: expected.code, err: expect.stringMatching(expected.err) as string });
    });
  const COMPLETE = "turnkey complete a.py:2:12 --json --model tiny.gguf";

  const full = /^turnkey: the output cannot be written: no space is left on the device\n$/;
  check("turnkey --help > /dev/full", { code: 1, err: full });
  check(`${COMPLETE} > /dev/full`, { code: 1, err: full });
  check(`${COMPLETE} 2> /dev/full`, { code: 0, err: /^$/ });
  check("turnkey complete nothing.py:1:1 2> /dev/full", { code: 1, err: /^$/ });
  check(`mkdir gone; cd gone; rmdir ../gone; ${COMPLETE}`, {
    code: 1,
    err: /^turnkey: the current folder was deleted; go to one that is there\n$/,
  });
  check(COMPLETE, { code: 0, err: /^$/ }, { HOME: "", XDG_CACHE_HOME: "" });
  check(COMPLETE, { code: 0, err: /^$/ }, { XDG_CACHE_HOME: "/proc/nope" });
  check(
    COMPLETE,
    {
      code: 0,
      err: /^turnkey: TURNKEY_THREADS is 5000, but there (are \d+ cores|is 1 core): so many threads are used\.\n$/,
    },
    { TURNKEY_THREADS: "5000" },
  );

  it("leaves nothing in the current folder", () => {
    expect(run("ls -A", {}).out.split("\n").sort()).toEqual(["", "a.py", "cache", "tiny.gguf"]);
  });

  it.each([25])("with %d files at once at most it works, or says what is short", (files) => {
    const { code, err } = run(`ulimit -n ${files}; ${COMPLETE}`);
    // Node itself may not start.
    if (err.includes("Assertion failed") || err.includes("node:internal/modules/run_main")) return;
    if (code !== 0)
      expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^turnkey: [^\n]+\n$/) as string });
  });
});

describe("words for a failure", () => {
  const check = (error: unknown, expected: RegExp) =>
    it(String(error), () => {
      expect(describeFailure(error)).toMatch(expected);
    });
  const system = (code: string, path?: string) =>
    Object.assign(new Error(`${code}: broken, open`), {
      code,
      syscall: "open",
      ...(path === undefined ? {} : { path }),
    });
  check(
    system("EMFILE", "/a/b"),
    /^too many files are open in this process; raise its limit \(ulimit -n\) \(\/a\/b\)$/,
  );
  check(system("EXOTIC"), /^EXOTIC: broken, open$/);
  check(new BugError("lost"), /^this is a bug of Turnkey; please report it with these lines:\nBugError: lost\n/);
  check("thrown text", /^something unforeseen went wrong; .*:\nthrown text$/);
});

describe("where things are kept", () => {
  const homeless = (): string => {
    throw new Error("no entry for the user");
  };
  const check = (given: Partial<Surroundings> & Pick<Surroundings, "homedir">, expected: string | undefined) =>
    it(JSON.stringify([given.environment, expected]), () => {
      expect(findStorageFolder({ platform: "linux", environment: {}, ...given })).toBe(expected);
    });
  const home = () => "/home/a";
  check({ homedir: home }, "/home/a/.cache/turnkey");
  check({ homedir: home, environment: { XDG_CACHE_HOME: "/cache" } }, "/cache/turnkey");
  check({ homedir: home, environment: { XDG_CACHE_HOME: "" } }, "/home/a/.cache/turnkey");
  check({ homedir: home, environment: { XDG_CACHE_HOME: "here" } }, "/home/a/.cache/turnkey");
  check({ homedir: homeless, environment: { XDG_CACHE_HOME: "/cache" } }, "/cache/turnkey");
  check({ homedir: home, platform: "darwin" }, "/home/a/Library/Caches/turnkey");
  for (const platform of ["linux", "darwin", "win32"])
    for (const homedir of [homeless, () => "", () => "relative"]) check({ homedir, platform }, undefined);
});
