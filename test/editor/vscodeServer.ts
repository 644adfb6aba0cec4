/** VS Code's own server: workbench, extension host and terminal, shown by a browser. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Writable } from "node:stream";

/** Nothing that asks, greets, updates or calls outside. */
const QUIET_SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "git.openRepositoryInParentFolders": "never",
  "files.autoSave": "off",
  "files.hotExit": "off",
  "json.schemaDownload.enable": false,
  "npm.fetchOnlinePackageInfo": false,
  "typescript.disableAutomaticTypeAcquisition": true,
};

export interface ServerOptions {
  /** Folder of the server's own data. */
  readonly data: string;
  readonly userData: string;
  readonly extensions: string;
  /** What a browser must present. */
  readonly token: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Writable;
}

export class VscodeServer {
  readonly #process: ChildProcess;
  readonly #port: Promise<string>;

  /** @param environment has VSCODE_SERVER_ROOT and VSCODE_SERVER_NODE, as `install.mjs` gives them */
  constructor(options: ServerOptions) {
    const { VSCODE_SERVER_ROOT: root = "", VSCODE_SERVER_NODE: node = "" } = options.environment;
    writeSettings(options.userData);
    const args = [
      join(root, "out/server-main.js"),
      "--accept-server-license-terms",
      "--disable-telemetry",
      "--disable-experiments",
      "--disable-workspace-trust",
      ...[
        "--server-data-dir",
        options.data,
        "--user-data-dir",
        options.userData,
        "--extensions-dir",
        options.extensions,
      ],
      ...["--host", "127.0.0.1", "--port", "0", "--connection-token", options.token],
    ];
    // The server keeps an id of this machine in that folder, or in the current one where the variable is empty.
    const cache = { XDG_CACHE_HOME: join(options.data, "cache") };
    const env: NodeJS.ProcessEnv = { ...options.environment, ...cache, EXTENSIONS_GALLERY: "{}" };
    delete env.NODE_OPTIONS;
    delete env.ELECTRON_RUN_AS_NODE;
    // A group of its own, so that the extension hosts end with it.
    this.#process = spawn(node, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) stream.pipe(options.log, { end: false });
    this.#port = this.#listening();
  }

  /** Host and port, once it listens. */
  async authority(): Promise<string> {
    return `127.0.0.1:${await this.#port}`;
  }

  onEnd(listener: (code: number | null) => void): void {
    this.#process.on("exit", listener);
    this.#process.on("error", () => listener(null));
  }

  async stop(): Promise<void> {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (this.#process.pid === undefined || this.#process.exitCode !== null) return;
      try {
        process.kill(-this.#process.pid, signal);
      } catch {
        return; // The whole group is gone.
      }
      await Promise.race([once(this.#process, "exit"), new Promise((resolve) => setTimeout(resolve, 1500))]);
    }
  }

  #listening(): Promise<string> {
    return new Promise((resolve) => {
      let printed = "";
      this.#process.stdout!.on("data", (data) => {
        printed += data;
        const port = /host agent listening on (\d+)/.exec(printed)?.[1];
        if (port !== undefined) resolve(port);
      });
    });
  }
}

/** The settings that are there already win. */
function writeSettings(userData: string): void {
  const file = join(userData, "User", "settings.json");
  const own: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  mkdirSync(join(userData, "User"), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...(own as object) }, undefined, 2));
}
