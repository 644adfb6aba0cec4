/** What can be wrong with a model file, before native code sees it. */

import { EngineFailure } from "../core/cache/engine.ts";

export type ModelFileProblemKind =
  | "missing"
  | "notReadable"
  | "directory"
  /** A pipe, a socket or a device. */
  | "notFile"
  | "notGguf"
  | "truncated"
  | "corrupt"
  | "tooNew"
  | "tooOld"
  | "embeddingOnly"
  | "noShard"
  | "tooLargeForMemory"
  | "unsupportedArchitecture"
  | "checksumMismatch"
  /** Ended the process that tried it. */
  | "deadly"
  /** Did not come to an end in the process that tried it. */
  | "endless";

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
