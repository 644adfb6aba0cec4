/** Stretches of a typed session, key by key, with what is really written at each key. Pure. */

import type { Session, SessionStep } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { Random } from "../random.ts";
import { typeSession, USUAL_TYPIST } from "../typist.ts";
import { withOpenedLines } from "./openedLines.ts";

const SEED = 1;
/** UTF-16 units of what is written that are looked at. */
const TRUTH_CHARS = 1500;

/** A request of a window. */
export interface WindowKey {
  /** Index of the `complete` step in the trace of the windowed session. */
  readonly step: number;
  /** What will stand behind the cursor once the change is written; undefined where the text in front of it is wrong. */
  readonly truth: string | undefined;
  /** What stands there now. */
  readonly there: string;
}

export interface Window {
  readonly languageId: string;
  readonly keys: readonly WindowKey[];
}

export interface WindowedSession {
  /** What lies between the windows is there at once. The first request of each is not one of its keys: it only fills the cache. */
  readonly session: Session;
  readonly windows: readonly Window[];
}

/**
 * `count` windows of `keys` keys one after another, where in the session is chance, the same each time. Nothing is accepted: what
 * comes up must not depend on what is suggested. Undefined for a session in which nothing is typed.
 */
export function windowsOf(recorded: Session, count: number, keys: number): WindowedSession | undefined {
  const session = withOpenedLines(recorded);
  const options = { ...USUAL_TYPIST, seed: SEED, accept: 0, complete: 1 };
  const typed = typeSession(session, options);
  const asked = [...typed.trace.keys()].filter(
    (index) => typed.trace[index]!.kind === "complete" && isTyping(typed.trace[index - 1]),
  );
  if (asked.length < 2) return undefined;
  const random = new Random(`window ${session.id}`);
  const part = Math.floor(asked.length / count);
  const stretches = Array.from({ length: part > keys ? count : 1 }, (_, index) => {
    const first = index * part + random.below(Math.max(1, part - keys));
    return asked.slice(first, first + keys + 1);
  });
  const ends = session.trace.map(
    (_, index) => typeSession({ id: session.id, trace: session.trace.slice(0, index + 1) }, options).trace.length,
  );
  const { trace, places } = hurried(typed.trace, stretches);
  const windows = stretches.map((stretch): Window => {
    const found = stretch.slice(1).map((step) => ({
      step: places.get(step)!,
      ...seenAt(typed.trace, step, ends.find((end) => end > step) ?? typed.trace.length),
    }));
    const { current } = documentsAfter(typed.trace.slice(0, stretch[0]! + 1));
    return { languageId: languageOf(typed.trace, current), keys: found };
  });
  return { session: { id: session.id, trace }, windows };
}

function isTyping(step: SessionStep | undefined): boolean {
  return step?.kind === "edit" || step?.kind === "cursor" || step?.kind === "idle";
}

/** `end`: behind the steps of the change that is being typed. */
function seenAt(trace: readonly SessionStep[], step: number, end: number): Pick<WindowKey, "truth" | "there"> {
  const documents = documentsAfter(trace.slice(0, step + 1));
  const path = documents.current;
  const [text, cursor] = [documents.textOf(path), documents.cursor];
  const after = documentsAfter(trace.slice(0, end)).textOf(path);
  return {
    truth: after.startsWith(text.slice(0, cursor)) ? after.slice(cursor, cursor + TRUTH_CHARS) : undefined,
    there: text.slice(cursor, cursor + TRUTH_CHARS),
  };
}

/**
 * All that lies outside of the stretches at once, but for what is undone, which is one step in both; and nothing behind the last. Where the
 * steps within them are now.
 */
function hurried(
  trace: readonly SessionStep[],
  stretches: readonly (readonly number[])[],
): { readonly trace: readonly SessionStep[]; readonly places: ReadonlyMap<number, number> } {
  const result: SessionStep[] = [];
  const places = new Map<number, number>();
  const kept = trace.slice(0, stretches.at(-1)!.at(-1)! + 1);
  let canGrow = false;
  for (const [index, step] of kept.entries()) {
    const last = result.at(-1);
    const isInside = stretches.some((stretch) => index >= stretch[0]! && index <= stretch.at(-1)!);
    if (isInside) {
      places.set(index, result.length);
      result.push(step);
    } else if (isEdit(step) && canGrow && isEdit(last) && step.path === last.path && !isUndone(kept, index))
      result[result.length - 1] = { ...last, changes: [...last.changes, ...step.changes] };
    else if (!isPassing(step)) result.push(step);
    if (isInside || !isPassing(step)) canGrow = !isInside && isEdit(step) && !isUndone(kept, index);
  }
  return { trace: result, places };
}

function isEdit(step: SessionStep | undefined): step is Extract<SessionStep, { readonly kind: "edit" }> {
  return step?.kind === "edit";
}

/** Changes nothing. */
function isPassing({ kind }: SessionStep): boolean {
  return kind === "complete" || kind === "cursor" || kind === "idle";
}

function isUndone(trace: readonly SessionStep[], index: number): boolean {
  return trace.slice(index + 1).find((step) => !isPassing(step))?.kind === "undo";
}

function languageOf(trace: readonly SessionStep[], path: string): string {
  const opened = trace.find((step) => step.kind === "open" && step.path === path);
  return opened?.kind === "open" ? opened.languageId : "";
}
