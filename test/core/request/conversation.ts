/** Talks to a pipeline as an editor would, on a fake engine and a fake clock, and writes down what comes back. */

import { type OnBug, throwBug } from "../../../src/core/bug.ts";
import type { HealingOptions } from "../../../src/core/cache/healer.ts";
import type { Syntax } from "../../../src/core/grammar/syntax.ts";
import type { Context } from "../../../src/core/prompt/context.ts";
import type { KeepingOptions } from "../../../src/core/request/cellKeeper.ts";
import type { Outcome } from "../../../src/core/request/outcome.ts";
import { Pipeline } from "../../../src/core/request/pipeline.ts";
import type { SuggestRequest } from "../../../src/core/request/suggestRequest.ts";
import type { TraceEvent } from "../../../src/core/request/trace.ts";
import { CurrentSettings } from "../../../src/core/settings/currentSettings.ts";
import type { Settings } from "../../../src/core/settings/settings.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import type { Weigh } from "../../../src/core/worth/worth.ts";
import type { PrecedentKeeper } from "../../../src/core/writing/precedents.ts";
import { createFakeClock, turn } from "../../fakes/clock.ts";
import { createFakeEngine, type FakeEngine, type FakeEngineOptions } from "../../fakes/engine.ts";
import { cursorMark } from "../place/marks.ts";
import { plainWeigh } from "./plainWeigh.ts";

export type Ask = Partial<Omit<SuggestRequest, "uri">> & { readonly signal?: AbortSignal };

export interface ConversationOptions {
  readonly settings?: Partial<Settings>;
  readonly uri?: string;
  readonly languageId?: string;
  readonly syntax?: Syntax;
  readonly healing?: Partial<HealingOptions>;
  readonly onBug?: OnBug;
  readonly isOnBattery?: () => boolean;
  readonly context?: Context;
  /** Left out: what is likely by the model's own probabilities is shown. */
  readonly weigh?: Weigh;
  readonly precedents?: PrecedentKeeper;
  readonly keeping?: KeepingOptions;
  /** Whether the editor can be told that there is more to show; it can. */
  readonly hears?: boolean;
}

/** One document in one pipeline. Offsets are in the document's own text. */
export class Conversation {
  readonly clock = createFakeClock();
  readonly engine: FakeEngine;
  readonly pipeline: Pipeline;
  readonly settings: CurrentSettings;
  readonly events: TraceEvent[] = [];
  /** Of which documents it was told that there is more to show. */
  readonly more: string[] = [];
  readonly uri: string;
  readonly #languageId: string;
  cursor: number;
  #version = 1;

  constructor(marked: string, engine: FakeEngineOptions, options: ConversationOptions = {}) {
    const { text, cursor } = cursorMark(marked);
    this.engine = createFakeEngine(engine);
    this.settings = new CurrentSettings(options.settings);
    this.uri = options.uri ?? "file:///sample.ts";
    this.cursor = cursor;
    this.pipeline = new Pipeline({
      clock: this.clock,
      trace: { emit: (event) => this.events.push(event) },
      settings: this.settings,
      ...(options.syntax === undefined ? {} : { syntax: options.syntax }),
      ...(options.context === undefined ? {} : { context: options.context }),
      ...(options.precedents === undefined ? {} : { precedents: options.precedents }),
      ...(options.keeping === undefined ? {} : { keeping: options.keeping }),
      ...(options.hears === false ? {} : { onMore: (uri) => this.more.push(uri) }),
      ...(options.isOnBattery === undefined ? {} : { isOnBattery: options.isOnBattery }),
      healing: options.healing ?? {},
      weigh: options.weigh ?? plainWeigh,
      onBug: options.onBug ?? throwBug,
    });
    this.pipeline.setEngine(this.engine, "");
    this.#languageId = options.languageId ?? "typescript";
    this.pipeline.open({ uri: this.uri, languageId: this.#languageId, version: 1, text });
    this.pipeline.cursor(this.uri, cursor, true);
  }

  get text(): string {
    return this.pipeline.textOf(this.uri);
  }

  /** Replaces `deleted` characters before the cursor by `text`; the cursor stands behind it, `tail` (auto-closed) after that. */
  type(text: string, options: { deleted?: number; tail?: string } = {}): void {
    const start = this.cursor - (options.deleted ?? 0);
    this.edit(TextEdit.replace(start, this.cursor, text + (options.tail ?? "")));
    this.cursor = start + text.length;
    this.pipeline.cursor(this.uri, this.cursor, true);
  }

  edit(edit: TextEdit<"raw">): void {
    this.#version += 1;
    this.pipeline.change(this.uri, edit, this.#version);
    this.cursor = edit.mapOffset(this.cursor, "after");
  }

  reopen(text: string): void {
    this.pipeline.close(this.uri);
    this.#version += 1;
    this.pipeline.open({ uri: this.uri, languageId: this.#languageId, version: this.#version, text });
    this.cursor = 0;
  }

  moveTo(offset: number): void {
    this.cursor = offset;
    this.pipeline.cursor(this.uri, offset, true);
  }

  async ask({ signal, ...rest }: Ask = {}): Promise<Outcome> {
    const request = { uri: this.uri, offset: this.cursor, invoked: false, ...rest };
    return this.pipeline.suggest(request, signal ?? new AbortController().signal);
  }

  /** The outcome in short: the ghost text in brackets with what it replaces, or the reason for none. */
  async show(ask: Ask = {}): Promise<string> {
    return describeOutcome(await this.ask(ask), this.text);
  }

  /** Winds the clock until nothing is left to do. */
  async rest(): Promise<void> {
    await this.clock.advance(1000);
    await this.pipeline.settle();
    await turn();
  }
}

export function describeOutcome(outcome: Outcome, text: string): string {
  if (outcome.kind !== "shown") return outcome.kind;
  return outcome.suggestions
    .map(({ start, end, text: inserted }) =>
      start === end ? `[${inserted}]` : `${text.slice(start, end)}→[${inserted}]`,
    )
    .join(" | ");
}

/** A model that always wants the same text between `const a = ` and whatever follows. */
export const always = (text: string) => ({ continuation: (prefix: string) => rest(prefix, `const a = ${text}\n`) });

/** What is left of `whole` behind the end of `prefix`: the model goes on where the prefix stands. */
export function rest(prefix: string, whole: string): string {
  for (let length = Math.min(prefix.length, whole.length); length > 0; length -= 1)
    if (prefix.endsWith(whole.slice(0, length))) return whole.slice(length);
  return whole;
}
