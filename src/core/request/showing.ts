/** When what is known of a place is shown to somebody who types: waits for their pause, and says when there is more to show. */

import type { Clock } from "../clock.ts";
import type { Document } from "../prompt/document.ts";
import type { Eagerness } from "../settings/settings.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { type Moment, type Offer, type Offered, type Plan, planShowing, timeToShow } from "../worth/calm.ts";
import { NO_RHYTHM, pauseOf, type Rhythm, withKey } from "../worth/rhythm.ts";
import type { Weigh, Worth } from "../worth/worth.ts";
import type { Target } from "../writing/writer.ts";
import { type Answer, describeEdit, toAnswer, toShown, typedOf, worthwhile } from "./answer.ts";
import type { Follower } from "./follower.ts";
import type { Runner } from "./runner.ts";
import { type Ready, type Shown, type Stored, wholeOf } from "./store.ts";

export interface ShowingOptions {
  readonly clock: Clock;
  readonly runner: Pick<Runner, "abandon" | "endOf" | "store">;
  readonly follower: Pick<Follower, "after">;
  readonly weigh?: Weigh | undefined;
  /** More can be shown where the cursor stands than was; left out: nobody can be told. */
  readonly onMore?: ((uri: string) => void) | undefined;
}

/** A request of somebody who types. */
export interface Pacing {
  readonly entry: Stored;
  readonly target: Target;
  /** See `AnswerOptions`. */
  readonly eagerness: Eagerness | undefined;
  readonly signal: AbortSignal;
}

/** After the last key. */
const ABANDON_MS = 300;

export class Showing {
  readonly #options: ShowingOptions;
  #rhythm: Rhythm = NO_RHYTHM;
  #lastKeyAt = Number.NEGATIVE_INFINITY;
  /** The version and the document. */
  #askedAnew = "";

  constructor(options: ShowingOptions) {
    this.#options = options;
  }

