/**
 * Runs the editor tests in the real VS Code: `runSuite.cjs RESULTS`, where RESULTS is the JSON file for the counts.
 * The browser VS Code by default; with TURNKEY_VSCODE=download (needs the internet and a display) the desktop one.
 * With TURNKEY_TEST_VSIX the package of that name is installed first, and no folder is developed; with TURNKEY_TEST_SLIM=1
 * it has no model, and the model is served to it.
 */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runTests } from "@vscode/test-electron";
import { EMBEDDED_MODEL_FILE } from "../../../src/llama/models.ts";
import { ModelServer } from "../../llama/modelServer.ts";
import { launchDesktop } from "../desktop.ts";
import { installExtension } from "../installExtension.ts";
import { makeStuckExtension } from "../stuckExtension.ts";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";

const LIMIT_MS = 40 * 60_000;
const ROOT = resolve(__dirname, "../..");
/** Every process below the run has it in its environment, also one that was started detached. */
const RUN_MARK = "TURNKEY_TEST_RUN";

/** A slow machine is to show all the same: patience, and little doubt. Tab belongs to ghost text alone. */
const SETTINGS = {
  "turnkey.eagerness": "eager",
  // Scenes leave much untaken, and the next ones want to see what they ask for.
  "turnkey.learnHere": false,
  "turnkey.latencyTarget": 5000,
  "editor.quickSuggestions": { other: "off" },
  "editor.minimap.enabled": false,
  "typescript.validate.enable": false,
  "workbench.reduceMotion": "on",
  "workbench.colorTheme": "Default Dark Modern",
};

void main(resolve(process.argv[2] ?? "test-results/editor.json"));

async function main(results: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "turnkey-suite-"));
  const screenshots = join(ROOT, "test-results", "editor");
  const userData = join(folder, "user");
  mkdirSync(screenshots, { recursive: true });
  try {
    process.exitCode = await runSuite({ folder, userData, screenshots, results });
    for (const file of process.exitCode === 0 ? [] : ["run.log", "failed.png"])
      if (existsSync(join(userData, file))) cpSync(join(userData, file), join(screenshots, file));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    // The page bridge of a desktop VS Code would keep this process.
    process.exit();
  }
}

interface Places {
  readonly folder: string;
  readonly userData: string;
  readonly screenshots: string;
  readonly results: string;
}

async function runSuite({ folder, userData, screenshots, results }: Places): Promise<number> {
  const workspace = join(folder, "workspace");
  mkdirSync(workspace);
  writeSettings(userData);
  const served = process.env.TURNKEY_TEST_SLIM === "1" ? await serveModel() : undefined;
  const desktop = process.env.TURNKEY_VSCODE === "download" ? await launchDesktop(folder) : undefined;
  const code = await runTests({
    ...(desktop?.options ?? { vscodeExecutablePath: join(__dirname, "codeLauncher.cjs") }),
    extensionDevelopmentPath: developedIn(folder),
    extensionTestsPath: join(__dirname, "suite.cjs"),
    launchArgs: [
      workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${join(folder, "extensions")}`,
      ...(desktop?.args ?? []),
    ],
    extensionTestsEnv: {
      // VS Code keeps an id of this machine in that folder, or in the current one where the variable is empty.
      XDG_CACHE_HOME: join(folder, "cache"),
      // Windows of this run meet here, and nobody else's.
      XDG_RUNTIME_DIR: join(folder, "run"),
      ...desktop?.environment,
      ...(served && { [TEST_ENVIRONMENT.servedModel]: served }),
      TURNKEY_EDITOR_LIMIT_MS: String(LIMIT_MS),
      [RUN_MARK]: folder,
      [TEST_ENVIRONMENT.results]: results,
      [TEST_ENVIRONMENT.screenshots]: screenshots,
    },
  }).catch(() => 1);
  const survivors = await processesLeft(folder);
  if (survivors.length > 0) console.error(`these outlived the editor: ${survivors.join(", ")}`);
  return survivors.length > 0 ? 1 : code;
}

/** The embedded model on a server of this machine, so slow that its progress is seen. Its address. */
async function serveModel(): Promise<string> {
  const server = new ModelServer();
  await server.start();
  for (const file of readdirSync(join(ROOT, "models")).filter((name) => name.endsWith(".gguf")))
    server.files.set(`/${file}`, readFileSync(join(ROOT, "models", file)));
  server.behave({ pace: 40_000 });
  return `${server.url}/${EMBEDDED_MODEL_FILE}`;
}

/** Folders whose extensions are developed; none where a package was installed. */
function developedIn(folder: string): string | string[] {
  const { TURNKEY_TEST_VSIX: vsix, TURNKEY_TEST_EXTENSION: extension } = process.env;
  if (vsix === undefined) return extension ?? makeStuckExtension(ROOT, join(folder, "extension"));
  installExtension(vsix, folder);
  return [];
}

function writeSettings(userData: string): void {
  mkdirSync(join(userData, "User"), { recursive: true });
  writeFileSync(join(userData, "User", "settings.json"), JSON.stringify(SETTINGS));
}

/** The engine ends by itself 10 s behind its last window; whatever is still there some time later is ended and named. */
async function processesLeft(mark: string): Promise<string[]> {
  const end = Date.now() + 60_000;
  let left = markedProcesses(mark);
  while (left.length > 0 && Date.now() < end) {
    await new Promise((wake) => setTimeout(wake, 200));
    left = markedProcesses(mark);
  }
  return left.map((id) => {
    const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
    process.kill(id, "SIGKILL");
    return command;
  });
}

function markedProcesses(mark: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((id) => id > 0 && id !== process.pid && environmentOf(id).includes(`${RUN_MARK}=${mark}\0`));
}

function environmentOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/environ`, "utf8");
  } catch {
    return ""; // It has ended, or is another user's.
  }
}
