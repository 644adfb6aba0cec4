/** A server as what writes: prompts of the documents' texts, of which nothing is sent that must stay here. */

import type { Clock } from "../clock.ts";
import { toCellText } from "../prompt/cellsAbove.ts";
import type { Context } from "../prompt/context.ts";
import type { Document } from "../prompt/document.ts";
import type { Window } from "../prompt/window.ts";
import { Pieces } from "../remote/pieces.ts";
import { buildRemotePrompt, CHARS_PER_TOKEN, followWindow, planRemoteBudget } from "../remote/remotePrompt.ts";
import { hasSecretLine, SecretWatch, withoutSecretChunks } from "../remote/sendable.ts";
import type { ServerConnection } from "../remote/serverConnection.ts";
import { ServerFailure } from "../remote/serverFailure.ts";
import type { ServerFacts } from "../remote/serverKinds.ts";
import { type SentPrompt, ServerWriting } from "../remote/serverWriting.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import { TextEdit } from "../text/textEdit.ts";
import { InstanceSource } from "../tokens/tokenizer.ts";
import type { Target, Writer, Writing, WritingPlace, WritingTask } from "../writing/writer.ts";
import { ChunkHolder } from "./chunkHolder.ts";
import type { TraceSink } from "./trace.ts";

export interface ServerSessionOptions {
  readonly connection: ServerConnection;
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly settings: Pick<SettingsInForce, "now">;
  /** Left out: only the document itself is sent. */
  readonly context?: Context;
  /** Why nothing may be sent now; undefined: it may. Asked in front of each request. */
  readonly whyNothingIsSent: () => string | undefined;
}

/** The text of a place when it was asked about. */
interface Snapshot {
  readonly document: Document;
  readonly text: string;
  readonly cursor: number;
  readonly header: string;
}

const MAX_TOKENS = 192;
const TIME_LIMIT_MS = 8000;
/** Of the tokens that are sent, those for text of other files. */
const HEADER_SHARE = 0.3;
/** And for cells above a notebook's. */
const CELLS_SHARE = 0.3;

export class ServerSession implements Writer {
  readonly connection: ServerConnection;
  readonly #options: ServerSessionOptions;
  readonly #seen = new WeakMap<Document, { readonly text: string; readonly window: Window }>();
  readonly #secrets = new WeakMap<Document, SecretWatch>();
  readonly #closing = new AbortController();
  readonly #headerPieces = new Pieces(3);
  readonly #chunks: ChunkHolder | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isWatched = true;

  constructor(options: ServerSessionOptions) {
    this.#options = options;
    this.connection = options.connection;
    const { context, clock, trace, settings } = options;
    this.#chunks =
      context &&
      new ChunkHolder({
        ...{ clock, trace },
        context: { find: async (place) => withoutSecrets(await context.find(place)) },
        tokenizer: this.#headerPieces,
        instances: new InstanceSource(),
        maxTokens: () =>
          settings.now.contextMode === "off" ? 0 : Math.round(HEADER_SHARE * settings.now.remoteContextTokens),
        isMovable: true,
        closing: this.#closing.signal,
      });
  }

  /** Why nothing of a document is sent now; undefined: it may be. */
  whyWithheld(document: Document): string | undefined {
    const reason = this.#options.whyNothingIsSent();
    if (reason !== undefined) return reason;
    if (document.exclusion(this.#options.settings.now.exclude) !== undefined)
      return "The file is excluded: nothing of it is sent.";
    return this.#secretsOf(document).hasSecret(document.text)
      ? "The file has a line that looks like a key or a token: nothing of it is sent."
      : undefined;
  }

  at({ document, cursor, selected }: Target): WritingPlace {
    const text = selected === undefined ? document.text : TextEdit.of([selected]).apply(document.text);
    const at = selected === undefined ? cursor : selected.start + selected.text.length;
    const chunks = this.#headerPieces.detokenize(this.#chunks?.header.ids ?? []);
    const header = chunks + this.#cellsAbove(document);
    const withheld = this.whyWithheld(document);
    const snapshot: Snapshot = { document, text, cursor: at, header };
    const { contextTokens } = this.#limits;
    return {
      size: Math.round(contextTokens * CHARS_PER_TOKEN),
      begin: (task) => this.#begin(snapshot, withheld, task),
    };
  }

  follow(place: () => Target | undefined): void {
    const chunks = this.#chunks;
    if (this.#isWatched) chunks?.touch(place, () => chunks.take(chunks.coming));
  }

  watched(isWatched: boolean): void {
    this.#isWatched = isWatched;
  }

  /** It has no cache of ours. */
  async heal(): Promise<void> {}

  async score(): Promise<undefined> {
    return undefined;
  }

  close(): void {
    this.#closing.abort();
  }

  async idle(): Promise<void> {
    await this.#chunks?.idle();
    await this.#last;
  }

  /** The end of them, from the start of a line. */
  #cellsAbove(document: Document): string {
    const text = document.cellsAbove.map(toCellText).join("");
    const most = Math.round(CELLS_SHARE * this.#limits.contextTokens * CHARS_PER_TOKEN);
    const end = text.slice(-most);
    return end === text ? text : end.slice(end.indexOf("\n") + 1);
  }

  get #limits() {
    const { remoteContextTokens: contextTokens, remoteTimeoutMs: firstTokenMs } = this.#options.settings.now;
    return { contextTokens, firstTokenMs };
  }

  #begin(snapshot: Snapshot, withheld: string | undefined, task: WritingTask): Writing {
    const { connection, clock } = this.#options;
    const { firstTokenMs } = this.#limits;
    const refuse = (reason: string | undefined): void => {
      if (reason !== undefined) throw new ServerFailure("withheld", reason);
    };
    return new ServerWriting({
      ...{ task, connection, clock },
      prompt: (facts) => this.#promptOf(snapshot, facts),
      check: (prompt) => {
        refuse(withheld ?? this.whyWithheld(snapshot.document));
        refuse(hasSecretLine(prompt) ? "What would be sent has a line that looks like a key or a token." : undefined);
      },
      times: { firstTokenMs, silentMs: firstTokenMs },
      maxTokens: MAX_TOKENS,
      timeLimitMs: TIME_LIMIT_MS,
      alone: (work) => this.#alone(work),
    });
  }

  #promptOf({ document, text, cursor, header }: Snapshot, { layout, contextSize }: ServerFacts): SentPrompt {
    const seen = this.#seen.get(document);
    const { contextTokens } = this.#limits;
    const most = contextSize === undefined ? contextTokens : Math.min(contextTokens, contextSize - MAX_TOKENS - 64);
    const prompt = buildRemotePrompt({
      ...{ layout, header, text, cursor },
      previous: seen && followWindow(seen.text, seen.window, text),
      budget: planRemoteBudget(Math.max(64, most - Math.ceil(header.length / CHARS_PER_TOKEN))),
    });
    this.#seen.set(document, { text, window: prompt.window });
    return prompt;
  }

  #secretsOf(document: Document): SecretWatch {
    const watch = this.#secrets.get(document) ?? new SecretWatch();
    this.#secrets.set(document, watch);
    return watch;
  }

  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

function withoutSecrets(chunks: Awaited<ReturnType<Context["find"]>>): Awaited<ReturnType<Context["find"]>> {
  return chunks && withoutSecretChunks(chunks);
}
