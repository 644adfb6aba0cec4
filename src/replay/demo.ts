/** The playground's play: types a session, asks as it goes, and takes suggestions that are right. */

import type { Clock } from "../core/clock.ts";
import type { DemoState } from "./demoFrame.ts";
import type { Completed, Player } from "./player.ts";
import type { Session } from "./session.ts";
import { documentsAfter } from "./sessionDocuments.ts";

export interface DemoView {
  /** After each step. */
  show(state: DemoState): void;
  /** After each suggestion, with its place as "cart.ts:3:7". */
  figure(place: string, completed: Completed): void;
}

export interface DemoOptions {
  readonly player: Player;
  readonly view: DemoView;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly model: string;
  /** How long a viewer needs to see something; 0 hurries through. */
  readonly pauses: { readonly keyMs: number; readonly ghostMs: number };
}

export interface DemoSummary {
  readonly requests: number;
  readonly shown: number;
  readonly accepted: number;
  /** Of the requests that made the model work. */
  readonly firstTokenMs: readonly number[];
  readonly totalMs: readonly number[];
  readonly evaluated: number;
  /** What it would have been without a cache. */
  readonly evaluatedAfresh: number;
}

/** Plays all sessions to their end, or until the signal aborts. */
export async function playDemo(sessions: readonly Session[], options: DemoOptions): Promise<DemoSummary> {
  const demo = new Demo(options);
  for (const session of sessions) await demo.play(session);
  return demo.summary;
}

class Demo {
  readonly #options: DemoOptions;
  readonly #figures: string[] = [];
  readonly #completed: Completed[] = [];
  #accepted = 0;
  #ghost = "";
  #status = "typing";

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  get summary(): DemoSummary {
    const worked = this.#completed.filter(({ timing }) => timing.firstTokenMs !== undefined);
    return {
      requests: this.#completed.length,
      shown: this.#completed.filter(({ outcome }) => outcome.kind === "shown").length,
      accepted: this.#accepted,
      firstTokenMs: worked.map(({ timing }) => timing.firstTokenMs ?? 0),
      totalMs: worked.map(({ timing }) => timing.totalMs),
      evaluated: this.#completed.reduce((sum, { tokens }) => sum + tokens.evaluated, 0),
      evaluatedAfresh: this.#completed.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    };
  }

  async play(session: Session): Promise<void> {
    const { player, clock, signal, pauses } = this.#options;
    const texts = textsAfterSteps(session);
    for (let index = 0; index < session.trace.length && !signal.aborted; index += 1) {
      const step = session.trace[index]!;
      if (step.kind === "complete") {
        const end = await this.#complete(step.offset, texts, index);
        if (end !== undefined) index = end;
      } else {
        this.#ghost = "";
        await player.do(step.kind === "idle" ? { ...step, ms: 0 } : step);
        this.#show();
        if (step.kind !== "cursor") await clock.sleep(pauses.keyMs, signal);
      }
    }
  }

  /** Asks; where what is shown leads to what the session writes, it is taken. Answers with the step that it leads to. */
  async #complete(offset: number, texts: readonly string[], index: number): Promise<number | undefined> {
    const { player, view, clock, signal, pauses } = this.#options;
    this.#status = "thinking";
    const completed = await player.complete(offset, undefined);
    this.#status = "typing";
    if (signal.aborted) return undefined;
    const isNew = completed.text !== this.#ghost;
    this.#ghost = completed.text;
    this.#completed.push(completed);
    this.#figures.push(figureLine(completed));
    view.figure(this.#place(offset), completed);
    this.#show();
    const taken = this.#findTaken(offset, completed.text, texts, index);
    if (completed.text !== "" && isNew) await clock.sleep(pauses.ghostMs, signal);
    if (taken === undefined) return undefined;
    this.#accepted += 1;
    this.#status = "Tab";
    this.#ghost = "";
    await player.do({ kind: "edit", changes: [{ offset, deleted: 0, inserted: taken.text }], path: undefined });
    this.#show();
    this.#status = "typing";
    await clock.sleep(pauses.ghostMs, signal);
    return taken.step;
  }

  /** The whole ghost text or its first line, if the session comes to the same text that way. */
  #findTaken(
    offset: number,
    ghost: string,
    texts: readonly string[],
    index: number,
  ): { text: string; step: number } | undefined {
    const { documents } = this.#options.player;
    const text = documents.textOf(documents.current);
    for (const part of new Set([ghost, ghost.split("\n")[0]!])) {
      const step = part === "" ? -1 : texts.indexOf(text.slice(0, offset) + part + text.slice(offset), index + 1);
      if (step >= 0) return { text: part, step };
    }
    return undefined;
  }

  #show(): void {
    const { player, view, model } = this.#options;
    const { current, cursor } = player.documents;
    view.show({
      model,
      path: current,
      text: player.documents.textOf(current),
      cursor,
      ghost: this.#ghost,
      figures: this.#figures,
      status: `${this.#status.padEnd(8)}  ${this.#accepted} accepted   Ctrl-C ends`,
    });
  }

  #place(offset: number): string {
    const { current } = this.#options.player.documents;
    const before = this.#options.player.documents.textOf(current).slice(0, offset).split("\n");
    return `${current}:${before.length}:${before.at(-1)!.length + 1}`;
  }
}

/** "first token   85 ms · whole  210 ms · evaluated   34 · kept  512 · shown" */
export function figureLine({ timing, tokens, outcome }: Completed): string {
  const first = timing.firstTokenMs === undefined ? "   known" : `${Math.round(timing.firstTokenMs)} ms`.padStart(8);
  const whole = `${Math.round(timing.totalMs)} ms`.padStart(7);
  const evaluated = String(tokens.evaluated).padStart(4);
  return `first token ${first} · whole ${whole} · evaluated ${evaluated} · kept ${String(tokens.kept).padStart(4)} · ${outcome.kind}`;
}

/** The current document's text after each step. */
function textsAfterSteps({ trace }: Session): string[] {
  const texts: string[] = [];
  documentsAfter([...trace, { kind: "idle", ms: 0 }], (index, documents) => {
    if (index > 0) texts.push(documents.textOf(documents.current));
  });
  return texts;
}
