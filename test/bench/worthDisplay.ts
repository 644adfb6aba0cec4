/**
 * What a person sees while a window is typed, and what it saves them: requests at each key, answered when the work is done, and
 * VS Code's own rule of what stays. No model is asked. Pure.
 */

import { tryRebase } from "../../src/core/place/rebase.ts";
import type { GeneratedEdit } from "../../src/core/place/suggestion.ts";
import { TextEdit } from "../../src/core/text/textEdit.ts";
import { timeToShow } from "../../src/core/worth/calm.ts";
import { NO_RHYTHM, withKey } from "../../src/core/worth/rhythm.ts";
import type { Sight } from "../../src/core/worth/sight.ts";
import type { SessionStep } from "../../src/replay/session.ts";
import type { SeenKey, SeenWindow } from "./worthCollect.ts";
import { keyTimes } from "./worthRhythm.ts";
import { truthOf } from "./worthTruth.ts";

/** Whether a text is shown, and how likely the next keys are those of the text. */
export interface Decision {
  readonly isShown: boolean;
  readonly next: number;
}

/** A way to decide what is shown, and when. */
export interface Arm {
  readonly name: string;
  readonly decide: (sight: Sight, window: SeenWindow) => Decision;
  /** It waits for the person's pause, and shows nothing that would soon be gone; left out: all is shown at once. */
  readonly isCalm?: boolean;
}

/**
 * types: takes nothing. takes: takes a first line that is right as soon as it appears. looks: takes it when it has stood for
 * 200 ms.
 */
export type Person = "types" | "takes" | "looks";

/** A text that appeared. */
export interface Look {
  readonly length: number;
  readonly right: boolean;
  readonly wordRight: boolean;
  /** Milliseconds until it was gone without having been typed or taken; undefined: it never was. */
  goneAfter: number | undefined;
}

export interface Watched {
  /** Keys of the person, and those that taking saved. */
  keys: number;
  saved: number;
  readonly looks: Look[];
  /** Waits of the person that are long enough to see something; those with something to see, and of these the right ones. */
  pauses: number;
  shownPauses: number;
  rightPauses: number;
}

const LOOK_MS = 200;
const PAUSE_MS = 300;

interface Ghost {
  readonly edit: GeneratedEdit;
  readonly look: Look;
  readonly since: number;
}

export function watch(window: SeenWindow, arm: Arm, person: Person): Watched {
  const display = new Display(window, arm, person);
  for (let index: number | undefined = 0; index !== undefined; ) index = display.at(index);
  return display.seen;
}

class Display {
  readonly seen: Watched = { keys: 0, saved: 0, looks: [], pauses: 0, shownPauses: 0, rightPauses: 0 };
  readonly #window: SeenWindow;
  readonly #keys: readonly SeenKey[];
  readonly #times: readonly number[];
  readonly #arm: Arm;
  readonly #person: Person;
  /** By how much the person is ahead of one who takes nothing: what is taken is not typed. */
  #ahead = 0;
  /** When the generation that the last request waits for is done. */
  #readyAt = 0;
  #rhythm = NO_RHYTHM;
  #lastKeyAt: number | undefined;
  #ghost: Ghost | undefined;

  constructor(window: SeenWindow, arm: Arm, person: Person) {
    const { id, keys } = window;
    this.#window = window;
    this.#keys = keys;
    this.#times = keyTimes(id, keys);
    this.#arm = arm;
    this.#person = person;
  }

