/** The engine is fitted to this machine: what is fastest is tried in a process of its own, and used from then on. */

import * as vscode from "vscode";
import type { TuneOutcome, TuningProgress } from "../core/cache/tuning.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { Messages } from "./messages.ts";
import type { ModelTasks } from "./modelTasks.ts";
import { createPercentBar } from "./percentBar.ts";

export interface TuneModelOptions {
  readonly engine: Pick<EngineProcess, "restart">;
  readonly tasks: Pick<ModelTasks, "run">;
  readonly settings: () => Settings;
  readonly messages: Pick<Messages, "say" | "forget">;
}

/** One at a time: two would measure each other. */
let isUnderWay = false;

export async function tuneModel(options: TuneModelOptions): Promise<void> {
  if (isUnderWay) return;
  isUnderWay = true;
  try {
    await tell(await run(options), options);
  } finally {
    isUnderWay = false;
  }
}

async function run({ tasks, settings }: TuneModelOptions): Promise<TuneOutcome> {
  const { modelPath: path, gpu, cacheMode, cacheType, latencyTargetMs } = settings();
  const work = { kind: "tune", path, settings: { gpu, cacheMode, cacheType, latencyTargetMs } } as const;
  const title = vscode.l10n.t("Turnkey tries what is fastest on this machine; best leave it alone for a minute");
  const { Notification } = vscode.ProgressLocation;
  return await vscode.window.withProgress({ location: Notification, title, cancellable: true }, (bar, token) => {
    const show = createPercentBar(bar);
    const onTuning = ({ share, message }: TuningProgress): void => show(100 * share, message);
    return tasks.run(work, { onTuning, token }).catch((error: unknown): TuneOutcome => {
      if (token.isCancellationRequested) return { kind: "cancelled" };
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    });
  });
}

async function tell(outcome: TuneOutcome, { engine, messages }: TuneModelOptions): Promise<void> {
  messages.forget();
  switch (outcome.kind) {
    case "tuned":
      await engine.restart();
      messages.say("info", outcome.sentence);
      return;
    case "failed":
      messages.say("error", outcome.message, [{ title: vscode.l10n.t("Try Again"), command: "turnkey.tune" }]);
      return;
    case "cancelled":
      return;
    default:
      outcome satisfies never;
  }
}
