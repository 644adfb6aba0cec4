/** What ghost text did on a page while somebody typed, and what that says of its calm. Pure. */

/** In the order in which the page saw it; `at` in milliseconds of the page's clock. */
export type Seen =
  | { readonly at: number; readonly kind: "key" }
  /** Ghost text at the cursor from now on; "" for none. */
  | { readonly at: number; readonly kind: "ghost"; readonly text: string };

export interface CalmFigures {
  readonly keys: number;
  /** Keys followed by no other for `PAUSE_MS`. */
  readonly pauses: number;
  /** Share of pauses with ghost text before the next key. */
  readonly shown: number;
  /** Suggestions that do not go on with the one before them. */
  readonly different: number;
  readonly differentPer100: number;
  /** Share of the different ones that were gone `FLASH_MS` after they came, otherwise than by being typed. */
  readonly flashes: number;
}

const PAUSE_MS = 300;
const FLASH_MS = 300;

interface Standing {
  readonly since: number;
  /** As it came. */
  readonly text: string;
  /** The key that it came behind. */
  readonly key: number;
}

/** `typed`: the text of the keys, in their order. */
export function calmOf(seen: readonly Seen[], typed: string): CalmFigures {
  const keyTimes = seen.filter(({ kind }) => kind === "key").map(({ at }) => at);
  const end = seen.at(-1)?.at ?? 0;
  const spans = standingSpans(seen, typed);
  const pauses = keyTimes.flatMap((from, index) => {
    const to = keyTimes[index + 1] ?? end;
    return to - from >= PAUSE_MS ? [{ from, to }] : [];
  });
  const isShownIn = ({ from, to }: { readonly from: number; readonly to: number }) =>
    spans.some(({ since, until }) => since < to && until > from);
  return {
    keys: keyTimes.length,
    pauses: pauses.length,
    shown: share(pauses.filter(isShownIn).length, pauses.length),
    different: spans.length,
    differentPer100: share(100 * spans.length, keyTimes.length),
    flashes: share(
      spans.filter(({ since, until, isTyped }) => !isTyped && until - since < FLASH_MS).length,
      spans.length,
    ),
  };
}

interface Span {
  readonly since: number;
  readonly until: number;
  /** It ended because all of it stands in the text. */
  readonly isTyped: boolean;
}

/** From when to when each different suggestion stood on the page. */
function standingSpans(seen: readonly Seen[], typed: string): readonly Span[] {
  const spans: Span[] = [];
  let standing: Standing | undefined;
  let keys = 0;
  const leave = (until: number): void => {
    if (standing === undefined) return;
    const isTyped = restOf(standing, typed, keys) === "";
    spans.push({ since: standing.since, until, isTyped });
    standing = undefined;
  };
  for (const event of seen) {
    if (event.kind === "key") {
      keys += 1;
      continue;
    }
    if (standing !== undefined && event.text !== "" && goesOn(restOf(standing, typed, keys), event.text)) {
      standing = { since: standing.since, text: event.text, key: keys };
      continue;
    }
    leave(event.at);
    if (event.text !== "") standing = { since: event.at, text: event.text, key: keys };
  }
  leave(seen.at(-1)?.at ?? 0);
  return spans;
}

/** What is left of a suggestion after the keys since; undefined when they say something else. */
function restOf({ text, key }: Standing, typed: string, keys: number): string | undefined {
  const said = typed.slice(key, keys);
  return text.startsWith(said) ? text.slice(said.length) : undefined;
}

/** Cut shorter or made longer it is still the same; on the page a line's indentation may be drawn otherwise. */
function goesOn(rest: string | undefined, text: string): boolean {
  if (rest === undefined) return false;
  const [before, now] = [rest, text].map((part) => part.replace(/\s+/g, " "));
  return now!.startsWith(before!) || before!.startsWith(now!);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
