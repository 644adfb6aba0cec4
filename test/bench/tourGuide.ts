/** Takes one way of keeping a cache through a tour, and writes down the work and what the model then thinks of the truth. */

import { throwBug } from "../../src/core/bug.ts";
import type { Planner } from "../../src/core/cache/cachePlan.ts";
import type { HealingRule } from "../../src/core/cache/healing.ts";
import { findPlace } from "../../src/core/place/place.ts";
import { createStopContext } from "../../src/core/place/stop.ts";
import { Document } from "../../src/core/prompt/document.ts";
import type { EngineSession } from "../../src/core/request/engineSession.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { TextEdit } from "../../src/core/text/textEdit.ts";
import { createComparableSession } from "../../src/replay/comparableSession.ts";
import type { ReplayEngine } from "../../src/replay/replayEngine.ts";
import { WorkCounter } from "../../src/replay/workCounter.ts";
import { endsOf, hasMoved, type PromptEnds } from "./promptEnds.ts";
import type { Move, Row, Stop, Tour } from "./tour.ts";

export interface TourArm {
  readonly engine: ReplayEngine;
  readonly planner: Planner;
  readonly before: HealingRule;
  /** Tokens that may be healed in the idle time in front of a question. */
  readonly idleTokens: number;
  /** Nothing is kept from one state to the next: what is not measured need not be evaluated. */
  readonly keepsNothing?: boolean;
  /** Only what the model thinks is wanted, not the work. */
  readonly scoresOnly?: boolean;
}

export interface StepWork {
  /** The prompt's part of the document moved. */
  readonly windowStep: boolean;
  readonly evaluated: number;
  readonly moved: number;
  readonly healed: number;
  /** Of the cache alone: nothing is generated in it. */
  readonly ms: number;
  readonly cpuMs: number;
}

export interface StopResult {
  readonly row: Row;
  readonly related: boolean;
  readonly steps: readonly StepWork[];
  /** What was healed while idle afterwards. */
  readonly idle: StepWork | undefined;
  /** What the model thinks of the truth: log-probabilities, and its own choices. Empty where nothing is asked. */
  readonly logprobs: readonly number[];
  readonly best: readonly number[];
}

/** Makes a prompt that holds a short document as a whole, and one of some 800 tokens. */
const LATENCY_TARGETS_MS = { short: 1000, long: 200 };

/** The document that is visited in between. */
const OTHER = `import { readFileSync } from "node:fs";

export function readLines(path: string): string[] {
  return readFileSync(path, "utf8").split("\\n");
}

export function countWords(line: string): number {
  return line.split(" ").filter((word) => word !== "").length;
}
`;

/** The arm's engine is empty, and left so. Aborted, it gives what it has. */
export async function guide(tour: Tour, arm: TourArm, signal: AbortSignal): Promise<readonly StopResult[]> {
  const guided = new GuidedTour(tour, arm);
  const results: StopResult[] = [];
  try {
    await guided.begin();
    for (const stop of tour.stops) {
      if (signal.aborted) break;
      results.push(await guided.visit(stop));
    }
    return results;
  } finally {
    await guided.end();
  }
}

class GuidedTour {
  readonly #tour: Tour;
  readonly #arm: TourArm;
  readonly #counter = new WorkCounter();
  readonly #session: EngineSession;
  readonly #document: Document;
  readonly #other = new Document("other", "typescript", 1, OTHER);
  #version = 1;
  #suggested = "";
  #ends: PromptEnds | undefined;
  #windowMoved = false;
  /** The document changes, and the cache does not follow. */
  #isBlind = false;

