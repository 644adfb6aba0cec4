/** What `alongModel.ts` writes and `along.ts` reads: what the model said at each token of known lines. */

import type { TokenId } from "../../src/core/tokens/tokenizer.ts";

export interface DumpedToken {
  readonly token: TokenId;
  /** Natural logarithm, ≤ 0. */
  readonly logprob: number;
  /** The model's best, best first: token, logarithm, token, logarithm… */
  readonly top: readonly number[];
}

/** Text of another file in the prompt. */
export interface DumpedChunk {
  readonly path: string;
  readonly text: string;
  /** As the ranker sees it. */
  readonly probability: number;
}

export interface DumpedLine {
  readonly id: string;
  readonly source: "finished" | "commit";
  readonly repository: string;
  /** With text of other files in the prompt or without. */
  readonly arm: "alone" | "chunks";
  /** Text in front of the cursor that the first tokens spell again. */
  readonly heal: string;
  readonly truth: string;
  /** Of the healed text and the truth. */
  readonly tokens: readonly DumpedToken[];
  readonly chunks?: readonly DumpedChunk[];
}
