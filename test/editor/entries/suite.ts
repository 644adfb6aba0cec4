/** The editor tests, run by mocha inside VS Code's extension host. */

import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import * as vscode from "vscode";
import { OWN_MODEL_MISSING } from "../../../src/core/models/modelDesk.ts";
import { threadClock, writeMeasurements } from "../measurements.ts";
import { awaitReady, BLOCK, closeAll, showFile, traceText, turnkey } from "../suite/scene.ts";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";
import { screenshot, statusBarText, until } from "../ui.ts";

/** @throws when a test has failed */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ...{ ui: "bdd", timeout: 150_000, slow: 15_000, forbidOnly: process.env.CI !== undefined },
    // The editor, its browser and two models share the machine: a scene may fail once, and says so where it does.
    retries: 1,
  });
  const pattern = process.env[TEST_ENVIRONMENT.grep];
  if (pattern !== undefined) mocha.grep(pattern);
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, "", mocha);
  mocha.suite.beforeAll("the extension and its engine", start);
  mocha.suite.afterEach("say what the engine did in a scene that failed", explainFailure);
  mocha.suite.afterEach("close the documents", closeAll);
  await import("../suite/ghostText.ts");
  await import("../suite/documents.ts");
  await import("../suite/silence.ts");
  await import("../suite/commands.ts");
  await import("../suite/manners.ts");
  await import("../suite/keymap.ts");
  await import("../suite/syntax.ts");
  await import("../suite/panel.ts");
  await import("../suite/fit.ts");
  await import("../suite/remote.ts");
  await import("../suite/hurry.ts");
  await import("../suite/engine.ts");
  await import("../suite/typing.ts");
  if (process.env[TEST_ENVIRONMENT.package] !== undefined) await import("../suite/windows.ts");
  const counts = await runAll(mocha);
  writeFileSync(process.env[TEST_ENVIRONMENT.results] ?? "", JSON.stringify(counts));
  writeMeasurements(turnkey().metrics());
  if (counts.failed > 0) throw new Error(`${counts.failed} editor tests failed`);
}

async function start(): Promise<void> {
  await vscode.extensions.getExtension("turnkey.turnkey")?.activate();
  const clock = threadClock();
  if (clock !== undefined) turnkey().useClock(clock);
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
  await showFile("first.ts", BLOCK);
  if (process.env[TEST_ENVIRONMENT.servedModel] !== undefined) await getModel();
  await awaitReady();
  await closeAll();
}

/** A package without its model gets nothing by itself, and all of it when the user says so. */
async function getModel(): Promise<void> {
  const isMissing = (): boolean => turnkey().status().engine.message === OWN_MODEL_MISSING;
  await until("an engine that misses its model", isMissing, { timeoutMs: 120_000 });
  await screenshot("slim-offer");
  const getting = vscode.commands.executeCommand("turnkey.getModel");
  await until("progress in the status bar", async () => /Turnkey gets .*MB/.test(await statusBarText()), {
    timeoutMs: 60_000,
  });
  await screenshot("slim-progress");
  await getting;
}

/** Whether the scene that just ended failed, at its first try or at its last. */
let hasFailed = false;
const TRACE_LINES = 40;

/** A scene that sees no ghost text cannot tell why; the trace can. */
async function explainFailure(): Promise<void> {
  if (!hasFailed) return;
  hasFailed = false;
  const trace = await traceText().catch((error) => `no trace: ${error}`);
  console.log(`the trace of it:\n${trace.trimEnd().split("\n").slice(-TRACE_LINES).join("\n")}`);
}

async function runAll(mocha: Mocha): Promise<{ passed: number; failed: number; skipped: number }> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on("pass", () => counts.passed++)
      .on("pending", () => counts.skipped++)
      .on("retry", (test, error) => {
        hasFailed = true;
        console.log(`failed at the first try: ${test.fullTitle()}: ${error.stack ?? error.message}`);
        void screenshot(`first-try-${test.title}`).catch(() => {});
      })
      .on("fail", (test) => {
        hasFailed = true;
        counts.failed++;
        void screenshot(`failed-${test.title}`).catch(() => {});
      });
  });
  return counts;
}
