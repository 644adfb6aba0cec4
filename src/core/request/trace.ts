/** Typed events, one per stage. Building one must cost nothing when nobody listens: emit through `TraceSink` only. */

import type { Cache } from "../cache/cache.ts";
import type { CachePlan } from "../cache/cachePlan.ts";
import type { Engine } from "../cache/engine.ts";
import type { JoinReport } from "../grammar/joining.ts";
import type { Lesson } from "../grammar/lessons.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Worth } from "../worth/worth.ts";
import type { AheadCounts } from "../writing/aheadCounts.ts";
import type { ConstraintCounts } from "../writing/constraint.ts";
import type { CopiedStretch, WritingEnd, Written } from "../writing/written.ts";
import type { Outcome } from "./outcome.ts";
import type { Timing, TokenCounts } from "./requestCosts.ts";

/** A chunk in the prompt: where it is from, why it is there, and what it takes. */
export interface TracedChunk {
  readonly path: string;
  /** [start, end), counted from 0. */
  readonly startLine: number;
  readonly endLine: number;
  readonly reason: string;
  readonly value: number;
  readonly tokens: number;
  /** It was not there before. */
  readonly isNew: boolean;
}

export interface CacheInUse {
  readonly engine: Pick<Engine, "facts" | "tokenizer">;
  readonly cache: Pick<Cache, "cells">;
  readonly closing: AbortSignal;
}

export type TraceEvent =
  | {
      readonly stage: "request";
      readonly request: number;
      readonly uri: string;
      readonly version: number;
      readonly offset: number;
      readonly invoked: boolean;
    }
  | {
      readonly stage: "plan";
      readonly request: number | undefined;
      readonly cost: CachePlan["cost"];
      /** Debts that stand: tokens used although computed under another text. */
      readonly stale: number;
      /** Of the few lines around the cursor, because the rest was not there in time. */
      readonly isNear?: boolean;
    }
  /** Work done in the cache: for a request, or (undefined) folding a change in. */
  | {
      readonly stage: "evaluated";
      readonly request: number | undefined;
      readonly tokens: number;
      /** Beside them, evaluated again although cached. */
      readonly healed: number;
      readonly ms: number;
    }
  | {
      readonly stage: "decoded";
      readonly request: number;
      readonly tokens: number;
      readonly stop: WritingEnd;
      /** What was written, where the stop rules left nothing of it. */
      readonly dropped?: string | undefined;
      readonly ms: number;
      /** Where several tokens can be evaluated at once. */
      readonly ahead?: AheadCounts | undefined;
    }
  /** A request's text with its tokens. */
  | {
      readonly stage: "written";
      readonly request: number;
      readonly written: Pick<Written, "drafted" | "tokens" | "choices">;
    }
  /** What the grammar had to say while a request's tokens were decoded. */
  | { readonly stage: "constraint"; readonly request: number; readonly counts: ConstraintCounts }
  /** How a request's text fits between what stands in front of the cursor and behind it. */
  | { readonly stage: "joined"; readonly request: number; readonly join: JoinReport }
  /** A grammar was wrong about what stands in the document of a request. */
  | { readonly stage: "learnt"; readonly request: number; readonly lessons: readonly Lesson[] }
  /** What a request's text is worth. */
  | { readonly stage: "weighed"; readonly request: number; readonly worth: Worth }
  /** A long stretch of a request's text stands in another file. */
  | { readonly stage: "copied"; readonly request: number; readonly stretch: CopiedStretch }
  | { readonly stage: "reused"; readonly request: number; readonly of: number }
  /** For the place of a request's text another was begun, because somebody wants to see others too. */
  | {
      readonly stage: "other";
      readonly request: number;
      readonly text: string;
      /** Of its first token. */
      readonly logprob: number;
      readonly fate: OtherFate;
    }
  | {
      readonly stage: "outcome";
      readonly request: number;
      readonly outcome: Outcome;
      readonly timing: Timing;
      readonly tokens: TokenCounts;
    }
  /** Other chunks of other files stand in the prompt from now on. */
  | { readonly stage: "context"; readonly request: undefined; readonly chunks: readonly TracedChunk[] }
  /** An engine is in use from now on, until `closing` aborts, and this is the cache that it reads documents into. */
  | ({ readonly stage: "opened"; readonly request: undefined } & CacheInUse)
  /** A document was changed; not told of those that are excluded. */
  | { readonly stage: "changed"; readonly request: undefined; readonly uri: string; readonly edit: TextEdit<"raw"> }
  | { readonly stage: "note"; readonly message: string };

/**
 * What became of another text: it is offered, its first line is built as that of one that is known, it does not fit, nobody
 * would want what begins so, or there was no time.
 */
export type OtherFate = "offered" | "alike" | "unfit" | "unlikely" | "noTime";

export interface TraceSink {
  emit(event: TraceEvent): void;
}
