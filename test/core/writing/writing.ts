/** A generation on a fake engine, with a grammar that judges it. */

import { expect } from "vitest";
import { Cache } from "../../../src/core/cache/cache.ts";
import type { Planner } from "../../../src/core/cache/cachePlan.ts";
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
import { Along } from "../../../src/core/writing/along.ts";
import { Generation, type GenerationInput } from "../../../src/core/writing/generation.ts";
import type { Written } from "../../../src/core/writing/written.ts";
import type { BranchingEngine } from "../../fakes/branchingEngine.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import type { FakeEngine } from "../../fakes/engine.ts";
import { cursorMark } from "../place/marks.ts";
import { searchFiles } from "./searchFiles.ts";

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
  readonly guesses?: GenerationInput["guesses"];
  /** The repository writes along: other files' texts by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  readonly onToken?: (generation: WatchedGeneration) => void;
}

export interface Writing {
  readonly generation: WatchedGeneration;
  readonly cache: Cache;
  readonly expectEqualMirror: () => void;
}

/** A generation that can be asked what has become of it. */
export class WatchedGeneration extends Generation {
  state: "waiting" | "running" | "done" | "aborted" = "waiting";
  #written: Written | undefined;

  override async run(): Promise<Written> {
    this.state = "running";
    try {
      this.#written = await super.run();
      return this.#written;
    } finally {
      this.state = (this.#written?.end ?? "aborted") === "aborted" ? "aborted" : "done";
    }
  }

  override get text(): string {
    return this.#written?.text ?? super.text;
  }

  get stopReason(): Written["end"] | undefined {
    return this.#written?.end;
  }
}

export interface DeskOptions {
  readonly text: string;
  readonly cursor: number;
  readonly engine: FakeEngine;
  readonly languageId: string;
  readonly healing: boolean;
  readonly clock: Clock;
  readonly planner: Planner;
}

/** All that a generation is made of at a place, but for its limits and who judges it. */
export function createDesk({ text, cursor, engine, languageId, healing, clock, planner }: DeskOptions) {
  const instances = new InstanceSource();
  const fim = { ...engine.facts.fim!, needsHealing: healing };
  const prompt = buildPrompt({
    tokens: tokenizeText(text, cursor, engine.tokenizer, instances),
    fim,
    beginToken: undefined,
    markers: createMarkers(instances, { fim }),
    budget: { prefixTokens: 1000, suffixTokens: 1000 },
    tokenizer: engine.tokenizer,
  });
  const cache = new Cache({ engine, planner, clock, reserve: () => 0, onMismatch: (report) => expect.fail(report) });
  const stop = createStopContext({ text, cursor, place: findPlace(text, cursor, languageId), maxLines: 10 });
  const alone = <Result>(work: () => Promise<Result>) => work();
  const source = async () => ({ prompt, cache, engine, isNear: false, refresh: () => [] });
  return { prompt, source, stop, cache, parts: { clock, instances, alone } };
}

function alongOf(
  files: Readonly<Record<string, string>>,
  text: string,
  cursor: number,
  heal: string,
  engine: FakeEngine,
) {
  const { tokenizer } = engine;
  const tokens = tokenizeText(text, cursor, tokenizer, new InstanceSource());
  return new Along({ precedents: searchFiles(files, tokenizer), path: "own", tokens, heal, tokenizer });
}

export function createWriting(options: WritingOptions): Writing {
  const { engine, languageId = "typescript", healing = false, clock = createFakeClock() } = options;
  const { text, cursor } = cursorMark(options.marked);
  const desk = createDesk({ text, cursor, engine, languageId, healing, clock, planner: PLANNERS.edit });
  const along = options.files && alongOf(options.files, text, cursor, desk.prompt.heal, engine);
  const grammars = options.grammars ?? new GrammarUse(options.syntax, () => options.mode ?? "enforce");
  const generation: WatchedGeneration = new WatchedGeneration(
    {
      source: desk.source,
      stop: () => desk.stop,
      grammar: grammars.open({ uri: "file:///text", languageId, version: 1 }, text, cursor),
      limits: { maxTokens: options.maxTokens ?? 50, timeLimitMs: 1000, maxTokensPerStep: 100 },
      along,
      guesses: options.guesses,
      alternative: options.alternative ?? 0,
      leastConfidence: options.leastConfidence,
      onToken: () => options.onToken?.(generation),
    },
    desk.parts,
  );
  const { cache } = desk;
  const expectEqualMirror = () => {
    expect(cache.cells.live.ids).toEqual(engine.cells);
    expect(engine.end).toBe(cache.cells.live.ids.length);
  };
  return { generation, cache, expectEqualMirror };
}
