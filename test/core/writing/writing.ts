/** A generation on a fake engine, with a grammar that judges it. */

import { expect } from "vitest";
import { Cache } from "../../../src/core/cache/cache.ts";
import { PLANNERS } from "../../../src/core/cache/planners.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { GrammarUse } from "../../../src/core/grammar/grammarUse.ts";
import type { Syntax } from "../../../src/core/grammar/syntax.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { createStopContext } from "../../../src/core/place/stop.ts";
import { buildPrompt, createMarkers } from "../../../src/core/prompt/prompt.ts";
import type { SyntaxMode } from "../../../src/core/settings/settings.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../../src/core/tokens/tokenText.ts";
import { Generation } from "../../../src/core/writing/generation.ts";
import type { BranchingEngine } from "../../fakes/branchingEngine.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { cursorMark } from "../place/marks.ts";

export interface WritingOptions {
  readonly marked: string;
  readonly engine: BranchingEngine;
  readonly syntax: Syntax;
  readonly grammars?: GrammarUse;
  readonly mode?: SyntaxMode;
  readonly languageId?: string;
  readonly alternative?: number;
  readonly maxTokens?: number;
  readonly leastConfidence?: number;
  readonly clock?: Clock;
  /** The first tokens spell the cursor's word again. */
  readonly healing?: boolean;
  readonly onToken?: (generation: Generation) => void;
}

export interface Writing {
  readonly generation: Generation;
  readonly cache: Cache;
  readonly expectEqualMirror: () => void;
}

export function createWriting(options: WritingOptions): Writing {
  const { engine, languageId = "typescript" } = options;
  const { text, cursor } = cursorMark(options.marked);
  const clock = options.clock ?? createFakeClock();
  const instances = new InstanceSource();
  const fim = { ...engine.facts.fim!, needsHealing: options.healing === true };
  const prompt = buildPrompt({
    tokens: tokenizeText(text, cursor, engine.tokenizer, instances),
    fim,
    beginToken: undefined,
    markers: createMarkers(instances, { fim }),
    budget: { prefixTokens: 1000, suffixTokens: 1000 },
    tokenizer: engine.tokenizer,
  });
  const cache = new Cache({
    engine,
    planner: PLANNERS.edit,
    clock,
    reserve: () => 0,
    onMismatch: (report) => expect.fail(report),
  });
  const place = findPlace(text, cursor, languageId);
  const grammars = options.grammars ?? new GrammarUse(options.syntax, options.mode ?? "enforce");
  const generation: Generation = new Generation(
    {
      prompt,
      stop: createStopContext({ text, cursor, place, maxLines: 10 }),
      grammar: grammars.open(languageId, text, cursor),
      limits: { maxTokens: options.maxTokens ?? 50, timeLimitMs: 1000, maxTokensPerStep: 100 },
      refresh: () => [],
      alternative: options.alternative ?? 0,
      leastConfidence: options.leastConfidence,
      onToken: () => options.onToken?.(generation),
    },
    { engine, cache, clock, instances },
  );
  const expectEqualMirror = () => {
    expect(cache.cells.live.ids).toEqual(engine.cells);
    expect(engine.end).toBe(cache.cells.live.ids.length);
  };
  return { generation, cache, expectEqualMirror };
}
