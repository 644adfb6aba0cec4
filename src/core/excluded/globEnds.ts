/** What a glob's matches begin and end with: most names are told from it by one look at either end. */

import type { GlobPiece } from "./globPieces.ts";

/** Code points of folded characters; undefined: any, or none at all. */
export interface GlobEnds {
  readonly first: ReadonlySet<number> | undefined;
  readonly last: ReadonlySet<number> | undefined;
}

export function endsOf(pieces: readonly GlobPiece[]): GlobEnds {
  return { first: toSet(firstsIn(pieces, 0, pieces.length)), last: toSet(lastsIn(pieces, 0, pieces.length)) };
}

/** Those of some pieces, with "" where they may be nothing; undefined: any character. */
type Ends = ReadonlySet<string> | undefined;

function toSet(ends: Ends): ReadonlySet<number> | undefined {
  return ends === undefined || ends.has("")
    ? undefined
    : new Set([...ends].map((character) => character.codePointAt(0)!));
}

function firstsIn(pieces: readonly GlobPiece[], from: number, to: number): Ends {
  const all = new Set<string>();
  for (let at = from; at < to; at += 1) {
    const piece = pieces[at]!;
    const own = piece.kind === "open" ? choiceOf(pieces, at, piece, firstsIn) : characterOf(piece);
    if (own === undefined) return undefined;
    for (const character of own) if (character !== "") all.add(character);
    if (!own.has("")) return all;
    if (piece.kind === "open") at = piece.close;
  }
  return all.add("");
}

function lastsIn(pieces: readonly GlobPiece[], from: number, to: number): Ends {
  const all = new Set<string>();
  for (let at = to - 1; at >= from; at -= 1) {
    const open = pieces.findIndex((piece, index) => index >= from && piece.kind === "open" && piece.close === at);
    const piece = pieces[open < 0 ? at : open]!;
    const own = piece.kind === "open" ? choiceOf(pieces, open, piece, lastsIn) : characterOf(piece);
    if (own === undefined) return undefined;
    for (const character of own) if (character !== "") all.add(character);
    if (!own.has("")) return all;
    if (open >= 0) at = open;
  }
  return all.add("");
}

function characterOf(piece: GlobPiece): Ends {
  return piece.kind === "character" ? new Set([piece.is]) : undefined;
}

function choiceOf(
  pieces: readonly GlobPiece[],
  open: number,
  { commas, close }: Extract<GlobPiece, { kind: "open" }>,
  endsIn: typeof firstsIn,
): Ends {
  const all = new Set<string>();
  let from = open + 1;
  for (const to of [...commas, close]) {
    const own = endsIn(pieces, from, to);
    if (own === undefined) return undefined;
    for (const character of own) all.add(character);
    from = to + 1;
  }
  return all;
}
