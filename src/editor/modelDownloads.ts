/** Models are got: their progress stands in the status bar and in a notification that can cancel it; a pause keeps what came. */

import * as vscode from "vscode";
import {
  describeProgress,
  type FetchOutcome,
  type FetchProblem,
  type FetchProgress,
} from "../core/models/fetchOutcome.ts";
import type { MessageAction, Messages } from "./messages.ts";
import type { ModelTasks } from "./modelTasks.ts";
import { createPercentBar } from "./percentBar.ts";

export interface ModelDownloadsOptions {
  readonly tasks: Pick<ModelTasks, "run">;
  readonly messages: Pick<Messages, "say" | "forget">;
}

/** What is being got in this window. */
export class ModelDownloads {
  readonly #options: ModelDownloadsOptions;
  readonly #paused = new vscode.EventEmitter<void>();
  #underWay = 0;

  constructor(options: ModelDownloadsOptions) {
    this.#options = options;
  }

  get isUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** The path of the model; undefined: the user cancelled or paused, or was told why there is none. `name` is for the user. */
  async get(wanted: string, name: string): Promise<string | undefined> {
    this.#options.messages.forget();
    this.#count(1);
    try {
      const outcome = await this.#run(wanted, name);
      if (!("message" in outcome)) return outcome.path;
      this.#tell(outcome, wanted, name);
      return undefined;
    } finally {
      this.#count(-1);
    }
  }

  /** Ends all that is under way; what came is kept. */
  pause(): void {
    this.#paused.fire();
  }

  async #run(wanted: string, name: string): Promise<FetchOutcome> {
    const title = vscode.l10n.t("Turnkey gets {0}", name);
    return await withProgress(title, async (onProgress, token) => {
      try {
        const options = { onProgress, token, onPause: this.#paused.event };
        return await this.#options.tasks.run({ kind: "get", wanted }, options);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: token.isCancellationRequested ? "cancelled" : "failed", message };
      }
    });
  }

  #tell(problem: FetchProblem, wanted: string, name: string): void {
    const { messages } = this.#options;
    const { t } = vscode.l10n;
    const again = (title: string): MessageAction => ({ title, command: "turnkey.getModel", arguments: [wanted, name] });
    if (problem.kind === "cancelled") return;
    if (problem.kind === "paused")
      messages.say("info", t("{0} is paused. What came is kept.", name), [again(t("Go On"))]);
    else messages.say("error", problem.message, helpFor(problem.kind, again(t("Try Again"))));
  }

  #count(change: number): void {
    this.#underWay += change;
    void vscode.commands.executeCommand("setContext", "turnkey.getsModel", this.isUnderWay);
  }
}

/** What a person can do about it, the likeliest first. */
function helpFor(kind: FetchProblem["kind"], again: MessageAction): readonly MessageAction[] {
  const { t } = vscode.l10n;
  const other = { title: t("Choose Model…"), command: "turnkey.chooseModel" };
  const settings = (query: string): MessageAction => ({
    ...{ title: t("Open Settings"), command: "workbench.action.openSettings" },
    arguments: [query],
  });
  switch (kind) {
    case "noSpace":
    case "notWritable":
      return [settings("turnkey.model.folder"), again];
    case "unreachable":
      return [again, settings("http.proxy")];
    case "busy":
    case "serverFailed":
    case "stalled":
    case "damaged":
    case "failed":
      return [again, other];
    case "unknownName":
    case "notFound":
    case "forbidden":
    case "notAModel":
    case "unusable":
      return [other];
    case "cancelled":
    case "paused":
      return [];
    default:
      return kind satisfies never;
  }
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
      const show = createPercentBar(notification);
      return work((progress) => {
        const message = inWords(progress);
        show(progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 0, message);
        bar.report({ message });
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
