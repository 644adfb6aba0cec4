/**
 * All checks and tests, or with --checks only the quick ones. The last line says `N passed, N failed`; the exit code is 0
 * when nothing failed. TURNKEY_SKIP_EDITOR=1 leaves the editor suite out, and the last line counts it as skipped.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ROOT, report, runNode, SetupError } from "../setup.mjs";
import { ensureBrowserEditor } from "./editor/install.mjs";

const RESULTS = path.join(ROOT, "test-results");
const VITEST_RESULTS = path.join(RESULTS, "vitest.json");
const EDITOR_RESULTS = path.join(RESULTS, "editor.json");

/** Each is one test: it passes when its tool has nothing to say against the code. */
const CHECKS = {
  types: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
  // The page of the panel has a browser's globals.
  "types of the panel": ["node_modules/typescript/bin/tsc", "-p", "src/panel/tsconfig.json"],
  lint: [
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--config-path",
    "test/biome.json",
    "--error-on-warnings",
    ".",
  ],
  "unused code": ["node_modules/knip/bin/knip.js", "--config", "test/knip.json"],
};
const QUICK_TESTS = ["test/layers.test.ts", "test/sizes.test.ts"];

process.exitCode = await main(process.argv.includes("--checks"));

async function main(checksOnly) {
  mkdirSync(RESULTS, { recursive: true });
  const parts = [await runChecks(), await runVitest(checksOnly ? QUICK_TESTS : [])];
  if (!checksOnly) parts.push(...(await runEditorSuites()));
  const sum = (field) => parts.reduce((total, part) => total + (part[field] ?? 0), 0);
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map(sum);
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failed > 0 ? 1 : 0;
}

async function runChecks() {
  const counts = { passed: 0, failed: 0 };
  for (const [name, command] of Object.entries(CHECKS)) {
    const isFine = (await runNode(command)) === 0;
    console.log(`${name}: ${isFine ? "fine" : "failed"}`);
    counts[isFine ? "passed" : "failed"]++;
  }
  return counts;
}

async function runVitest(files) {
  rmSync(VITEST_RESULTS, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${VITEST_RESULTS}`];
  const config = ["--config", "test/vitest.config.ts"];
  const command = ["node_modules/vitest/vitest.mjs", "run", ...config, ...reporters, ...files];
  // The configuration is one more TypeScript file; that a later version may read it otherwise is no news.
  const code = await runNode(command, { env: { VITE_CONFIG_NATIVE_IGNORE_WARNING: "true" } });
  const results = readResults(VITEST_RESULTS);
  const counts = {
    passed: results?.numPassedTests ?? 0,
    failed: results?.numFailedTests ?? 0,
    skipped: (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0),
  };
  return withHiddenFailure(counts, code);
}

async function runEditorSuites() {
  if (process.env.TURNKEY_SKIP_EDITOR === "1") {
    console.log("editor suite: skipped, because TURNKEY_SKIP_EDITOR is 1");
    return [{ skipped: 1 }];
  }
  // The browser editor is for Linux; elsewhere a desktop VS Code is downloaded.
  const isDesktop = process.env.TURNKEY_VSCODE === "download" || process.platform !== "linux";
  let env = { TURNKEY_VSCODE: "download" };
  try {
    if (!isDesktop) env = await ensureBrowserEditor();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    report(error.message);
    report("or leave the editor suite out with TURNKEY_SKIP_EDITOR=1");
    return [{ failed: 1 }];
  }
  const developed = await runEditorSuite(env);
  if (isDesktop) return [developed];
  return [developed, await runInstalled(env), await runInstalled({ ...env, TURNKEY_TEST_SLIM: "1" })];
}

async function runEditorSuite(env) {
  rmSync(EDITOR_RESULTS, { force: true });
  const code = await runNode(["dist/test/runSuite.cjs", EDITOR_RESULTS], { env });
  return withHiddenFailure(readResults(EDITOR_RESULTS) ?? {}, code);
}

/** The package for this machine, installed into VS Code by its own command; a slim one gets its model from this machine first. */
async function runInstalled(env) {
  const slim = env.TURNKEY_TEST_SLIM === "1";
  console.log(`\nthe ${slim ? "slim " : ""}package, installed:`);
  const file = path.join(RESULTS, "turnkey.vsix");
  const build = ["packaging/package.mjs", "--out", file, ...(slim ? ["--slim"] : [])];
  if ((await runNode(build)) !== 0) return { failed: 1 };
  const both = "appears after typing, and Tab takes all of it";
  const grep = slim ? both : `${both}|a second window`;
  const counts = await runEditorSuite({ ...env, TURNKEY_TEST_VSIX: file, TURNKEY_TEST_GREP: grep });
  rmSync(file, { force: true });
  return counts;
}

/** A runner that fails outside its tests (it died, a file did not load) counts as one failure. */
function withHiddenFailure(counts, code) {
  return code !== 0 && !counts.failed ? { ...counts, failed: 1 } : counts;
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // The runner did not get that far.
  }
}
