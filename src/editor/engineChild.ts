/** The engine's process: how it is started, what its end means, and that it is really gone. */

import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { SharedStarted } from "../sharing/greeting.ts";
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
  const child = fork(modulePath, ["--node-ipc", `--clientProcessId=${process.pid}`], {
    ...optionsFor(cwd, runtime),
    silent: true,
  });
  forwardLines(child.stdout, onLine);
  forwardLines(child.stderr, onLine);
  return child;
}

export interface SharedChildOptions extends Omit<EngineChildOptions, "onLine"> {
  readonly address: string;
  readonly identity: string;
  /** A file for what it can tell nobody. */
  readonly log: string;
}

/** An engine that says nothing for so long is none. */
const SHARED_START_MAX_MS = 20_000;

/** Starts an engine for all windows, which lives on when this one has gone; what became of that. Never rejects. */
export async function startSharedChild(options: SharedChildOptions): Promise<SharedStarted> {
  try {
    const log = openSync(options.log, "a", 0o600);
    try {
      return await startedOf(forkShared(options, log));
    } finally {
      closeSync(log);
    }
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

function forkShared({ modulePath, cwd, runtime, address, identity }: SharedChildOptions, log: number): ChildProcess {
  return fork(modulePath, [`--share=${address}`, `--identity=${identity}`], {
    ...optionsFor(cwd, runtime),
    detached: true,
    stdio: ["ignore", "ignore", log, "ipc"],
  });
}

function startedOf(child: ChildProcess): Promise<SharedStarted> {
  return new Promise((resolve) => {
    const finish = (started: SharedStarted): void => {
      clearTimeout(timer);
      if (child.connected) child.disconnect();
      // It is nobody's any more.
      child.unref();
      resolve(started);
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      finish({ kind: "failed", why: "the shared engine does not start" });
    }, SHARED_START_MAX_MS);
    child.once("message", (started) => finish(started as SharedStarted));
    child.once("exit", () => finish({ kind: "failed", why: "the shared engine ended as it was started" }));
    child.on("error", (error) => finish({ kind: "failed", why: error.message }));
  });
}

function optionsFor(cwd: string, runtime: EngineRuntime): ForkOptions {
  const systemNode = runtime === "system" ? findSystemNode(process.env) : undefined;
  return {
    cwd,
    env: environmentFor(process.env),
    // The host's own flags (a debugger's port) are not for the engine.
    execArgv: [],
    execPath: systemNode ?? process.execPath,
  };
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
