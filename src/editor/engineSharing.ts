/** Which engine this window wants, and how it comes to it: one that all windows share, or one of its own. */

import { readlinkSync, statSync } from "node:fs";
import { hostname } from "node:os";
import type * as vscode from "vscode";
import type { Settings } from "../core/settings/settings.ts";
import { identityOf } from "../sharing/engineIdentity.ts";
import { findMeetingPlace } from "../sharing/meetingPlace.ts";
import { type EngineChildOptions, startEngineChild, startSharedChild } from "./engineChild.ts";
import { type EngineRun, ownRun } from "./engineRun.ts";
import type { HostTime } from "./hostTime.ts";
import { joinEngine } from "./joinEngine.ts";
import type { EngineRuntime } from "./restartPolicy.ts";
import { SharedRun } from "./sharedRun.ts";

export interface EngineSharingOptions extends Pick<EngineChildOptions, "modulePath" | "cwd" | "onLine"> {
  /** Of the extension. */
  readonly version: string;
  /** Where windows may meet, in the order in which they are tried. */
  readonly folders: readonly string[];
  /** In force now, with the model that is really loaded. */
  readonly settings: () => Settings;
  readonly hostTime: HostTime;
}

/** How an engine is to be started. */
export interface EngineStart {
  readonly runtime: EngineRuntime;
  /** False: engines that windows share have ended too often. */
  readonly mayShare: boolean;
}

export class EngineSharing {
  readonly #options: EngineSharingOptions;
  readonly #machine = nameMachine();
  #startedFor: string | undefined;
  #runtime: EngineRuntime = "editor";

  constructor(options: EngineSharingOptions) {
    this.#options = options;
  }

  start({ runtime, mayShare }: EngineStart): EngineRun {
    const { onLine, hostTime, folders } = this.#options;
    this.#runtime = runtime;
    const identity = this.#wish();
    this.#startedFor = identity;
    const startOwn = () => startEngineChild({ ...this.#options, runtime });
    const place = identity === undefined || !mayShare ? undefined : findMeetingPlace(folders, identity);
    if (identity === undefined || place?.kind !== "place") {
      if (place?.kind === "none") onLine(`This window has an engine of its own: ${place.why}`);
      return ownRun(startOwn(), hostTime);
    }
    const { address, log } = place;
    const start = () => startSharedChild({ ...this.#options, runtime, address, identity, log });
    return new SharedRun({ join: () => joinEngine({ address, identity, start }), startOwn, hostTime, log, onLine });
  }

  /** Whether the engine that was started last is not the one that the settings ask for now. `isShared`: that one. */
  isElsewhere(isShared: boolean): boolean {
    const wish = this.#wish();
    // An engine of one's own follows the settings by itself.
    return wish !== this.#startedFor && (isShared || wish === undefined || this.#startedFor === undefined);
  }

  /** Undefined: an engine of one's own. */
  #wish(): string | undefined {
    const { settings: current, version, modulePath: path } = this.#options;
    const settings = current();
    if (!settings.sharedEngine) return undefined;
    try {
      const { size, mtimeMs: changedMs } = statSync(path);
      const program = { path, size, changedMs };
      return identityOf({ version, program, runtime: this.#runtime, machine: this.#machine, settings });
    } catch {
      // The start will say what is wrong with the program.
      return undefined;
    }
  }
}

export type SharingExtension = Pick<vscode.ExtensionContext, "asAbsolutePath" | "extensionPath" | "extension">;

/** Containers may share a folder with their host, but no processes. */
function nameMachine(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    // No Linux.
    return hostname();
  }
}