  /** What happens from a key to the next one; the index of that. */
  at(index: number): number | undefined {
    const key = this.#keys[index]!;
    const now = this.#times[index]! - this.#ahead;
    const next = index + 1 < this.#keys.length ? this.#times[index + 1]! - this.#ahead : undefined;
    this.seen.keys += key.steps.some(({ kind }) => kind === "edit") ? 1 : 0;
    if (this.#lastKeyAt !== undefined) this.#rhythm = withKey(this.#rhythm, now - this.#lastKeyAt);
    this.#lastKeyAt = now;
    this.#follow(key, now);
    if (key.generated > 0 || key.sight === undefined) this.#readyAt = now + key.ms;
    const showsAt = this.#ghost === undefined ? this.#momentOf(key, now) : undefined;
    if (showsAt !== undefined && (next === undefined || showsAt < next)) this.#show(key, key.sight!, showsAt);
    const taken = this.#take(index, now, next ?? Number.POSITIVE_INFINITY);
    if (taken !== undefined) return taken === "end" ? undefined : taken;
    if (next !== undefined && next - now >= PAUSE_MS) this.#countPause(key);
    return next === undefined ? undefined : index + 1;
  }

  /** When what is known at a key is shown, if nothing comes between; undefined: never. */
  #momentOf({ sight }: SeenKey, now: number): number | undefined {
    const decision = sight && this.#arm.decide(sight, this.#window);
    if (sight === undefined || !decision?.isShown) return undefined;
    const answeredAt = Math.max(now, this.#readyAt);
    if (this.#arm.isCalm !== true) return answeredAt;
    const moment = { now: answeredAt, lastKeyAt: now, rhythm: this.#rhythm };
    return Math.max(
      answeredAt,
      timeToShow({ text: firstLineOf(sight.text), next: decision.next, typed: sight.typed }, moment),
    );
  }

  /** The ghost text after what was typed: its rest where it says the same, else it is gone. */
  #follow({ steps }: SeenKey, now: number): void {
    const ghost = this.#ghost;
    if (ghost === undefined) return;
    this.#ghost = undefined;
    const change = changeOf(steps);
    const isTyped = change !== undefined && ghost.edit.text === change.since.replacements[0]?.text;
    const rest = change && tryRebase(ghost.edit, change.since, change.cursor ?? ghost.edit.start);
    if (rest !== undefined && rest.text !== "") this.#ghost = { ...ghost, edit: rest };
    else if (!isTyped) ghost.look.goneAfter = now - ghost.since;
  }

  #show(key: SeenKey, sight: Sight, at: number): void {
    const start = sight.before.length;
    const cursor = changeOf(key.steps)?.cursor;
    const truth = truthOf({ ...key, sight })!;
    const look = { length: sight.text.length, right: truth.line, wordRight: truth.word, goneAfter: undefined };
    this.seen.looks.push(look);
    const from = cursor ?? start;
    const replaced = sight.behind.slice(0, sight.replaced);
    this.#ghost = { edit: { start: from, end: from + sight.replaced, text: sight.text, replaced }, look, since: at };
  }

  /** Where the person goes on after taking the first line; "end": behind the window; undefined: it is not taken. */
  #take(index: number, now: number, next: number): number | "end" | undefined {
    const ghost = this.#ghost;
    const key = this.#keys[index]!;
    if (this.#person === "types" || ghost === undefined) return undefined;
    const at = this.#person === "takes" ? Math.max(now, ghost.since) : Math.max(now, ghost.since + LOOK_MS);
    const truth = at < next ? this.#truthOf(key, ghost) : undefined;
    if (truth === undefined || !truth.line || truth.keys <= 0) return undefined;
    this.seen.saved += truth.keys;
    this.#ghost = undefined;
    const line = /^\n*[^\n]*/.exec(ghost.edit.text)![0];
    const rest = (key.truth ?? "").slice(line.length, line.length + 200);
    const later = this.#keys.findIndex(
      ({ truth }, at) => at > index && truth !== undefined && truth.slice(0, 200) === rest,
    );
    if (later < 0) return "end";
    // What was taken counts as typed: it is what the shares are of.
    this.seen.keys += later - index - 1;
    this.#ahead = this.#times[later]! - at;
    return later;
  }

  #countPause(key: SeenKey): void {
    this.seen.pauses += 1;
    if (this.#ghost === undefined) return;
    this.seen.shownPauses += 1;
    if (this.#truthOf(key, this.#ghost)?.line) this.seen.rightPauses += 1;
  }

  #truthOf(key: SeenKey, { edit }: Ghost): ReturnType<typeof truthOf> {
    const sight = { text: edit.text, replaced: edit.end - edit.start } as Sight;
    return truthOf({ truth: key.truth, there: key.there, sight });
  }
}

/** It comes first, and the others when it stands. */
function firstLineOf(text: string): string {
  return /^\s*[^\n]*/.exec(text)![0];
}

/** What steps did to the one document, and where the cursor is then; undefined where they leave it. */
function changeOf(
  steps: readonly SessionStep[],
): { readonly since: TextEdit<"model">; readonly cursor: number | undefined } | undefined {
  let since: TextEdit<"model"> = TextEdit.sequence([]);
  let cursor: number | undefined;
  for (const step of steps) {
    if (step.kind === "idle") continue;
    if (step.kind === "cursor") cursor = step.offset;
    else if (step.kind === "edit") {
      since = since.compose(TextEdit.sequence<"model">(step.changes));
      const last = step.changes.at(-1);
      if (last !== undefined) cursor = last.offset + last.inserted.length;
    } else return undefined;
  }
  return { since, cursor };
}
