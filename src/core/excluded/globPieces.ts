/** A glob in pieces. */

export type GlobPiece =
  | { readonly kind: "character"; readonly is: string }
  | { readonly kind: "one" | "text" | "anything" | "folders" }
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  /** The places of the commas and of the closer belong to the pieces around. */
  | { readonly kind: "open"; readonly commas: number[]; close: number };

/** A glob in pieces. A brace without a partner is a character. */
export function cutGlob(glob: string): readonly GlobPiece[] {
  const characters = [...glob.replaceAll("\\", "/")];
  const pieces: GlobPiece[] = [];
  const open: { readonly at: number; readonly commas: number[] }[] = [];
  const closed = new Map<number, GlobPiece>();
  for (let at = 0; at < characters.length; ) {
    const { piece, length } = pieceAt(characters, at, pieces, open);
    if (piece.kind === "character" && piece.is === "{") open.push({ at: pieces.length, commas: [] });
    if (piece.kind === "character" && piece.is === ",") open.at(-1)?.commas.push(pieces.length);
    if (piece.kind === "character" && piece.is === "}") {
      const opener = open.pop();
      if (opener) closed.set(opener.at, { kind: "open", commas: opener.commas, close: pieces.length });
    }
    pieces.push(piece);
    at += length;
  }
  return pieces.map((piece, index) => closed.get(index) ?? piece);
}

function pieceAt(
  characters: readonly string[],
  at: number,
  before: readonly GlobPiece[],
  open: readonly { readonly at: number; readonly commas: readonly number[] }[],
): { readonly piece: GlobPiece; readonly length: number } {
  const character = characters[at]!;
  if (character === "?") return { piece: { kind: "one" }, length: 1 };
  if (character === "[") return setAt(characters, at) ?? { piece: { kind: "character", is: "[" }, length: 1 };
  if (character !== "*") return { piece: { kind: "character", is: fold(character) }, length: 1 };
  let stars = 1;
  while (characters[at + stars] === "*") stars += 1;
  if (stars === 1) return { piece: { kind: "text" }, length: 1 };
  const last = before.at(-1);
  const inner = open.at(-1);
  const begins = inner !== undefined && [inner.at, ...inner.commas.slice(-1)].includes(before.length - 1);
  const startsFolder = last === undefined || begins || (last.kind === "character" && last.is === "/");
  if (startsFolder && characters[at + stars] === "/") return { piece: { kind: "folders" }, length: stars + 1 };
  return { piece: { kind: "anything" }, length: stars };
}

/** `[a-z_]` at `at`; undefined where it is not closed, empty, or holds a `/`. */
function setAt(
  characters: readonly string[],
  at: number,
): { readonly piece: GlobPiece; readonly length: number } | undefined {
  const negated = characters[at + 1] === "!" || characters[at + 1] === "^";
  const start = at + (negated ? 2 : 1);
  let end = start;
  while (end < characters.length && characters[end] !== "]" && characters[end] !== "/") end += 1;
  if (characters[end] !== "]" || end === start) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let index = start; index < end; index += 1) {
    const isRange = characters[index + 1] === "-" && index + 2 < end;
    ranges.push([characters[index]!, characters[isRange ? index + 2 : index]!]);
    if (isRange) index += 2;
  }
  return { piece: { kind: "set", negated, ranges }, length: end + 1 - at };
}

/** Only what keeps its length, so that a character stays one. */
export function fold(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}
