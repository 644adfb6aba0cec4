/** The last change of a session typed word by word at one place, each word asking. Pure. */

import type { Session, SessionStep } from "../../src/replay/session.ts";

type Edit = Extract<SessionStep, { kind: "edit" }>;

/** Characters that are typed at most; what comes before them is there from the start. */
const MOST_TYPED = 80;
/** Of the last line, so much is left to be scored. */
const LEAST_LEFT = 10;
const WORDS = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu;

/**
 * All changes but the last as they were, then the last one that writes enough, word by word; its last line's end is the
 * truth. Undefined for a session without such a change. Offsets of later changes would no longer fit: they are left out.
 */
export function typeByWords({ id, trace }: Session): Session | undefined {
  const at = trace.findLastIndex((step) => step.kind === "edit" && typedBy(step) !== undefined);
  const edit = trace[at];
  const typed = edit?.kind === "edit" ? typedBy(edit) : undefined;
  if (edit?.kind !== "edit" || typed === undefined) return undefined;
  const { offset, there, behind, words, truth } = typed;
  const before = trace.slice(0, at).filter(({ kind }) => kind !== "complete");
  const steps: SessionStep[] = [
    ...before,
    { ...edit, changes: [{ ...edit.changes[0]!, inserted: there + behind }] },
    { kind: "complete", offset: offset + there.length, truth: undefined },
  ];
  let end = offset + there.length;
  for (const word of words) {
    steps.push({ ...edit, changes: [{ offset: end, deleted: 0, inserted: word }] });
    end += word.length;
  }
  return { id, trace: [...steps, { kind: "complete", offset: end, truth }] };
}

/** How one change is typed: what stands there before, the words, and what is scored. */
interface Typed {
  readonly offset: number;
  readonly there: string;
  /** The change's last line feed: what is typed is a line of its own from the start. */
  readonly behind: string;
  readonly words: readonly string[];
  readonly truth: string;
}

function typedBy({ changes }: Edit): Typed | undefined {
  const [change, another] = changes;
  if (change === undefined || another !== undefined) return undefined;
  const text = change.inserted.trimEnd();
  const line = text.slice(text.lastIndexOf("\n") + 1);
  if (line.trim().length < 2 * LEAST_LEFT) return undefined;
  const truthLength = Math.max(LEAST_LEFT, Math.floor(line.trim().length / 2));
  const written = text.slice(0, text.length - truthLength);
  const there = written.slice(0, Math.max(0, written.length - MOST_TYPED));
  const words = written.slice(there.length).match(WORDS) ?? [];
  return {
    offset: change.offset,
    there,
    behind: change.inserted.slice(text.length),
    words,
    truth: text.slice(written.length),
  };
}
