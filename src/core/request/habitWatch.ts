/** Learns from the events of requests and documents how often what is shown turns out right here. */

import type { Eagerness } from "../settings/settings.ts";
import { Looks } from "../worth/looks.ts";
import type { TraceEvent } from "./trace.ts";

/** Where it is noted. */
export interface HabitNotes {
  weighed(languageId: string, level: Eagerness, isShown: boolean): void;
  judged(languageId: string, level: Eagerness, chance: number, isRight: boolean): void;
}

export interface HabitWatchOptions {
  readonly notes: HabitNotes;
  /** Undefined: nothing is learnt. */
  readonly level: () => Eagerness | undefined;
  /** Of a document that is open, as it is. */
  readonly documentOf: (uri: string) => { readonly text: string; readonly languageId: string } | undefined;
}

type Of<Stage> = Extract<TraceEvent, { readonly stage: Stage }>;

export class HabitWatch {
  readonly #options: HabitWatchOptions;
  readonly #looks = new Looks();
  readonly #asked = new Map<number, Of<"request">>();
  readonly #chances = new Map<number, number>();

  constructor(options: HabitWatchOptions) {
    this.#options = options;
  }

  emit(event: TraceEvent): void {
    switch (event.stage) {
      case "request":
        this.#asked.set(event.request, event);
        return;
      case "weighed":
        this.#chances.set(event.request, event.worth.line);
        return;
      case "changed":
        this.#judge(event);
        return;
      case "outcome":
        this.#end(event);
        return;
      default:
        return;
    }
  }

  #judge({ uri, edit }: Of<"changed">): void {
    const { notes, level, documentOf } = this.#options;
    // What was shown before it was switched off is of no use later.
    if (level() === undefined) this.#looks.forget();
    for (const { look, isRight } of this.#looks.change(uri, edit, () => documentOf(uri)?.text ?? ""))
      notes.judged(look.languageId, look.level, look.chance, isRight);
  }

  #end({ request, outcome }: Of<"outcome">): void {
    const [asked, chance] = [this.#asked.get(request), this.#chances.get(request)];
    this.#asked.delete(request);
    this.#chances.delete(request);
    const level = this.#options.level();
    if (asked === undefined || asked.invoked || chance === undefined || level === undefined) return;
    if (outcome.kind === "cancelled" || outcome.kind === "stale") return;
    const { notes, documentOf } = this.#options;
    const document = documentOf(asked.uri);
    if (document === undefined) return;
    const { languageId } = document;
    const [shown] = outcome.kind === "shown" ? outcome.suggestions : [];
    notes.weighed(languageId, level, shown !== undefined);
    if (shown === undefined) return;
    const { start, text } = shown;
    this.#looks.show({ uri: asked.uri, languageId, level, chance, start, text }, document.text);
  }
}
