/** Places of real sessions at which a server and the model here are asked alike. */

import { throwBug } from "../../src/core/bug.ts";
import type { Syntax } from "../../src/core/grammar/syntax.ts";
import type { ServerConnection } from "../../src/core/remote/serverConnection.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { ServerSession } from "../../src/core/request/serverSession.ts";
import type { TraceEvent } from "../../src/core/request/trace.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import type { ConstraintCounts } from "../../src/core/writing/constraint.ts";
import type { WeighedToken, WrittenToken } from "../../src/core/writing/written.ts";
import type { Session } from "../../src/replay/session.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { typeByWords } from "./typedHunk.ts";

/** A text and its cursor, when somebody asks; `truth`: what is written there up to the end of its line. */
export interface Asked {
  readonly id: string;
  readonly languageId: string;
  readonly text: string;
  readonly cursor: number;
  readonly truth: string;
}

/** The last hunk of each session typed word by word: each word asks. */
export function requestsOf(sessions: readonly Session[]): readonly (readonly Asked[])[] {
  return sessions
    .map(typeByWords)
    .filter((session) => session !== undefined)
    .map(requestsIn);
}

function requestsIn({ id, trace }: Session): readonly Asked[] {
  const asked: Omit<Asked, "truth">[] = [];
  let [text, languageId, isTyping] = ["", "", false];
  let whole = "";
  for (const step of trace) {
    if (step.kind === "open") [text, languageId] = [step.text, step.languageId];
    if (step.kind === "complete") {
      isTyping = true;
      whole = text.slice(0, step.offset) + (step.truth ?? "") + text.slice(step.offset);
    }
    if (step.kind !== "edit") continue;
    for (const { offset, deleted, inserted } of step.changes)
      text = text.slice(0, offset) + inserted + text.slice(offset + deleted);
    const last = step.changes.at(-1)!;
    if (isTyping) asked.push({ id, languageId, text, cursor: last.offset + last.inserted.length });
  }
  return asked.map((one) => ({ ...one, truth: whole.slice(one.cursor).split("\n", 1)[0]! }));
}

/** Nothing is cut short by a slow machine, and nothing has a say but the model. */
export const PATIENT: { readonly now: Settings } = {
  now: { ...DEFAULT_SETTINGS, latencyTargetMs: 10_000, remoteTimeoutMs: 120_000, contextAlong: false },
};

/** By both, in front of the cursor and behind it: the prompts are the same text. */
export function isReadWhole({ text, cursor }: Asked): boolean {
  return cursor < 5000 && text.length - cursor < 700;
}

/** A server as who writes. */
export function toSession(connection: ServerConnection): ServerSession {
  const trace = { emit: () => {} };
  return new ServerSession({
    connection,
    clock: systemClock,
    trace,
    settings: PATIENT,
    whyNothingIsSent: () => undefined,
  });
}

/** What one writer makes of a place. */
export interface Made {
  /** The first line, or the kind of the outcome in parentheses. */
  readonly line: string;
  /** Empty where nothing was written. */
  readonly tokens: readonly WrittenToken[];
  readonly drafted: string;
  readonly refused: readonly WeighedToken[];
  /** Undefined: no grammar was asked. */
  readonly counts: ConstraintCounts | undefined;
}

/** `use` gives the pipeline who writes. */
export async function askAtPlace(
  { languageId, text, cursor }: Asked,
  use: (pipeline: Pipeline) => void,
  syntax?: Syntax,
): Promise<Made> {
  let made: Omit<Made, "line"> = { tokens: [], drafted: "", refused: [], counts: undefined };
  const emit = (event: TraceEvent): void => {
    if (event.stage === "constraint") made = { ...made, counts: event.counts };
    if (event.stage !== "written") return;
    const { tokens, drafted, choices } = event.written;
    made = { ...made, tokens, drafted, refused: choices?.refused ?? [] };
  };
  const pipeline = new Pipeline({
    ...{ clock: systemClock, settings: PATIENT, onBug: throwBug },
    trace: { emit },
    ...(syntax === undefined ? {} : { syntax }),
  });
  use(pipeline);
  const uri = "file:///bench/a";
  pipeline.open({ uri, languageId, version: 1, text });
  const request = { uri, offset: cursor, invoked: false, finishUnlikely: true };
  const outcome = await pipeline.suggest(request, new AbortController().signal);
  await pipeline.settle();
  pipeline.dispose();
  const shown =
    outcome.kind === "shown"
      ? outcome.suggestions[0]
      : outcome.kind === "lowConfidence"
        ? outcome.suggestion
        : undefined;
  return { line: shown === undefined ? `(${outcome.kind})` : shown.text.split("\n", 1)[0]!, ...made };
}
