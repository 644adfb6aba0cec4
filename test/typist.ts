/** Turns the hunks of a session into the keystrokes of a person: pure, the same for the same seed. */

import type { Session, SessionStep } from "../src/replay/session.ts";
import { SessionDocuments } from "../src/replay/sessionDocuments.ts";
import { Random } from "./random.ts";
import { HunkTypist } from "./typistHunk.ts";

/** Probabilities per occasion, 0 to 1. */
export interface TypistOptions {
  readonly seed: number;
  /** A wrong key, seen some keys later and taken back with backspace. */
  readonly typo: number;
  /** Brackets and quotes that the editor closes by itself, and typing over them. */
  readonly autoClose: number;
  /** At a word: something else first, taken back with undo (and sometimes done again and taken back once more). */
  readonly undo: number;
  /** At a line end: a look somewhere else in the file. */
  readonly jump: number;
  /** Where a suggestion is asked for: the rest of the line comes at once, as from a suggestion that was right. */
  readonly accept: number;
  /** A pause after a key. */
  readonly pause: number;
  /** A suggestion is asked for after a key; 1: after each. */
  readonly complete: number;
}

export const USUAL_TYPIST: Omit<TypistOptions, "seed"> = {
  typo: 0.02,
  autoClose: 0.9,
  undo: 0.01,
  jump: 0.05,
  accept: 0.03,
  pause: 0.02,
  complete: 1,
};

/**
 * The same session typed: opens, asks, closes and switches stay where they are, every edit becomes keystrokes that
 * lead to the same text. Asks for suggestions while typing carry the rest of the line as their truth, where what
 * stands before the cursor is right. Throws for a session with `accept`, `undo` or `redo`: its edits are keys already.
 */
export function typeSession(session: Session, options: TypistOptions): Session {
  const random = new Random(`${options.seed} ${session.id}`);
  const documents = new SessionDocuments();
  const trace: SessionStep[] = [];
  for (const step of session.trace) {
    switch (step.kind) {
      case "open":
        documents.open(step.path, step.languageId, step.text);
        trace.push(step);
        break;
      case "edit":
        trace.push(...typeEdit(step, documents, { random, options }));
        break;
      case "switch":
        documents.switchTo(step.path);
        trace.push(step);
        break;
      case "close":
        documents.close(step.path);
        trace.push(step);
        break;
      case "cursor":
      case "idle":
      case "complete":
        trace.push(step);
        break;
      case "accept":
      case "undo":
      case "redo":
        throw new Error(`${session.id} has ${step.kind}: it is typed already`);
      default:
        step satisfies never;
    }
  }
  return { id: session.id, trace };
}

function typeEdit(
  step: Extract<SessionStep, { kind: "edit" }>,
  documents: SessionDocuments,
  { random, options }: { random: Random; options: TypistOptions },
): SessionStep[] {
  const back = documents.current;
  const path = step.path ?? back;
  const steps: SessionStep[] = path === back ? [] : [{ kind: "switch", path }];
  for (const change of step.changes) {
    const typist = new HunkTypist(documents.textOf(path), change, { random, options });
    steps.push(...typist.type());
    documents.edit([change], path);
  }
  return path === back ? steps : [...steps, { kind: "switch", path: back }];
}
