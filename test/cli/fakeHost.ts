/** A command line without a process: what it prints is kept. */

import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Host, OpenedServer, RemoteOptions } from "../../src/cli/host.ts";
import { main } from "../../src/cli/main.ts";
import type { Engine } from "../../src/core/cache/engine.ts";
import { EngineFailure } from "../../src/core/cache/engine.ts";
import type { ModelDesk } from "../../src/core/models/modelDesk.ts";
import { ServerConnection } from "../../src/core/remote/serverConnection.ts";
import { unhurriedClock } from "../fakes/clock.ts";
import { createFakeEngine, type FakeEngineOptions } from "../fakes/engine.ts";
import { FakeServer, type FakeServerOptions } from "../fakes/server.ts";
import { FakeSyntax } from "../fakes/syntax.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** How often a model was loaded, and how often given back. */
  readonly loaded: number;
  readonly disposed: number;
}

export interface RunOptions {
  /** Undefined: no model can be loaded. */
  readonly engine?: FakeEngineOptions;
  /** What a server does that is named. */
  readonly server?: FakeServerOptions;
  readonly abort?: AbortController;
  /** Lines of stdin. */
  readonly input?: readonly string[];
  /** Parts of a desk; what is left out is not to be asked. */
  readonly models?: Partial<ModelDesk>;
}

export async function runCli(
  words: readonly string[],
  { engine, server, abort = new AbortController(), input = [], models = {} }: RunOptions = {},
): Promise<Ran> {
  const ran = { code: -1, out: "", err: "", loaded: 0, disposed: 0 };
  const loadEngine = async (): Promise<Engine> => {
    if (engine === undefined) throw new EngineFailure("no model here; choose one");
    ran.loaded += 1;
    const fake = createFakeEngine(engine);
    const dispose = fake.dispose.bind(fake);
    fake.dispose = async () => {
      ran.disposed += 1;
      await dispose();
    };
    return fake;
  };
  const host: Host = {
    write: (text) => {
      ran.out += text;
    },
    note: (line) => {
      ran.err += `${line}\n`;
    },
    clock: unhurriedClock,
    signal: abort.signal,
    version: "1.2.3",
    loadEngine,
    loadForReplay: loadEngine,
    openServer: (wanted) => openFakeServer(wanted, server, ran),
    serve: async () => {},
    models: models as ModelDesk,
    readLines: () => Readable.from(input),
    createSyntax: () => new FakeSyntax({ judge: () => "viable" }),
    grammarFolder: fileURLToPath(new URL("../../grammars", import.meta.url)),
    doctor: async ({ json }) => {
      ran.out += json ? "{}\n" : "well\n";
      return false;
    },
  };
  ran.code = await main(words, host);
  return ran;
}

function openFakeServer(
  { model, layout }: RemoteOptions,
  server: FakeServerOptions = {},
  ran: { loaded: number; disposed: number },
): OpenedServer {
  ran.loaded += 1;
  const port = new FakeServer(server);
  const wishes = { kind: "auto" as const, model, layout };
  const connection = new ServerConnection({ port, wishes, clock: unhurriedClock, chance: () => 1 });
  const close = async (): Promise<void> => {
    ran.disposed += 1;
  };
  return { connection, close };
}
