/** Engines that windows share, as processes, and windows that come to them; for the tests of one file. */

import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import {
  type HelloAnswer,
  isHelloAnswer,
  readGreeting,
  type SharedStarted,
  sendGreeting,
} from "../../../src/sharing/greeting.ts";
import { bundle, Peer } from "./client.ts";
import type { FakeBehaviour } from "./serverEntry.ts";

export const IDENTITY = "engine-of-this-test";

/** Its model writes something else in each document; see `serverEntry.ts`. */
export interface Engine {
  readonly pid: number;
  /** What it told its starter. */
  readonly said: Promise<SharedStarted>;
  readonly exited: Promise<number | string | null>;
}

/** A window at a shared engine. */
export class Window extends Peer {
  readonly socket: Socket;
  /** The engine's process. */
  readonly enginePid: number;

  constructor(socket: Socket, enginePid: number) {
    super(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    this.socket = socket;
    this.enginePid = enginePid;
    socket.on("error", () => {});
    socket.resume();
  }

  /** Greeted, with a document open; with a patience that no machine needs, so that time cuts no text. */
  async begin(text: string, { settings = {} }: { readonly settings?: object } = {}): Promise<void> {
    await this.initialize({ ownInlineProvider: true, settings: { latencyTarget: 10_000, ...settings } });
    await this.open("file:///project/a.ts", text);
  }

  /** As an editor does that closes. */
  async leave(): Promise<void> {
    await this.request("shutdown");
    await this.notify("exit");
    await this.until(() => this.isClosed, "the end of the connection");
  }

  /** As an editor does that is killed. */
  die(): void {
    this.socket.destroy();
  }

  /** Lines of the engine's log that came here. */
  get log(): string[] {
    return this.received<{ line: string }>("turnkey/log").map(({ line }) => line);
  }
}

export interface SharedStage {
  readonly address: () => string;
  readonly start: (behaviour?: FakeBehaviour, identity?: string) => Engine;
  /** What the engine says to a greeting; a window where it is welcome, undefined where nobody is there. */
  readonly come: (identity?: string) => Promise<Window | HelloAnswer | undefined>;
  /** A window that is welcome. */
  readonly window: () => Promise<Window>;
}

export function useSharedEngines(): SharedStage {
  let server: { path: string; remove: () => void } | undefined;
  /** One for each test, the latest last: what a killed engine leaves behind is not the next test's. */
  const folders: string[] = [];
  let engines: ChildProcess[] = [];
  let sockets: Socket[] = [];
  beforeAll(async () => {
    server = await bundle(fileURLToPath(new URL("serverEntry.ts", import.meta.url)));
  });
  beforeEach(() => {
    folders.push(mkdtempSync(join(tmpdir(), "turnkey-shared-")));
  });
  afterAll(() => {
    server?.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    for (const engine of engines) engine.kill("SIGKILL");
    for (const socket of sockets) socket.destroy();
    [engines, sockets] = [[], []];
  });
  const address = (): string => join(folders.at(-1)!, "e.sock");
  const start = (behaviour: FakeBehaviour = {}, identity = IDENTITY): Engine => {
    const child = fork(server!.path, [`--share=${address()}`, `--identity=${identity}`], {
      // As long as a test may take: it waits for windows that are slow to come, and for all others that start.
      env: { ...process.env, TURNKEY_VERIFY: "1", FAKE_ENGINE: JSON.stringify({ lingerMs: 120_000, ...behaviour }) },
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    engines.push(child);
    return watched(child);
  };
  const come = async (identity = IDENTITY): Promise<Window | HelloAnswer | undefined> => {
    const socket = await open(address());
    if (socket === undefined) return undefined;
    sockets.push(socket);
    sendGreeting(socket, { turnkey: "hello", identity });
    const answer = await readGreeting(socket, 30_000);
    if (!isHelloAnswer(answer)) return undefined;
    return answer.turnkey === "welcome" ? new Window(socket, answer.pid) : answer;
  };
  const window = async (): Promise<Window> => {
    const came = await come();
    if (!(came instanceof Window)) throw new Error(`no welcome: ${JSON.stringify(came)}`);
    return came;
  };
  return { address, start, come, window };
}

function watched(child: ChildProcess): Engine {
  return {
    pid: child.pid!,
    said: new Promise((resolve) => child.once("message", (message) => resolve(message as SharedStarted))),
    exited: new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal))),
  };
}

/** A connected socket; undefined where nobody listens. */
export function open(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}
