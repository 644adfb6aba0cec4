/** Chunks of other files in the prompt of one engine: asked for when the user rests, taken over when they have been read. */

import { dropOldest } from "../allowance.ts";
import { type Clock, withinTime } from "../clock.ts";
import { findLanguage, languageOfPath } from "../languages/languages.ts";
import type { Context, ContextChunk } from "../prompt/context.ts";
import { planChunks } from "../prompt/heldChunks.ts";
import type { InstanceSource, Tokenizer } from "../tokens/tokenizer.ts";
import { concatRuns, EMPTY_RUN, type TokenRun } from "../tokens/tokenRun.ts";
import type { Target } from "../writing/writer.ts";
import type { TraceSink } from "./trace.ts";

export interface ChunkHolderOptions {
  readonly context: Pick<Context, "find">;
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly tokenizer: Tokenizer;
  readonly instances: InstanceSource;
  /** Tokens of all chunks, as of now. */
  readonly maxTokens: () => number;
  /** Text that is read anew for another header: where keys cannot be moved, all of it. */
  readonly isMovable: boolean;
  readonly closing: AbortSignal;
}

/** The user rests when no key came for so long: what is then put in front of the text is seldom cut short by the next one. */
const REST_MS = 250;
/** A document that nothing was read of yet waits so long for its chunks: they would move all of it. */
const FIRST_MS = 60;
/** UTF-16 units of text around the cursor that are looked at. */
const BEFORE_CHARS = 4000;
const AFTER_CHARS = 1500;
/** What is asked for, as a part of what there is room for: some of it is held already. */
const OFFERED_SHARE = 2;
const CHARS_PER_TOKEN = 3.2;
/** Runs that may be wanted again: their cells may still be there. */
const MOST_RUNS = 40;

interface Seen {
  readonly uri: string;
  /** Of the cursor's line. */
  readonly line: number;
}

export class ChunkHolder {
  readonly #options: ChunkHolderOptions;
  #held: readonly ContextChunk[] = [];
  /** What the header should become, and the document that it was chosen for. */
  #next: readonly ContextChunk[] | undefined;
  #heldFor: string | undefined;
  #nextFor: string | undefined;
  #seen: Seen | undefined;
  #isResting = false;
  #touches = 0;
  #looking: Promise<void> = Promise.resolve();
  readonly #runs = new Map<string, TokenRun>();

  constructor(options: ChunkHolderOptions) {
    this.#options = options;
  }

  /** The header in use: whoever waits reads it. */
  get header(): TokenRun {
    return this.#toHeader(this.#held);
  }

  /**
   * The header to read now that nobody waits. Another than the one in use when the user rests; nothing has then changed yet:
   * see `take`.
   */
  get coming(): TokenRun {
    return this.#toHeader(this.#comingChunks());
  }

  /** The header that was coming has been read. */
  take(run: TokenRun): void {
    const next = this.#next;
    if (next === undefined || run !== this.#toHeader(next)) return;
    const before = new Set(this.#held.map(({ id }) => id));
    this.#held = next;
    this.#heldFor = this.#nextFor;
    this.#next = undefined;
    const chunks = next.map((chunk) => ({
      ...describe(chunk),
      tokens: this.#runOf(chunk).ids.length,
      isNew: !before.has(chunk.id),
    }));
    this.#options.trace.emit({ stage: "context", request: undefined, chunks });
  }

  /** Somebody does something: the header stays. `onNews` is called when the user rests, and another header would help. */
  touch(place: () => Target | undefined, onNews: () => void): void {
    this.#isResting = false;
    this.#touches += 1;
    const touch = this.#touches;
    const { clock, closing } = this.#options;
    this.#looking = clock.sleep(REST_MS, closing).then(async () => {
      const target = touch === this.#touches && !closing.aborted ? place() : undefined;
      if (target === undefined) return;
      await this.#look(target);
      if (touch !== this.#touches || closing.aborted) return;
      this.#isResting = true;
      if (this.#comingChunks() !== this.#held) onNews();
    });
  }

  /** Before anything of a document is read. */
  async prepare(target: Target): Promise<void> {
    if (this.#seen?.uri === target.document.uri) return;
    const looked = this.#look(target).then(() => true);
    if (await withinTime(looked, this.#options.clock, FIRST_MS)) this.#isResting = true;
  }

  /** Resolves when nothing is looked for. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  #comingChunks(): readonly ContextChunk[] {
    const isWanted = this.#isResting && (this.#options.isMovable || this.#nextFor !== this.#heldFor);
    return isWanted ? (this.#next ?? this.#held) : this.#held;
  }

  async #look({ document, cursor }: Target): Promise<void> {
    const { context, maxTokens } = this.#options;
    const { text, uri, languageId } = document;
    const line = text.lastIndexOf("\n", cursor - 1);
    if (this.#seen?.uri === uri && this.#seen.line === line) return;
    this.#seen = { uri, line };
    const room = maxTokens();
    const before = text.slice(lineStart(text, cursor - BEFORE_CHARS), cursor);
    const after = text.slice(cursor, cursor + AFTER_CHARS);
    const chars = Math.floor(room * CHARS_PER_TOKEN * OFFERED_SHARE);
    const offered = room === 0 ? [] : await context.find({ uri, languageId, before, after, chars });
    // Another place was looked at meanwhile.
    if (this.#seen.uri !== uri) return;
    // Nobody knows: what was chosen for this document stays.
    if (offered === undefined && this.#heldFor === uri) return;
    const chunks = planChunks(this.#held, offered ?? [], {
      maxTokens: room,
      tokensOf: (chunk) => this.#runOf(chunk).ids.length,
      isElsewhere: this.#heldFor !== uri,
    });
    const isSame = chunks.length === this.#held.length && chunks.every(({ id }, at) => id === this.#held[at]!.id);
    this.#next = isSame ? undefined : chunks;
    this.#nextFor = uri;
    if (!isSame) return;
    // The same texts, worth something else by now.
    this.#held = chunks;
    this.#heldFor = uri;
  }

  #headers = new WeakMap<readonly ContextChunk[], TokenRun>();

  /** The same list of chunks, the same run. */
  #toHeader(chunks: readonly ContextChunk[]): TokenRun {
    if (chunks.length === 0) return EMPTY_RUN;
    const known = this.#headers.get(chunks);
    if (known !== undefined) return known;
    const header = concatRuns(chunks.map((chunk) => this.#runOf(chunk)));
    this.#headers.set(chunks, header);
    return header;
  }

  #runOf(chunk: ContextChunk): TokenRun {
    const known = this.#runs.get(chunk.id);
    const { tokenizer, instances } = this.#options;
    const ids = known?.ids ?? tokenizer.tokenize(toHeaderText(chunk));
    const run = known ?? { ids, instances: ids.map(() => instances.next()) };
    this.#runs.delete(chunk.id);
    this.#runs.set(chunk.id, run);
    dropOldest(this.#runs, MOST_RUNS);
    return run;
  }
}

/** Plain code under a comment that says where it is from; measured to help more than the forms that models were trained on. */
export function toHeaderText({ path, text }: Pick<ContextChunk, "path" | "text">): string {
  const { lineComments, blockComments } = findLanguage(languageOfPath(path));
  const [open = "#", close = ""] = lineComments[0] === undefined ? (blockComments[0] ?? []) : [lineComments[0].trim()];
  return `${open} ${path}${close === "" ? "" : ` ${close}`}\n${text}\n\n`;
}

function describe({ path, startLine, endLine, reason, value }: ContextChunk) {
  return { path, startLine, endLine, reason, value };
}

function lineStart(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}
