/**
 * The latest requests, put together from the events of the trace. Their source text is kept for all of them only while
 * somebody looks, and for the last one otherwise; so is what was written, with that of the request whose text the last one shows.
 */

import { outcomeDetail } from "../request/outcome.ts";
import type { TraceEvent, TraceSink } from "../request/trace.ts";
import { lineNumberAt } from "../text/lineNumber.ts";
import { ownText } from "../text/ownText.ts";
import type { Written } from "../writing/written.ts";
import type { RequestRecord } from "./requestRecord.ts";
import type { Taken } from "./takenTexts.ts";

/** A document at the moment of a request. */
export interface RequestSource {
  readonly languageId: string;
  /** The document, or what stands around the cursor in a long one. */
  readonly text: string;
  /** Of the cursor, in `text`. */
  readonly offset: number;
}

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };
type Draft = Mutable<RequestRecord> & { source?: RequestSource };

const KEPT = 50;
/** In front of the cursor and behind it, of a document. */
const SOURCE_CHARS = 20_000;
/** No text that is told is longer. */
const MAX_TEXT = 20_000;
/** A glance at what was left out is enough. */
const MAX_OTHER_TEXT = 500;
const MAX_OTHERS = 60;
const MAX_OFFERED = 20;
const MAX_TOKENS = 1_000;

export class RequestLog implements TraceSink {
  readonly #documentOf: (uri: string) => { readonly text: string; readonly languageId: string } | undefined;
  #records: Draft[] = [];
  #chunks: RequestRecord["chunks"] = [];
  #isWatched = false;

  /** `documentOf`: as it is now. */
  constructor(documentOf: (uri: string) => { readonly text: string; readonly languageId: string } | undefined) {
    this.#documentOf = documentOf;
  }

  /** Newest first. */
  get records(): readonly RequestRecord[] {
    return this.#records.map(({ source: _, ...record }) => record).reverse();
  }

  /** Of the last request, counted from 0. */
  get lastLine(): number | undefined {
    return this.#records.at(-1)?.line;
  }

  /** Undefined where it is kept no more. */
  sourceOf(request: number): RequestSource | undefined {
    return this.#find(request)?.source;
  }

  /** Somebody looks, or no longer. */
  watch(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#forgetTexts();
  }

  /** Something of an answer was taken. */
  take({ request, index, chars }: Taken): void {
    const record = this.#find(request);
    if (record !== undefined) record.taken = { index, chars };
  }

  emit(event: TraceEvent): void {
    switch (event.stage) {
      case "request":
        this.#begin(event);
        return;
      case "context":
        this.#chunks = event.chunks.map(({ isNew: _, ...chunk }) => chunk);
        return;
      case "note":
      case "changed":
      case "opened":
        return;
      default: {
        const record = event.request === undefined ? undefined : this.#find(event.request);
        if (record) this.#add(record, event);
      }
    }
  }

