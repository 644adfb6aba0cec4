/** Two speeds: the model here answers at once, and at a pause a server is asked too. Its text takes the place where it is better. */

import type { OnBug } from "../bug.ts";
import type { Clock } from "../clock.ts";
import type { GrammarUse } from "../grammar/grammarUse.ts";
import { chooseSpeed, type SpeedOffer } from "../remote/twoSpeeds.ts";
import type { SettingsInForce } from "../settings/currentSettings.ts";
import type { Eagerness } from "../settings/settings.ts";
import { percent } from "../shortText.ts";
import type { Weigh } from "../worth/worth.ts";
import type { Target } from "../writing/writer.ts";
import { type Answer, toAnswer } from "./answer.ts";
import type { Follower } from "./follower.ts";
import { Runner } from "./runner.ts";
import type { ServerSession } from "./serverSession.ts";
import type { Showing } from "./showing.ts";
import type { Stored } from "./store.ts";
import type { TraceSink } from "./trace.ts";

export interface ElsewhereOptions {
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly settings: Pick<SettingsInForce, "now">;
  readonly grammars: GrammarUse;
  readonly weigh?: Weigh | undefined;
  readonly onBug: OnBug;
  /** More can be shown where the cursor of a document stands; left out: nobody can be told. */
  readonly onMore?: ((uri: string) => void) | undefined;
  /** What the model here knows. */
  readonly main: () => Pick<Runner, "store" | "endOf">;
  readonly follower: () => Pick<Follower, "after">;
  readonly showing: () => Pick<Showing, "known" | "pausedAt">;
}

/** A request that the model here answers. */
export interface Question {
  readonly number: number;
  readonly target: Target;
  /** See `AnswerOptions`. */
  readonly eagerness: Eagerness | undefined;
  /** See `WritingTask`. */
  readonly leastConfidence: number | undefined;
  /** What is written for it here. */
  readonly entry: Stored;
}

export class Elsewhere {
  readonly runner: Runner;
  /** Undefined: there is none, or nothing is sent to it. */
  server: ServerSession | undefined;
  readonly #options: ElsewhereOptions;
  #asked = 0;

  constructor(options: ElsewhereOptions) {
    this.#options = options;
    this.runner = new Runner(options, options.grammars);
  }

  /** From now on; undefined: nothing is sent any more. */
  use(server: ServerSession | undefined): void {
    this.server?.close();
    this.server = server;
    this.runner.reset();
  }

  /** The newest question wins; what the server was asked before is given up when it is asked again. */
  ask(question: Question): void {
    const { server } = this;
    const { entry, target, leastConfidence } = question;
    const { document, selected } = target;
    if (server === undefined || selected !== undefined || entry.recipe?.writer === server) return;
    this.#asked += 1;
    const asked = this.#asked;
    if (server.connection.isLeftAlone || this.runner.find(target, leastConfidence) !== undefined) return;
    const { version } = document;
    const { follower, showing, clock, onBug } = this.#options;
    follower().after(showing().pausedAt - clock.now(), () => {
      const isHere = document.version === version && document.cursor === target.cursor;
      if (asked !== this.#asked || !isHere || server !== this.server) return;
      if (server.whyWithheld(document) === undefined) this.#write(server, question).catch(onBug);
    });
  }

  async #write(server: ServerSession, question: Question): Promise<void> {
    const { main, onMore } = this.#options;
    const { target, number, leastConfidence } = question;
    const { entry } = this.runner.start(server, target, number, leastConfidence);
    await this.runner.endOf(entry);
    await main().endOf(question.entry);
    const { document } = target;
    if (!this.runner.store.has(entry) || !this.#isBetter(entry, question)) return;
    this.runner.store.remove(entry);
    main().store.add(entry);
    onMore?.(document.uri);
  }

  #isBetter(entry: Stored, { number, target: { document }, eagerness, entry: own }: Question): boolean {
    const now: Target = { document, cursor: document.cursor };
    const { main, weigh, trace, showing } = this.#options;
    const found = this.runner.store.rebased(entry, now);
    const missed = main().store.missedOnLine(entry, now);
    const answer = toAnswer(entry, found, now, { eagerness: eagerness ?? "eager", weigh, missed, isStanding: false });
    const here = offerOf(showing().known(own, { target: now, eagerness }));
    const there = offerOf(answer, entry.written?.isGuessed);
    const choice = chooseSpeed(here, there);
    const chances = `${describe(there)} there, ${describe(here)} here`;
    trace.emit({
      stage: "note",
      message: `request ${number}, the server's text ${choice ?? "stays aside"}: ${chances}`,
    });
    return choice !== undefined;
  }
}

/** What is shown of an answer. `isGuessed`: see `Scored`. */
function offerOf({ outcome, worth }: Answer, isGuessed = false): SpeedOffer | undefined {
  if (outcome.kind !== "shown") return undefined;
  const [suggestion] = outcome.suggestions;
  const chance = isGuessed ? undefined : (worth?.line ?? Math.exp(suggestion?.confidence ?? 0));
  return suggestion && { text: suggestion.text, chance };
}

function describe(offer: SpeedOffer | undefined): string {
  if (offer === undefined) return "nothing";
  return offer.chance === undefined ? "a text of unknown likelihood" : percent(offer.chance);
}
