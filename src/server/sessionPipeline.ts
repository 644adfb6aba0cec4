/** The pipeline of one client's session, of the parts that it has. */

import { BEFORE_SUGGESTION } from "../core/cache/healing.ts";
import { HabitWatch, type HabitWatchOptions } from "../core/request/habitWatch.ts";
import { Pipeline, type PipelineOptions } from "../core/request/pipeline.ts";
import type { TraceEvent } from "../core/request/trace.ts";
import type { SettingsInForce } from "../core/settings/currentSettings.ts";
import type { Eagerness } from "../core/settings/settings.ts";
import { weighHere } from "../core/worth/worth.ts";
import type { HabitBook } from "./habitBook.ts";
import { createBattery, createSparing } from "./power.ts";

export interface SessionPipelineParts {
  readonly clock: PipelineOptions["clock"];
  readonly trace: PipelineOptions["trace"];
  readonly settings: SettingsInForce;
  readonly syntax: PipelineOptions["syntax"] | undefined;
  readonly context: PipelineOptions["context"] | undefined;
  readonly precedents: PipelineOptions["precedents"] | undefined;
  readonly keeping: PipelineOptions["keeping"];
  readonly cellsAbove: NonNullable<PipelineOptions["cellsAbove"]>;
  /** Undefined: the client cannot be told that there is more to show. */
  readonly onMore: PipelineOptions["onMore"] | undefined;
  readonly onBug: PipelineOptions["onBug"];
  /** Undefined: nothing is learnt, and what is worth a look is decided as everywhere. */
  readonly habit: HabitBook | undefined;
  /** Of an open document; while it is changed, as it is afterwards. */
  readonly documentOf: HabitWatchOptions["documentOf"];
}

export function createSessionPipeline(parts: SessionPipelineParts): Pipeline {
  const { clock, trace, settings, syntax, context, precedents, keeping, onMore, onBug } = parts;
  const isOnBattery = createBattery();
  const pipeline: Pipeline = new Pipeline({
    ...{ clock, trace, settings, onBug, isOnBattery, cellsAbove: parts.cellsAbove },
    ...(keeping === undefined ? {} : { keeping }),
    ...(syntax === undefined ? {} : { syntax }),
    ...(context === undefined ? {} : { context }),
    ...(precedents === undefined ? {} : { precedents }),
    ...(onMore === undefined ? {} : { onMore }),
    ...(parts.habit === undefined ? {} : learning(parts.habit, parts)),
    healing: {
      before: BEFORE_SUGGESTION,
      idle: () => (pipeline.manners.spared === undefined ? settings.now.heal : "off"),
      byItself: true,
      sparing: createSparing(isOnBattery),
    },
  });
  return pipeline;
}

/** What is shown follows what was learnt, and is learnt from. */
function learning(
  habit: HabitBook,
  { trace, settings, documentOf }: SessionPipelineParts,
): Pick<PipelineOptions, "trace" | "weigh"> {
  const level = (): Eagerness | undefined => (settings.now.learnsHere ? settings.now.eagerness : undefined);
  const watch = new HabitWatch({ notes: habit, level, documentOf });
  const emit = (event: TraceEvent): void => {
    trace.emit(event);
    watch.emit(event);
  };
  return { trace: { emit }, weigh: weighHere((languageId) => (level() === undefined ? 1 : habit.factor(languageId))) };
}
