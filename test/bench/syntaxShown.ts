/** One session with and without the grammar's word, and what rivals would make of the free texts. */

import { PLANNERS } from "../../src/core/cache/planners.ts";
import type { Syntax } from "../../src/core/grammar/syntax.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { ConstraintCounts } from "../../src/core/writing/constraint.ts";
import { textAtCursor } from "../../src/replay/ghostText.ts";
import { type Completed, Player, REPLAY_HEALING } from "../../src/replay/player.ts";
import type { Session } from "../../src/replay/session.ts";
import type { Court, Courts, Effect } from "./court.ts";
import type { DecodeWatch } from "./decodeWatch.ts";
import { withOpenedLines } from "./openedLines.ts";
import { cutAtBracket, cutToParse, type Shown } from "./rivals.ts";
import { typeForQuality } from "./units.ts";

/** Two generate; the two rivals are made of the free texts. */
export type SyntaxPass = "free" | "ours";
export type SyntaxArm = SyntaxPass | "parse" | "brackets";

/** What one arm shows at one place. */
export interface ArmResult {
  /** "" when nothing is shown. */
  readonly text: string;
  readonly shown: boolean;
  /** Absent when nothing is shown. */
  readonly effect?: Effect;
}

export interface SyntaxRequest {
  readonly language: string;
  readonly place: "typing" | "hunk";
  readonly outcome: string;
  readonly truth: string;
  readonly logprob?: number;
  /** Of what the pipeline shows: mean log-probability per token of the first line, as the model sees it unconstrained. */
  readonly confidence?: number;
  readonly generated: number;
  /** Milliseconds between the steps of decoding. */
  readonly gaps: readonly number[];
  /** What the grammar had to say; absent where it was not asked. */
  readonly constraint?: ConstraintCounts;
  readonly arms: Partial<Readonly<Record<SyntaxArm, ArmResult>>>;
}

export interface SyntaxUnit {
  readonly pass: SyntaxPass;
  readonly id: string;
  readonly requests: readonly SyntaxRequest[];
}

export interface ShownOptions {
  readonly pass: SyntaxPass;
  readonly engine: DecodeWatch;
  readonly courts: Courts;
  /** Asked in the pass "ours". */
  readonly syntax: Syntax;
  readonly signal: AbortSignal;
}

export async function measureShown(session: Session, options: ShownOptions): Promise<SyntaxUnit> {
  const { pass, engine, syntax, signal } = options;
  const { trace } = typeForQuality(withOpenedLines(session));
  const player = new Player({
    engine,
    signal,
    clock: engine.clock,
    planner: PLANNERS.edit,
    healing: REPLAY_HEALING.request,
    settings: DEFAULT_SETTINGS,
    ...(pass === "ours" ? { syntax } : {}),
    pace: "hurry",
  });
  const languages = new Map<string, string>();
  const requests: SyntaxRequest[] = [];
  try {
    for (const [index, step] of trace.entries()) {
      if (signal.aborted) break;
      if (step.kind === "open") languages.set(step.path, step.languageId);
      if (step.kind !== "complete") {
        await player.do(step);
        continue;
      }
      engine.take();
      const completed = await player.complete(step.offset, step.truth);
      const gaps = engine.take();
      if (step.truth === undefined) continue;
      const path = player.documents.current;
      const at = { document: player.documents.textOf(path), offset: step.offset };
      const place = { language: languages.get(path)!, place: index === trace.length - 1 ? "hunk" : "typing" } as const;
      requests.push(await toRequest({ ...place, truth: step.truth, completed, gaps }, at, options));
    }
  } finally {
    await player.end();
  }
  return { pass, id: session.id, requests };
}

type Observed = Pick<SyntaxRequest, "language" | "place" | "truth" | "gaps"> & { readonly completed: Completed };

async function toRequest(
  { completed, ...observed }: Observed,
  at: Omit<Scene, "court">,
  { pass, courts }: ShownOptions,
): Promise<SyntaxRequest> {
  const { outcome, logprob, confidence, tokens, constraint } = completed;
  const suggestion = outcome.kind === "shown" ? outcome.suggestions[0] : undefined;
  return {
    ...observed,
    outcome: outcome.kind,
    ...(logprob === undefined ? {} : { logprob }),
    ...(suggestion === undefined || confidence === undefined ? {} : { confidence }),
    generated: tokens.generated,
    ...(constraint === undefined ? {} : { constraint }),
    arms: await armsOf(pass, suggestion, { ...at, court: await courts.of(observed.language) }),
  };
}

interface Scene {
  readonly document: string;
  readonly offset: number;
  readonly court: Court;
}

async function armsOf(pass: SyntaxPass, shown: Shown | undefined, scene: Scene): Promise<SyntaxRequest["arms"]> {
  if (pass === "ours") return { ours: await toResult(shown, scene) };
  const { document, offset, court } = scene;
  const place = shown && { shown, document, offset };
  return {
    free: await toResult(shown, scene),
    parse: await toResult(place && cutToParse(place, (cut) => court.fits(document, cut)), scene),
    brackets: await toResult(place && cutAtBracket(place), scene),
  };
}

async function toResult(shown: Shown | undefined, { document, offset, court }: Scene): Promise<ArmResult> {
  if (shown === undefined) return { text: "", shown: false };
  const text = textAtCursor(shown, document, offset);
  return { text, shown: true, effect: await court.effectOf(document, shown) };
}
