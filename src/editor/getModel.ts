/** A model is got: its progress stands in the status bar and in a notification that can cancel it. */

import * as vscode from "vscode";
import { describeProgress, type FetchOutcome, type FetchProgress } from "../core/models/fetchOutcome.ts";
import type { Messages } from "./messages.ts";
import type { ModelTasks } from "./modelTasks.ts";

export interface GetModelOptions {
  readonly tasks: Pick<ModelTasks, "run">;
  readonly messages: Pick<Messages, "say" | "forget">;
}

/** The path of the model; undefined: the user cancelled, or was told why there is none. `name` is for the user. */
export async function getModel(
  wanted: string,
  name: string,
  { tasks, messages }: GetModelOptions,
): Promise<string | undefined> {
  messages.forget();
  const title = vscode.l10n.t("Turnkey gets {0}", name);
  const outcome = await withProgress(title, async (report, token) => {
    try {
      return await tasks.run({ kind: "get", wanted }, { onProgress: report, token });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { kind: token.isCancellationRequested ? "cancelled" : "failed", message } satisfies FetchOutcome;
    }
  });
  if (!("message" in outcome)) return outcome.path;
  if (outcome.kind !== "cancelled") messages.say("error", outcome.message);
  return undefined;
}

type Report = (progress: FetchProgress) => void;

/** The status bar says so too: notifications can be closed. */
async function withProgress<Result>(
  title: string,
  work: (report: Report, token: vscode.CancellationToken) => Promise<Result>,
): Promise<Result> {
  const { Notification, Window } = vscode.ProgressLocation;
  return await vscode.window.withProgress({ location: Window, title }, (bar) =>
    vscode.window.withProgress({ location: Notification, title, cancellable: true }, (notification, token) => {
      let percent = 0;
      return work((progress) => {
        const message = inWords(progress);
        const now = progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : percent;
        notification.report({ message, increment: Math.max(0, now - percent) });
        bar.report({ message });
        percent = Math.max(percent, now);
      }, token);
    }),
  );
}

function inWords(progress: FetchProgress): string {
  const { t } = vscode.l10n;
  switch (progress.phase) {
    case "asking":
      return t("asking the server…");
    case "waiting":
      return t("another window gets it; waiting…");
    case "fetching":
      return describeProgress(progress);
    case "checking":
      return t("checking…");
    default:
      return progress.phase satisfies never;
  }
}
