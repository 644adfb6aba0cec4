/** Takes a way of keeping a cache through a whole typed session and counts its work, step by step; no model is asked. */

import { throwBug } from "../../src/core/bug.ts";
import type { Planner } from "../../src/core/cache/cachePlan.ts";
import type { HealingRule } from "../../src/core/cache/healing.ts";
import { Document } from "../../src/core/prompt/document.ts";
import type { EngineSession } from "../../src/core/request/engineSession.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { TextEdit } from "../../src/core/text/textEdit.ts";
import { createComparableSession } from "../../src/replay/comparableSession.ts";
import { ReplayEngine } from "../../src/replay/replayEngine.ts";
import type { Session, SessionStep } from "../../src/replay/session.ts";
import { type DocumentChange, SessionDocuments, walk } from "../../src/replay/sessionDocuments.ts";
import { WorkCounter } from "../../src/replay/workCounter.ts";
import { type CountedModel, CountingEngine } from "./countingEngine.ts";
import { endsOf, hasMoved, type PromptEnds } from "./promptEnds.ts";

export interface CountedArm {
  readonly planner: Planner;
  readonly before: HealingRule;
  readonly order?: "spm";
  /** Moving costs nothing, so that it always pays. */
  readonly movesFreely?: boolean;
  /** Pauses are used for healing. */
  readonly healsInPauses?: boolean;
  /** Everything is healed after each step. */
  readonly healsAll?: boolean;
}

export type CountedKind = "key" | "text" | "undo" | "jump" | "switch" | "pause";

export interface CountedStep {
  readonly kind: CountedKind;
  /** The prompt's part of the document moved. */
  readonly windowStep: boolean;
  readonly prompt: number;
  readonly evaluated: number;
  readonly moved: number;
  readonly healed: number;
}

/** A session as `typeSession` makes it. Every state is folded into the cache, as if the user looked at each. */
export async function countSession(
  session: Session,
  model: CountedModel,
  arm: CountedArm,
): Promise<readonly CountedStep[]> {
  const walk = new CountedWalk(model, arm);
  try {
    for (const moment of moments(session.trace)) await walk.do(moment);
    return walk.steps;
  } finally {
    await walk.end();
  }
}

/** Steps that an editor shows as one change: a key, and where it leaves the cursor. */
type Moment = readonly SessionStep[];

function moments(trace: readonly SessionStep[]): readonly Moment[] {
  const result: SessionStep[][] = [];
  for (const step of trace) {
    const last = result.at(-1);
    const edit = last?.length === 1 && last[0]!.kind === "edit" ? last[0]!.changes.at(-1) : undefined;
    // An editor that closes a bracket by itself puts the cursor before it.
    const isInside =
      step.kind === "cursor" &&
      edit !== undefined &&
      step.offset >= edit.offset &&
      step.offset <= edit.offset + edit.inserted.length;
    if (isInside) last!.push(step);
    else result.push([step]);
  }
  return result;
}

/** A key, the brackets and the indentation that come with it included. */
function isKey(changes: Extract<SessionStep, { kind: "edit" }>["changes"]): boolean {
  const typed = changes.reduce((sum, { inserted }) => sum + inserted.trim().length, 0);
  const deleted = changes.reduce((sum, one) => sum + one.deleted, 0);
  return changes.length === 1 && typed <= 2 && deleted <= 8;
}

class CountedWalk {
  readonly steps: CountedStep[] = [];
  readonly #arm: CountedArm;
  readonly #engine: ReplayEngine;
  readonly #session: EngineSession;
  readonly #counter = new WorkCounter();
  readonly #texts = new SessionDocuments();
  readonly #documents = new Map<string, Document>();
  readonly #ends = new Map<string, PromptEnds>();

  constructor(model: CountedModel, arm: CountedArm) {
    this.#arm = arm;
    const counted = new CountingEngine(arm.movesFreely === true ? { ...model, rotateMs: 0 } : model);
    this.#engine = new ReplayEngine(counted, arm.order);
    this.#engine.fixRates();
    this.#session = createComparableSession(this.#engine, {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      trace: this.#counter,
      planner: arm.planner,
      settings: { now: DEFAULT_SETTINGS },
      healing: { before: arm.before },
      onBug: throwBug,
    });
  }

  async do(moment: Moment): Promise<void> {
    const [first] = moment as readonly [SessionStep];
    if (first.kind === "idle") return this.#pause(first.ms);
    const cursor = this.#texts.paths.length === 0 ? 0 : this.#texts.cursor;
    let edit: TextEdit | undefined;
    for (const step of moment) edit = this.#follow(step)?.edit ?? edit;
    const kind = kindOf(first, { from: cursor, to: this.#texts.cursor });
    if (kind !== undefined) await this.#fold(kind, edit);
  }

  async end(): Promise<void> {
    this.#session.close();
    await this.#session.idle();
  }

  #follow(step: SessionStep): DocumentChange | undefined {
    // What is taken depends on a model.
    if (step.kind === "accept") return undefined;
    const change = walk(this.#texts, step);
    if (step.kind === "open") this.#documents.set(step.path, new Document(step.path, step.languageId, 1, step.text));
    else if (step.kind === "close") this.#documents.delete(step.path);
    if (change !== undefined) this.#documents.get(change.path)!.change(change.edit, change.version);
    return change;
  }

  async #fold(kind: CountedKind, edit: TextEdit | undefined): Promise<void> {
    const path = this.#texts.current;
    const document = this.#documents.get(path)!;
    document.setCursor(this.#texts.cursor, true);
    const target = { document, cursor: document.cursor };
    const ends = endsOf(this.#session.promptFor(target), this.#engine.facts.fim);
    const before = this.#ends.get(path);
    this.#ends.set(path, ends);
    this.#session.follow(() => target);
    await this.#session.idle();
    if (this.#arm.healsAll === true) await this.#session.heal(Number.POSITIVE_INFINITY);
    const length = this.#texts.textOf(path).length;
    // What opening a document costs is the same for all: it is not a step.
    if (before === undefined) this.#counter.take();
    else this.#note(kind, hasMoved(before, ends, { edit, length }));
  }

  async #pause(ms: number): Promise<void> {
    if (this.#arm.healsInPauses !== true) return;
    await this.#session.heal(Math.floor((ms * this.#engine.rates.prefill) / 1000));
    this.#note("pause", false);
  }

  #note(kind: CountedKind, windowStep: boolean): void {
    const { tokens, healed, promptTokens } = this.#counter.take();
    const { evaluated, moved } = tokens;
    this.steps.push({ kind, windowStep, prompt: promptTokens, evaluated, moved, healed });
  }
}

function kindOf(
  step: SessionStep,
  { from, to }: { readonly from: number; readonly to: number },
): CountedKind | undefined {
  switch (step.kind) {
    case "edit":
      return isKey(step.changes) ? "key" : "text";
    case "undo":
    case "redo":
      return "undo";
    case "cursor":
    case "complete":
      // Typing over a closing bracket is a key too.
      return from === to ? undefined : Math.abs(from - to) <= 2 ? "key" : "jump";
    case "open":
    case "switch":
      return "switch";
    case "idle":
    case "accept":
    case "close":
      return undefined;
    default:
      return step satisfies never;
  }
}
