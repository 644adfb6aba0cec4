/** Keeps an engine running: starts it when wanted, and again when it died or froze, as `restartPolicy.ts` decides. */

import * as vscode from "vscode";
import type { CancellationToken, LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";
import type { EngineStatus, Notifications, Requests } from "../protocol.ts";
import { EngineLife, LIFE_TIMING, type LifeTiming } from "./engineLife.ts";
import type { EngineRun } from "./engineRun.ts";
import type { EngineStart } from "./engineSharing.ts";
import {
  afterDeath,
  afterLoadBegan,
  afterLoadEnded,
  afterStart,
  FRESH,
  mayShare,
  RESTART_DELAYS_MS,
  type RestartState,
} from "./restartPolicy.ts";

/** What the engine tells us, as far as it is not its status. */
type Heard = Pick<Notifications, "turnkey/outcome" | "turnkey/message" | "turnkey/more" | "turnkey/resync">;
/** What the engine is told. */
type Told = Pick<
  Notifications,
  "turnkey/cursor" | "turnkey/focus" | "turnkey/changeReason" | "turnkey/trust" | "turnkey/server"
>;

export interface EngineProcessOptions {
  readonly start: (how: EngineStart) => EngineRun;
  /** Options of each new client. */
  readonly client: () => LanguageClientOptions;
  readonly log: vscode.LogOutputChannel;
  /** The model that the engine loads now: its path, "" for the embedded one. */
  readonly modelPath: () => string;
  readonly hear: { readonly [Method in keyof Heard]: (params: Heard[Method]) => void };
  /** A new engine answers: it knows the open documents and nothing else. */
  readonly onReady: () => void;
  /** This model broke the engine too often; the next engine is told to avoid it. */
  readonly onBadModel: (path: string) => void;
  /** The engine will not be started again by itself. */
  readonly onGivenUp: () => void;
  readonly timing?: LifeTiming;
  readonly delaysMs?: readonly number[];
}

export class EngineProcess implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<EngineStatus>();
  /** Fires with each new status, those of our own making included. */
  readonly onDidChangeStatus = this.#changed.event;
  readonly #options: EngineProcessOptions;
  #policy: RestartState = FRESH;
  #life: EngineLife | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #wanted = false;
  #status: EngineStatus = OFF;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  /** The process that runs now. */
  get pid(): number | undefined {
    return this.#life?.pid;
  }

  /** The client of an engine that answers; undefined while there is none. A message is never kept for a later engine. */
  get client(): LanguageClient | undefined {
    return this.#life?.isRunning ? this.#life.client : undefined;
  }

  /** From now on there is to be an engine. Calling it again changes nothing. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#begin();
  }

  /** Ends the engine until `start` is called. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#waiting);
    const life = this.#life;
    this.#life = undefined;
    this.#publish(OFF);
    await life?.stop();
  }

  /** Windows share the engine that runs now. */
  get isShared(): boolean {
    return this.#life?.isShared ?? false;
  }

  /** Leaves the engine for the one that the settings ask for now. */
  async move(): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    this.#publish({ ...NOTHING_LOADED, state: "loading", message: vscode.l10n.t("The engine is starting.") });
    // Sent before the stop begins, which would drop it.
    if (life.isRunning) await life.client.sendNotification("turnkey/moving", {}).catch(() => {});
    await life.stop();
    // Somebody may have stopped it meanwhile, or started it again.
    if (this.#wanted && this.#life === undefined) this.#begin();
  }

  /** A new engine with a clean record, at the user's wish; for all who share it. */
  async restart(): Promise<void> {
    const life = this.#life;
    if (life?.isShared) {
      this.#life = undefined;
      life.kill();
      await life.ended;
    }
    await this.stop();
    this.#policy = FRESH;
    this.start();
  }

  dispose(): void {
    this.#wanted = false;
    clearTimeout(this.#waiting);
    this.#life?.leave();
    this.#life = undefined;
    this.#changed.dispose();
  }

  /**
   * Asks the engine.
   * @throws when there is none, when it ends before it answers, and when it refuses
   */
  async request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    token?: CancellationToken,
  ): Promise<Requests[Method]["result"]> {
    const client = this.client;
    if (!client) throw new Error("The engine is not running");
    return token ? client.sendRequest(method, params, token) : client.sendRequest(method, params);
  }

  /** Tells the engine; without one, nobody needs to know. */
  tell<Method extends keyof Told>(method: Method, params: Told[Method]): void {
    // A write that fails is followed by the engine's end, which is dealt with there.
    this.client?.sendNotification(method, params).catch(() => {});
  }

  #begin(): void {
    const { log } = this.#options;
    const life = this.#createLife();
    this.#life = life;
    this.#policy = afterStart(this.#policy, performance.now());
    this.#publish({ ...NOTHING_LOADED, state: "loading", message: vscode.l10n.t("The engine is starting.") });
    log.info(`The engine was started (process ${life.pid ?? "not known yet"}, ${this.#policy.runtime} runtime)`);
    void life.ended.then(({ words, aliveAt }) => {
      log.info(`The engine ${words}`);
      // An engine that was stopped on purpose is no longer ours.
      if (this.#life === life) this.#recover(aliveAt);
    });
  }

  #createLife(): EngineLife {
    const { start, client, timing, hear, onReady, log } = this.#options;
    const life: EngineLife = new EngineLife({
      run: start({ runtime: this.#policy.runtime, mayShare: mayShare(this.#policy) }),
      client: client(),
      timing: timing ?? LIFE_TIMING,
      listen: (fresh) => {
        const whileOurs = <Params>(handle: (params: Params) => void) => {
          return (params: Params): void => {
            if (this.#life?.client === fresh) handle(params);
          };
        };
        fresh.onNotification(
          "turnkey/status",
          whileOurs((status: EngineStatus) => this.#take(status)),
        );
        fresh.onNotification("turnkey/log", ({ line }: Notifications["turnkey/log"]) => log.info(line));
        fresh.onNotification("turnkey/outcome", whileOurs(hear["turnkey/outcome"]));
        fresh.onNotification("turnkey/message", whileOurs(hear["turnkey/message"]));
        fresh.onNotification("turnkey/more", whileOurs(hear["turnkey/more"]));
        fresh.onNotification("turnkey/resync", whileOurs(hear["turnkey/resync"]));
        fresh.onDidChangeState(whileOurs(() => fresh.isRunning() && onReady()));
      },
      onHealth: (status) => {
        if (this.#life === life) this.#take(status);
      },
    });
    return life;
  }

  #recover(aliveAt: number): void {
    this.#life = undefined;
    const { state, decision } = afterDeath(this.#policy, aliveAt);
    this.#policy = state;
    if (decision.kind === "giveUp") {
      const message = vscode.l10n.t("The engine ended many times in a row. Restart it, or see the log of Turnkey.");
      this.#publish({ ...NOTHING_LOADED, state: "error", message });
      this.#options.onGivenUp();
      return;
    }
    if (decision.badModel !== undefined) this.#options.onBadModel(decision.badModel);
    this.#publish({ ...NOTHING_LOADED, state: "loading", message: vscode.l10n.t("The engine is starting again.") });
    this.#waiting = setTimeout(() => this.#begin(), this.#delay(decision.delayMs));
  }

  #delay(delayMs: number): number {
    return this.#options.delaysMs?.[RESTART_DELAYS_MS.indexOf(delayMs)] ?? delayMs;
  }

  #take(status: EngineStatus): void {
    const { load } = this.#policy;
    if (status.state === "loading" && (load === undefined || load.endedAt !== undefined))
      this.#policy = afterLoadBegan(this.#policy, this.#options.modelPath());
    if (status.state === "ready" || status.state === "thinking")
      this.#policy = afterLoadEnded(this.#policy, this.#options.modelPath(), performance.now());
    this.#publish(status);
  }

  #publish(status: EngineStatus): void {
    const before = this.#status;
    this.#status = status;
    if (JSON.stringify(before) !== JSON.stringify(status)) this.#changed.fire(status);
  }
}

const NOTHING_LOADED = { model: undefined, threads: undefined, contextSize: undefined, rates: undefined } as const;

const OFF: EngineStatus = { ...NOTHING_LOADED, state: "off", message: "" };
