/** The table of λ, fitted by expectation maximisation. Pure. */

import { neighboursOf, SHARE_CELLS, type ShareTable } from "../../src/core/writing/repositoryShare.ts";
import type { AlongEvent } from "./alongEvents.ts";

/** Each cell begins with so many made-up tokens of which its neighbours say what they are: few tokens prove little. */
const PRIOR_TOKENS = 6;
/** And with so many that are the model's: it is the repository that has to prove itself. */
const DOUBT_TOKENS = 1.5;
const ROUNDS = 60;

type Event = Pick<AlongEvent, "logprob" | "share" | "cell">;

/** The one λ for all cells that makes what was written most probable. */
export function fitConstant(events: readonly Event[]): number {
  const asked = events.filter(({ cell }) => cell !== undefined);
  let share = 0.2;
  for (let round = 0; round < ROUNDS; round += 1) {
    const owed = asked.reduce((sum, event) => sum + owedTo(event, share), 0);
    share = owed / (asked.length + DOUBT_TOKENS);
  }
  return share;
}

export function fitTable(events: readonly Event[]): ShareTable {
  const byCell = Array.from({ length: SHARE_CELLS }, (_, cell) => events.filter((event) => event.cell === cell));
  let table = new Array<number>(SHARE_CELLS).fill(fitConstant(events));
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = table;
    table = byCell.map((cellEvents, cell) => {
      const near = neighboursOf(cell);
      const prior = near.reduce((sum, other) => sum + before[other]!, 0) / near.length;
      const owed = cellEvents.reduce((sum, event) => sum + owedTo(event, before[cell]!), PRIOR_TOKENS * prior);
      return owed / (cellEvents.length + PRIOR_TOKENS + DOUBT_TOKENS);
    });
  }
  return table;
}

/** How probable it is that the repository, and not the model, has said the true token. */
function owedTo({ logprob, share }: Event, lambda: number): number {
  const [repository, model] = [lambda * share, (1 - lambda) * Math.exp(logprob)];
  return repository === 0 ? 0 : repository / (repository + model);
}
