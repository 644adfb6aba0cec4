/** What can be wrong with a model file, before native code sees it. */

import { EngineFailure } from "../core/engine.ts";

export type ModelFileProblemKind =
  | "missing"
  | "notReadable"
  | "directory"
  | "notGguf"
  | "truncated"
  | "corrupt"
  | "tooNew"
  | "tooOld"
  | "embeddingOnly"
  | "noShard"
  | "tooLargeForMemory"
  | "unsupportedArchitecture"
  | "checksumMismatch";

export interface ModelFileProblem {
  readonly kind: ModelFileProblemKind;
  /** One or two sentences: what is wrong, and what a person can do. */
  readonly message: string;
}

/** The model file is at fault; the message is the problem's. */
export class ModelFileFailure extends EngineFailure {
  readonly kind: ModelFileProblemKind;

  constructor(problem: ModelFileProblem) {
    super(problem.message);
    this.kind = problem.kind;
  }
}
