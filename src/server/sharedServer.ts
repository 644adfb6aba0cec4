/** One engine for all windows of a user: a session for each, on one model; it ends when they have left. */

import type { Socket } from "node:net";
import { type Clock, withinTime } from "../core/clock.ts";
import { isHello, readGreeting, sendGreeting } from "../sharing/greeting.ts";
import type { AddressClaim } from "./claim.ts";
import { Served, type ServerParts } from "./served.ts";
import { SharedModel } from "./sharedModel.ts";
import { connectWindow } from "./windowConnection.ts";
import { endsAt, LINGER_MS, started, type WindowsState, windowCame, windowLeft } from "./windows.ts";

export interface SharedServerOptions extends ServerParts {
  readonly clock: Clock;
  readonly claim: AddressClaim;
  readonly identity: string;
  /** Called once: nobody can come any more. */
  readonly onEnd: () => void;
}

const GREETING_MAX_MS = 5_000;
/** How often it is looked whether the address still leads here. */
const LOOK_EVERY_MS = 1_000;
const END_MAX_MS = 2_000;

export class SharedServer {
  readonly #options: SharedServerOptions;
  readonly #model: SharedModel;
  readonly #windows = new Map<Served, Socket>();
  readonly #ended = new AbortController();
  #state: WindowsState;
  #waiting = new AbortController();

  constructor(options: SharedServerOptions) {
    this.#options = options;
    const { clock, claim, loadEngine: load, lingerMs: keepMs = LINGER_MS } = options;
    this.#model = new SharedModel({ load, clock, keepMs, onBug: (error) => this.reportBug(error) });
    this.#state = started(clock.now());
    claim.server.on("connection", (socket) => this.#greet(socket).catch((error: unknown) => this.reportBug(error)));
    this.#waitForEnd();
    this.#watchAddress().catch((error: unknown) => this.reportBug(error));
  }

  get hasModel(): boolean {
    return this.#model.isLoaded || [...this.#windows.keys()].some(({ hasModel }) => hasModel);
  }

  /** A line of the log, to all windows; false: there are none. */
  log(line: string): boolean {
    for (const served of this.#windows.keys()) served.tellLog(line);
    return this.#windows.size > 0;
  }

  reportBug(error: unknown): void {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  async #greet(socket: Socket): Promise<void> {
    socket.on("error", () => {});
    const hello = await readGreeting(socket, GREETING_MAX_MS);
    if (!isHello(hello) || socket.destroyed || this.#ended.signal.aborted) {
      socket.destroy();
      return;
    }
    if (hello.identity !== this.#options.identity) {
      sendGreeting(socket, { turnkey: "refused", why: "the engine has another version or other settings" });
      socket.end();
      return;
    }
    sendGreeting(socket, { turnkey: "welcome", pid: process.pid });
    this.#serve(socket);
  }

  #serve(socket: Socket): void {
    const connection = connectWindow(socket);
    const windows = (): number => this.#windows.size;
    const served = new Served(connection, { ...this.#options, model: this.#model, windows });
    this.#windows.set(served, socket);
    this.#change(windowCame(this.#state));
    socket.once("close", () => {
      this.#leave(served)
        .then(() => connection.dispose())
        .catch((error: unknown) => this.reportBug(error));
    });
    connection.listen();
    socket.resume();
  }

  async #leave(served: Served): Promise<void> {
    this.#windows.delete(served);
    await served.leave();
    this.#change(windowLeft(this.#state, this.#options.clock.now(), served.isMoving));
  }

  #change(state: WindowsState): void {
    this.#state = state;
    for (const served of this.#windows.keys()) served.announce();
    this.#waitForEnd();
  }

  #waitForEnd(): void {
    this.#waiting.abort();
    const { clock, lingerMs = LINGER_MS } = this.#options;
    const at = endsAt(this.#state, lingerMs);
    if (at === undefined || this.#ended.signal.aborted) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    clock
      .sleep(Math.max(0, at - clock.now()), waiting.signal)
      .then(() => {
        if (!waiting.signal.aborted) return this.#end();
      })
      .catch((error: unknown) => this.reportBug(error));
  }

  /** An engine that windows cannot find is in the way of the one that they do. */
  async #watchAddress(): Promise<void> {
    const { clock, claim } = this.#options;
    while (!this.#ended.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, this.#ended.signal);
      if (!this.#ended.signal.aborted && !claim.isOurs()) await this.#end();
    }
  }

  async #end(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#waiting.abort();
    const { claim, clock, onEnd } = this.#options;
    claim.release();
    const ending = [...this.#windows].map(async ([served, socket]) => {
      socket.destroy();
      await served.leave();
    });
    await withinTime(Promise.all(ending), clock, END_MAX_MS);
    onEnd();
  }
}
