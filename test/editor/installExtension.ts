/** Puts a package into the real VS Code, as a person would. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Into the extensions that VS Code started in `folder` has. Throws with what VS Code printed when it refuses the package. */
export function installExtension(vsix: string, folder: string): void {
  const { VSCODE_SERVER_ROOT: root = "", VSCODE_SERVER_NODE: node = "" } = process.env;
  const places = { "extensions-dir": "extensions", "server-data-dir": "install", "user-data-dir": "install-user" };
  const args = Object.entries(places).flatMap(([option, name]) => [`--${option}`, join(folder, name)]);
  const printed = execFileSync(
    node,
    [join(root, "out/server-main.js"), "--accept-server-license-terms", "--install-extension", vsix, ...args],
    { encoding: "utf8", timeout: 180_000, env: { ...process.env, EXTENSIONS_GALLERY: "{}" } },
  );
  if (!printed.includes("successfully installed")) throw new Error(`VS Code did not install ${vsix}:\n${printed}`);
}
