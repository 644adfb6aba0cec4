/** `textDocument/inlineCompletion`: from LSP's terms to a request of the core, and its outcome back. */

import {
  type CancellationToken,
  type InlineCompletionItem,
  type InlineCompletionParams,
  InlineCompletionTriggerKind,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import type { Clock } from "../core/clock.ts";
import type { Suggestion } from "../core/place/suggestion.ts";
import { TOO_LARGE } from "../core/request/gate.ts";
import type { Outcome } from "../core/request/outcome.ts";
import type { SuggestRequest } from "../core/request/suggestRequest.ts";
import type { Mirror } from "./documents.ts";

export interface RequestsOptions {
  readonly clock: Clock;
  /** Automatic requests are answered when the user pauses. */
  readonly isPaced?: boolean;
  readonly documentOf: (uri: string) => Mirror | undefined;
  /** A document that is open at the client, and not kept because of its size. */
  readonly isTooLarge?: (uri: string) => boolean;
  readonly suggest: (request: SuggestRequest, signal: AbortSignal) => Promise<Outcome>;
  /** How a request ended; called once per request, before it is answered. */
  readonly onOutcome: (uri: string, outcome: Outcome, totalMs: number) => void;
  /** A broken rule of our own code came out of `suggest`. */
  readonly onBug: (error: unknown) => void;
}

/** Answers one request. Throws `ResponseError` for a cancelled one and nothing else. */
export type AnswerInlineCompletion = (
  params: InlineCompletionParams,
  token: CancellationToken,
) => Promise<InlineCompletionItem[]>;

export function createRequests(options: RequestsOptions): AnswerInlineCompletion {
  return async (params, token) => {
    const startedAt = options.clock.now();
    const { uri } = params.textDocument;
    // Before the first await: the document is the one that the client asked about.
    const document = options.documentOf(uri);
    const { outcome, items } = await answer(options, params, document, token);
    options.onOutcome(uri, outcome, options.clock.now() - startedAt);
    if (outcome.kind === "cancelled" && token.isCancellationRequested)
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "");
    return items;
  };
}

interface Answer {
  readonly outcome: Outcome;
  readonly items: InlineCompletionItem[];
}

async function answer(
  options: RequestsOptions,
  params: InlineCompletionParams,
  document: Mirror | undefined,
  token: CancellationToken,
): Promise<Answer> {
  if (token.isCancellationRequested) return none({ kind: "cancelled" });
  if (options.isTooLarge?.(params.textDocument.uri) === true) return none(TOO_LARGE);
  if (document === undefined) return none({ kind: "unsupportedDocument", reason: "The document is not open." });
  if (params.position.line >= document.lineCount)
    return none({ kind: "notShowable", reason: "The position is outside of the document." });
  const askedFor = document.version;
  const outcome = await suggest(options, toRequest(params, document, options.isPaced === true), token);
  if (token.isCancellationRequested) return none({ kind: "cancelled" });
  if (outcome.kind !== "shown") return none(outcome);
  // The offsets are those of the text that was asked about.
  if (options.documentOf(document.uri) !== document || document.version !== askedFor)
    return none({ kind: "stale", askedFor, now: document.version });
  return { outcome, items: outcome.suggestions.map((suggestion) => toItem(suggestion, document)) };
}

async function suggest(options: RequestsOptions, request: SuggestRequest, token: CancellationToken): Promise<Outcome> {
  const cancelled = new AbortController();
  const listener = token.onCancellationRequested(() => cancelled.abort());
  try {
    return await options.suggest(request, cancelled.signal);
  } catch (error) {
    // The outermost edge: an error here would become a pop-up in the editor, once per key.
    options.onBug(error);
    return { kind: "failed", message: "Turnkey has a bug here; its log says more." };
  } finally {
    listener.dispose();
  }
}

function toRequest(
  { textDocument, position, context }: InlineCompletionParams,
  document: Mirror,
  paced: boolean,
): SuggestRequest {
  const selected = context.selectedCompletionInfo;
  return {
    uri: textDocument.uri,
    offset: document.offsetAt(position),
    invoked: context.triggerKind === InlineCompletionTriggerKind.Invoked,
    ...(paced ? { paced } : {}),
    ...(selected && {
      selected: {
        start: document.offsetAt(selected.range.start),
        end: document.offsetAt(selected.range.end),
        text: selected.text,
      },
    }),
  };
}

/** Plain text and no `filterText`: with either of them otherwise, "accept word" would take everything. */
function toItem({ start, end, text }: Suggestion, document: Mirror): InlineCompletionItem {
  return { insertText: text, range: { start: document.positionAt(start), end: document.positionAt(end) } };
}

function none(outcome: Outcome): Answer {
  return { outcome, items: [] };
}
