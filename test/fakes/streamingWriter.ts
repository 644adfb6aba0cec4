/** What writes without a cache or token ids: pieces of text come in, as from a server. */

import { checkStop, finishText } from "../../src/core/place/stop.ts";
import type { Target, Writer, Writing, WritingPlace, WritingTask } from "../../src/core/writing/writer.ts";
import {
  NO_WORK,
  NO_WRITING,
  type Scored,
  type WritingEnd,
  type Written,
  type WrittenToken,
} from "../../src/core/writing/written.ts";

/** A piece of text and its probability. */
export type Piece = readonly [text: string, probability: number];

export class StreamingWriter implements Writer {
  /** Texts that were read in front of the cursor, in order. */
  readonly read: string[] = [];
  readonly calls: string[] = [];
  readonly #answer: (prefix: string, alternative: number) => readonly Piece[];

  constructor(answer: (prefix: string, alternative: number) => readonly Piece[]) {
    this.#answer = answer;
  }

  at({ document, cursor }: Target): WritingPlace {
    const prefix = document.text.slice(0, cursor);
    this.read.push(prefix);
    return { size: prefix.length, begin: (task) => new Streamed(task, this.#answer(prefix, task.alternative)) };
  }

  follow(): void {
    this.calls.push("follow");
  }
  watched(isWatched: boolean): void {
    this.calls.push(`watched ${isWatched}`);
  }
  async heal(): Promise<void> {}
  async score(): Promise<undefined> {
    return undefined;
  }
  close(): void {
    this.calls.push("close");
  }
  async idle(): Promise<void> {}
}

class Streamed implements Writing {
  abortRequested = false;
  text = "";
  readonly #task: WritingTask;
  readonly #pieces: readonly Piece[];
  readonly #tokens: WrittenToken[] = [];
  #endAt: { readonly keep: number; readonly reason: WritingEnd } | undefined;

  constructor(task: WritingTask, pieces: readonly Piece[]) {
    this.#task = task;
    this.#pieces = pieces;
  }

  get scored(): Scored {
    return { drafted: this.text, tokens: [...this.#tokens], chosenEnd: undefined };
  }

  get costs(): Written["costs"] {
    const generatedTokens = this.#tokens.length;
    return {
      work: NO_WORK,
      generatedTokens,
      firstTokenAt: generatedTokens > 0 ? 0 : undefined,
      prefillMs: 0,
      decodeMs: 0,
      times: NO_WRITING,
      constraint: undefined,
    };
  }

  abort(): void {
    this.abortRequested = true;
  }

  endAt(keep: number, reason: WritingEnd): void {
    this.#endAt ??= { keep, reason };
  }

  async run(): Promise<Written> {
    for (const [text, probability] of this.#pieces) {
      await Promise.resolve();
      if (this.abortRequested) return this.#ended(this.text, "aborted");
      if (this.#endAt !== undefined) return this.#ended(this.text.slice(0, this.#endAt.keep), this.#endAt.reason);
      this.text += text;
      this.#tokens.push({ end: this.text.length, logprob: Math.log(probability), endLogprob: undefined });
      const verdict = checkStop(this.text, this.#task.stop());
      if (verdict.kind === "stop") return this.#ended(this.text.slice(0, verdict.keep), verdict.reason);
      this.#task.onToken?.();
    }
    return this.#ended(finishText(this.text, "end", this.#task.stop()), "end");
  }

  #ended(text: string, end: WritingEnd): Written {
    return { ...this.scored, text, end, costs: this.costs };
  }
}
