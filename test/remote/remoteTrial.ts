/** Whole requests over HTTP, on a server of a test. */

import { throwBug } from "../../src/core/bug.ts";
import type { Clock } from "../../src/core/clock.ts";
import { parseServerAddress } from "../../src/core/remote/serverAddress.ts";
import { ServerConnection } from "../../src/core/remote/serverConnection.ts";
import type { Outcome } from "../../src/core/request/outcome.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { ServerSession } from "../../src/core/request/serverSession.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import type { NetworkSettings } from "../../src/network/networkAccess.ts";
import { HttpServer } from "../../src/remote/httpServer.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { plainWeigh } from "../core/request/plainWeigh.ts";

export const KEY = "sk-turnkey-0123456789abcdef";
export const TEXT = "const total = \nconst next = 1;\n";
export const CURSOR = "const total = ".length;

export interface RemoteTrialOptions {
  readonly url: string;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
  /** Of answers that are no text. */
  readonly answerMs?: number;
  readonly strictSSL?: boolean;
  /** Left out: no proxy. */
  readonly network?: NetworkSettings;
}

export interface Tried {
  readonly outcome: Outcome;
  /** All that anybody could read of it. */
  readonly said: string;
}

/** One request; `signal` may end it. */
export async function tryServer(options: RemoteTrialOptions, signal = new AbortController().signal): Promise<Tried> {
  const { url, clock = systemClock, timeoutMs = 20_000, answerMs = 20_000, strictSSL = true } = options;
  const settings = new CurrentSettings({ remoteUrl: url, remoteTimeoutMs: timeoutMs });
  const said: unknown[] = [];
  const trace = { emit: (event: unknown) => said.push(event) };
  const address = parseServerAddress(url)!;
  const network = { proxy: "", strictSSL, ...options.network };
  const port = new HttpServer({ address, key: KEY, network, answerMs });
  const wishes = { kind: "auto", model: "", layout: "auto" } as const;
  const onState = (state: unknown): void =>
    void said.push(state, String((state as { failure?: Error }).failure?.message));
  const connection = new ServerConnection({ port, wishes, clock, chance: () => 0.5, onState });
  const session = new ServerSession({ connection, clock, trace, settings, whyNothingIsSent: () => undefined });
  const pipeline = new Pipeline({ clock, trace, settings, weigh: plainWeigh, onBug: throwBug });
  pipeline.setWriter(session, "");
  pipeline.open({ uri: "file:///a.ts", languageId: "typescript", version: 1, text: TEXT });
  const outcome = await pipeline.suggest({ uri: "file:///a.ts", offset: CURSOR, invoked: false }, signal);
  pipeline.dispose();
  await pipeline.settle();
  await port.close();
  return { outcome, said: JSON.stringify([said, outcome]) };
}

/** "shown: text", "failed: message", or a kind alone. */
export function describeTried({ outcome }: Tried): string {
  if (outcome.kind === "shown") return `shown: ${outcome.suggestions[0]!.text}`;
  return outcome.kind === "failed" ? `failed: ${outcome.message}` : outcome.kind;
}
