/** An engine that this window shares with others; one of its own where that fails, whatever the reason. */

import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import type { MessageTransports } from "vscode-languageclient/node";
import { type EngineRun, ownRun } from "./engineRun.ts";
import type { HostTime } from "./hostTime.ts";
import type { JoinedEngine } from "./joinEngine.ts";
import { connectToSocket } from "./wire.ts";

export interface SharedRunOptions {
  /** Never rejects. */
  readonly join: () => Promise<JoinedEngine>;
  readonly startOwn: () => ChildProcess;
  readonly hostTime: HostTime;
  /** Where the engine writes what it can tell nobody. */
  readonly log: string;
  readonly onLine: (line: string) => void;
}

/** The end of a log that is worth reading. */
const MOST_LAST_WORDS = 4_000;

type State =
  | { readonly kind: "joining" }
  | { readonly kind: "joined"; readonly socket: Socket; readonly pid: number }
  | { readonly kind: "own"; readonly run: EngineRun }
  | { readonly kind: "left" };

export class SharedRun implements EngineRun {
  readonly ended: Promise<string>;
  readonly #options: SharedRunOptions;
  #state: State = { kind: "joining" };
  #end: (words: string) => void = () => {};

  constructor(options: SharedRunOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get pid(): number | undefined {
    const state = this.#state;
    if (state.kind === "own") return state.run.pid;
    return state.kind === "joined" ? state.pid : undefined;
  }

  get isShared(): boolean {
    return this.#state.kind === "joined";
  }

  async connect(): Promise<MessageTransports> {
    const { join, hostTime, onLine } = this.#options;
    const joined = await join();
    if (this.#state.kind === "left") {
      if (joined.kind === "joined") joined.socket.destroy();
      throw new Error("The engine is not wanted any more");
    }
    if (joined.kind === "alone") {
      onLine(`This window has an engine of its own: ${joined.why}`);
      return this.#connectOwn();
    }
    const { socket, pid } = joined;
    onLine(`This window shares the engine of process ${pid}`);
    this.#state = { kind: "joined", socket, pid };
    const transports = connectToSocket(socket, hostTime);
    const close = (): void => this.#closed();
    socket.once("close", close);
    if (socket.destroyed) close();
    return transports;
  }

  leave(): void {
    const state = this.#state;
    this.#state = { kind: "left" };
    if (state.kind === "own") state.run.leave();
    if (state.kind === "joined") state.socket.destroy();
    if (state.kind !== "own") this.#end("was left");
  }

  kill(): void {
    const state = this.#state;
    // The process is known to be the engine's as long as the engine holds the connection.
    if (state.kind === "joined" && !state.socket.destroyed) killProcess(state.pid);
    if (state.kind === "own") state.run.kill();
    else this.leave();
  }

  #connectOwn(): Promise<MessageTransports> {
    const run = ownRun(this.#options.startOwn(), this.#options.hostTime);
    this.#state = { kind: "own", run };
    void run.ended.then((words) => this.#end(words));
    return run.connect();
  }

  #closed(): void {
    if (this.#state.kind !== "joined") return;
    this.#state = { kind: "left" };
    for (const line of lastWordsIn(this.#options.log)) this.#options.onLine(line);
    this.#end("that windows share has gone");
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function lastWordsIn(log: string): string[] {
  try {
    return readFileSync(log, "utf8")
      .slice(-MOST_LAST_WORDS)
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    // It said nothing.
    return [];
  }
}
