/** What writes for a command: a model that is loaded here, or a server. */

import type { EngineSessionOptions } from "../core/request/engineSession.ts";
import type { Pipeline } from "../core/request/pipeline.ts";
import { ServerSession } from "../core/request/serverSession.ts";
import type { OpenWriter } from "../replay/player.ts";
import type { CompleteCommand } from "./arguments.ts";
import type { Host, OpenedServer } from "./host.ts";

export interface OpenedWriter {
  /** Once. */
  give(pipeline: Pipeline): void;
  close(): Promise<void>;
}

type Parts = Pick<EngineSessionOptions, "clock" | "trace" | "settings">;

/** Rejects with `EngineFailure`. */
export async function openWriter(
  { model, remote }: Pick<CompleteCommand, "model" | "remote">,
  parts: Parts,
  host: Host,
): Promise<OpenedWriter> {
  if (remote !== undefined) {
    const server = await reach(host.openServer(remote), host.signal);
    return { give: (pipeline) => pipeline.setWriter(toSession(server, parts), ""), close: () => server.close() };
  }
  const engine = await host.loadEngine(model);
  return { give: (pipeline) => pipeline.setEngine(engine, ""), close: () => engine.dispose() };
}

/** A server that cannot be used ends the command here, as a model that cannot be loaded does. */
export async function reach(server: OpenedServer, signal: AbortSignal): Promise<OpenedServer> {
  try {
    await server.connection.facts(signal);
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Whoever named it on the command line has agreed. */
export function toSession({ connection }: OpenedServer, { clock, trace, settings }: Parts): ServerSession {
  return new ServerSession({ connection, clock, trace, settings, whyNothingIsSent: () => undefined });
}

/** For a replay: times are those of the real clock, whatever the session's is. */
export function openerOf(server: OpenedServer, { clock }: Pick<Host, "clock">): OpenWriter {
  return (parts) => toSession(server, { ...parts, clock });
}
