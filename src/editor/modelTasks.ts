/** Models are listed, got, deleted and tried in a process of their own: one for each task, which ends with its answer. */

import { fork } from "node:child_process";
import type * as vscode from "vscode";
import type { TuningProgress } from "../core/cache/tuning.ts";
import type { FetchProgress } from "../core/models/fetchOutcome.ts";
import type { AddressCheck } from "../core/models/modelDesk.ts";
import type { Settings } from "../core/settings/settings.ts";
import {
  CANCEL_MODEL_TASK,
  type ModelAnswers,
  type ModelReply,
  type ModelTask,
  PAUSE_MODEL_TASK,
} from "../protocol.ts";
import { readNetwork } from "./editorNetwork.ts";
import { environmentFor } from "./engineChild.ts";

export interface ModelTasksOptions {
  /** The program's bundle. */
  readonly modulePath: string;
  readonly cwd: string;
  readonly settings: () => Settings;
  readonly log: (line: string) => void;
}

export interface TaskOptions {
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly onCheck?: (check: AddressCheck) => void;
  readonly onTuning?: (progress: TuningProgress) => void;
  /** The user has had enough. */
  readonly token?: vscode.CancellationToken;
  /** The user goes on later. */
  readonly onPause?: vscode.Event<void>;
}

/** How long a program may take to end what it began. */
const STOP_MAX_MS = 8_000;

export class ModelTasks {
  readonly #options: ModelTasksOptions;

  constructor(options: ModelTasksOptions) {
    this.#options = options;
  }

  /** Rejects with an `Error` in words when the program itself fails. */
  run<Kind extends keyof ModelAnswers>(
    work: ModelTask["work"] & { readonly kind: Kind },
    { onProgress, onCheck, onTuning, token, onPause }: TaskOptions = {},
  ): Promise<ModelAnswers[Kind]> {
    const { modulePath, cwd, settings, log } = this.#options;
    const child = fork(modulePath, [], { cwd, env: environmentFor(process.env), execArgv: [], silent: true });
    child.stderr?.on("data", (data: Buffer) => log(data.toString().trimEnd()));
    const stop = (how: string): void => {
      child.send(how, () => undefined);
      setTimeout(() => child.kill("SIGKILL"), STOP_MAX_MS).unref();
    };
    const listeners = [
      token?.onCancellationRequested(() => stop(CANCEL_MODEL_TASK)),
      onPause?.(() => stop(PAUSE_MODEL_TASK)),
    ];
    const answered = new Promise<ModelAnswers[Kind]>((resolve, reject) => {
      child.on("message", (reply: ModelReply) => {
        if (reply.kind === "progress") onProgress?.(reply.progress);
        else if (reply.kind === "checked") onCheck?.(reply.check);
        else if (reply.kind === "tuning") onTuning?.(reply.progress);
        else if (reply.kind === "done") resolve(reply.answer as ModelAnswers[Kind]);
        else reject(new Error(reply.message));
      });
      child.once("error", (error) => reject(error));
      child.once("exit", (code, signal) =>
        reject(new Error(`Turnkey's process for models ended (${signal ?? code}).`)),
      );
    });
    child.send({ folder: settings().modelFolder, network: readNetwork(), work } satisfies ModelTask, () => undefined);
    return answered.finally(() => {
      for (const listener of listeners) listener?.dispose();
    });
  }
}
