/** The extension, activated in the fake editor with an engine process that has no model. */

import type * as vscode from "vscode";
import { activate, deactivate, type TurnkeyApi } from "../../src/extension.ts";
import type { FakeEngineManner, SeenByEngine } from "../fakes/engineServer.mts";
import { host } from "../fakes/vscode/host.ts";
import { CancellationTokenSource, type InlineCompletionItem, Position, Range, Uri } from "../fakes/vscode/index.ts";
import { ENGINE_SERVER, MODEL_PROGRAM } from "./harness.ts";

export class Memento {
  readonly values = new Map<string, unknown>();
  get(key: string, fallback?: unknown): unknown {
    return this.values.get(key) ?? fallback;
  }
  async update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
  }
}

/** Where the editor keeps what nobody else may read. */
export class Secrets {
  readonly values = new Map<string, string>();
  async get(key: string): Promise<string | undefined> {
    return this.values.get(key);
  }
  async store(key: string, value: string): Promise<void> {
    this.values.set(key, value);
  }
  async delete(key: string): Promise<void> {
    this.values.delete(key);
  }
}

export interface Asking {
  readonly position?: Position;
  readonly invoked?: boolean;
  /** The text of the suggest widget's selected item. */
  readonly selected?: string;
  readonly cancelAfterMs?: number;
}

export interface Activated {
  readonly api: TurnkeyApi;
  readonly globalState: Memento;
  /** Asks for ghost text in the active document: each item as `insertText@line:character`. */
  ask(asking?: Asking): Promise<string[]>;
  /** What the engine was told. */
  seen(): Promise<SeenByEngine>;
  end(): Promise<void>;
}

export interface ActivateOptions {
  readonly manner: FakeEngineManner;
  readonly globalState?: Memento;
}

export function activateIn({ manner, globalState = new Memento() }: ActivateOptions): Activated {
  process.env.FAKE_ENGINE = manner;
  // That engine serves one window.
  host.configuration.set("global", "turnkey.engine.shared", false);
  const subscriptions: { dispose(): void }[] = [];
  const context = {
    ...{
      subscriptions,
      globalState,
      workspaceState: new Memento(),
      secrets: new Secrets(),
      extensionPath: process.cwd(),
    },
    extensionUri: Uri.file(process.cwd()),
    asAbsolutePath: (path: string) => (path.endsWith("models.cjs") ? MODEL_PROGRAM : ENGINE_SERVER),
    extension: { id: "turnkey.turnkey", packageJSON: { version: "1.2.3" } },
  };
  const api = activate(context as unknown as vscode.ExtensionContext);
  const provider = host.providers.at(-1) as vscode.InlineCompletionItemProvider;
  return {
    api,
    globalState,
    ask: (asking) => ask(provider, asking),
    seen: async () => {
      await host.run("turnkey.showTrace");
      const line = host.channels.get("Turnkey Trace")!.find((text) => text.startsWith("{"));
      return JSON.parse(line!) as SeenByEngine;
    },
    end: async () => {
      await deactivate();
      for (const subscription of subscriptions.splice(0)) subscription.dispose();
    },
  };
}

async function ask(provider: vscode.InlineCompletionItemProvider, asking: Asking = {}): Promise<string[]> {
  const { position = new Position(0, 0), invoked = false, selected } = asking;
  const source = new CancellationTokenSource();
  if (asking.cancelAfterMs !== undefined) setTimeout(() => source.cancel(), asking.cancelAfterMs);
  const context = {
    triggerKind: invoked ? 0 : 1,
    selectedCompletionInfo: selected && { text: selected, range: new Range(position, position) },
  };
  const parameters = [host.activeEditor!.document, position, context, source.token] as unknown as Parameters<
    typeof provider.provideInlineCompletionItems
  >;
  const items = (await provider.provideInlineCompletionItems(...parameters)) as unknown as InlineCompletionItem[];
  return items.map(({ insertText, range }) => `${insertText}@${range?.start.line}:${range?.start.character}`);
}
