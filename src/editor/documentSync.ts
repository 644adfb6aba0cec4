/** Which documents the engine is sent. What it has no business with never leaves the editor. */

import * as vscode from "vscode";
import type { LanguageClient, Middleware } from "vscode-languageclient/node";
import { DidCloseTextDocumentNotification, DidOpenTextDocumentNotification } from "vscode-languageclient/node";
import type { HostTime } from "./hostTime.ts";

export interface DocumentSyncOptions {
  /** False for documents that are excluded, too large or switched off. */
  readonly isWanted: (document: vscode.TextDocument) => boolean;
  /** The present engine's; undefined while there is none. */
  readonly client: () => LanguageClient | undefined;
  /** A document that was changed is excluded by its text from now on, or no longer. */
  readonly onTurned: () => void;
  readonly hostTime: HostTime;
}

export class DocumentSync {
  readonly middleware: Middleware;
  readonly #options: DocumentSyncOptions;
  /** Open documents that the present engine was not told of. */
  readonly #withheld = new Set<string>();

  constructor(options: DocumentSyncOptions) {
    this.#options = options;
    this.middleware = {
      didOpen: async (document, next) => {
        const wanted = options.isWanted(document);
        this.#mark(document, wanted);
        if (wanted) await quietly(next(document));
      },
      didChange: async (event, next) => {
        const isKnown = !this.#withheld.has(event.document.uri.toString());
        const isWanted = options.hostTime.measure(() => options.isWanted(event.document));
        if (isKnown !== isWanted) await quietly(this.#turn(event.document));
        else if (isKnown) await quietly(options.hostTime.measure(() => next(event)));
      },
      didClose: async (document, next) => {
        if (!this.#withheld.delete(document.uri.toString())) await quietly(next(document));
      },
    };
  }

  /** Opens and closes documents at the engine after a change of what is wanted. */
  async reconsider(client: LanguageClient): Promise<void> {
    for (const document of vscode.workspace.textDocuments) await this.#tell(client, document);
  }

  /** The change itself is not sent: it is what made the difference. */
  async #turn(document: vscode.TextDocument): Promise<void> {
    const client = this.#options.client();
    if (client) await this.#tell(client, document);
    this.#options.onTurned();
  }

  /** Opens or closes the document at the engine, if that is not done yet. */
  async #tell(client: LanguageClient, document: vscode.TextDocument): Promise<void> {
    const wanted = this.#options.isWanted(document);
    if (wanted !== this.#withheld.has(document.uri.toString())) return;
    if (wanted) await send(client, DidOpenTextDocumentNotification.method, document);
    else await send(client, DidCloseTextDocumentNotification.method, document);
    this.#mark(document, wanted);
  }

  /** Sends a document's whole text again, for an engine that lost it. */
  async reopen(client: LanguageClient, uri: string): Promise<void> {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (document) await send(client, DidOpenTextDocumentNotification.method, document);
  }

  #mark(document: vscode.TextDocument, wanted: boolean): void {
    if (wanted) this.#withheld.delete(document.uri.toString());
    else this.#withheld.add(document.uri.toString());
  }
}

/** Does what the client does when the editor reports it; nothing for documents that the client does not match. */
async function send(
  client: LanguageClient,
  method: typeof DidOpenTextDocumentNotification.method | typeof DidCloseTextDocumentNotification.method,
  document: vscode.TextDocument,
): Promise<void> {
  const feature =
    method === DidOpenTextDocumentNotification.method
      ? client.getFeature(DidOpenTextDocumentNotification.method)
      : client.getFeature(DidCloseTextDocumentNotification.method);
  await feature.getProvider(document)?.send(document);
}

/** A message that cannot be written means that the engine died: the next one is sent every open document. */
async function quietly(sent: Promise<void>): Promise<void> {
  try {
    await sent;
  } catch {
    // The client has logged it.
  }
}