  /** What is written for nobody ends when no request comes for it. */
  abandonLater(): void {
    const { clock, follower, runner } = this.#options;
    follower.after(ABANDON_MS, () => {
      if (clock.now() - this.#lastKeyAt >= ABANDON_MS) runner.abandon();
    });
  }

  /** The text was changed. What comes at once, accepted or pasted, is no key; it is looked at as long as one. */
  changed(edit: TextEdit<"model">): void {
    const now = this.#options.clock.now();
    if (isKey(edit) && Number.isFinite(this.#lastKeyAt)) this.#rhythm = withKey(this.#rhythm, now - this.#lastKeyAt);
    this.#lastKeyAt = now;
  }

  /** What an entry says of a place now: all of it, at once. */
  known(entry: Stored, { target, eagerness }: Pick<Pacing, "target" | "eagerness">): Answer {
    const { runner, weigh } = this.#options;
    const missed = runner.store.missedOnLine(entry, target);
    const isStanding = runner.store.isStanding(entry, target);
    return toAnswer(entry, runner.store.rebased(entry, target), target, { eagerness, weigh, missed, isStanding });
  }

  /**
   * All of a document is read now. A request that a few lines gave nothing to show for is asked for anew, once for each text: nobody
   * else would, until the next key.
   */
  wholeRead(document: Document): void {
    const { runner, onMore } = this.#options;
    const place = `${document.version} ${document.uri}`;
    const entry = runner.store.ask({ document, cursor: document.cursor })?.entry;
    if (entry?.written?.costs.isNear !== true || entry.shown !== undefined || this.#askedAnew === place) return;
    this.#askedAnew = place;
    runner.store.remove(entry);
    onMore?.(document.uri);
  }

  /** Waits for the moment to show what is known. When the signal aborts meanwhile, what comes back is worth nothing. */
  async pace(pacing: Pacing): Promise<Answer> {
    const { clock, runner } = this.#options;
    const { entry, target, signal } = pacing;
    for (;;) {
      const found = runner.store.rebased(entry, target);
      const known = this.known(entry, pacing);
      if (known.outcome.kind !== "shown" || found?.kind !== "ready") return known;
      const worthOf = (one: Ready): Worth | undefined =>
        one.entry === entry ? known.worth : this.known(one.entry, pacing).worth;
      const { show, at, standing } = this.#plan(found, worthOf, target);
      const wait = at - clock.now();
      if (wait > 0) {
        await clock.sleep(wait, signal);
        if (signal.aborted) return known;
        continue;
      }
      if (show === "standing")
        return standing === undefined ? known : this.#show(standing, worthOf(standing.found), pacing);
      const edit = show === "line" && found.line !== undefined ? found.line : worthwhile(found, known.worth);
      entry.shown = edit === found.line ? entry.line : wholeOf(entry);
      return this.#show({ found, edit }, known.worth, pacing);
    }
  }

  /** Somebody who has not typed until then has paused. */
  get pausedAt(): number {
    return Math.max(this.#options.clock.now(), this.#lastKeyAt + pauseOf(this.#rhythm));
  }

  get #moment(): Moment {
    return { now: this.#options.clock.now(), lastKeyAt: this.#lastKeyAt, rhythm: this.#rhythm };
  }

  #plan(
    found: Ready,
    worthOf: (found: Ready) => Worth | undefined,
    target: Target,
  ): Plan & { readonly standing: Shown | undefined } {
    const { runner, onMore } = this.#options;
    const standing = runner.store.standing(target) ?? (found.isOther ? { found, edit: found.edit } : undefined);
    const worth = worthOf(found);
    const offer: Offer = {
      standing: standing && { ...offeredBy(standing.found, worthOf(standing.found)), text: standing.edit.text },
      whole: { ...offeredBy(found, worth), text: worthwhile(found, worth).text },
      line: found.line?.text,
      canGrow: onMore !== undefined,
    };
    return { ...planShowing(offer, this.#moment), standing };
  }

  #show({ found, edit }: Shown, worth: Worth | undefined, pacing: Pacing): Answer {
    this.#growLater(found.entry, edit.text, pacing);
    const suggestion = describeEdit(edit, pacing.target.document.model, worth?.confidence ?? 0);
    return { outcome: toShown([suggestion], found.entry), ...(worth === undefined ? {} : { worth }) };
  }

  /** Once all of a text is known and the user has paused for it, whoever shows a part of it is told. */
  #growLater(entry: Stored, text: string, pacing: Pacing): void {
    const { runner, follower, onMore } = this.#options;
    const { target } = pacing;
    const { document, cursor, selected } = target;
    if (onMore === undefined || selected !== undefined) return;
    const { version } = document;
    const { shown } = entry;
    const longer = (): Offered | undefined => {
      const isHere = document.version === version && document.cursor === cursor && entry.shown === shown;
      const found = isHere ? runner.store.rebased(entry, target) : undefined;
      if (found?.kind !== "ready") return undefined;
      const { worth } = this.known(entry, pacing);
      const all = worthwhile(found, worth).text;
      return all !== text && all.startsWith(text) ? offeredBy(found, worth) : undefined;
    };
    void runner.endOf(entry).then(() => {
      const offered = longer();
      if (offered === undefined) return;
      const moment = this.#moment;
      follower.after(timeToShow(offered, moment) - moment.now, () => {
        if (longer() !== undefined) onMore(document.uri);
      });
    });
  }
}

function offeredBy(found: Ready, { line = 0, next = 0 }: Partial<Worth> = {}): Offered {
  return { text: found.edit.text, chance: line, next, typed: typedOf(found) };
}

/** One change by one key, an editor's closer or indentation beside it. */
function isKey({ replacements }: TextEdit<"model">): boolean {
  const [one, another] = replacements;
  return one !== undefined && another === undefined && one.text.trim().length <= 2 && one.end - one.start <= 4;
}