  #begin({ request, uri, offset, invoked }: Extract<TraceEvent, { stage: "request" }>): void {
    const document = this.#documentOf(uri);
    const source = document && sourceAround(document, offset);
    this.#records.push({
      ...{ number: request, uri, invoked, outcome: "open", detail: "", isNear: false, chunks: this.#chunks },
      line: document === undefined ? 0 : lineNumberAt(document.text, offset),
      ...NOTHING,
      ...(source && { source }),
    });
    if (this.#records.length > KEPT) this.#records.shift();
  }

  #add(
    record: Draft,
    event: Exclude<TraceEvent, { stage: "request" | "context" | "note" | "changed" | "opened" }>,
  ): void {
    switch (event.stage) {
      case "plan":
        record.work = { ...event.cost, healed: record.work?.healed ?? 0, stale: event.stale };
        record.isNear = event.isNear === true;
        return;
      case "evaluated":
        record.readMs = event.ms;
        if (record.work) record.work = { ...record.work, healed: event.healed };
        return;
      case "decoded":
        record.writeMs = event.ms;
        record.end = event.stop;
        return;
      case "written":
        record.texts = { ...(record.texts ?? NO_TEXTS), ...tokensOf(event.written) };
        return;
      case "constraint":
        record.grammar = pick(event.counts);
        return;
      case "joined":
        record.cutChars = event.join.cut;
        return;
      case "weighed": {
        const { line, whole, keys, value, isWorthALook } = event.worth;
        record.worth = { line, whole, keys, value, isWorthALook };
        return;
      }
      case "copied":
        record.copied = event.stretch;
        return;
      case "reused":
        this.#reuse(record, event.of);
        return;
      case "other":
        this.#noteOther(event);
        return;
      case "learnt":
        return;
      case "outcome":
        this.#end(record, event);
        return;
      default:
        event satisfies never;
    }
  }

  /** What was done for an earlier request is told of the one that uses it, too. */
  #reuse(record: Draft, of: number): void {
    record.reused = of;
    const earlier = this.#find(of);
    if (earlier === undefined) return;
    const { end, cutChars, grammar, copied, texts } = earlier;
    Object.assign(record, { end, cutChars, grammar, copied, texts: texts ?? record.texts });
  }

  /** It is told of the request that the first text was written for, and of those that wait for others now. */
  #noteOther({ request, text, logprob, fate }: Extract<TraceEvent, { stage: "other" }>): void {
    const other = { text: text.slice(0, MAX_OTHER_TEXT), logprob, fate };
    for (const record of this.#records) {
      const isWaiting = record.reused === request && record.outcome === "open";
      if (record.number !== request && !isWaiting) continue;
      const texts = record.texts ?? NO_TEXTS;
      record.texts = { ...texts, others: [...texts.others, other].slice(-MAX_OTHERS) };
    }
    this.#forgetTexts();
  }

  #end(record: Draft, { outcome, timing }: Extract<TraceEvent, { stage: "outcome" }>): void {
    record.outcome = outcome.kind;
    record.detail = outcomeDetail(outcome);
    // It may have been written on meanwhile.
    if (record.reused !== undefined) this.#reuse(record, record.reused);
    record.firstTokenMs = timing.firstTokenMs;
    record.totalMs = timing.totalMs;
    const text =
      outcome.kind === "shown"
        ? outcome.suggestions[0]?.text
        : outcome.kind === "lowConfidence"
          ? outcome.text
          : undefined;
    const suggestions = outcome.kind === "shown" ? outcome.suggestions : [];
    const offered = suggestions.slice(0, MAX_OFFERED).map((one) => one.text.slice(0, MAX_TEXT));
    record.texts = { ...(record.texts ?? NO_TEXTS), text: text?.slice(0, MAX_TEXT), offered };
    if (!this.#isWatched) this.#forgetTexts();
  }

  #forgetTexts(): void {
    if (this.#isWatched) return;
    const shown = this.#inUse();
    for (const record of this.#records.slice(0, -1)) {
      if (!shown.has(record.number)) record.texts = undefined;
      delete record.source;
    }
  }

  /** The last request that has ended, those behind it, and those whose text they show: a text goes from one to the next while it is typed along. */
  #inUse(): ReadonlySet<number | undefined> {
    const numbers = new Set<number | undefined>();
    for (const { number, reused, outcome } of this.#records.toReversed()) {
      numbers.add(number).add(reused);
      if (outcome !== "open") break;
    }
    return numbers;
  }

  #find(request: number): Draft | undefined {
    return this.#records.findLast(({ number }) => number === request);
  }
}

const NOTHING = {
  ...{ reused: undefined, firstTokenMs: undefined, totalMs: undefined, readMs: undefined, writeMs: undefined },
  ...{ work: undefined, end: undefined, cutChars: undefined, worth: undefined, grammar: undefined },
  ...{ copied: undefined, taken: undefined, texts: undefined },
};

const NO_TEXTS: NonNullable<RequestRecord["texts"]> = {
  ...{ text: undefined, tokens: [], first: [], refused: [] },
  ...{ offered: [], others: [] },
};

function pick({ checks, refusals, takenBack }: NonNullable<RequestRecord["grammar"]>): RequestRecord["grammar"] {
  return { checks, refusals, takenBack };
}

function tokensOf({ drafted, tokens, choices }: Pick<Written, "drafted" | "tokens" | "choices">) {
  return {
    tokens: tokens.slice(0, MAX_TOKENS).map(({ end, logprob }, index) => ({
      text: drafted.slice(tokens[index - 1]?.end ?? 0, end),
      logprob,
    })),
    first: choices?.first ?? [],
    refused: choices?.refused.slice(0, 200) ?? [],
  };
}

/** Of a long document a part, cut at line ends where there are some. */
function sourceAround(
  { text, languageId }: { readonly text: string; readonly languageId: string },
  offset: number,
): RequestSource {
  if (text.length <= 2 * SOURCE_CHARS) return { languageId, text, offset };
  const least = Math.max(0, offset - SOURCE_CHARS);
  const start = least === 0 ? 0 : text.indexOf("\n", least) + 1;
  const from = start > least && start <= offset ? start : least;
  const most = Math.min(text.length, offset + SOURCE_CHARS);
  const end = text.lastIndexOf("\n", most);
  return { languageId, text: ownText(text.slice(from, end > offset ? end : most)), offset: offset - from };
}
