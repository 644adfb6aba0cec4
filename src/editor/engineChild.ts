/** The engine's process: how it is started, what its end means, and that it is really gone. */

import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { EngineRuntime } from "./restartPolicy.ts";

export interface EngineChildOptions {
  /** The engine's bundle. */
  readonly modulePath: string;
  readonly cwd: string;
  readonly runtime: EngineRuntime;
  /** One line of the engine's own log. */
  readonly onLine: (line: string) => void;
}

/** Starts the engine with a channel for messages. A start that fails is an `error` event, as of any child process. */
export function startEngineChild({ modulePath, cwd, runtime, onLine }: EngineChildOptions): ChildProcess {
  const systemNode = runtime === "system" ? findSystemNode(process.env) : undefined;
  const child = fork(modulePath, ["--node-ipc", `--clientProcessId=${process.pid}`], {
    cwd,
    env: environmentFor(process.env),
    // The host's own flags (a debugger's port) are not for the engine.
    execArgv: [],
    execPath: systemNode ?? process.execPath,
    silent: true,
  });
  forwardLines(child.stdout, onLine);
  forwardLines(child.stderr, onLine);
  return child;
}

/** `node` on the PATH, for editors whose own Node cannot run the engine. */
export function findSystemNode(environment: NodeJS.ProcessEnv): string | undefined {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const folders = (environment.PATH ?? environment.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The environment of our own processes. */
export function environmentFor(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Electron's binary is Node only when told so; NODE_OPTIONS may preload what belongs to the host.
  const { NODE_OPTIONS: _, ...rest } = environment;
  return { ...rest, ELECTRON_RUN_AS_NODE: "1", ELECTRON_NO_ASAR: "1" };
}

function forwardLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream, terminal: false }).on("line", onLine);
}

/** Resolves with words for the log once the process has ended or could not be started. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `ended with code ${code}` : `ended by signal ${signal}`),
    );
    child.once("error", (error) => {
      // Also the error of a failed write: only a process that never was has no id.
      if (child.pid === undefined) resolve(`could not be started: ${error.message}`);
    });
  });
}
