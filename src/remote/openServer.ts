/** A server by its address and what a person has said of it; nothing is sent before it is asked. */

import { parseServerAddress } from "../core/remote/serverAddress.ts";
import { ServerConnection, type ServerConnectionOptions } from "../core/remote/serverConnection.ts";
import type { ServerKind } from "../core/remote/serverKinds.ts";
import type { SentCounts } from "../core/remote/serverPort.ts";
import type { NetworkSettings } from "../network/networkAccess.ts";
import { systemClock } from "../system/systemClock.ts";
import { HttpServer } from "./httpServer.ts";

export interface WantedServer {
  readonly url: string;
  readonly kind?: ServerKind | "auto";
  readonly model: string;
  readonly layout: string;
  /** Of answers that are no text; left out: patiently. */
  readonly answerMs?: number;
  /** Left out: that of the environment. */
  readonly key?: string;
}

const PATIENT_MS = 15_000;

/** Throws where `url` is no address. */
export function openServer(
  {
    url,
    kind = "auto",
    model,
    layout,
    answerMs = PATIENT_MS,
    key = process.env.TURNKEY_REMOTE_KEY ?? "",
  }: WantedServer,
  network: NetworkSettings,
  onState?: ServerConnectionOptions["onState"],
): { readonly connection: ServerConnection; readonly sent: () => SentCounts; readonly close: () => Promise<void> } {
  const address = parseServerAddress(url);
  if (address === undefined) throw new Error(`${url} is no address of a server`);
  const port = new HttpServer({ address, key, network, answerMs });
  const connection = new ServerConnection({
    port,
    wishes: { kind, model, layout },
    clock: systemClock,
    chance: Math.random,
    ...(onState === undefined ? {} : { onState }),
  });
  return { connection, sent: () => port.sent, close: () => port.close() };
}
