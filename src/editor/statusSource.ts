/** Gathers the facts that the status is made of. */

import * as vscode from "vscode";
import { type Blockers, findBlockers } from "./blockers.ts";
import type { DocumentPolicy } from "./documentPolicy.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { FirstHint } from "./firstHint.ts";
import type { ModelDownloads } from "./modelDownloads.ts";
import type { OffFiles } from "./offFiles.ts";
import type { Pause } from "./pause.ts";
import type { SettingsReader } from "./settingsReader.ts";
import type { StatusFacts } from "./statusView.ts";
import { isOffEverywhere } from "./toggles.ts";

export interface StatusSourceOptions {
  readonly engine: Pick<EngineProcess, "status">;
  readonly pause: Pick<Pause, "until">;
  readonly hint: Pick<FirstHint, "isGiven">;
  readonly offFiles: Pick<OffFiles, "has">;
  readonly settings: Pick<SettingsReader, "for">;
  readonly policy: Pick<DocumentPolicy, "whyNot">;
  readonly downloads: Pick<ModelDownloads, "isUnderWay">;
}

export class StatusSource {
  readonly #options: StatusSourceOptions;
  /** Looking for them costs too much for each step of the engine. */
  #blockers: Blockers | undefined;

  constructor(options: StatusSourceOptions) {
    this.#options = options;
  }

  facts(): StatusFacts {
    const { engine, pause, hint, offFiles, settings, policy, downloads } = this.#options;
    const document = vscode.window.activeTextEditor?.document;
    return {
      engine: engine.status,
      pausedUntil: pause.until,
      offEverywhere: isOffEverywhere(settings.for(document)),
      document: document && {
        languageId: document.languageId,
        fileOff: offFiles.has(document.uri),
        no: policy.whyNot(document),
      },
      blockers: this.blockers(),
      isFirst: hint.isGiven,
      getsModel: downloads.isUnderWay,
    };
  }

  blockers(): Blockers {
    this.#blockers ??= findBlockers(vscode.window.activeTextEditor?.document);
    return this.#blockers;
  }

  /** The next facts are looked up afresh: another document, another setting, or another extension. */
  forgetBlockers(): void {
    this.#blockers = undefined;
  }
}
