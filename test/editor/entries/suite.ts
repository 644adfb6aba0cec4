/** The editor tests, run by mocha inside VS Code's extension host. */

import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";
import { screenshot } from "../ui.ts";

/** @throws when a test has failed */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 90_000,
    slow: 20_000,
    color: true,
    forbidOnly: process.env.CI !== undefined,
  });
  const { grep } = process.env;
  if (grep !== undefined) mocha.grep(grep);
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, "", mocha);
  await import("../suite/ghostText.ts");
  const counts = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on("pass", () => counts.passed++)
      .on("pending", () => counts.skipped++)
      .on("fail", (test) => {
        counts.failed++;
        void screenshot(`failed-${test.title}`).catch(() => {});
      });
  });
  writeFileSync(process.env[TEST_ENVIRONMENT.results] ?? "", JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} editor tests failed`);
}
