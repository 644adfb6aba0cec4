/** A client that knows nothing of our code: plain vscode-jsonrpc over a real server process. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { FakeBehaviour } from "./serverEntry.ts";

export interface Status {
  readonly state: string;
  readonly message: string;
  readonly model?: string;
}

export interface Item {
  readonly insertText: string;
  readonly range: object;
}

export interface ClientOptions {
  readonly bundle: string;
  readonly transport?: "stdio" | "ipc";
  readonly behaviour?: FakeBehaviour;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}

/** Bundles an entry file as the product is bundled; gives the bundle's path and a function that removes it. */
export async function bundle(entry: string, folder = tmpdir()): Promise<{ path: string; remove: () => void }> {
  mkdirSync(folder, { recursive: true });
  const target = mkdtempSync(join(folder, "turnkey-server-"));
  const path = join(target, "server.cjs");
  const remove = (): void => rmSync(target, { recursive: true, force: true });
  const built = build({
    entryPoints: [entry],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["node-llama-cpp"],
    logLevel: "error",
  });
  await built.catch((error: unknown) => {
    remove();
    throw error;
  });
  return { path, remove };
}

/** One side of a conversation with a server, wherever that is. */
export class Peer {
  readonly statuses: Status[] = [];
  readonly notifications: { readonly method: string; readonly params: unknown }[] = [];
  stderr = "";
  /** The connection has ended. */
  isClosed = false;
  readonly connection: MessageConnection;
  readonly #waiting = new Set<() => void>();

  constructor(reader: MessageReader, writer: MessageWriter) {
    this.connection = createMessageConnection(reader, writer);
    this.connection.onNotification((method, params) => {
      this.notifications.push({ method, params });
      if (method === "turnkey/status") this.statuses.push(params as Status);
      this.wake();
    });
    // The server's death shows elsewhere.
    this.connection.onError(() => {});
    this.connection.onClose(() => {
      this.isClosed = true;
      this.wake();
    });
    this.connection.listen();
  }

  request<Result>(method: string, params: object = {}): Promise<Result> {
    return this.connection.sendRequest<Result>(method, params);
  }

  notify(method: string, params: object = {}): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  async initialize(options: object = {}, params: object = {}): Promise<{ capabilities: Record<string, unknown> }> {
    const result = await this.request<{ capabilities: Record<string, unknown> }>("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: options,
      ...params,
    });
    await this.notify("initialized");
    return result;
  }

  open(uri: string, text: string, languageId = "typescript", version = 1): Promise<void> {
    return this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, contentChanges: readonly object[]): Promise<void> {
    return this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  /** A request for ghost text, and the way to cancel it. */
  complete(uri: string, position: object, triggerKind = 1): { items: Promise<Item[]>; cancel: () => void } {
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri }, position, context: { triggerKind } };
    return {
      items: this.connection.sendRequest<Item[]>("textDocument/inlineCompletion", params, source.token),
      cancel: () => source.cancel(),
    };
  }

  /** Resolves when `condition` holds; asked again after everything that comes from the server. */
  async until(condition: () => boolean, what: string, maxMs = 100_000): Promise<void> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.wake();
    }, maxMs);
    while (!condition()) {
      if (isLate) throw new Error(`waited in vain for ${what}; stderr: ${this.stderr}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    clearTimeout(timer);
  }

  async untilState(state: string, maxMs?: number): Promise<void> {
    await this.until(() => this.statuses.at(-1)?.state === state, `state ${state}`, maxMs);
  }

  /** The parameters of all notifications of one method. */
  received<Params>(method: string): Params[] {
    return this.notifications.filter((entry) => entry.method === method).map(({ params }) => params as Params);
  }

  protected wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

/** A server process of one client. */
export class Client extends Peer {
  readonly process: ChildProcess;
  readonly exited: Promise<number | string | null>;

  constructor({ bundle, transport = "stdio", behaviour = {}, environment = {}, arguments: extra = [] }: ClientOptions) {
    const flag = transport === "ipc" ? "--node-ipc" : "--stdio";
    const child = spawn(process.execPath, [bundle, flag, ...extra], {
      stdio: transport === "ipc" ? ["ignore", "pipe", "pipe", "ipc"] : ["pipe", "pipe", "pipe", "pipe"],
      env: { ...process.env, TURNKEY_VERIFY: "1", FAKE_ENGINE: JSON.stringify(behaviour), ...environment },
    });
    super(
      transport === "ipc" ? new IPCMessageReader(child) : new StreamMessageReader(child.stdout!),
      transport === "ipc" ? new IPCMessageWriter(child) : new StreamMessageWriter(child.stdin!),
    );
    this.process = child;
    this.exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
    child.stderr?.setEncoding("utf8").on("data", (data: string) => {
      this.stderr += data;
      this.wake();
    });
  }

  /** Ends the server as a client should; gives its exit code. */
  async stop(): Promise<number | string | null> {
    await this.request("shutdown");
    await this.notify("exit");
    return this.exited;
  }

  /** For the end of a test, whatever became of it. */
  kill(): void {
    this.process.kill("SIGKILL");
    this.connection.dispose();
  }
}
