/**
 * Would the tests notice? `npm run mutate -- [src/…/FILE.ts …] [--sample N] [--seed TEXT] [--within SECONDS]
 * [--processes N]`: small mistakes are made in a copy of
 * each file in memory, one at a time, and the tests that reach the place are run; survivors are printed. Results resume.
 */

import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { chooseMutants, keyOf, type Options, ROOT, readOptions, textOf, Verdicts } from "./plan.ts";
import { describeSurvivors, toTable } from "./report.ts";

/** A process that says nothing for so long does not come back. */
const SILENT_MS = 300_000;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  const parts = Array.from({ length: options.processes }, (_, part) => tryPart(options, part));
  if ((await Promise.all(parts)).includes(false)) return 1;
  const verdicts = new Verdicts();
  const tried = chooseMutants(options).map((mutant) => ({
    mutant,
    state: verdicts.find(keyOf(mutant, textOf(mutant.file)))!.state,
  }));
  console.log(describeSurvivors(tried));
  console.log(toTable(tried));
  return 0;
}

/** False when it had to be ended too often. */
async function tryPart(options: Options, part: number): Promise<boolean> {
  // Each time one mutant more is known, that of the place where the process was ended.
  for (let ends = 0; ends < 20; ends += 1) if (await tryOnce(options, part)) return true;
  return false;
}

/** False when the process had to be ended. */
function tryOnce(options: Options, part: number): Promise<boolean> {
  const results = new Verdicts().path;
  const command = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/mutate/vitest.config.ts"];
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    env: {
      ...process.env,
      TURNKEY_MUTATE: JSON.stringify({ ...options, part }),
      VITE_CONFIG_NATIVE_IGNORE_WARNING: "true",
    },
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
  });
  const startedAt = Date.now();
  const watch = setInterval(() => {
    const last = existsSync(results) ? Math.max(startedAt, statSync(results).mtimeMs) : startedAt;
    if (Date.now() - last > SILENT_MS) process.kill(-child.pid!, "SIGKILL");
  }, 1000);
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      clearInterval(watch);
      resolve(code === 0);
    });
  });
}
