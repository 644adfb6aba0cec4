#!/usr/bin/env node
/**
 * Stands in for VS Code's executable where only its server can be had: takes the same arguments and ends with the same
 * exit codes (0 the tests passed, 1 they failed or something died, 124 too long, 130 interrupted).
 * The user data folder holds `run.log` afterwards, and `failed.png` when something went wrong.
 */

import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { format } from "node:util";
import type { Browser, Page } from "playwright-core";
import { type LaunchOptions, parseLaunchArguments } from "../launchOptions.ts";
import { servePageCalls } from "../pageBridge.ts";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";
import { VscodeServer } from "../vscodeServer.ts";
import { openWorkbench, startBrowser } from "../workbench.ts";

const limitMs = Number(process.env.TURNKEY_EDITOR_LIMIT_MS ?? 120_000);
const folder = mkdtempSync(join(tmpdir(), "turnkey-editor-"));
const options = parseLaunchArguments(process.argv.slice(2), folder);

let server: VscodeServer | undefined;
let browser: Browser | undefined;
let page: Page | undefined;
let isEnding = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(130, signal));
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error) => end(1, error instanceof Error ? (error.stack ?? error.message) : String(error)));
setTimeout(() => end(124, `no end after ${limitMs} ms`), limitMs);
void start();

async function start(): Promise<void> {
  mkdirSync(options.userData, { recursive: true });
  const log = createWriteStream(join(options.userData, "run.log"));
  const token = basename(folder);
  const passedMark = join(folder, "passed");
  const environment = {
    ...process.env,
    [TEST_ENVIRONMENT.uiSocket]: join(folder, "ui"),
    [TEST_ENVIRONMENT.outputSocket]: join(folder, "output"),
    [TEST_ENVIRONMENT.passedMark]: passedMark,
    [TEST_ENVIRONMENT.tests]: options.testsPath ?? "",
  };
  servePageCalls(() => page, join(folder, "ui"));
  const printed = printOutput(join(folder, "output"));
  const starting = startBrowser();
  server = new VscodeServer({ ...options, data: join(folder, "server"), token, environment, log });
  server.onEnd((code) => end(1, `the server ended with ${code}`));
  const authority = await server.authority();
  browser = await starting;
  browser.on("disconnected", () => end(1, "the browser ended"));
  page = await openWorkbench(browser, {
    ...{ authority, token, open: options.open },
    developmentPaths: developmentPaths(options),
    testsPath: options.testsPath === undefined ? undefined : join(__dirname, "testEntry.cjs"),
    onLog: (type, args) => log.write(`[${type}] ${format(...args)}\n`),
    onExit: async (code) => {
      await printed;
      // A killed extension host also reports 0.
      const isProved = existsSync(passedMark);
      void end(code === 0 && !isProved ? 1 : code, code === 0 && !isProved ? "the extension host died" : undefined);
    },
  });
  page.on("crash", () => end(1, "the page crashed"));
}

/** Prints what the tests print; settles when they have ended. */
async function printOutput(socket: string): Promise<void> {
  const outputs = createServer().listen(socket);
  const [output] = await once(outputs, "connection");
  output.pipe(process.stdout, { end: false });
  await once(output, "close");
}

/** VS Code runs tests only in a window that develops an extension: without one, an empty one. */
function developmentPaths({ developmentPaths, testsPath }: LaunchOptions): readonly string[] {
  if (developmentPaths.length > 0 || testsPath === undefined) return developmentPaths;
  const stub = join(folder, "stub");
  mkdirSync(stub);
  const manifest = { name: "stub", publisher: "turnkey", version: "0.0.1", engines: { vscode: "*" } };
  writeFileSync(join(stub, "package.json"), JSON.stringify(manifest));
  return [stub];
}

async function end(code: number, why?: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (why !== undefined) {
    console.error(`[launcher] ${why}`);
    await page?.screenshot({ path: join(options.userData, "failed.png"), timeout: 3000 }).catch(() => {});
  }
  await Promise.race([browser?.close(), new Promise((resolve) => setTimeout(resolve, 5000))]).catch(() => {});
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  // The test runner drops what it has not read when this process ends.
  setTimeout(() => process.exit(code), 200);
}
