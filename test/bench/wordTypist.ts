/** One document that is typed into word by word, with a cache that follows. */

import { throwBug } from "../../src/core/bug.ts";
import type { Planner } from "../../src/core/cache/cachePlan.ts";
import type { HealingRule } from "../../src/core/cache/healing.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { createComparableSession } from "../../src/replay/comparableSession.ts";
import type { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { Session } from "../../src/replay/session.ts";
import { SessionDocuments } from "../../src/replay/sessionDocuments.ts";
import { WorkCounter } from "../../src/replay/workCounter.ts";
import type { SlackWord } from "./slackTable.ts";

const URI = "file:///session/typed";
/** Shorter rests say little. */
const LEAST_REST = 4;

/** A pipeline whose cache follows what is typed; nothing is generated. */
export class WordTypist {
  readonly #pipeline: Pipeline;
  readonly #documents = new SessionDocuments();
  readonly #keepsNothing: boolean;

  constructor(engine: ReplayEngine, planner: Planner, before: HealingRule) {
    this.#keepsNothing = planner === PLANNERS.none;
    const common = {
      clock: { now: () => performance.now(), sleep: () => Promise.resolve() },
      trace: new WorkCounter(),
      settings: { now: { ...DEFAULT_SETTINGS, latencyTargetMs: 1000 } },
      onBug: throwBug,
    };
    this.#pipeline = new Pipeline(common);
    this.#pipeline.setWriter(createComparableSession(engine, { ...common, planner, healing: { before } }), "");
  }

  /** Everything before the first word; the cache is filled once. */
  async fill(steps: Session["trace"]): Promise<void> {
    for (const step of steps) {
      if (step.kind === "edit") this.#documents.edit(step.changes, step.path);
      else if (step.kind === "open") this.#documents.open(step.path, step.languageId, step.text);
      else if (step.kind === "complete") this.#documents.moveCursor(step.offset);
    }
    this.#pipeline.open({
      uri: URI,
      languageId: "",
      version: 1,
      text: this.#documents.textOf(this.#documents.current),
    });
    this.#pipeline.cursor(URI, this.#documents.cursor, true);
    await this.#pipeline.settle();
  }

  /** What keeps nothing is evaluated only where the rest of the line is scored. */
  async type(offset: number, word: string, rest: string): Promise<SlackWord> {
    const { edit, version } = this.#documents.edit([{ offset, deleted: 0, inserted: word }]);
    const startedAt = performance.now();
    this.#pipeline.change(URI, edit, version);
    const isScored = rest.trim().length >= LEAST_REST;
    if (isScored || !this.#keepsNothing) await this.#pipeline.settle();
    const ms = performance.now() - startedAt;
    if (!isScored) return this.#keepsNothing ? {} : { ms };
    const scores = (await this.#pipeline.score(URI, offset + word.length, rest)) ?? [];
    const logprob = scores.reduce((sum, score) => sum + score.logprob, 0);
    return { ms, rest: { characters: rest.length, logprob, best: scores.map(({ best }) => best) } };
  }

  async end(): Promise<void> {
    this.#pipeline.dispose();
    await this.#pipeline.settle();
  }
}
