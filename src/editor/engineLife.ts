/** One life of the engine: a process, the client that speaks with it, and the heartbeat between both. */

import type { LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";
import type { EngineStatus, Requests } from "../protocol.ts";
import type { EngineRun } from "./engineRun.ts";
import { QuietClient } from "./quietClient.ts";
import { type Silence, silenceAt } from "./restartPolicy.ts";

export interface LifeTiming {
  /** A start that takes longer is a hang. */
  readonly startMaxMs: number;
  readonly heartbeatMs: number;
  /** An engine that is silent for so long is killed. */
  readonly silentMaxMs: number;
  /** How long a polite stop may take. */
  readonly stopMaxMs: number;
}

export const LIFE_TIMING: LifeTiming = {
  startMaxMs: 30_000,
  heartbeatMs: 2_500,
  silentMaxMs: 10_000,
  stopMaxMs: 1_500,
};

const CLIENT_LEAVES_AFTER_MS = 1_000;

export interface EngineLifeOptions {
  readonly run: EngineRun;
  readonly client: LanguageClientOptions;
  readonly timing: LifeTiming;
  /** Called for each new client before it starts, to hear the engine's notifications. */
  readonly listen: (client: LanguageClient) => void;
  readonly onHealth: (status: EngineStatus) => void;
}

export interface EngineDeath {
  /** For the log. */
  readonly words: string;
  /** The last moment at which the engine was known to live, in milliseconds of `performance.now`. */
  readonly aliveAt: number;
}

export class EngineLife {
  readonly client: LanguageClient;
  /** Resolves once, when the engine is gone or was left, whatever the cause. */
  readonly ended: Promise<EngineDeath>;
  readonly #run: EngineRun;
  readonly #timing: LifeTiming;
  readonly #onHealth: (status: EngineStatus) => void;
  #heartbeat: NodeJS.Timeout | undefined;
  #aliveAt = performance.now();
  #frozen = false;
  #gone = false;

  constructor({ run, client, timing, listen, onHealth }: EngineLifeOptions) {
    this.#run = run;
    this.#timing = timing;
    this.#onHealth = onHealth;
    this.ended = run.ended.then((words) => this.#end(words));
    this.client = new QuietClient({
      client,
      connect: () => run.connect(),
      onLost: () => this.leave(),
    });
    listen(this.client);
    void this.#start();
  }

  /** Undefined once the process is gone, or when it could not be started. */
  get pid(): number | undefined {
    return this.#gone ? undefined : this.#run.pid;
  }

  /** A message sent now goes to the engine at once. */
  get isRunning(): boolean {
    return !this.#gone && this.client.isRunning();
  }

  /** Other windows use it too. */
  get isShared(): boolean {
    return !this.#gone && this.#run.isShared;
  }

  /** Ends the process, for all who use it. */
  kill(): void {
    if (!this.#gone) this.#run.kill();
  }

  /** At once: an engine of our own ends with it. */
  leave(): void {
    if (!this.#gone) this.#run.leave();
  }

  /** Takes leave, and does without an answer when that takes too long. Resolves when an engine of our own is gone. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.leave(), this.#timing.stopMaxMs);
    try {
      if (this.isRunning) await this.client.stop(this.#timing.stopMaxMs);
      else this.leave();
    } catch {
      // It would not stop.
      this.leave();
    }
    await this.ended;
    clearTimeout(timer);
  }

  async #start(): Promise<void> {
    const timer = setTimeout(() => this.#freeze(), this.#timing.startMaxMs);
    try {
      await this.client.start();
      this.#aliveAt = performance.now();
      if (!this.#gone) this.#watch();
    } catch {
      // The client has logged why; an engine that cannot be spoken with is no engine.
      this.leave();
    } finally {
      clearTimeout(timer);
    }
  }

  #watch(): void {
    const intervalMs = this.#timing.heartbeatMs;
    let silence: Silence = { silentMs: 0, beatAt: performance.now() };
    let answered = false;
    let asking = false;
    const ask = async (): Promise<void> => {
      if (asking || !this.isRunning) return;
      asking = true;
      try {
        const status: Requests["turnkey/health"]["result"] = await this.client.sendRequest("turnkey/health", {});
        answered = true;
        this.#aliveAt = performance.now();
        this.#onHealth(status);
      } catch {
        // No answer is the answer.
      } finally {
        asking = false;
      }
    };
    this.#heartbeat = setInterval(() => {
      silence = silenceAt(silence, { now: performance.now(), answered, intervalMs });
      answered = false;
      if (silence.silentMs >= this.#timing.silentMaxMs) this.#freeze();
      else void ask();
    }, intervalMs);
    void ask();
  }

  #freeze(): void {
    this.#frozen = true;
    this.kill();
  }

  #end(words: string): EngineDeath {
    this.#gone = true;
    clearInterval(this.#heartbeat);
    // The client hears of the end a moment later, and then leaves its documents; disposed of before, it would try to say goodbye.
    setTimeout(() => this.client.dispose().catch(() => {}), CLIENT_LEAVES_AFTER_MS).unref();
    const aliveAt = this.#frozen ? this.#aliveAt : performance.now();
    return { words: this.#frozen ? "did not answer and was killed" : words, aliveAt };
  }
}
