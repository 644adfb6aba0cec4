/** The editor tests, run by mocha inside VS Code's extension host. */

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";
import { awaitReady, BLOCK, closeAll, PAGE, showFile, turnkey } from "../suite/scene.ts";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";
import { screenshot } from "../ui.ts";

/** @throws when a test has failed */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 150_000, slow: 15_000, forbidOnly: process.env.CI !== undefined });
  const pattern = process.env[TEST_ENVIRONMENT.grep];
  if (pattern !== undefined) mocha.grep(pattern);
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, "", mocha);
  mocha.suite.beforeAll("the extension and its engine", start);
  mocha.suite.afterEach("close the documents", closeAll);
  await import("../suite/ghostText.ts");
  await import("../suite/documents.ts");
  await import("../suite/silence.ts");
  await import("../suite/commands.ts");
  await import("../suite/engine.ts");
  await import("../suite/typing.ts");
  const counts = await runAll(mocha);
  writeFileSync(process.env[TEST_ENVIRONMENT.results] ?? "", JSON.stringify(counts));
  writeMeasurements();
  if (counts.failed > 0) throw new Error(`${counts.failed} editor tests failed`);
}

/** What the extension itself cost, while a page was typed last and in all these tests; `npm run bench` prints it. */
function writeMeasurements(): void {
  const { hostTime, activationMs } = turnkey().metrics();
  const { p50Ms, p95Ms } = turnkey().metrics(PAGE.length).hostTime;
  const folder = process.env[TEST_ENVIRONMENT.screenshots] ?? "";
  const measurements = { activationMs, keystrokeP50Ms: p50Ms, keystrokeP95Ms: p95Ms, suiteP95Ms: hostTime.p95Ms };
  writeFileSync(join(dirname(folder), "editor-measurements.json"), JSON.stringify(measurements));
}

async function start(): Promise<void> {
  await vscode.extensions.getExtension("turnkey.turnkey")?.activate();
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
  await showFile("first.ts", BLOCK);
  await awaitReady();
  await closeAll();
}

async function runAll(mocha: Mocha): Promise<{ passed: number; failed: number; skipped: number }> {
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
  return counts;
}
