/** The language server on a fake engine, to be bundled and started as a process. `FAKE_ENGINE` holds `FakeBehaviour` as JSON. */

import { read } from "node:fs";
import { Socket } from "node:net";
import { openServer } from "../../../src/remote/openServer.ts";
import type { LoadEngine } from "../../../src/server/engineHost.ts";
import { startServer } from "../../../src/server/start.ts";
import { createFakeEngine, type FakeEngineOptions } from "../../fakes/engine.ts";

export interface FakeBehaviour {
  /** Loading waits until the client sends SIGUSR2. */
  readonly slowToLoad?: boolean;
  /** The model's first step waits until the client sends SIGUSR2. */
  readonly holdsFirstStep?: boolean;
  readonly failed?: string;
  /** Every step of the model takes so long. */
  readonly stepMs?: number;
  /** A thread of native work is stuck: it reads a pipe that nobody writes to. */
  readonly stuck?: boolean;
  /** Throws where nobody catches, when the model is asked. */
  readonly crash?: boolean;
  /** Fails beside the answer, when the model is asked for the first time. */
  readonly failsUnseen?: boolean;
  /** Writes lines where only the protocol may be. */
  readonly stray?: boolean;
  /** How long an engine that windows share waits for one when the last has left. */
  readonly lingerMs?: number;
  /** Every connection that it begins is said on stderr and does not come about. */
  readonly deniesSockets?: boolean;
  /** How likely each token is, in place of very. */
  readonly logprob?: number;
  /** Reports on stderr, as JSON lines, what the model is asked to continue. */
  readonly report?: boolean;
}

/** The client opens it and says nothing. */
const SILENT_PIPE = 3;

let hasFailed = false;

const behaviour = JSON.parse(process.env.FAKE_ENGINE ?? "{}") as FakeBehaviour;

/** Heard from the start: whoever sends it knows of the wait by what is said before. */
const released = new Promise((resolve) => process.once("SIGUSR2", resolve));

const loadEngine: LoadEngine = async ({ modelPath }, _signal, onProgress) => {
  console.error(`loading ${modelPath || "embedded"}`);
  if (behaviour.slowToLoad) {
    onProgress(0.5);
    const alive = setInterval(() => {}, 1000);
    await released;
    clearInterval(alive);
  }
  if (behaviour.failed !== undefined && modelPath !== "") return { failed: behaviour.failed };
  if (behaviour.stuck) read(SILENT_PIPE, Buffer.alloc(1), 0, 1, null, () => {});
  const create = () => Object.assign(createFakeEngine(fake), { threads: 1 });
  return { engine: create(), another: async () => create() };
};

if (behaviour.deniesSockets) {
  Socket.prototype.connect = function connect(): never {
    process.stderr.write("a socket was opened\n");
    throw new Error("no sockets here");
  };
}

const fake: FakeEngineOptions = {
  continuation: (prefix, suffix) => {
    if (behaviour.report) process.stderr.write(`continue ${JSON.stringify([prefix, suffix])}\n`);
    stray();
    if (behaviour.crash)
      setImmediate(() => {
        throw new Error("a crash of our own");
      });
    if (behaviour.failsUnseen && !hasFailed) void Promise.reject(new Error("nobody waits for this"));
    hasFailed = true;
    return "alpha + beta;\n";
  },
  // What is worth a look is asked elsewhere.
  logprob: behaviour.logprob ?? -0.001,
  onStep: async () => {
    if (behaviour.holdsFirstStep) await released;
    await new Promise((resolve) => setTimeout(resolve, behaviour.stepMs ?? 0));
  },
};

function stray(): void {
  if (!behaviour.stray) return;
  console.log("a stray line");
  console.info("another");
  process.stdout.write("Content-Length: 3\r\n\r\n{}!");
}

const { lingerMs } = behaviour;
startServer(process.argv.slice(2), {
  loadEngine,
  openRemote: openServer,
  ...(lingerMs === undefined ? {} : { lingerMs }),
});
stray();
