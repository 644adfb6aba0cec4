/** Where VS Code asks for ghost text. The only place that catches everything: nothing may fail in the editor. */

import * as vscode from "vscode";
import { InlineCompletionRequest, LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import type { NoSuggestion } from "../core/request/outcome.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { HostTime } from "./hostTime.ts";
import type { OutcomeLog } from "./outcomeLog.ts";

export interface GhostTextOptions {
  readonly engine: Pick<EngineProcess, "client" | "start">;
  readonly gate: (
    document: vscode.TextDocument,
    position: vscode.Position,
    invoked: boolean,
  ) => NoSuggestion | undefined;
  /** A request of our own, which is no command of the user's. */
  readonly isOwnRequest: () => boolean;
  readonly outcomes: OutcomeLog;
  readonly hostTime: HostTime;
  readonly log: (text: string) => void;
}

export class GhostTextProvider implements vscode.InlineCompletionItemProvider {
  readonly #options: GhostTextOptions;

  constructor(options: GhostTextOptions) {
    this.#options = options;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const beganAt = performance.now();
    const { hostTime } = this.#options;
    try {
      const asked = hostTime.measure(() => this.#ask(document, position, context, token));
      if ("kind" in asked) return this.#end(asked, beganAt);
      const items = await asked.items;
      return token.isCancellationRequested ? [] : items;
    } catch (error) {
      return this.#end(this.#meaningOf(error), beganAt);
    }
  }

  #ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): NoSuggestion | { readonly items: Promise<vscode.InlineCompletionItem[]> } {
    const { engine, gate, hostTime, isOwnRequest } = this.#options;
    const { Automatic, Invoke } = vscode.InlineCompletionTriggerKind;
    const invoked = context.triggerKind === Invoke && !isOwnRequest();
    const no = gate(document, position, invoked);
    if (no) return no;
    if (token.isCancellationRequested) return { kind: "cancelled" };
    engine.start();
    const { client } = engine;
    // A request sent to a starting client would wait for it, and the user would have typed on.
    if (!client) return { kind: "notReady", reason: "The engine is starting." };
    const params = client.code2ProtocolConverter.asInlineCompletionParams(document, position, {
      ...context,
      triggerKind: invoked ? Invoke : Automatic,
    });
    const convert = (items: Parameters<typeof client.protocol2CodeConverter.asInlineCompletionItem>[0][]) =>
      items.map((item) => client.protocol2CodeConverter.asInlineCompletionItem(item));
    const items = client.sendRequest(InlineCompletionRequest.type, params, token).then((answer) => {
      if (!answer) return [];
      return hostTime.measure(() => convert(Array.isArray(answer) ? answer : answer.items));
    });
    return { items };
  }

  #meaningOf(error: unknown): NoSuggestion | undefined {
    if (error instanceof ResponseError) {
      // The engine itself ended this request, and has said so.
      if (error.code === LSPErrorCodes.RequestCancelled || error.code === LSPErrorCodes.ServerCancelled)
        return undefined;
      if (ENGINE_GONE.has(error.code)) return { kind: "notReady", reason: "The engine ended before it answered." };
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log(text);
    return { kind: "failed", message: "The request for a suggestion failed: see the log of Turnkey." };
  }

  #end(outcome: NoSuggestion | undefined, beganAt: number): [] {
    if (outcome)
      this.#options.outcomes.add({
        by: "editor",
        kind: outcome.kind,
        detail: "reason" in outcome ? outcome.reason : "message" in outcome ? outcome.message : "",
        totalMs: performance.now() - beganAt,
      });
    return [];
  }
}

/** jsonrpc's own codes: the connection ended with the request unanswered, could not be written to, was not there. */
const ENGINE_GONE = new Set([-32097, -32099, -32096]);
