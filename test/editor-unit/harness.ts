/** The whole extension in plain Node: a fake editor on one side, an engine process without a model on the other. */

import { fileURLToPath } from "node:url";
import { startEngineChild } from "../../src/editor/engineChild.ts";
import { EngineProcess, type EngineProcessOptions } from "../../src/editor/engineProcess.ts";
import { ownRun } from "../../src/editor/engineRun.ts";
import { HostTime } from "../../src/editor/hostTime.ts";
import type { FakeEngineManner, SeenByEngine } from "../fakes/engineServer.mts";
import { host } from "../fakes/vscode/host.ts";
import { EventEmitter } from "../fakes/vscode/index.ts";

export const MODEL_PROGRAM = fileURLToPath(new URL("../fakes/modelProgram.mts", import.meta.url));
export const ENGINE_SERVER = fileURLToPath(new URL("../fakes/engineServer.mts", import.meta.url));

/** Times shortened so that a death is mended within a test. Only what is frozen is silent for so long, however busy the machine is. */
export const FAST = {
  timing: { startMaxMs: 20_000, heartbeatMs: 100, silentMaxMs: 20_000, stopMaxMs: 20_000 },
  delaysMs: [10, 20, 40, 80],
};

/** For engines that are frozen on purpose: it is noticed soon. */
export const WATCHFUL: typeof FAST.timing = { ...FAST.timing, silentMaxMs: 1_500 };

/** What happened around an engine. */
export interface Watched {
  readonly engine: EngineProcess;
  readonly lines: string[];
  readonly badModels: string[];
  readonly messages: string[];
  givenUp: number;
  ready: number;
}

export function watchEngine(
  manner: FakeEngineManner,
  overrides: Partial<EngineProcessOptions> & { readonly modelPath?: () => string } = {},
): Watched {
  const watched: Omit<Watched, "engine"> = { lines: [], badModels: [], messages: [], givenUp: 0, ready: 0 };
  const log = { info: (line: string) => watched.lines.push(line), warn: () => {}, error: () => {} };
  const modelPath = overrides.modelPath ?? (() => "");
  const engine = new EngineProcess({
    start: ({ runtime }) => startFakeEngine(manner, runtime, (line) => watched.lines.push(line)),
    client: () => ({
      documentSelector: [{ scheme: "file" }],
      initializationOptions: {
        ownInlineProvider: true,
        settings: { "model.path": modelPath() },
        badModels: watched.badModels,
      },
    }),
    log: log as unknown as EngineProcessOptions["log"],
    hear: {
      "turnkey/outcome": () => {},
      "turnkey/message": ({ text }) => watched.messages.push(text),
      "turnkey/more": () => {},
      "turnkey/resync": () => {},
    },
    onReady: () => watched.ready++,
    onBadModel: (path) => watched.badModels.push(path),
    onGivenUp: () => watched.givenUp++,
    ...FAST,
    ...overrides,
    modelPath,
  });
  return Object.assign(watched, { engine });
}

export function startFakeEngine(
  manner: FakeEngineManner,
  runtime: "editor" | "system",
  onLine: (line: string) => void,
) {
  process.env.FAKE_ENGINE = manner;
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  return ownRun(startEngineChild({ modulePath: ENGINE_SERVER, cwd, runtime, onLine }), new HostTime());
}

export function seenBy(engine: Pick<EngineProcess, "client">): Promise<SeenByEngine> {
  return engine.client!.sendRequest<SeenByEngine>("test/seen", {});
}

/** Waits until `condition` is true; what it waited for stands in the failure. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 50_000; waited += 10) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for ${what}; messages: ${JSON.stringify(host.messages)}`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** How many listen to each event of the fake editor. */
export function listeners(): Readonly<Record<string, number>> {
  const emitters = { ...host, configuration: host.configuration.changed };
  return Object.fromEntries(
    Object.entries(emitters).flatMap(([name, value]) =>
      value instanceof EventEmitter ? [[name, value.listenerCount]] : [],
    ),
  );
}
