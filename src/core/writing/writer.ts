/** The port to what writes at a place: a model here with its KV cache, or one elsewhere. */

import type { TokenScore } from "../cache/engine.ts";
import type { GrammarPlace } from "../grammar/grammarUse.ts";
import type { ProgressStop } from "../grammar/syntax.ts";
import type { StopContext } from "../place/stop.ts";
import type { Document } from "../prompt/document.ts";
import type { ModelOffset } from "../text/offsets.ts";
import type { Replacement } from "../text/textEdit.ts";
import type { Scored, WritingCosts, Written } from "./written.ts";

/** A place to complete at: the document's cursor, or as if the suggest widget's item had been taken. Offsets of model text. */
export interface Target {
  readonly document: Document;
  readonly cursor: ModelOffset;
  readonly selected?: Replacement<"model">;
}

/** What is wanted of one text. */
export interface WritingTask {
  /** Asked anew for each token: a grammar may say more of the place while the text is being written. */
  readonly stop: () => StopContext;
  /** Judges what is written; undefined where no grammar is asked. */
  readonly grammar?: GrammarPlace | undefined;
  /** Begin with the n-th best first token (0 is the best): alternatives differ from their first token on. */
  readonly alternative: number;
  /** A text whose first line turns out less likely is not written to its end; undefined: every text is. */
  readonly leastConfidence?: number | undefined;
  /** Called after each token; may abort. */
  readonly onToken?: () => void;
}

/** A text being written. */
export interface Writing {
  /** What was written so far. Never ends in half a character. */
  readonly text: string;
  /** What its tokens say so far, and how probable they were. */
  readonly scored: Scored;
  /** What it has cost so far. */
  readonly costs: WritingCosts;
  readonly abortRequested: boolean;
  /** Writes to the end; called once. Rejects with `EngineFailure`. */
  run(): Promise<Written>;
  /** Ends before the next token: the result is worth nothing. */
  abort(): void;
  /** Ends before the next token: of the text the first `keep` UTF-16 units are wanted. */
  endAt(keep: number, reason: ProgressStop["reason"]): void;
}

/** What the model reads at a place, as the document was when it was asked for. */
export interface WritingPlace {
  /** UTF-16 units that it keeps in memory, about. */
  readonly size: number;
  /** A text for this place; it waits for `Writing.run`. */
  begin(task: WritingTask): Writing;
}

/** Texts are written one after the other, in the order in which they are begun to run. */
export interface Writer {
  at(target: Target): WritingPlace;
  /**
   * The user is at a place and nobody waits: what can be done for the next request is done. The place is asked when there is
   * time, which may be long after; undefined then: nothing is to be done.
   */
  follow(place: () => Target | undefined): void;
  /**
   * A request at the place has been answered, perhaps from less than all of it: what was put off is done now. Asked as
   * `follow`'s place is, and also where a text is known. Left out: nothing is put off.
   */
  readOn?(place: () => Target | undefined): void;
  /** Whether the user looks at the editor: where nobody does, nothing is done ahead. */
  watched(isWatched: boolean): void;
  /** Evaluates at most so many stale tokens again; for replays, which say when they are idle. */
  heal(tokens: number): Promise<void>;
  /**
   * What the model thinks of the tokens of `text` at a place, one after the other; for benches. Undefined where it cannot
   * be asked. Rejects with `EngineFailure`.
   */
  score(target: Target, text: string): Promise<readonly TokenScore[] | undefined>;
  /** Ends what is done ahead and begins no more; a text being written is its owner's to abort. */
  close(): void;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

/** Ends what writes; resolves when it has ended, and those before it (`before`) have. */
export async function endWriter(writer: Writer | undefined, before: Promise<void> | undefined): Promise<void> {
  writer?.close();
  await Promise.all([before, writer?.idle()]);
}
