/** One text written by a server, by the same rules as one of a model here. */

import type { Clock } from "../clock.ts";
import { finishText } from "../place/stop.ts";
import { InstanceSource } from "../tokens/tokenizer.ts";
import { EMPTY_RUN } from "../tokens/tokenRun.ts";
import { Generation } from "../writing/generation.ts";
import type { Writing, WritingTask } from "../writing/writer.ts";
import type { Scored, WritingCosts, WritingEnd, Written } from "../writing/written.ts";
import type { ServerConnection } from "./serverConnection.ts";
import { ServerDraft } from "./serverDraft.ts";
import { ServerFailure } from "./serverFailure.ts";
import type { ServerFacts } from "./serverKinds.ts";
import type { ServerTimes } from "./serverText.ts";

/** What is sent: made when it is known what the server is. */
export interface SentPrompt {
  readonly text: string;
  /** See `Prompt.heal`. */
  readonly heal: string;
}

export interface ServerWritingOptions {
  readonly task: WritingTask;
  readonly connection: ServerConnection;
  /** Throws `ServerFailure` where nothing may be sent. */
  readonly prompt: (facts: ServerFacts) => SentPrompt;
  /** Throws where a prompt may not go; asked for each, also for what is sent again with text that was written, and with "" first. */
  readonly check: (prompt: string) => void;
  readonly times: ServerTimes;
  readonly maxTokens: number;
  readonly timeLimitMs: number;
  readonly clock: Clock;
  /** One request after the other. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export class ServerWriting implements Writing {
  readonly #options: ServerWritingOptions;
  readonly #generation: Generation;
  readonly #closing = new AbortController();
  #draft: ServerDraft | undefined;

  constructor(options: ServerWritingOptions) {
    const { task, clock, alone, maxTokens, timeLimitMs } = options;
    this.#options = options;
    this.#generation = new Generation(
      {
        ...task,
        source: async () => {
          const { draft, heal } = await this.#open();
          const prompt = { run: EMPTY_RUN, prefixTokens: 0, suffixTokens: 0, cursor: 0, heal };
          return { prompt, cache: draft, engine: draft, isNear: false, refresh: () => [] };
        },
        limits: { maxTokens, timeLimitMs, maxTokensPerStep: Number.POSITIVE_INFINITY },
      },
      { clock, instances: new InstanceSource(), alone },
    );
  }

  get text(): string {
    return this.#generation.text;
  }

  get scored(): Scored {
    return { ...this.#generation.scored, ...this.#guessed };
  }

  get costs(): WritingCosts {
    return this.#generation.costs;
  }

  get abortRequested(): boolean {
    return this.#generation.abortRequested;
  }

  abort(): void {
    this.#generation.abort();
    this.#close();
  }

  endAt(keep: number, reason: WritingEnd): void {
    this.#generation.endAt(keep, reason);
  }

  async run(): Promise<Written> {
    try {
      return { ...(await this.#generation.run()), ...this.#guessed };
    } catch (error) {
      if (!(error instanceof ServerFailure)) throw error;
      if (this.abortRequested) return this.#aborted();
      this.#options.connection.failed(error);
      throw error;
    } finally {
      this.#close();
    }
  }

  get #guessed(): Pick<Scored, "isGuessed"> {
    return this.#draft?.isGuessed === true ? { isGuessed: true } : {};
  }

  async #open(): Promise<{ readonly draft: ServerDraft; readonly heal: string }> {
    const { connection, prompt, check, clock, times, maxTokens, task } = this.#options;
    check("");
    const facts = await connection.facts(this.#closing.signal);
    const { text, heal } = prompt(facts);
    const { port } = connection;
    const draft = new ServerDraft({
      ...{ facts, heal, maxTokens, times, clock, prompt: text },
      alternative: task.alternative,
      port: {
        host: port.host,
        ask: port.ask.bind(port),
        open: (request, signal) => {
          check(request.prompt);
          return port.open(request, signal);
        },
      },
      onFirst: () => connection.worked(facts, !draft.isGuessed),
      onLimit: () => this.#endAtLimit(),
    });
    this.#draft = draft;
    // Given up while it was found out what the server is.
    if (this.#closing.signal.aborted) draft.close();
    return { draft, heal };
  }

  /** What is complete by then. */
  #endAtLimit(): void {
    const kept = finishText(this.text, "tokenLimit", this.#options.task.stop());
    this.endAt(kept.length, "tokenLimit");
  }

  #aborted(): Written {
    const { scored, costs } = this;
    return { ...scored, text: scored.drafted, end: "aborted", costs };
  }

  #close(): void {
    this.#closing.abort();
    this.#draft?.close();
  }
}
