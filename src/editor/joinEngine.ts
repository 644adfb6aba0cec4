/** A window comes to the engine that all windows share, and starts it where nobody has yet. */

import { connect, type Socket } from "node:net";
import {
  type HelloAnswer,
  isHelloAnswer,
  readGreeting,
  type SharedStarted,
  sendGreeting,
} from "../sharing/greeting.ts";

export interface JoinOptions {
  /** See `MeetingPlace`. */
  readonly address: string;
  readonly identity: string;
  /** Starts an engine there; what became of it. Never rejects. */
  readonly start: () => Promise<SharedStarted>;
}

export type JoinedEngine =
  | { readonly kind: "joined"; readonly socket: Socket; readonly pid: number }
  /** This window has an engine of its own, and why. */
  | { readonly kind: "alone"; readonly why: string };

/** What was found at the address. */
export type Met = { readonly kind: "nobody" } | { readonly kind: "silent" } | HelloAnswer;

/** An engine that ends in this moment is followed by another one; more than two in a row are no engine. */
export const MOST_STARTS = 3;

/** What a window does next, after `starts` engines that it has started. */
export function decideJoin(met: Met, starts: number): "stay" | "start" | { readonly why: string } {
  if ("turnkey" in met) return met.turnkey === "welcome" ? "stay" : { why: met.why };
  if (met.kind === "silent") return { why: "the shared engine does not answer" };
  return starts < MOST_STARTS ? "start" : { why: "the shared engine ends as soon as it is started" };
}

/** A frozen engine is killed by the windows that it has before long; one that comes need not wait for that. */
const ANSWER_MAX_MS = 5_000;

/** Never rejects. */
export async function joinEngine({ address, identity, start }: JoinOptions): Promise<JoinedEngine> {
  for (let starts = 0; ; starts += 1) {
    const { met, socket } = await meet(address, identity);
    const decision = decideJoin(met, starts);
    if (decision === "stay" && "pid" in met && socket !== undefined) return { kind: "joined", socket, pid: met.pid };
    socket?.destroy();
    if (typeof decision === "object") return { kind: "alone", why: decision.why };
    const started = await start();
    if (started.kind === "failed") return { kind: "alone", why: started.why };
  }
}

async function meet(address: string, identity: string): Promise<{ readonly met: Met; readonly socket?: Socket }> {
  const socket = await open(address);
  if (socket === undefined) return { met: { kind: "nobody" } };
  sendGreeting(socket, { turnkey: "hello", identity });
  const answer = await readGreeting(socket, ANSWER_MAX_MS);
  if (isHelloAnswer(answer)) return { met: answer, socket };
  // One that ends takes nobody in any more.
  const met = { kind: socket.readableEnded || socket.destroyed ? "nobody" : "silent" } as const;
  return { met, socket };
}

/** A connected socket; undefined where nobody listens. */
function open(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => resolve(socket));
    // Also later ones: the close that follows is heard where the socket is used.
    socket.on("error", () => resolve(undefined));
  });
}
