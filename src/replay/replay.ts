/** Plays editing sessions through the pipeline, as an editor would, and reports each suggestion. */

import { UsageError } from "../system/usageError.ts";
import { type Completed, Player, type PlayerOptions } from "./player.ts";
import type { Session } from "./session.ts";

export interface ReplayOptions extends PlayerOptions {
  /** The cache of one session is the next one's. */
  readonly keep: boolean;
}

/** What became of one `complete` step. */
export interface Replayed extends Completed {
  /** The session's. */
  readonly id: string;
  /** Index of the step in its session. */
  readonly step: number;
}

/** Ends early when the signal aborts. Throws `UsageError` for a step that does not fit its documents. */
export async function* replay(sessions: Iterable<Session>, options: ReplayOptions): AsyncGenerator<Replayed, void> {
  let player: Player | undefined;
  try {
    for (const session of sessions) {
      if (player === undefined || !options.keep) {
        await player?.end();
        player = new Player(options);
      }
      yield* play(player, session, options.signal);
      player.closeAll();
    }
  } finally {
    await player?.end();
  }
}

async function* play(player: Player, session: Session, signal: AbortSignal): AsyncGenerator<Replayed, void> {
  for (const [index, step] of session.trace.entries()) {
    if (signal.aborted) return;
    try {
      if (step.kind !== "complete") await player.do(step);
      else yield { id: session.id, step: index, ...(await player.complete(step.offset, step.truth)) };
    } catch (error) {
      if (error instanceof UsageError) throw new UsageError(`${session.id}, step ${index}: ${error.message}`);
      throw error;
    }
  }
}