  constructor(tour: Tour, arm: TourArm) {
    this.#tour = tour;
    this.#arm = arm;
    this.#document = new Document(tour.id, tour.languageId, 1, tour.text);
    this.#session = createComparableSession(arm.engine, {
      clock: { now: () => performance.now(), sleep: () => Promise.resolve() },
      trace: this.#counter,
      planner: arm.planner,
      settings: { now: { ...DEFAULT_SETTINGS, latencyTargetMs: LATENCY_TARGETS_MS[tour.isLong ? "long" : "short"] } },
      healing: { before: arm.before },
      onBug: throwBug,
    });
  }

  async begin(): Promise<void> {
    const { text, offset, stops } = this.#tour;
    const missing = stops.find(({ row }) => row === "paste")?.measured ?? [];
    const inserted = missing.reduce((sum, move) => sum + (move.kind === "edit" ? move.edit.lengthDelta : 0), 0);
    await this.#fold(this.#document, Math.min(text.length, offset - inserted));
    this.#counter.take();
  }

  async visit({ row, before, measured, related }: Stop): Promise<StopResult> {
    this.#isBlind = this.#arm.keepsNothing === true && row !== "accept";
    for (const move of before) await this.#do(move);
    this.#isBlind &&= this.#arm.scoresOnly === true;
    this.#counter.take();
    const steps: StepWork[] = [];
    for (const move of measured) steps.push(await this.#measure(() => this.#do(move)));
    if (row === "accept") return { row, related, steps, idle: undefined, logprobs: [], best: [] };
    const { idleTokens } = this.#arm;
    const idle = idleTokens > 0 ? await this.#measure(() => this.#session.heal(idleTokens)) : undefined;
    const target = { document: this.#document, cursor: this.#tour.offset };
    const scores = await this.#session.score(target, this.#tour.truth);
    this.#counter.take();
    return {
      row,
      related,
      steps,
      idle,
      logprobs: scores.map(({ logprob }) => logprob),
      best: scores.map(({ best }) => best),
    };
  }

  async end(): Promise<void> {
    this.#session.close();
    await this.#session.idle();
    await this.#arm.engine.reset();
  }

  async #measure(work: () => Promise<void>): Promise<StepWork> {
    this.#windowMoved = false;
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(cpu);
    const { tokens, healed } = this.#counter.take();
    const ms = performance.now() - startedAt;
    const cpuMs = (user + system) / 1000;
    return { windowStep: this.#windowMoved, evaluated: tokens.evaluated, moved: tokens.moved, healed, ms, cpuMs };
  }

  async #do(move: Move): Promise<void> {
    switch (move.kind) {
      case "edit":
        return this.#edit(move.edit);
      case "cursor":
        return this.#fold(this.#document, move.offset);
      case "visit":
        return this.#fold(this.#other, OTHER.length);
      case "suggest":
        return this.#suggest();
      case "accept":
        return this.#accept();
      default:
        return move satisfies never;
    }
  }

  /** The cursor stays at the place of the question: where all of the document stands, at the end of what is typed else. */
  async #edit(edit: TextEdit<"raw">): Promise<void> {
    this.#version += 1;
    this.#document.change(edit, this.#version);
    const typedTo = edit.replacements.at(-1)!.start + edit.replacements.at(-1)!.text.length;
    const isTyping = edit.replacements.length === 1 && edit.lengthDelta === 1;
    const missing = this.#whole - this.#document.text.length;
    await this.#fold(this.#document, isTyping ? typedTo : this.#tour.offset - missing, edit);
  }

  /** Length of the document when nothing is missing; all changes are in front of the cursor. */
  get #whole(): number {
    const paste = this.#tour.stops.find(({ row }) => row === "paste");
    const pasted =
      paste?.measured.reduce((sum, move) => sum + (move.kind === "edit" ? move.edit.lengthDelta : 0), 0) ?? 0;
    return this.#tour.text.length + pasted;
  }

  async #suggest(): Promise<void> {
    const { offset, languageId } = this.#tour;
    const text = this.#document.text;
    const place = findPlace(text, offset, languageId);
    const stop = createStopContext({ text, cursor: offset, place, maxLines: 12 });
    const writing = this.#session.at({ document: this.#document, cursor: offset });
    this.#suggested = (await writing.begin({ stop: () => stop, alternative: 0 }).run()).text;
  }

  async #accept(): Promise<void> {
    const { offset } = this.#tour;
    if (this.#suggested === "") return;
    this.#version += 1;
    const edit = TextEdit.replace(offset, offset, this.#suggested);
    this.#document.change(edit, this.#version);
    await this.#fold(this.#document, offset + this.#suggested.length, edit);
  }

  async #fold(document: Document, cursor: number, edit?: TextEdit): Promise<void> {
    this.#watchWindow(document, cursor, edit);
    if (this.#isBlind) return;
    this.#session.follow(() => ({ document, cursor }));
    await this.#session.idle();
  }

  /** Also when the cache does not follow: a window stays near the one before it, and all arms see the same prompts. */
  #watchWindow(document: Document, cursor: number, edit: TextEdit | undefined): void {
    const ends = endsOf(this.#session.promptFor({ document, cursor }), this.#arm.engine.facts.fim);
    if (document !== this.#document) return;
    const { length } = document.text;
    this.#windowMoved ||= this.#ends !== undefined && hasMoved(this.#ends, ends, { edit, length });
    this.#ends = ends;
  }
}
