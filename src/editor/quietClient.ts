/** A language client that never opens a pop-up of its own: what the user should know, we say ourselves. */

import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";

export interface QuietClientOptions {
  readonly client: LanguageClientOptions;
  readonly connect: () => Promise<MessageTransports>;
  /** The stream from the engine is lost though it may still run. */
  readonly onLost: () => void;
}

export class QuietClient extends LanguageClient {
  constructor({ client, connect, onLost }: QuietClientOptions) {
    super("turnkey", "Turnkey", connect, {
      ...client,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: {
        // A failed write (typing into a dead pipe) is followed by the close event; shutting down here would be for good.
        error: (_error, message) => {
          if (!message) onLost();
          return { action: ErrorAction.Continue, handled: true };
        },
        closed: () => {
          onLost();
          return { action: CloseAction.DoNotRestart, handled: true, message: "The connection to the engine has ended" };
        },
      },
    });
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}
