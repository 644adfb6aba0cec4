/** What a glob's matches begin and end with: most names are told from it by one look at either end. */

import type { GlobPiece } from "./globPieces.ts";

/** Code points of folded characters; undefined: any, or none at all. */
export interface GlobEnds {
  readonly first: ReadonlySet<number> | undefined;
  readonly last: ReadonlySet<number> | undefined;
}

export function endsOf(pieces: readonly GlobPiece[]): GlobEnds {
  const ends = (side: keyof GlobEnds) => toSet(endsIn(pieces, 0, pieces.length, side));
  return { first: ends("first"), last: ends("last") };
}

/** Those of some pieces, with "" where they may be nothing; undefined: any character. */
type Ends = ReadonlySet<string> | undefined;

function toSet(ends: Ends): ReadonlySet<number> | undefined {
  return ends === undefined || ends.has("")
    ? undefined
    : new Set([...ends].map((character) => character.codePointAt(0)!));
}

/** What the pieces from `from` to `to` begin or end with. */
function endsIn(pieces: readonly GlobPiece[], from: number, to: number, side: keyof GlobEnds): Ends {
  const whole = outerIn(pieces, from, to);
  const all = new Set<string>();
  for (const at of side === "first" ? whole : whole.toReversed()) {
    const piece = pieces[at]!;
    const own = piece.kind === "open" ? choiceOf(pieces, at, piece, side) : characterOf(piece);
    if (own === undefined) return undefined;
    for (const character of own) if (character !== "") all.add(character);
    if (!own.has("")) return all;
  }
  return all.add("");
}

/** Where the pieces begin that stand in no choice, and the choices. */
function outerIn(pieces: readonly GlobPiece[], from: number, to: number): readonly number[] {
  const outer: number[] = [];
  for (let at = from; at < to; at += 1) {
    const piece = pieces[at]!;
    outer.push(at);
    if (piece.kind === "open") at = piece.close;
  }
  return outer;
}

function characterOf(piece: GlobPiece): Ends {
  return piece.kind === "character" ? new Set([piece.is]) : undefined;
}

function choiceOf(
  pieces: readonly GlobPiece[],
  open: number,
  { commas, close }: Extract<GlobPiece, { kind: "open" }>,
  side: keyof GlobEnds,
): Ends {
  const all = new Set<string>();
  let from = open + 1;
  for (const to of [...commas, close]) {
    const own = endsIn(pieces, from, to, side);
    if (own === undefined) return undefined;
    for (const character of own) all.add(character);
    from = to + 1;
  }
  return all;
}
