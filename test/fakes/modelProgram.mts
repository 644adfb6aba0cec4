/** The models' program without models: what it says is set by `FAKE_MODELS`, and what it was asked is appended to the file that this names. */

import { appendFileSync } from "node:fs";
import type { TuneOutcome } from "../../src/core/cache/tuning.ts";
import type { FetchProblem } from "../../src/core/models/fetchOutcome.ts";
import type { AddressCheck, ModelList } from "../../src/core/models/modelDesk.ts";
import type { ModelReply, ModelTask } from "../../src/protocol.ts";

export interface FakeModels {
  readonly list?: Partial<ModelList>;
  /** What the servers say; they are asked whenever the list is open, and it is not noted. */
  readonly checks?: readonly AddressCheck[];
  /** Paths that do not stand a trial. */
  readonly untryable?: readonly string[];
  /** Fetched models, by what was wanted; what is not here is "notFound", "slow" never comes. */
  readonly fetched?: Readonly<Record<string, string>>;
  /** What becomes of those that are not here; "notFound" by default. */
  readonly problem?: string;
  /** What comes of fitting to the machine; it goes on for ever where this is left out. */
  readonly tuned?: TuneOutcome;
  /** Where each task is noted, a line each. */
  readonly notes?: string;
}

const models = JSON.parse(process.env.FAKE_MODELS ?? "{}") as FakeModels;
const note = (line: unknown): void => {
  if (models.notes !== undefined) appendFileSync(models.notes, `${JSON.stringify(line)}\n`);
};
const send = (reply: ModelReply): void => void process.send?.(reply);
const done = (answer: Extract<ModelReply, { kind: "done" }>["answer"]): void => {
  process.send?.({ kind: "done", answer } satisfies ModelReply, () => process.exit(0));
};

let isChecking = false;
process.on("message", (message: ModelTask | "cancel" | "pause") => {
  isChecking ||= typeof message === "object" && message.work.kind === "check";
  if (!isChecking) note(message);
  if (message === "pause") return done({ kind: "paused", message: "Paused." });
  if (message === "cancel") return done({ kind: "cancelled", message: "Cancelled." });
  const { work } = message;
  switch (work.kind) {
    case "list":
      return done({ ...{ folder: "/m", embedded: true, stored: [], found: [], offered: [] }, ...models.list });
    case "check":
      for (const check of models.checks ?? []) send({ kind: "checked", check });
      return done(null);
    case "try":
      return done(models.untryable?.includes(work.path) ? `${work.path} does not stand a trial.` : null);
    case "remove":
      return done(1);
    case "tune":
      send({ kind: "tuning", progress: { share: 0.5, message: "2 threads" } });
      if (models.tuned !== undefined) done(models.tuned);
      return;
    case "get": {
      send({ kind: "progress", progress: { phase: "asking", done: 0, total: 0, bytesPerSecond: 0 } });
      send({ kind: "progress", progress: { phase: "fetching", done: 1e6, total: 4e6, bytesPerSecond: 1e6 } });
      const path = models.fetched?.[work.wanted];
      if (path === "slow") return;
      const kind = (models.problem ?? "notFound") as FetchProblem["kind"];
      return done(path === undefined ? { kind, message: "There is nothing." } : { kind: "fetched", path });
    }
  }
});
process.once("disconnect", () => process.exit(0));
