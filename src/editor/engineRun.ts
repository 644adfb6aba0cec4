/** An engine in use, whoever else uses it: how it is spoken with, and what ends it. */

import type { ChildProcess } from "node:child_process";
import type { MessageTransports } from "vscode-languageclient/node";
import { endOf } from "./engineChild.ts";
import type { HostTime } from "./hostTime.ts";
import { connectTo } from "./wire.ts";

export interface EngineRun {
  /** Of its process; undefined where it is not known yet, or could not be started. */
  readonly pid: number | undefined;
  /** Other windows may use it too. */
  readonly isShared: boolean;
  /** Called once. Rejects when there is no engine to be had. */
  connect(): Promise<MessageTransports>;
  /** Ends our use of it at once, and with it an engine that is ours alone. */
  leave(): void;
  /** Ends its process, for all. */
  kill(): void;
  /** Words for the log, once it is gone or left. */
  readonly ended: Promise<string>;
}

/** An engine of this window's own. */
export function ownRun(child: ChildProcess, hostTime: HostTime): EngineRun {
  const kill = (): void => void child.kill("SIGKILL");
  return {
    pid: child.pid,
    isShared: false,
    connect: async () => connectTo(child, hostTime),
    leave: kill,
    kill,
    ended: endOf(child),
  };
}
