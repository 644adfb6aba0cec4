/** The pipeline of one client's session, of the parts that it has. */

import { BEFORE_SUGGESTION } from "../core/cache/healing.ts";
import { Manners } from "../core/request/manners.ts";
import { Pipeline, type PipelineOptions } from "../core/request/pipeline.ts";
import type { SettingsInForce } from "../core/settings/currentSettings.ts";
import { createBattery, createSparing } from "./power.ts";

export interface SessionPipelineParts {
  readonly clock: PipelineOptions["clock"];
  readonly trace: PipelineOptions["trace"];
  readonly settings: SettingsInForce;
  readonly syntax: PipelineOptions["syntax"] | undefined;
  readonly context: PipelineOptions["context"] | undefined;
  readonly precedents: PipelineOptions["precedents"] | undefined;
  readonly keeping: PipelineOptions["keeping"];
  /** Undefined: the client cannot be told that there is more to show. */
  readonly onMore: PipelineOptions["onMore"] | undefined;
  readonly onBug: PipelineOptions["onBug"];
}

export function createSessionPipeline(parts: SessionPipelineParts): Pipeline {
  const { clock, trace, settings, syntax, context, precedents, keeping, onMore, onBug } = parts;
  const isOnBattery = createBattery();
  const manners = new Manners({ settings, isOnBattery });
  return new Pipeline({
    ...{ clock, trace, settings, onBug, isOnBattery },
    ...(keeping === undefined ? {} : { keeping }),
    ...(syntax === undefined ? {} : { syntax }),
    ...(context === undefined ? {} : { context }),
    ...(precedents === undefined ? {} : { precedents }),
    ...(onMore === undefined ? {} : { onMore }),
    healing: {
      before: BEFORE_SUGGESTION,
      idle: () => (manners.spared === undefined ? settings.now.heal : "off"),
      byItself: true,
      sparing: createSparing(isOnBattery),
    },
  });
}
