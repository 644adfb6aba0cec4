/**
 * The browser VS Code that the editor tests drive where no desktop VS Code can be downloaded: VS Code's server out of the
 * npm package `code-server`, and Chromium as Debian packages it. Kept in the cache folder, shared by all checkouts.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { CACHE, ensureNode, npm, report, runQuietly, SetupError } from "../../setup.mjs";

const CODE_SERVER = "4.139.1";
/** VS Code inside the package. */
const VSCODE_FOLDER = "package/lib/vscode";

/** Large and of no use to the tests: other systems' binaries, sign-in, chat. */
const UNUSED = {
  node_modules: [
    "@github",
    "@microsoft/mxc-sdk",
    "@vscode/sqlite3",
    "@vscode/sandbox-runtime",
    "@devcontainers",
    "node-pty/third_party",
  ],
  extensions: ["copilot", "mermaid-markdown-features", "microsoft-authentication", "github", "tunnel-forwarding"],
};

/**
 * @returns {Promise<{ VSCODE_SERVER_ROOT: string, VSCODE_SERVER_NODE: string, CHROMIUM: string }>} the environment that the launcher needs
 * @throws {SetupError} naming what is missing and how to get it
 */
export async function ensureBrowserEditor() {
  const chromium = await ensureChromium();
  return { ...(await ensureServer()), CHROMIUM: chromium };
}

/**
 * The server alone, for a browser of the user's.
 * @returns {Promise<{ VSCODE_SERVER_ROOT: string, VSCODE_SERVER_NODE: string }>} the environment that starting it needs
 * @throws {SetupError} when npm cannot install it
 */
export async function ensureServer() {
  const node = await ensureNode();
  const ready = path.join(CACHE, `code-server-${CODE_SERVER}`);
  const environment = { VSCODE_SERVER_ROOT: path.join(ready, VSCODE_FOLDER), VSCODE_SERVER_NODE: node };
  if (existsSync(ready)) return environment;
  report(`installing VS Code's server (code-server ${CODE_SERVER}) into ${ready}; this takes a minute or two`);
  mkdirSync(CACHE, { recursive: true });
  removeLeftovers(path.basename(ready));
  const folder = mkdtempSync(`${ready}-`);
  try {
    await installServer(folder, node);
    renameSync(folder, ready);
  } catch (error) {
    // Another process may have put it there at the same time.
    if (!existsSync(ready)) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return environment;
}

/** Folders of installations that were interrupted; younger ones may be under way. */
function removeLeftovers(name) {
  for (const entry of readdirSync(CACHE).filter((entry) => entry.startsWith(`${name}-`))) {
    const folder = path.join(CACHE, entry);
    if (Date.now() - statSync(folder).mtimeMs > 3_600_000) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A Chromium or Chrome that is there, else the one that Debian packages, installed after a line that says so.
 * @throws {SetupError} saying how to get one, where it cannot be installed without asking
 */
export async function ensureChromium() {
  const found = process.env.CHROMIUM || findOnPath("chromium", "chromium-browser", "google-chrome");
  if (found) return found;
  const missing = "the editor tests need Chromium: install the Debian package `chromium`, or name a Chrome in CHROMIUM";
  if (!findOnPath("apt-get")) throw new SetupError(missing);
  const isRoot = process.getuid?.() === 0;
  if (
    !isRoot &&
    !(await runQuietly("sudo", ["-n", "true"]).then(
      () => true,
      () => false,
    ))
  )
    throw new SetupError(missing);
  report(
    "the editor tests need a browser, and there is none: installing the Debian package chromium with apt-get, a few hundred MB " +
      "(TURNKEY_SKIP_EDITOR=1 leaves these tests out, CHROMIUM=FILE names another browser)",
  );
  const [command, prefix] = isRoot ? ["apt-get", []] : ["sudo", ["-n", "apt-get"]];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runQuietly(command, [...prefix, "update"], { env });
  await runQuietly(command, [...prefix, "install", "-y", "--no-install-recommends", "chromium"], { env });
  const installed = findOnPath("chromium");
  if (!installed) throw new SetupError(missing);
  return installed;
}

function findOnPath(...names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: the next folder.
      }
    }
  return undefined;
}

async function installServer(folder, node) {
  await npm(["pack", `code-server@${CODE_SERVER}`], { cwd: folder });
  const archive = `code-server-${CODE_SERVER}.tgz`;
  await runQuietly("tar", ["xzf", archive, VSCODE_FOLDER], { cwd: folder });
  rmSync(path.join(folder, archive));
  const root = path.join(folder, VSCODE_FOLDER);
  const install = ["install", "--omit=dev", "--ignore-scripts"];
  await npm(install, { cwd: root });
  await npm(install, { cwd: path.join(root, "extensions") });
  for (const [parent, names] of Object.entries(UNUSED))
    for (const name of names) rmSync(path.join(root, parent, name), { recursive: true, force: true });
  // The workbench starts this part of sign-in, which the package leaves out, and would show an error.
  const absent = path.join(root, "extensions", "github-authentication", "dist", "browser");
  mkdirSync(absent, { recursive: true });
  writeFileSync(path.join(absent, "extension.js"), "exports.activate = () => {};\n");
  // Without these two, log files stay empty and an orphaned extension host lives on; the tests work all the same.
  const nodedir = path.dirname(path.dirname(node));
  await npm(["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"], {
    cwd: root,
    env: { npm_config_nodedir: nodedir },
  }).catch(() => report("VS Code's log files will stay empty: building them needs python3, make and g++"));
}
